"""Which site a folder belongs to, and what it consists of."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site, write

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


def linked_site(tmp_path: Path) -> Path:
    write(tmp_path / "library/2020/a.png", b"x")
    write(tmp_path / "blog/hugo.toml", 'baseURL = "https://e.org/"')
    write(tmp_path / "blog/content/p.md", "# P\n\n![](/img/2020/a.png)\n")
    (tmp_path / "blog/static").mkdir()
    (tmp_path / "blog/static/img").symlink_to("../../library")
    return tmp_path / "blog"


@pytest.mark.parametrize("start", ["static/img", "static/img/2020", "static/img/2020/a.png", "."])
@pytest.mark.parametrize("repository", ["none", "library", "above"])
def test_a_linked_folder_belongs_to_the_site_that_holds_the_link(
    start: str, repository: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = linked_site(tmp_path)
    if repository != "none":
        (tmp_path / ("library" if repository == "library" else ".") / ".git").mkdir()
    monkeypatch.chdir(root)
    found = find_site(Path(start))
    assert (found.root, found.generator.name) == (root, "hugo")
    assert links_of(found, "content/p.md").keys() == {"static/img/2020/a.png"}


def test_a_link_in_a_repository_to_the_photos_of_a_site_leads_to_the_site(tmp_path: Path) -> None:
    root = linked_site(tmp_path)
    (tmp_path / "home/.git").mkdir(parents=True)
    (tmp_path / "home/photos").symlink_to(root / "static")
    assert find_site(tmp_path / "home/photos").root == root


def test_a_site_that_a_link_leads_to_is_one_site(tmp_path: Path) -> None:
    root = linked_site(tmp_path)
    (tmp_path / "current").symlink_to(root)
    found = find_site(tmp_path / "current/static/img")
    assert found.root == root
    assert found.locate(tmp_path / "current/static/img/2020") == "static/img/2020"


def test_a_submodule_with_photos_belongs_to_the_site(tmp_path: Path) -> None:
    write(tmp_path / "hugo.toml", 'baseURL = "https://e.org/"')
    write(tmp_path / "static/img/.git", "gitdir: ../../.git/modules/img")
    assert find_site(tmp_path / "static/img").root == tmp_path


def test_a_repository_of_its_own_inside_a_site_is_its_own(tmp_path: Path) -> None:
    write(tmp_path / "hugo.toml", 'baseURL = "https://e.org/"')
    (tmp_path / "work/notes/.git").mkdir(parents=True)
    assert find_site(tmp_path / "work/notes").root == tmp_path / "work/notes"


def test_the_repository_of_a_theme_holds_its_site(tmp_path: Path) -> None:
    files = {
        "theme.toml": "name = 'x'\n",
        "hugo.toml": "[module]\n",
        "layouts/index.html": "",
        "exampleSite/hugo.toml": "baseURL = 'https://e.org/'\n",
        "exampleSite/content/a.md": "![](/a.png)\n",
        "exampleSite/static/a.png": "",
    }
    site = make_site(tmp_path, files)
    assert site.generator.name == "hugo"
    (link,) = links_of(site, "exampleSite/content/a.md")["exampleSite/static/a.png"]
    assert link.url == "https://e.org/a/"
