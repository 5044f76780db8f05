"""Pelican's settings that are computed, and references that it resolves."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

POST = "Title: A\nDate: 2018-03-04\n\n"


def test_references_are_resolved_from_the_contents_and_beside_the_post(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {
            "pelicanconf.py": "PATH = './content'\nSITEURL = 'https://example.org'\n",
            "content/images/a b.png": "x",
            "content/sub/c.png": "x",
            "content/sub/p.md": POST
            + "![]({static}/images/a%20b.png)\n\n<img src='{attach}c.png'>\n\n![x][r]\n\n"
            "[r]: |filename|c.png\n",
        },
    )
    found = links_of(site, "content/sub/p.md")
    assert {image: [link.line for link in links] for image, links in found.items()} == {
        "content/images/a b.png": [4],
        "content/sub/c.png": [6, 8],
    }
    assert found["content/sub/c.png"][0].url == "https://example.org/a.html"


def test_an_instance_of_the_toc_extension_gives_ids(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {
            "pelicanconf.py": "from markdown.extensions.toc import TocExtension\nPATH = 'c'\n"
            "MARKDOWN = {'extensions': [TocExtension(permalink=True), 'extra']}\n",
            "c/images/a.png": "x",
            "c/p.md": POST + "## A head\n\n![]({static}/images/a.png)\n",
        },
    )
    assert links_of(site, "c/p.md")["c/images/a.png"][0].anchor == "a-head"


@pytest.mark.parametrize(("plugins", "lines"), [("['liquid_tags.img']", [4, 6]), ("[]", [6])])
def test_tags_show_images_if_their_plug_in_is_on(
    plugins: str, lines: list[int], tmp_path: Path
) -> None:
    site = make_site(
        tmp_path,
        {
            "pelicanconf.py": f"PATH = 'c'\nPLUGINS = {plugins}\n",
            "c/images/a.png": "x",
            "c/p.md": POST + "{% img /images/a.png 300 'A title' %}\n\n![](/images/a.png)\n",
        },
    )
    assert [link.line for link in links_of(site, "c/p.md")["c/images/a.png"]] == lines


@pytest.mark.parametrize(
    ("config", "post", "reason"),
    [
        ("import os\nARTICLE_URL = os.environ['X']\n", POST, "ARTICLE_URL is computed"),
        ("ARTICLE_URL = '{date:%B}/{slug}/'\n", POST, "ARTICLE_URL needs what is not known"),
        ("", "Title: مرحبا\nDate: 2018-03-04\n\n", "ARTICLE_URL needs what is not known"),
        ("", "Title: A\n\n", "Pelican skips an article without a date"),
        ("", "Date: 2018-03-04\n\n", "Pelican skips a post without a title"),
    ],
)
def test_an_address_that_is_not_known_says_why(
    config: str, post: str, reason: str, tmp_path: Path
) -> None:
    site = make_site(
        tmp_path,
        {
            "pelicanconf.py": f"PATH = 'c'\n{config}",
            "c/images/a.png": "x",
            "c/p.md": post + "## A\n\n![](/images/a.png)\n",
        },
    )
    (link,) = links_of(site, "c/p.md")["c/images/a.png"]
    assert (link.url, link.section) == (None, ("A",))
    assert link.unknown is not None
    assert link.unknown.reason.startswith(reason)


def test_a_computed_markdown_gives_no_ids(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {
            "pelicanconf.py": "PATH = 'c'\nMARKDOWN = options()\n",
            "c/images/a.png": "x",
            "c/p.md": POST + "## A head\n\n![]({static}/images/a.png)\n",
        },
    )
    link = links_of(site, "c/p.md")["c/images/a.png"][0]
    assert (link.anchor, link.section) == (None, ("A head",))


@pytest.mark.parametrize(
    ("config", "makefile", "folder"),
    [
        ("", "BASEDIR=$(CURDIR)\nINPUTDIR=$(BASEDIR)/texts\n", "texts"),
        ("", "INPUTDIR = $(BASEDIR)/elsewhere\n", "content"),
        ("", "", "content"),
        ("PATH = 'texts'\n", "INPUTDIR=$(BASEDIR)/content\n", "texts"),
        ("", None, ""),
    ],
)
def test_the_command_names_the_folder_of_contents(
    config: str, makefile: str | None, folder: str, tmp_path: Path
) -> None:
    inside = f"{folder}/" if folder else ""
    files = {"pelicanconf.py": config + "ARTICLE_URL = 'a/{slug}'\nPAGE_URL = 'p/{slug}'\n"}
    if makefile is not None:
        files.update({"Makefile": makefile, "content/x.txt": "", "texts/x.txt": ""})
    files[f"{inside}pages/b.md"] = POST + "![](/images/a.png)\n"
    files[f"{inside}images/a.png"] = ""
    site = make_site(tmp_path, files)
    links = links_of(site, f"{inside}pages/b.md")
    assert [link.url for link in links[f"{inside}images/a.png"]] == ["/p/a"]
