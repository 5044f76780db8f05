"""A site is walked again when one of its folders has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from slidescan.posts.discovery import find_site
from slidescan.posts.site import Site
from slidescan.posts.site_cache import SiteCache

LONG_AGO_SECONDS = 1_600_000_000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path in ("content/posts/a.md", "static/img/a.jpg", "static/empty/.keep"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / "config.toml").write_text('baseURL = "https://example.org/"\n')
    settle(tmp_path)
    return tmp_path


def settle(root: Path, seconds: int = LONG_AGO_SECONDS) -> None:
    for folder, _, _ in os.walk(root):
        os.utime(folder, (seconds, seconds))


def site_of(root: Path) -> Site:
    return find_site(root, site=root)


def test_an_unchanged_site_is_walked_once(root: Path) -> None:
    cache = SiteCache()
    first = cache.current(site_of(root))
    assert cache.current(site_of(root)) is first


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "static/empty/new.jpg").touch(),
        lambda root: (root / "static/img/a.jpg").unlink(),
        lambda root: (root / "config.toml").write_text('baseURL = "https://example.com/"\n'),
    ],
    ids=["a file in an empty folder", "a file that is gone", "another configuration"],
)
def test_a_changed_site_is_walked_again(root: Path, change: object) -> None:
    cache = SiteCache()
    first = cache.current(site_of(root))
    change(root)  # type: ignore[operator]
    second = cache.current(site_of(root))
    assert second is not first
    assert second.files == site_of(root).files
    assert second.generator.base_url == site_of(root).generator.base_url


def test_a_site_that_may_still_change_is_not_kept(root: Path) -> None:
    cache = SiteCache()
    (root / "static/img/b.jpg").touch()
    first = cache.current(site_of(root))
    assert cache.current(site_of(root)) is not first
