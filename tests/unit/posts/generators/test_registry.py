"""Generators' rules that no rendered site shows: recognition, configuration, programs' own links."""

from __future__ import annotations

from pathlib import Path

import pytest

from slidescan.core.records import Link
from slidescan.errors import ConfigInvalid
from slidescan.posts.config_files import python_literals
from slidescan.posts.discovery import find_site
from slidescan.posts.links import link_post, shared_urls
from slidescan.posts.read import read_post
from slidescan.posts.script_config import ScriptConfig
from slidescan.posts.site import Site


def site(root: Path, files: dict[str, str]) -> Site:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return find_site(root, site=root)


def links(found: Site, post: str) -> dict[str, list[Link]]:
    return {
        image: list(places)
        for image, places in link_post(found, read_post(found, post)).links.items()
    }


@pytest.mark.parametrize(
    ("name", "files"),
    {
        "hugo": {"hugo.toml": ""},
        "zola": {"config.toml": 'base_url = "https://e.org"', "content/a.md": ""},
        "jekyll": {"_config.yml": "title: x"},
        "hexo": {"_config.yml": "title: x", "source/_posts/a.md": ""},
        "mkdocs": {"mkdocs.yml": "site_name: x"},
        "sphinx": {"conf.py": 'extensions = ["myst_parser"]'},
        "docusaurus": {"docusaurus.config.ts": ""},
        "astro": {"astro.config.mjs": ""},
        "eleventy": {"package.json": '{"devDependencies": {"@11ty/eleventy": "3"}}'},
        "vitepress": {".vitepress/config.mts": ""},
        "docsify": {"index.html": "<script>window.$docsify = {}</script>"},
        "obsidian": {".obsidian/app.json": "{}"},
        "plain": {"a.md": ""},
    }.items(),
)
def test_generators_are_recognised(name: str, files: dict[str, str], tmp_path: Path) -> None:
    found = site(tmp_path, files)
    assert found.generator.name == name
    if name != "plain":
        assert find_site(tmp_path).generator.name == name


def test_a_config_toml_of_hugo_is_not_zolas(tmp_path: Path) -> None:
    found = site(tmp_path, {"config.toml": 'baseURL = "https://e.org"', "content/a.md": ""})
    assert found.generator.name == "hugo"


def test_obsidian_embeds_by_name(tmp_path: Path) -> None:
    vault = tmp_path / "My Vault"
    found = site(
        vault,
        {
            ".obsidian/app.json": "{}",
            "attachments/Pasted image 1.png": "x",
            "far/away/slide.png": "x",
            "talks/slide.png": "x",
            "talks/Day 1.md": (
                "# Day\n\n## Key/note: one\n\n![[Pasted image 1.png|A slide|300]]\n\n"
                "## Again\n\n![[slide.png|200]]\n\n%% ![[away/slide.png]] %%\n\n"
                "# Other\n\n## Again\n\n![x](../far/away/slide.png)\n\n`![[slide.png]]` ![[note]]\n"
            ),
        },
    )
    shown = links(found, "talks/Day 1.md")
    assert {image: [link.section for link in places] for image, places in shown.items()} == {
        "attachments/Pasted image 1.png": [("Day", "Key/note: one")],
        "talks/slide.png": [("Day", "Again")],
        "far/away/slide.png": [("Other", "Again")],
    }
    (link,) = shown["attachments/Pasted image 1.png"]
    assert link.url == ("obsidian://open?vault=My%20Vault&file=talks%2FDay%201%23Key%2Fnote%20one")
    (link,) = shown["far/away/slide.png"]
    assert link.url.endswith("file=talks%2FDay%201%23Other%23Again")
    post = read_post(found, "talks/Day 1.md")
    assert [reference.alt for reference in post.references] == ["A slide", None, "x"]


