"""`slidescan export` and `slidescan import` on the command line."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from support.cli import cli
from support.samples import Ingested

from slidescan.core.records import Options
from slidescan.errors import UsageError
from slidescan.library import Library


def test_an_index_moves_to_another_machine_without_reading(
    ingested: Ingested, tmp_path: Path
) -> None:
    site = shutil.copytree(ingested.site, tmp_path / "site")
    first = Library(site / "index", Options(jobs=1))
    image = "static/img/northwind/IMG_4104.jpg"
    line = first.slide(image).reading.lines[1]
    first.correct_line(image, 1, line.text, "Zebrafish economics")
    first.set_alt(image, "Words of one's own")
    out = tmp_path / "slides.json"
    assert cli("export", "json", "--out", out, "--index", site / "index").returncode == 0
    # On another machine: the same site without an index.
    other = shutil.copytree(site, tmp_path / "elsewhere", ignore=shutil.ignore_patterns("index"))
    done = cli("import", out, "--index", other / "index", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"slides": 16}
    second = Library(other / "index", Options(jobs=1))
    assert list(second.slides()) == list(first.slides())
    again = tmp_path / "again.json"
    cli("export", "json", "--out", again, "--index", other / "index")
    assert again.read_bytes() == out.read_bytes()
    for query in ("zebrafish", "data lake", "全文検索"):
        # Scores differ a little: words of deleted slides still count.
        there, here = (
            [replace(h, score=0) for h in lib.search(query).hits] for lib in (first, second)
        )
        assert here == there
        assert here
    assert second.edits(image) == first.edits(image)
    # No photo is read again, and edits can be undone.
    report = second.ingest([other / "static", other / "content"])
    assert (report.photos_read, report.unchanged) == (0, 16)
    second.undo(image)
    second.undo(image)
    assert second.slide(image).reading.lines[1].text == line.text


def test_an_import_replaces_only_on_request(ingested: Ingested, tmp_path: Path) -> None:
    index = shutil.copytree(ingested.site, tmp_path / "site") / "index"
    out = tmp_path / "slides.json"
    cli("export", "json", "--out", out, "--index", index)
    done = cli("import", out, "--index", index)
    assert done.returncode == 2
    assert "--replace" in done.stderr
    assert done.stderr.count("\n") == 1
    assert cli("import", out, "--index", index, "--replace").returncode == 0
    some = tmp_path / "some.json"
    cli("export", "json", "--out", some, "--index", index, "--section", "zones")
    assert len(json.loads(some.read_text())["slides"]) == 2
    done = cli("import", some, "--index", tmp_path / "new")
    assert done.returncode == 2
    assert "not a whole index" in done.stderr


ON_WINDOWS = pytest.mark.skipif(os.sep == "/", reason="elsewhere, these are names of files")


def hostile(data: dict, path: list, value: object) -> None:  # type: ignore[type-arg]
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["slides", 0, "image"], "../../../etc/passwd"),
        (["slides", 0, "image"], "/etc/passwd"),
        (["slides", 0, "image"], 7),
        (["slides", 0, "image"], "a\0b"),
        (["slides", 0, "image"], "a/../../b"),
        pytest.param(["slides", 0, "image"], "c:\\x", marks=ON_WINDOWS),
        pytest.param(["slides", 0, "image"], "\\\\host\\share", marks=ON_WINDOWS),
        (["slides", 0, "image"], "x" * 300 + ".jpg"),
        (["slides", 0, "taken"], "\x1b[31m"),
        (["slides", 0, "title"], {"a": 1}),
        (["slides", 0, "lines"], "none"),
        (["slides", 0, "width"], "wide"),
        (["slides", 0, "width"], 0),
        (["catalogue", "photos", 0, "image"], "../x.jpg"),
        (["catalogue", "posts", 0, "post", "path"], "../../.bashrc"),
        (["catalogue", "corners"], [{"image": "a", "sha256": 1}]),
        (["catalogue", "mends"], [{"what": "magic"}]),
        (["catalogue", "facts"], []),
        (["catalogue"], None),
        (["catalogue", "posts", 0, "post", "title"], 5),
        (["catalogue", "posts", 0, "post", "sections"], [{"path": [1], "anchor": 2}]),
        (["catalogue", "posts", 0, "missing"], [{"post": 1, "line": "x", "target": None}]),
        (["catalogue", "photos", 0, "size"], 10**30),
        (["slides", 0, "lines", 0, "quad", 0, 0], 1e308),
        (["slides", 0, "lines", 0, "quad", 0, 0], float("nan")),
        (["slides", 0, "lines", 0, "places"], [[0, 1e300]]),
        (["slides", 0, "quad"], [[0, 0]] * 4),
        (["slides", 0, "quad_confidence"], float("inf")),
        (["slides", 0, "photo"], {"sha256": "a", "width": 3, "height": 3, "focal": "x"}),
        (["slides", 0, "description"], "\ud800"),
        (["version"], 99),
        (["alts"], [1]),
    ],
)
def test_an_invalid_import_is_refused_as_a_whole(
    ingested: Ingested, tmp_path: Path, path: list[str | int], value: object
) -> None:
    source = tmp_path / "slides.json"
    cli("export", "json", "--out", source, "--index", ingested.site / "index")
    data = json.loads(source.read_text("utf-8"))
    hostile(data, path, value)
    source.write_text(json.dumps(data))
    library = Library(tmp_path / "index")
    with pytest.raises(UsageError):
        library.load(source)
    done = cli("import", source, "--index", tmp_path / "index")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_junk_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "x.json"
    for junk in (b"", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"version": 1}'):
        source.write_bytes(junk)
        done = cli("import", source, "--index", tmp_path / "index")
        assert done.returncode == 2, junk
        assert done.stderr.count("\n") == 1, junk


def test_an_undo_never_writes_outside_the_site(ingested: Ingested, tmp_path: Path) -> None:
    """An imported edit of a post names a file outside the site."""
    from slidescan.core.records import PostEdit
    from slidescan.errors import PostError
    from slidescan.store.catalogue import Catalogue

    site = shutil.copytree(ingested.site, tmp_path / "site")
    outside = tmp_path / "notes.md"
    outside.write_text("before\n")
    (site / "content" / "linked.md").symlink_to(outside)
    library = Library(site / "index", Options(jobs=1))
    slide = library.slide("static/img/northwind/IMG_4104.jpg")
    kept = json.dumps({"old": "changed", "new": "before"})
    for post in ("../notes.md", str(outside), "content/linked.md", "hugo.toml"):
        with Catalogue.open(library.folder, write=True) as catalogue, catalogue.transaction():
            catalogue.edits.put(PostEdit(0, "", slide.image, slide.photo.sha256, kept, "x", post))
        with pytest.raises(PostError):
            library.undo(slide.image)
        assert outside.read_text() == "before\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("xml",), "choose from json, alt-check, csv, markdown, hocr, alto"),
        (("pdf",), "pdf needs a file"),
        (("site",), "site needs a folder"),
        (("hocr", "--frame", "none"), "choose from photo, slide"),
        (("search-index", "--as", "none"), "choose from papermod, lunr, minisearch"),
        (("json", "--post", "none"), "no post none"),
        (("pdf", "--out", "x.pdf", "--section", "nowhere"), "no slide"),
        (("alto",), "--out DIR"),
        (("pdf", "--out", "no/where/x.pdf"), "can't be written"),
    ],
)
def test_mistakes_are_one_line_errors(
    ingested: Ingested, tmp_path: Path, args: tuple[str, ...], message: str
) -> None:
    done = cli("export", *args, "--index", ingested.site / "index", cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_every_format_writes_its_file_or_folder(ingested: Ingested, tmp_path: Path) -> None:
    index = ingested.site / "index"
    for format_, suffix in (
        ("json", "json"), ("csv", "csv"), ("markdown", "md"), ("hocr", "html"),
        ("search-index", "json"), ("pdf", "pdf"), ("pptx", "pptx"),
    ):  # fmt: skip
        out = tmp_path / f"{format_}.{suffix}"
        done = cli("export", format_, "--out", out, "--index", index, "--post", "northwind-day-1")
        assert done.returncode == 0, done.stderr
        assert out.stat().st_size > 500
    for format_ in ("images", "alto", "hugo", "site"):
        out = tmp_path / format_
        done = cli("export", format_, "--out", out, "--index", index, "--section", "zones")
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("→") == 2
    assert len(list((tmp_path / "alto").rglob("*.xml"))) == 2


def test_decks_and_notes_leave_out_pictures_that_are_no_slides(
    ingested: Ingested, tmp_path: Path
) -> None:
    """IMG_4108.jpg is a picture without text."""
    site: tuple[str | Path, ...] = ("--index", ingested.site / "index")
    notes, everything = tmp_path / "notes.md", tmp_path / "all.md"
    done = cli("export", "markdown", "--out", notes, *site, "--json")
    assert done.returncode == 0, done.stderr
    (left_out,) = json.loads(done.stdout)["left_out"]
    assert left_out == {"image": "static/img/northwind/IMG_4108.jpg", "reason": "picture"}
    assert "1 picture left out, no slides (1 picture): --all-pictures includes them" in done.stderr
    done = cli("export", "markdown", "--out", everything, *site, "--all-pictures")
    assert (done.returncode, done.stderr) == (0, "")
    headings = [text.count("\n## ") + 1 for text in (notes.read_text(), everything.read_text())]
    assert headings == [15, 16]
    assert "IMG_4108.jpg" not in notes.read_text()
