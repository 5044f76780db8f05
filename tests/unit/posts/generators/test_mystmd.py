"""mystmd's pages and slugs."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

FILES = {
    "README.md": "# R\n\n![](a.png)\n",
    "sub/01_My Page.md": "# P\n\n## Größe 1\n\n```{figure} ../a.png\nA caption\n```\n",
    "a.png": "x",
}


@pytest.mark.parametrize(
    ("config", "url"),
    [
        ("version: 1\n", "/my-page#gr-e-1"),
        ("site:\n  options:\n    folders: true\n", "/sub/my-page#gr-e-1"),
    ],
)
def test_pages_are_slugs_of_names(config: str, url: str, tmp_path: Path) -> None:
    site = make_site(tmp_path, {"myst.yml": config, **FILES})
    (link,) = links_of(site, "sub/01_My Page.md")["a.png"]
    assert link.url == url
    assert links_of(site, "README.md")["a.png"][0].url == "/"


def test_a_label_stands_above_its_heading_with_or_without_a_blank_line(tmp_path: Path) -> None:
    text = (
        "(one-label)=\n## A\n\n![](a.png)\n\n(Two)=\n\n## A\n\n![](a.png)\n\n## A\n\n![](a.png)\n"
    )
    site = make_site(tmp_path, {"myst.yml": "version: 1\n", "a.png": "x", "p.md": text})
    assert [link.anchor for link in links_of(site, "p.md")["a.png"]] == ["one-label", "two", "a"]


def test_pages_that_share_a_slug_have_no_address(tmp_path: Path) -> None:
    other = {"more/my-page.md": "# Q\n", "node_modules/x/README.md": "# N\n"}
    site = make_site(tmp_path, {"myst.yml": "version: 1\n", **FILES, **other})
    (link,) = links_of(site, "sub/01_My Page.md")["a.png"]
    assert link.url is None
    assert link.unknown is not None
    assert "my-page" in link.unknown.reason
    assert links_of(site, "README.md")["a.png"][0].url == "/"


def test_contents_of_a_jupyter_book_are_read(tmp_path: Path) -> None:
    toc = "format: jb-book\nroot: sub/01_My Page\n"
    site = make_site(tmp_path, {"myst.yml": "version: 1\n", "_toc.yml": toc, **FILES})
    assert site.generator.name == "mystmd"
    assert site.post_paths == ("sub/01_My Page.md",)
    assert links_of(site, "sub/01_My Page.md")["a.png"][0].url == "/#gr-e-1"


def test_patterns_in_the_contents_are_those_of_node(tmp_path: Path) -> None:
    toc = (
        "version: 1\nproject:\n  toc:\n    - file: README.md\n      children:\n"
        '        - pattern: "blog/**{.ipynb,.md}"\n'
    )
    pages = {"blog/one.md": "# O\n", "blog/more/two.md": "# T\n", "other.md": "# O\n"}
    site = make_site(tmp_path, {"myst.yml": toc, **FILES, **pages})
    assert site.post_paths == ("README.md", "blog/one.md")