def test_docsify_asks_for_sections(tmp_path: Path) -> None:
    found = site(
        tmp_path,
        {
            "index.html": "<script>window.$docsify = {}</script>",
            "guide/img/a.png": "x",
            "img/b.png": "x",
            "README.md": "![b](img/b.png)\n",
            "_sidebar.md": "![b](img/b.png)\n",
            "guide/start.md": (
                '![a](img/a.png)\n\n## Data & "lake" :id=own\n\n![a](./img/a.png)\n\n'
                '## Data & "lake" {docsify-ignore}\n\n<img src="img/b.png">\n\n'
                "## :rocket: 1. Go\n\n![a](img/a.png)\n"
            ),
        },
    )
    assert [link.url for link in links(found, "guide/start.md")["guide/img/a.png"]] == [
        "/#/guide/start", "/#/guide/start?id=own", "/#/guide/start?id=rocket-1-go",
    ]  # fmt: skip
    (link,) = links(found, "guide/start.md")["img/b.png"]
    assert link.url == "/#/guide/start?id=data-amp-quotlakequot"
    assert link.section == ('Data & "lake"',)
    assert links(found, "README.md")["img/b.png"][0].url == "/#/"
    assert "_sidebar.md" not in found.post_paths


def test_github_gives_html_headings_ids_too(tmp_path: Path) -> None:
    found = site(tmp_path, {
        "img/a.png": "x",
        "README.md": '# :rocket: It\'s  **Go**\n\n<p><img src="img/a.png"></p>\n\n'
        "<h2 align=center>HTML <i>head</i></h2>\n\n![a](./img/a.png)\n",
    })  # fmt: skip
    assert [link.url for link in links(found, "README.md")["img/a.png"]] == [
        "/README.md#rocket-its--go", "/README.md#html-head",
    ]  # fmt: skip


def test_all_files_of_one_image_are_shown(tmp_path: Path) -> None:
    found = site(tmp_path, {
        **dict.fromkeys((f"img/{name}.png" for name in "abcde"), "x"),
        "a.md": '<picture>\n<source srcset="img/a.png 1x, img/b.png 2x" media="x">\n'
        '<img src="img/c.png" srcset="img/d.png 400w" alt="y">\n</picture>\n\n'
        "Text[^1] with a note.\n\n[^1]: See ![e](img/e.png) there.\n",
    })  # fmt: skip
    assert sorted(links(found, "a.md")) == [f"img/{name}.png" for name in "abcde"]


def test_images_of_the_front_matter_are_shown_at_the_top(tmp_path: Path) -> None:
    matter = (
        "---\ntitle: T\nimages:\n  - /img/a.png\n  - https://other.org/x.png\n"
        "cover:\n  image: img/b.png\n  alt: x\nresources:\n  - src: own.png\n"
        "description: img/c.png is no image here\n---\n# One\n"
    )
    found = site(tmp_path, {
        "hugo.toml": 'baseURL = "https://e.org/s/"\n',
        **dict.fromkeys((f"static/img/{name}.png" for name in "abc"), "x"),
        "content/post/x/own.png": "x",
        "content/post/x/index.md": matter,
    })  # fmt: skip
    shown = links(found, "content/post/x/index.md")
    assert {image: (places[0].line, places[0].anchor) for image, places in shown.items()} == {
        "static/img/a.png": (4, None),
        "static/img/b.png": (7, None),
        "content/post/x/own.png": (10, None),
    }


def test_galleries_show_what_their_pattern_names(tmp_path: Path) -> None:
    found = site(tmp_path, {
        "hugo.toml": 'baseURL = "https://e.org/"\n',
        **dict.fromkeys((f"content/p/pics/{name}.jpg" for name in "ab"), "x"),
        "content/p/other.jpg": "x",
        "content/p/index.md": '## G\n\n{{< gallery dir="pics/" >}}\n\n{{< gallery match="o*.jpg" >}}\n',
    })  # fmt: skip
    assert sorted(links(found, "content/p/index.md")) == [
        "content/p/other.jpg", "content/p/pics/a.jpg", "content/p/pics/b.jpg",
    ]  # fmt: skip


def test_html_that_hugo_leaves_out_shows_nothing(tmp_path: Path) -> None:
    files = {
        "hugo.toml": 'baseURL = "https://e.org/"\n',
        "static/a.jpg": "x",
        "content/x.md": '## A\n\n<img src="/a.jpg">\n\n<h2 id="own">B</h2>\n\nwords <img src="/a.jpg">\n',
    }
    assert links(site(tmp_path, files), "content/x.md") == {}
    files["hugo.toml"] += "[markup.goldmark.renderer]\nunsafe = true\n"
    shown = links(site(tmp_path, files), "content/x.md")
    assert [link.anchor for link in shown["static/a.jpg"]] == ["a", "own"]


