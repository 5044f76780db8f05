"""Hexo's renderers, dates and asset folders, as Hexo 8.1 renders them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.linked import linked_urls
from support.sites import links_of, make_site

from slidescan.posts.front_matter import NO_FRONT_MATTER, read_unopened_front_matter
from slidescan.posts.generators.hexo_ids import hexo_markdown_it_ids
from slidescan.posts.markdown import parse
from slidescan.posts.read import read_post

HEADINGS = (
    '# One\n\n## Two -- "x" it\'s...\n\n## Same `code b`\n\n## Same `code b`\n\n'
    "## Same <b>y</b> ![alt](a.png) &amp; [l](x)\n\n### Ünïcode & more (c)\n\n## 中文 标题\n"
)


def site(
    config: str = "", packages: tuple[str, ...] = (), date: str = "2024-01-02 10:00:00"
) -> dict[str, str]:
    return {
        "_config.yml": "url: https://e.org\npermalink: :year/:month/:day/:title/\n" + config,
        "package.json": json.dumps({"dependencies": dict.fromkeys(("hexo", *packages), "*")}),
        "source/_posts/talk.md": f"---\ntitle: T\ndate: {date}\n---\n## A\n\n## A\n\n![](a.png)\n",
        "source/_posts/talk/a.png": "x",
    }


def test_ids_of_markdown_it() -> None:
    """As hexo-renderer-markdown-it 7.1 renders them."""
    options = {"anchors": {"collisionSuffix": "v", "case": 1}}
    ids = [h.value for h in hexo_markdown_it_ids(parse(HEADINGS).headings, options)]
    assert ids == [
        None, "two-–-“x”-it’s…", "same-code-b", "same-code-b-v2", "same-b-y-b-alt-l",
        "unicode-more-©", "中文-标题",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("packages", "anchor"),
    [
        ((), "#A-1"),
        (("hexo-renderer-markdown-it",), "#A-2"),
        (("hexo-renderer-pandoc",), None),
        (("hexo-renderer-markdown", "hexo-renderer-stylus"), None),
    ],
)
def test_ids_are_those_of_the_renderer(
    tmp_path: Path, packages: tuple[str, ...], anchor: str | None
) -> None:
    files = site("post_asset_folder: true\n", packages)
    links = linked_urls(tmp_path, files)["source/_posts/talk/a.png"]
    assert links == [anchor and f"https://e.org/2024/01/02/talk/{anchor}"]


@pytest.mark.parametrize(
    ("date", "url"),
    [
        ("2024-01-01T00:30:00+02:00", "/2023/12/31/talk/"),
        ("2024-01-01 23:30:00", "/2024/01/01/talk/"),
        ("2024-01-01", "/2024/01/01/talk/"),
    ],
)
def test_a_time_with_a_zone_shows_the_clock_of_utc(tmp_path: Path, date: str, url: str) -> None:
    made = make_site(tmp_path, site("timezone: Asia/Tokyo\n", date=date))
    assert read_post(made, "source/_posts/talk.md").url == url


def test_a_post_without_a_date_has_no_address_of_its_own(tmp_path: Path) -> None:
    assert linked_urls(tmp_path, site("post_asset_folder: true\n", date="")) == {}
    files = site("permalink: ':title/'\npost_asset_folder: true\n", date="")
    files["_config.yml"] = files["_config.yml"].replace(
        "permalink: :year/:month/:day/:title/\n", ""
    )
    assert linked_urls(tmp_path, files) == {"source/_posts/talk/a.png": ["https://e.org/talk/#A-1"]}


@pytest.mark.parametrize("target", ["a.png", "talk/a.png", "./talk/a.png"])
def test_plugins_find_images_in_the_asset_folder(tmp_path: Path, target: str) -> None:
    files = site("post_asset_folder: true\n", ("hexo-asset-img",))
    files["source/_posts/talk.md"] = files["source/_posts/talk.md"].replace("a.png", target)
    assert list(linked_urls(tmp_path, files)) == ["source/_posts/talk/a.png"]


def test_a_script_that_cannot_be_read_may_make_addresses(tmp_path: Path) -> None:
    post = "source/_posts/talk.md"
    files = {**site(), "source/a.png": "x"}
    files[post] = files[post].replace("a.png", "/a.png")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/.#x.js").symlink_to("lock-of-an-editor")
    assert linked_urls(tmp_path, files) == {"source/a.png": ["https://e.org/2024/01/02/talk/#A-1"]}
    (tmp_path / "scripts/x.js").symlink_to("missing")
    (link,) = links_of(make_site(tmp_path, files), post)["source/a.png"]
    assert link.url is None
    assert "scripts/x.js can't be read" in str(link.unknown)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_fields_need_no_line_above_them(tmp_path: Path, line_end: str) -> None:
    """As Hexo 8.1 renders them; the last field is no heading over the line that ends them."""
    text = "title: T\ndate: 2024-03-04 10:00:00\ntags: [a]\n---\n## A\n\n![](a.png)\n"
    files = {**site("post_asset_folder: true\n"), "source/_posts/talk.md": "x"}
    found = make_site(tmp_path, files)
    (tmp_path / "source/_posts/talk.md").write_bytes(text.replace("\n", line_end).encode())
    ((link,),) = links_of(found, "source/_posts/talk.md").values()
    assert (link.title, link.date, link.tags, link.section) == ("T", "2024-03-04", ("a",), ("A",))
    assert link.url == "https://e.org/2024/03/04/talk/#A"


@pytest.mark.parametrize(
    "text", ["A title\n---\n![](a.png)\n", "no field\n\n![](a.png)\n", "a: [\n---\n![](a.png)\n"]
)
def test_what_are_no_fields_is_text(text: str) -> None:
    assert read_unopened_front_matter(text) == NO_FRONT_MATTER


def test_tabs_indent_the_configuration_and_fields(tmp_path: Path) -> None:
    files = {
        "_config.yml": "url: https://e.org\nlive2d:\n\tmodel:\n\t\tuse: x\npermalink: :year/:title/\n",
        "package.json": '{"dependencies": {"hexo": "8"}}',
        "source/_posts/one.md": "---\ndate: 2024-05-06\ncover:\n\tsize: 3\n---\n![](/img/a.png)\n",
        "source/img/a.png": "",
    }
    assert linked_urls(tmp_path, files) == {"source/img/a.png": ["https://e.org/2024/one/"]}
