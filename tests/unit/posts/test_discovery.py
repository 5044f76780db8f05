"""Which site a folder belongs to, and what it consists of."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import write

from slidescan.errors import ConfigInvalid, SiteNotFound
from slidescan.posts.discovery import find_site
from slidescan.posts.links import link_post
from slidescan.posts.read import read_post
from slidescan.posts.site import Site


def test_the_site_is_found_upwards(hugo_site: Site, tmp_path: Path) -> None:
    assert hugo_site.root == tmp_path
    assert hugo_site.generator.name == "hugo"
    assert hugo_site.post_paths == ("content/blog/bundle/index.md", "content/notes/Post.md")
    assert "public/old.jpg" not in hugo_site.files


def test_a_broken_configuration_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "hugo.toml", "baseURL = ")
    with pytest.raises(ConfigInvalid, match=r"hugo\.toml"):
        find_site(tmp_path)


@pytest.mark.parametrize("name", ["hugo.yaml", "config/_default/hugo.yaml", "config.json"])
def test_hugo_configurations_in_every_file_format(tmp_path: Path, name: str) -> None:
    (tmp_path / "content").mkdir()
    write(tmp_path / name, '{"baseURL": "https://e.org/sub/"}')
    write(tmp_path / "static/a.jpg", b"x")
    found = find_site(tmp_path)
    assert found.absolute("/x/") == "https://e.org/sub/x/"
    assert found.resolve("/sub/a.jpg", "markdown", "content/x.md", "/x/") == ("static/a.jpg",)
    assert found.resolve("/a.jpg", "markdown", "content/x.md", "/x/") == ()


def test_a_plain_folder_has_the_heading_ids_of_github(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "notes/day.md", "# Day *one*\n\n![](pics/a.jpg)\n")
    write(tmp_path / "notes/pics/a.jpg", b"x")
    monkeypatch.chdir(tmp_path)
    found = find_site(Path("notes/pics"))
    post = read_post(found, "notes/day.md")
    (link,) = link_post(found, post).links["notes/pics/a.jpg"]
    assert link.url == "/notes/day.md#day-one"
    assert post.title == "Day one"


def test_a_missing_site_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SiteNotFound):
        find_site(tmp_path, site=tmp_path / "none")
    with pytest.raises(SiteNotFound):
        find_site(tmp_path / "none")


def test_excluded_patterns(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "")
    write(tmp_path / "drafts/b.md", "")
    write(tmp_path / "x/drafts/c.md", "")
    found = find_site(tmp_path, site=tmp_path, exclude=("/drafts",))
    assert found.post_paths == ("a.md", "x/drafts/c.md")
    found = find_site(tmp_path, site=tmp_path, exclude=("drafts",))
    assert found.post_paths == ("a.md",)
