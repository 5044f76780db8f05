"""Patterns of addresses, compared with Hugo 0.168.0, and pages without one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from support.sites import make_site

from slidescan.core.records import UnknownUrl
from slidescan.posts.generators import hugo_cli
from slidescan.posts.generators.hugo_permalinks import PageParts, fill, name_slug, page_date
from slidescan.posts.read import read_post

DAY = dt.date(2024, 3, 5)


@pytest.fixture(autouse=True)
def _no_hugo_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hugo_cli, "program", lambda: None)


@pytest.mark.parametrize(
    ("pattern", "right"),
    [
        ("/z/:sections/:slug/", "/z/blog/a/b/My-Post/"),
        ("/z/:sections[1:]/:slug/", "/z/a/b/My-Post/"),
        ("/z/:sections[last]/:slug/", "/z/b/My-Post/"),
        ("/z/:sections[:last]/:slug/", "/z/blog/a/My-Post/"),
        ("/z/:sections[first]/:slug/", "/z/blog/My-Post/"),
        ("/z/:sections[1:last]/:slug/", "/z/a/My-Post/"),
        ("/z/:sections[-1]/:slug/", "/z/blog/My-Post/"),
        ("/:year/:month/:contentbasename/", "/2024/03/p/"),
        ("/:2006/:slug/", None),
        ("/:sectionslugs/:slug/", None),
        ("/:slug[1:]/", None),
    ],
)
def test_tokens_of_patterns(pattern: str, right: str | None) -> None:
    page = PageParts({}, "My Post", "p", "blog", ["blog", "a", "b"], DAY)
    assert fill(pattern, page) == right


def test_a_date_that_is_not_known_makes_the_address_unknown() -> None:
    page = PageParts({}, "T", "p", "blog", ["blog"], None)
    assert fill("/:year/:slug/", page) is None
    assert fill("/x/:slug/", page) == "/x/T/"


@pytest.mark.parametrize(
    ("fields", "sources", "right"),
    [
        ({"date": DAY}, None, DAY),
        ({"publishdate": "2024-03-05"}, None, DAY),
        ({}, None, dt.date(1, 1, 1)),
        ({}, [":filename", ":default"], DAY),
        ({"date": "2020-01-01"}, [":filename"], DAY),
        ({}, [":git"], None),
        ({"date": DAY}, ["date", ":fileModTime"], DAY),
    ],
)
def test_where_hugo_takes_dates_from(
    fields: dict[str, object], sources: object, right: dt.date | None
) -> None:
    assert page_date(fields, "2024-03-05-name", sources) == right


def test_a_dated_name_gives_a_slug() -> None:
    assert name_slug("2024-03-05-name", [":filename"]) == "name"
    assert name_slug("2024-03-05-name", None) is None


@pytest.mark.parametrize(
    ("matter", "config", "url"),
    [
        ("url: /x/:year/:slug/\ndate: 2024-03-05", "", "/x/2024/t/"),
        ("url: /x/:odd/", "", None),
        ("headless: true", "", None),
        ("build:\n  render: never", "", None),
        ("_build:\n  render: false", "", None),
        ("build:\n  render: always", "", "/blog/p/"),
        ("", "[uglyURLs]\nblog = true\n", "/blog/p.html"),
        ("", "[uglyURLs]\nother = true\n", "/blog/p/"),
        ("", "[permalinks.page]\nblog = '/b/:odd/'\n", None),
        ("", "[permalinks]\nblog = '/b/:slug/'\n", "/b/t/"),
        ("", "[frontmatter]\ndate = [':filename']\n", "/blog/p/"),
    ],
)
def test_addresses_of_pages(tmp_path: Path, matter: str, config: str, url: str | None) -> None:
    found = make_site(tmp_path, {
        "hugo.toml": f"baseURL = 'https://e.org/'\n{config}",
        "content/blog/p.md": f"---\ntitle: T\n{matter}\n---\ntext\n",
    })  # fmt: skip
    address = read_post(found, "content/blog/p.md").url
    assert address == url or (url is None and isinstance(address, UnknownUrl))


def test_the_published_site_has_the_settings_of_production(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "hugo.toml": "baseURL = 'https://root.org/'\nlanguageCode = 'de'\n",
        "config/_default/hugo.toml": "baseURL = 'https://default.org/'\n",
        "config/production/hugo.toml": "baseURL = 'https://e.org/'\n",
        "config/staging/hugo.toml": "baseURL = 'https://staging.org/'\n",
        "content/p.md": "text\n",
    })  # fmt: skip
    assert found.generator.base_url == "https://e.org/"
    assert found.generator.language == "de"


def test_a_file_of_a_language_holds_a_nested_table(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "config/_default/hugo.toml": "baseURL = 'https://e.org/'\ndefaultContentLanguage = 'de'\n",
        "config/_default/languages.de.toml": "title = 'D'\n",
        "config/_default/languages.en.toml": "title = 'E'\n",
        "content/p/index.md": "text\n", "content/p/index.en.md": "text\n",
    })  # fmt: skip
    assert {path: read_post(found, path).url for path in found.post_paths} == {
        "content/p/index.md": "/p/",
        "content/p/index.en.md": "/en/p/",
    }
