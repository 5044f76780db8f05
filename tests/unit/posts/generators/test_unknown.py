"""A generator without rules is recognised, and no address is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site, write

from slidescan.posts.discovery import find_site
from slidescan.posts.generators.unknown import UNKNOWN_GENERATORS, UnknownGenerator
from slidescan.posts.links import link_post, unknown_urls
from slidescan.posts.read import read_post

TEXTS = {
    "nikola": 'BLOG_TITLE = "Talks"',
    "lume": 'import lume from "lume/mod.ts";',
    "roq": "<artifactId>quarkus-roq</artifactId>",
    "middleman": "activate :blog do |blog|",
    "hakyll": "import Hakyll",
    "honkit": '{"plugins": []}',
}
"""What the files of a generator must contain to give it away."""

POST = "# Talks\n\n## Data lakes\n\n![A slide](img/a.png)\n"


def give_away(row: UnknownGenerator, root: Path) -> None:
    if not row.files:
        write(root / "package.json", f'{{"devDependencies": {{"{row.package}": "1"}}}}')
        return
    name = row.files[0].replace("*", "yml")
    if "." in name[1:]:
        write(root / name, TEXTS.get(row.name, ""))
    else:
        (root / name).mkdir()


@pytest.mark.parametrize("row", UNKNOWN_GENERATORS, ids=lambda row: row.name)
def test_post_section_and_line_are_given_and_the_reason_instead_of_an_address(
    row: UnknownGenerator, tmp_path: Path
) -> None:
    give_away(row, tmp_path)
    write(tmp_path / "texts/one.md", POST)
    write(tmp_path / "texts/img/a.png", b"")
    site = find_site(tmp_path / "texts/img")
    assert site.root == tmp_path
    assert site.generator.name == row.name
    (link,) = links_of(site, "texts/one.md")["texts/img/a.png"]
    assert (link.post, link.line) == ("texts/one.md", 5)
    assert link.section == ("Talks", "Data lakes")
    assert (link.url, link.anchor) == (None, None)
    assert link.unknown is not None
    assert link.unknown.reason == f"{row.title} is not known"
    assert link.unknown.remedy == f"build the site and add --rendered {row.rendered_folder}"


def test_the_reasons_are_counted_once_each(tmp_path: Path) -> None:
    files = {"gatsby-config.js": "", "src/a.md": POST, "src/b.md": POST, "src/img/a.png": ""}
    site = make_site(tmp_path, files)
    posts = [read_post(site, path) for path in site.post_paths]
    links = [link for p in posts for to in link_post(site, p).links.values() for link in to]
    (group,) = unknown_urls(posts, links)
    assert (group.posts, group.links) == (("src/a.md", "src/b.md"), 2)
    assert group.reason == "Gatsby is not known"


def test_files_that_are_published_unchanged_are_known_by_their_address(tmp_path: Path) -> None:
    text = "# A\n\n![](/talks/a.png)\n"
    files = {"next.config.mjs": "", "posts/a.md": text, "public/talks/a.png": ""}
    site = make_site(tmp_path, files)
    assert [link.line for link in links_of(site, "posts/a.md")["public/talks/a.png"]] == [3]


@pytest.mark.parametrize(
    "files",
    [
        {"conf.py": "project = 'x'"},
        {"_config.ts": "export default {}"},
        {"pom.xml": "<project/>"},
        {"config.rb": "http_path = '/'"},
        {"book.json": '{"title": "A book"}'},
        {"site.hs": "main = pure ()"},
    ],
)
def test_a_name_that_several_programs_use_must_contain_the_generator(
    files: dict[str, str], tmp_path: Path
) -> None:
    assert make_site(tmp_path, files).generator.name == "plain"


def test_a_generator_with_rules_comes_first(tmp_path: Path) -> None:
    files = {"astro.config.mjs": "", "svelte.config.js": ""}
    assert make_site(tmp_path, files).generator.name == "astro"


def test_websites_of_r_markdown_are_read_and_have_no_address(tmp_path: Path) -> None:
    files = {"_site.yml": "name: x\n", "_posts/one/one.Rmd": "![](a.png)\n", "_posts/one/a.png": ""}
    (link,) = links_of(make_site(tmp_path, files), "_posts/one/one.Rmd")["_posts/one/a.png"]
    assert link.url is None
    assert link.unknown is not None
    assert link.unknown.remedy == "build the site and add --rendered _site"


def test_aliases_and_imports_lead_to_images(tmp_path: Path) -> None:
    post = (
        "<script>\n  import a from '$lib/a.png';\n  import b from './b.png?enhanced';\n</script>\n\n"
        '<img src={a}>\n\n<img src="{b}" />\n\n<img src="$lib/c.png">\n'
    )
    files = {"svelte.config.js": "", "src/posts/p.md": post}
    images = dict.fromkeys(("src/lib/a.png", "src/posts/b.png", "src/lib/c.png"), b"x")
    site = make_site(tmp_path, {**files, **images})
    links = links_of(site, "src/posts/p.md")
    assert {image: link.line for image, (link,) in links.items()} == {
        "src/lib/a.png": 6,
        "src/posts/b.png": 8,
        "src/lib/c.png": 10,
    }
