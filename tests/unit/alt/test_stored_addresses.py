"""An installed Hugo is asked for addresses only where they may have changed since the ingest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from support.sites import make_site, write

from slidescan.alt.stored_addresses import StoredAddresses
from slidescan.ingest.link_posts import link_changed_posts
from slidescan.library import Library
from slidescan.posts.discovery import find_site
from slidescan.posts.generators import hugo_cli
from slidescan.posts.read import read_post
from slidescan.store.catalogue import Catalogue

POST = "content/posts/p.md"
TEXT = "---\ntitle: P\n---\n![](/a.png)\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The sites whose addresses Hugo was asked for; it has a template for them."""
    sites: list[Path] = []

    def listed(root: Path, base_url: str) -> Mapping[str, str]:
        del base_url
        sites.append(root)
        paths = [path.relative_to(root).as_posix() for path in root.glob("content/**/*.md")]
        return {path: f"/listed-{len(sites)}/{Path(path).stem}/" for path in paths}

    monkeypatch.setattr(hugo_cli, "list_permalinks", listed)
    return sites


def ingest(root: Path) -> None:
    """Reads, links and stores the posts, as an ingest does."""
    site = find_site(root, site=root)
    with Catalogue.open(root / ".slidescan", write=True) as catalogue, catalogue.transaction():
        catalogue.set_site("..")
        update = link_changed_posts(catalogue, site, site.post_paths)
        for stored in update.changed:
            catalogue.put_post(stored)
        update.files.store(catalogue)


def address(root: Path, post: str = POST) -> str:
    """The address of a post, with those of the index known."""
    site = find_site(root, site=root)
    site.generator.remember(StoredAddresses(root / ".slidescan", site))
    return str(read_post(site, post).url)


def make(root: Path, config: str = "", **files: str) -> None:
    site = {"hugo.toml": f"baseURL = 'https://e.org/'\n{config}", "static/a.png": "x", POST: TEXT}
    make_site(root, site | files)
    ingest(root)


def test_the_address_of_an_unchanged_post_is_known(tmp_path: Path, asked: list[Path]) -> None:
    make(tmp_path)
    assert len(asked) == 1
    assert address(tmp_path) == "/listed-1/p/"
    assert len(asked) == 1


def test_a_post_keeps_its_address_while_its_front_matter_is_the_same(
    tmp_path: Path, asked: list[Path]
) -> None:
    make(tmp_path)
    write(tmp_path / POST, TEXT + "More words.\n")
    assert address(tmp_path) == "/listed-1/p/"
    ingest(tmp_path)
    assert address(tmp_path) == "/listed-1/p/"
    assert len(asked) == 1


CHANGES: Mapping[str, Callable[[Path], Path]] = {
    "front matter": lambda root: write(root / POST, TEXT.replace("title: P", "title: Q")),
    "configuration": lambda root: write(root / "hugo.toml", "baseURL = 'https://e.org/'\nx = 1"),
    "section": lambda root: write(root / "content/posts/_index.md", "---\ntitle: Other\n---\n"),
    "new section": lambda root: write(root / "content/_index.md", "---\ncascade: {}\n---\n"),
    "translated section": lambda root: write(root / "content/_index.de.md", "---\nurl: x\n---\n"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_hugo_is_asked_again_after_a_change(
    change: Callable[[Path], Path], tmp_path: Path, asked: list[Path]
) -> None:
    make(tmp_path, **{"content/posts/_index.md": "---\ntitle: Posts\n---\n"})
    change(tmp_path)
    assert address(tmp_path) == "/listed-2/p/"
    ingest(tmp_path)
    assert len(asked) == 3


def test_hugo_is_asked_for_a_section_that_is_gone(tmp_path: Path, asked: list[Path]) -> None:
    make(tmp_path, **{"content/posts/_index.md": "---\ntitle: Posts\n---\n"})
    (tmp_path / "content/posts/_index.md").unlink()
    assert address(tmp_path) == "/listed-2/p/"


@pytest.mark.parametrize("config", ["enableGitInfo = true", "frontmatter.date = [':fileModTime']"])
def test_hugo_is_asked_if_dates_follow_from_files(
    config: str, tmp_path: Path, asked: list[Path]
) -> None:
    make(tmp_path, config)
    assert address(tmp_path) == "/listed-2/p/"


def test_alt_texts_of_a_post_ask_hugo_for_nothing(tmp_path: Path, asked: list[Path]) -> None:
    posts = {f"content/posts/{number}/index.md": "![](a.png)" for number in range(30)}
    make(tmp_path, **posts, **{path.replace("index.md", "a.png"): "x" for path in posts})
    library = Library(tmp_path / ".slidescan")
    library.alts([tmp_path / POST])
    library.alts([])
    assert len(asked) == 1