def test_posts_with_one_address_are_named(tmp_path: Path) -> None:
    found = site(tmp_path, {
        "_config.yml": "url: https://e.org\n",
        "_posts/2018-01-02-a.md": "---\npermalink: /x/\n---\n",
        "about.md": "---\npermalink: /x/\n---\n",
        "other.md": "---\ntitle: x\n---\n",
        "_drafts/idea.md": "---\ntitle: x\n---\n",
    })  # fmt: skip
    posts = [read_post(found, path) for path in found.post_paths]
    (shared,) = shared_urls(posts, found.absolute)
    assert (shared.url, shared.posts) == (
        "https://e.org/x/",
        ("_posts/2018-01-02-a.md", "about.md"),
    )
    assert [post.path for post in posts if post.draft] == ["_drafts/idea.md"]


def test_nothing_in_a_configuration_is_run(tmp_path: Path) -> None:
    found = site(tmp_path, {
        "mkdocs.yml": "site_name: !ENV [X, y]\nsite_url: https://e.org/\nhooks: !!python/name:os.system\n"
        "markdown_extensions:\n  - toc:\n      slugify: !!python/object/apply:os.system ['touch gone']\n",
        "docs/a.md": "# Ä b\n\n![x](a.png)\n",
        "docs/a.png": "x",
    })  # fmt: skip
    assert links(found, "docs/a.md")["docs/a.png"][0].url == "https://e.org/a/#a-b"
    assert not (tmp_path / "gone").exists()
    other = tmp_path / "sphinx"
    found = site(other, {
        "conf.py": "import os\nos.system('touch gone')\nextensions = ['myst_parser']\n"
        "html_baseurl = 'https://e.org/'\nhtml_static_path = [os.getcwd()]\n",
        "a.md": "# A\n",
    })  # fmt: skip
    assert found.absolute("/a.html") == "https://e.org/a.html"
    assert not (other / "gone").exists()


def test_configurations_that_blow_up_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 30)]
    (tmp_path / "mkdocs.yml").write_text("\n".join(lines))
    with pytest.raises(ConfigInvalid, match="aliases"):
        find_site(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("a: [1")
    with pytest.raises(ConfigInvalid, match=r"mkdocs\.yml"):
        find_site(tmp_path)


def test_what_a_script_writes_out() -> None:
    script = ScriptConfig(
        "// url: 'https://no.org'\nexport default { url: \"https://e.org\", /* base: 'x' */\n"
        " baseUrl: `/b/`, docs: false, blog: { path: 'news' }, n: 'a' + b, t: `${x}` }\n"
        ".addPassthroughCopy({ 'a/b': '/c' }) .addPassthroughCopy('img')"
    )
    assert script.string("url") == "https://e.org"
    assert script.string("baseUrl") == "/b/"
    assert script.string("base") is None
    assert script.string("t") is None
    assert script.flag("docs") is False
    blog = script.block("blog")
    assert blog is not None
    assert blog.string("path") == "news"
    assert script.block("docs") is None
    assert script.call_arguments("addPassthroughCopy") == [("a/b", "/c"), ("img", "img")]


@pytest.mark.parametrize("text", ["(", "x = [" * 5000, "\0", "def f(:\n"])
def test_python_that_is_none(text: str) -> None:
    assert python_literals(text) == {}


def test_several_documents_in_one_docusaurus(tmp_path: Path) -> None:
    found = site(tmp_path, {
        "docusaurus.config.js": "export default { url: 'https://e.org', baseUrl: '/',\n"
        " presets: [['classic', { docs: { path: 'guides', routeBasePath: '/' }, blog: false }]],\n"
        " plugins: [\n  [\n   '@docusaurus/plugin-content-docs',\n   {\n     id: 'api', path: 'api',\n"
        "     routeBasePath: 'reference',\n   },\n  ],\n ] };\n",
        "guides/a.md": "# T\n", "api/01-b.md": "# T\n", "blog/2018-01-02-c.md": "# T\n",
    })  # fmt: skip
    assert [read_post(found, path).url for path in found.post_paths] == ["/reference/b", "/a"]
