"""Links as Hugo itself renders them.

An awkward site (tests/golden/hugo) and the samples are rendered by the real Hugo where one is
installed; every image and the nearest heading above it must be what slidescan reports. What
Hugo 0.111.3 rendered is kept in tests/golden/hugo.json, so that machines without it check the
same. Regenerate it with: pytest --regenerate
"""

from __future__ import annotations

import json
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from support import ROOT, SAMPLES
from support.samples import copy_samples

from slidescan.posts.discovery import find_site
from slidescan.posts.links import link_post
from slidescan.posts.read import read_post

GOLDEN = ROOT / "tests" / "golden"
HUGO = shutil.which("hugo")
Pair = tuple[str, str]


class _Page(HTMLParser):
    """Images of a rendered page, each with the id of the nearest heading above."""

    def __init__(self) -> None:
        super().__init__()
        self.anchor = ""
        self.images: list[Pair] = []
        self._caption = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "figcaption":
            self._caption += 1
        # A figure's title renders as a heading without an id: that is no section.
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() and not self._caption:
            self.anchor = found.get("id") or ""
        if tag == "img" and found.get("src"):
            self.images.append((str(found["src"]), self.anchor))

    def handle_endtag(self, tag: str) -> None:
        if tag == "figcaption":
            self._caption -= 1


def render(source: Path, target: Path) -> list[Pair]:
    """Address of the image and address of its heading, for every image that Hugo renders."""
    assert HUGO is not None
    subprocess.run([HUGO, "--quiet", "-s", source, "-d", target], check=True, capture_output=True)
    base = urlsplit(find_site(source, site=source).generator.base_url)
    pairs = []
    for page in sorted(target.rglob("*.html")):
        parser = _Page()
        parser.feed(page.read_text("utf-8"))
        below = page.relative_to(target).as_posix().removesuffix("index.html")
        url = base.path.rstrip("/") + "/" + below
        for src, anchor in parser.images:
            image = unquote(urlsplit(urljoin(url, src)).path)
            pairs.append((image, url + (f"#{anchor}" if anchor else "")))
    return sorted(pairs)


def reported(source: Path) -> list[Pair]:
    """The same pairs as slidescan links them."""
    site = find_site(source, site=source)
    pairs = []
    for path in site.post_paths:
        post = read_post(site, path)
        for reference in post.references:
            for image in site.resolve(reference.target, reference.syntax, post.path, post.page_url):
                for link in link_post(site, post).links[image]:
                    if link.line == reference.line:
                        place = urlsplit(link.url)
                        url = unquote(place.path) + (f"#{link.anchor}" if link.anchor else "")
                        published = site.base_path + site.generator.image_urls(image)[0]
                        pairs.append((published, url))
                        break
    return sorted(pairs)


@pytest.mark.generators
@pytest.mark.skipif(HUGO is None, reason="no hugo is installed: apt install hugo")
def test_links_equal_those_of_the_installed_hugo(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    site = shutil.copytree(GOLDEN / "hugo", tmp_path / "site")  # Hugo writes into the site
    rendered = render(site, tmp_path / "out")
    if request.config.getoption("--regenerate"):
        (GOLDEN / "hugo.json").write_text(json.dumps(rendered, ensure_ascii=False, indent=0) + "\n")
    assert len(rendered) > 75
    assert reported(GOLDEN / "hugo") == rendered


def test_links_equal_the_golden_file() -> None:
    golden = [tuple(pair) for pair in json.loads((GOLDEN / "hugo.json").read_text("utf-8"))]
    assert reported(GOLDEN / "hugo") == golden


@pytest.mark.generators
@pytest.mark.skipif(HUGO is None, reason="no hugo is installed: apt install hugo")
def test_links_of_the_samples_equal_those_of_the_installed_hugo(tmp_path: Path) -> None:
    missing = ("/img/northwind/IMG_4199.jpg",)
    site = copy_samples(tmp_path / "site")  # Hugo writes into the site
    rendered = [pair for pair in render(site, tmp_path / "out") if pair[0] not in missing]
    assert reported(SAMPLES) == rendered
