"""`slidescan search`, `similar` and `duplicates`, as a user runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support.cli import cli, program
from support.samples import Ingested


def search(ingested: Ingested, *args: str, **env: str) -> str:
    done = cli("search", *args, "--index", ingested.site / "index", cwd=ingested.site, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_format_lists_the_hits(ingested: Ingested) -> None:
    paths = search(ingested, "data lake", "--format", "paths").splitlines()
    assert paths
    assert all((ingested.site / path).is_file() for path in paths)
    urls = search(ingested, "data lake", "--format", "urls").splitlines()
    assert urls
    assert len(set(urls)) == len(urls)
    assert all("#" in url or url.endswith("/") for url in urls)
    (first, words, *_) = search(ingested, "data lake", "--format", "markdown").splitlines()
    assert re.fullmatch(r"1\. \[.+\]\(\S+\)  ", first)
    assert re.search(r"\*\*[Dd]ata", words)
    as_json = json.loads(search(ingested, "data lake", "--format", "json", "--group"))
    assert {i for p in as_json["posts"] for i in p["images"]} == {
        h["image"] for h in as_json["hits"]
    }


def test_hits_are_grouped_by_post_and_sorted_by_date(ingested: Ingested) -> None:
    grouped = search(ingested, "data OR cloud OR the", "--group", "--limit", "50")
    headings = re.findall(r"^(\S.*)  \(\d+ slides?\)$", grouped, re.MULTILINE)
    assert len(headings) >= 2
    by_date = json.loads(search(ingested, "is:linked", "--sort", "date", "--json"))
    dates = [max(link["date"] or "" for link in hit["links"]) for hit in by_date["hits"]]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) > 2


def test_near_finds_neighbours_of_a_photo(ingested: Ingested) -> None:
    image = json.loads(search(ingested, "data lake", "--json"))["hits"][0]["image"]
    near = json.loads(search(ingested, f"near:{Path(image).stem}", "--json", "--limit", "50"))
    images = [hit["image"] for hit in near["hits"]]
    assert image in images
    assert 1 < len(images) < 16
    assert "no photo" in search(ingested, "near:nowhere.jpg")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--sort", "size"], "choose from score, date"),
        (["--format", "xml"], "choose from text, json"),
        (["--since", "soon"], "write it as 2017"),
    ],
)
def test_mistakes_are_one_line_errors(ingested: Ingested, args: list[str], says: str) -> None:
    done = cli("search", "data", *args, "--index", ingested.site / "index")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert says in done.stderr


def test_open_starts_the_browser_with_the_section(ingested: Ingested, tmp_path: Path) -> None:
    browser = tmp_path / "xdg-open"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/opened\n')
    browser.chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"
    env = {"PATH": path, "BROWSER": f"{browser} %s"}
    assert program("search", "data lake", "--open", cwd=ingested.site, env=env).returncode == 0
    opened = (tmp_path / "opened").read_text().strip()
    first = json.loads(search(ingested, "data lake", "--json"))["hits"][0]
    assert opened in {first["links"][0]["url"], str(ingested.site / first["image"])}


def test_similar_and_duplicates(ingested: Ingested) -> None:
    index = ["--index", str(ingested.site / "index")]
    first = json.loads(search(ingested, "data lake", "--json"))["hits"][0]["image"]
    done = cli("similar", first, "--json", *index, cwd=ingested.site)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["similar"]
    assert first not in [each["image"] for each in found]
    assert [e["score"] for e in found if not e["same"]] == sorted(
        (e["score"] for e in found if not e["same"]), reverse=True
    )
    assert cli("similar", first, *index, cwd=ingested.site).returncode == 0
    groups = json.loads(cli("duplicates", "--json", *index).stdout)["groups"]
    listed = cli("duplicates", *index, cwd=ingested.site).stdout
    assert all(image in listed for group in groups for image in group)
    assert cli("similar", "nowhere.jpg", *index).returncode == 2
