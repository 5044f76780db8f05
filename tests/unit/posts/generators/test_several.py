"""A repository with sites in its folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

from slidescan.posts.discovery import find_site
from slidescan.posts.generators import several
from slidescan.posts.generators.several import candidate_folders
from slidescan.posts.links import link_post, shared_urls
from slidescan.posts.read import read_post
from slidescan.posts.site import Site

FILES: dict[str, str | bytes] = {
    ".git/config": "",
    "README.md": "# Repository\n\n![](docs/public/a.png)\n\n![](media/c.png)\n",
    "media/c.png": "x",
    "docs/.vitepress/config.mts": "export default { base: '/manual/' }",
    "docs/public/a.png": "x",
    "docs/guide/start.md": "# Start\n\n## Lakes\n\n![](/a.png)\n\n![](../../media/c.png)\n",
    "docs/.vitepress/dist/guide/start.html": "x",
    "web/blog/zola.toml": "base_url = 'https://blog.example.org'",
    "web/blog/content/post/index.md": "+++\ntitle = 'P'\n+++\n\n## Lakes\n\n![](a.png)\n",
    "web/blog/content/post/a.png": "x",
    "web/blog/themes/t/README.md": "# A theme\n",
    "tests/site/hugo.toml": "",
    "tests/site/content/t.md": "# Test\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Site:
    return make_site(tmp_path, FILES)


def urls_of(site: Site, post: str) -> dict[str, list[str | None]]:
    return {image: [link.url for link in links] for image, links in links_of(site, post).items()}


def test_each_post_has_the_rules_of_its_site(repository: Site) -> None:
    assert repository.generator.name == "vitepress, zola"
    assert urls_of(repository, "docs/guide/start.md")["docs/public/a.png"] == [
        "/manual/guide/start.html#lakes"
    ]
    assert urls_of(repository, "web/blog/content/post/index.md") == {
        "web/blog/content/post/a.png": ["https://blog.example.org/post/#lakes"]
    }
    assert urls_of(repository, "README.md") == {
        "docs/public/a.png": ["/README.md#repository"],
        "media/c.png": ["/README.md#repository"],
    }


def test_links_name_the_post_below_the_repository(repository: Site) -> None:
    (link,) = links_of(repository, "docs/guide/start.md")["docs/public/a.png"]
    assert link.post == "docs/guide/start.md"
    assert read_post(repository, "docs/guide/start.md").path == "docs/guide/start.md"


def test_the_posts_of_all_sites_are_posts(repository: Site) -> None:
    assert repository.post_paths == (
        *("README.md", "docs/guide/start.md"),
        *("tests/site/content/t.md", "web/blog/content/post/index.md"),
    )


def test_output_of_a_site_is_left_out(repository: Site) -> None:
    assert "docs/.vitepress/dist" in repository.generator.output_folders


@pytest.mark.parametrize("start", [".", "docs/public", "media", "web", "web/blog/content/post"])
def test_the_nearest_site_is_that_of_a_folder(start: str, repository: Site) -> None:
    found = find_site(repository.root / start)
    below = found.root.relative_to(repository.root).as_posix()
    assert below == {"docs/public": "docs", "web/blog/content/post": "web/blog"}.get(start, ".")


def test_a_folder_named_site_can_hold_the_site(tmp_path: Path) -> None:
    files = {"site/hugo.toml": "baseURL = 'https://e.org/'", "site/content/p.md": "# P\n\n![](/a.png)",
             "site/static/a.png": "x", "build/old.md": "![](a.png)"}  # fmt: skip
    site = make_site(tmp_path, files)
    assert site.post_paths == ("site/content/p.md",)
    assert urls_of(site, "site/content/p.md") == {"site/static/a.png": ["https://e.org/p/#p"]}
    assert site.generator.base_url == "https://e.org/"


def test_a_given_address_is_that_of_the_only_site(tmp_path: Path) -> None:
    make_site(tmp_path, {"blog/hugo.toml": "", "blog/content/p.md": "# P"})
    site = find_site(tmp_path, site=tmp_path, base_url="https://e.org/")
    assert site.address_of(read_post(site, "blog/content/p.md")) == "https://e.org/p/"


def test_equal_addresses_of_different_sites_are_no_shared_address(tmp_path: Path) -> None:
    files = {"a/hugo.toml": "baseURL = 'https://a.org/'", "a/content/_index.md": "",
             "b/hugo.toml": "baseURL = 'https://b.org/'", "b/content/_index.md": ""}  # fmt: skip
    site = make_site(tmp_path, files)
    posts = [read_post(site, path) for path in site.post_paths]
    assert shared_urls(posts, site.address_of) == ()


def test_patterns_to_leave_out_count_from_the_repository(tmp_path: Path) -> None:
    make_site(tmp_path, FILES)
    site = find_site(tmp_path, site=tmp_path, exclude=("/docs/guide", "post"))
    assert site.post_paths == ("README.md", "tests/site/content/t.md")


def test_a_site_that_is_left_out_is_not_read(tmp_path: Path) -> None:
    make_site(tmp_path, {"a/hugo.toml": "baseURL = 'https://a.org/'", "README.md": "# R"})
    (tmp_path / "a/hugo.toml").write_text("baseURL = ")
    assert find_site(tmp_path, site=tmp_path, exclude=("/a",)).generator.name == "plain"


def test_an_image_beside_the_site_of_a_post_is_linked(repository: Site) -> None:
    assert urls_of(repository, "docs/guide/start.md")["media/c.png"] == [
        "/manual/guide/start.html#lakes"
    ]
    assert link_post(repository, read_post(repository, "docs/guide/start.md")).missing == ()


def test_a_change_of_any_configuration_is_a_change(repository: Site) -> None:
    before = repository.generator.config_state
    (repository.root / "docs/.vitepress/config.mts").write_text("export default {}")
    assert find_site(repository.root).generator.config_state != before


def test_folders_are_searched_two_levels_deep_and_in_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_site(
        tmp_path, {f"{path}/x.toml": "" for path in ("a", "a/b", "a/b/c", "d", ".e", "img/f")}
    )
    make_site(tmp_path, {"photos/2020/a.png": "x"})
    assert list(candidate_folders(tmp_path)) == ["a", "d", "a/b", "img/f"]
    monkeypatch.setattr(several, "MAX_SEARCHED_FOLDERS", 2)
    assert list(candidate_folders(tmp_path)) == ["a", "d"]


def test_equal_addresses_of_sites_without_hosts_are_no_shared_address(tmp_path: Path) -> None:
    files = {"a/hugo.toml": "", "a/content/_index.md": "", "b/hugo.toml": "",
             "b/content/_index.md": "", "b/content/x.md": "", "b/content/y.md": "---\nurl: /x/\n---\n"}  # fmt: skip
    site = make_site(tmp_path, files)
    posts = [read_post(site, path) for path in site.post_paths]
    (shared,) = shared_urls(posts, site.address_of)
    assert shared.posts == ("b/content/x.md", "b/content/y.md")
