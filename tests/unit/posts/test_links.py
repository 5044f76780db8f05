"""Which post sections show an image."""

from __future__ import annotations

from pathlib import Path

from support.sites import links_of, make_site, write

from slidescan.posts.links import link_post, shared_urls
from slidescan.posts.read import read_post
from slidescan.posts.site import Site


def test_bundles_and_folders_beside_posts(hugo_site: Site) -> None:
    bundle = read_post(hugo_site, "content/blog/bundle/index.md")
    assert bundle.url == "/b/2020/bundle/"
    assert set(link_post(hugo_site, bundle).links) == {"content/blog/bundle/c.jpg"}
    beside = read_post(hugo_site, "content/notes/Post.md")
    assert beside.url == "/notes/post/"
    assert set(link_post(hugo_site, beside).links) == {"content/notes/Post/p.jpg"}


def test_references_to_missing_images_are_reported(hugo_site: Site) -> None:
    text = "![](/img/none.jpg) ![](https://other.org/x.jpg) ![](/page) ![](gone.png)"
    write(hugo_site.root / "content/notes/x.md", text)
    missing = link_post(hugo_site, read_post(hugo_site, "content/notes/x.md")).missing
    assert [m.target for m in missing] == ["/img/none.jpg", "gone.png"]


def test_github_gives_html_headings_ids_too(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "img/a.png": "x",
        "README.md": '# :rocket: It\'s  **Go**\n\n<p><img src="img/a.png"></p>\n\n'
        "<h2 align=center>HTML <i>head</i></h2>\n\n![a](./img/a.png)\n",
    })  # fmt: skip
    assert [link.url for link in links_of(found, "README.md")["img/a.png"]] == [
        "/README.md#rocket-its--go", "/README.md#html-head",
    ]  # fmt: skip


def test_several_images_for_social_networks_are_no_links(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "hugo.toml": 'baseURL = "https://e.org/"\n', "static/a.png": "x", "static/b.png": "x",
        "content/p.md": "---\nimages: [/a.png, /b.png]\n---\n## S\n\n![x](/b.png)\n",
    })  # fmt: skip
    links = links_of(found, "content/p.md")
    assert {image: [link.anchor for link in of_image] for image, of_image in links.items()} == {
        "static/b.png": ["s"]
    }


def test_srcset_and_footnotes_link_their_images(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        **dict.fromkeys((f"img/{name}.png" for name in "abcde"), "x"),
        "a.md": '<picture>\n<source srcset="img/a.png 1x, img/b.png 2x" media="x">\n'
        '<img src="img/c.png" srcset="img/d.png 400w" alt="y">\n</picture>\n\n'
        "Text[^1] with a note.\n\n[^1]: See ![e](img/e.png) there.\n",
    })  # fmt: skip
    assert sorted(links_of(found, "a.md")) == [f"img/{name}.png" for name in "abcde"]


def test_images_in_front_matter_link_to_the_top_of_the_post(tmp_path: Path) -> None:
    matter = (
        "---\ntitle: T\nimages:\n  - /img/a.png\n\n"
        "cover:\n  image: img/b.png\n  alt: x\nresources:\n  - src: own.png\n    name: featured\n  - src: '*other.png'\n"
        "description: img/c.png is no image here\n---\n# One\n"
    )
    found = make_site(tmp_path, {
        "hugo.toml": 'baseURL = "https://e.org/s/"\n',
        **dict.fromkeys((f"static/img/{name}.png" for name in "abc"), "x"),
        "content/post/x/own.png": "x",
        "content/post/x/other.png": "x",
        "content/post/x/index.md": matter,
    })  # fmt: skip
    shown = links_of(found, "content/post/x/index.md")
    assert {image: (places[0].line, places[0].anchor) for image, places in shown.items()} == {
        "static/img/a.png": (4, None),
        "static/img/b.png": (7, None),
        "content/post/x/own.png": (10, None),
    }


def test_galleries_link_the_images_of_their_pattern(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "hugo.toml": 'baseURL = "https://e.org/"\n',
        **dict.fromkeys((f"content/p/pics/{name}.jpg" for name in "ab"), "x"),
        "content/p/other.jpg": "x",
        "content/p/index.md": '## G\n\n{{< gallery dir="pics/" >}}\n\n{{< gallery match="o*.jpg" >}}\n',
    })  # fmt: skip
    assert sorted(links_of(found, "content/p/index.md")) == [
        "content/p/other.jpg", "content/p/pics/a.jpg", "content/p/pics/b.jpg",
    ]  # fmt: skip


def test_html_counts_only_if_hugo_renders_it(tmp_path: Path) -> None:
    files = {
        "hugo.toml": 'baseURL = "https://e.org/"\n',
        "static/a.jpg": "x",
        "content/x.md": '## A\n\n<img src="/a.jpg">\n\n<h2 id="own">B</h2>\n\nwords <img src="/a.jpg">\n',
    }
    assert links_of(make_site(tmp_path, files), "content/x.md") == {}
    files["hugo.toml"] += "[markup.goldmark.renderer]\nunsafe = true\n"
    shown = links_of(make_site(tmp_path, files), "content/x.md")
    assert [link.anchor for link in shown["static/a.jpg"]] == ["a", "own"]


def test_posts_with_the_same_address_are_reported(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "_config.yml": "url: https://e.org\n",
        "_posts/2018-01-02-a.md": "---\npermalink: /x/\n---\n",
        "about.md": "---\npermalink: /x/\n---\n",
        "other.md": "---\ntitle: x\n---\n",
        "_drafts/idea.md": "---\ntitle: x\n---\n",
    })  # fmt: skip
    posts = [read_post(found, path) for path in found.post_paths]
    (shared,) = shared_urls(posts, found.address_of)
    assert (shared.url, shared.posts) == (
        "https://e.org/x/",
        ("_posts/2018-01-02-a.md", "about.md"),
    )
    assert [post.path for post in posts if post.draft] == ["_drafts/idea.md"]


def issues_of(site: Site, post: str) -> list[tuple[int, str, str, str]]:
    linked = link_post(site, read_post(site, post))
    return [(issue.line, issue.target, issue.kind, issue.image) for issue in linked.missing]


HUGO = {
    "hugo.toml": "baseURL = 'https://example.org/'",
    "static/img/a.png": "x",
    "static/img/b.png": "x",
    "assets/c.png": "x",
}


def test_an_image_is_missing_only_if_no_file_can_be_meant(tmp_path: Path) -> None:
    lines = (
        "![](/img/a.png)",
        "![](/pictures/gone.png)",
        "![](/c.png)",  # Hugo publishes assets only through templates
        "![](/wrong/b.png)",
        "![]({{.Params.cover}})",
        "![](https://elsewhere.org/x.png)",
    )
    site = make_site(tmp_path, {**HUGO, "content/p.md": "\n".join(lines)})
    assert issues_of(site, "content/p.md") == [
        (2, "/pictures/gone.png", "missing", ""),
        (3, "/c.png", "unclear", "assets/c.png"),
        (4, "/wrong/b.png", "missing", ""),
        (5, "{{.Params.cover}}", "unclear", ""),
    ]


def test_a_parameter_that_a_shortcode_splits_is_not_missing(tmp_path: Path) -> None:
    text = '{{< gallery img="wide|/img/a.png" >}}\n\n{{< gallery img="wide|/img/gone.png" >}}\n'
    site = make_site(tmp_path, {**HUGO, "content/p.md": text})
    assert [(line, kind, image) for line, _, kind, image in issues_of(site, "content/p.md")] == [
        (1, "unclear", "static/img/a.png"),
        (3, "missing", ""),
    ]


def test_a_file_that_is_left_out_is_not_missing(tmp_path: Path) -> None:
    files = {**HUGO, "content/p.md": "![](.pictures/d.png)", "content/.pictures/d.png": "x"}
    site = make_site(tmp_path, files)
    assert issues_of(site, "content/p.md") == [
        (1, ".pictures/d.png", "unclear", "content/.pictures/d.png")
    ]


def test_a_form_that_is_not_understood_is_listed_if_its_photo_has_no_link(tmp_path: Path) -> None:
    text = (
        "---\nmasthead: img/a.png\n---\n\n![](/img/b.png)\n\n<Tile file='/img/b.png' />\n\n"
        "<Tile file='/img/a.png' />\n\n    indented /img/a.png\n\nNo file: gone.png\n"
    )
    site = make_site(tmp_path, {**HUGO, "content/p.md": text})
    assert issues_of(site, "content/p.md") == [
        (2, "img/a.png", "unclear", "static/img/a.png"),
        (9, "/img/a.png", "unclear", "static/img/a.png"),
    ]


def test_other_letter_case_than_the_file_is_linked_and_listed(tmp_path: Path) -> None:
    text = "![](/IMG/a.png) ![](/img/A.PNG) ![](/img/a.png)"
    site = make_site(tmp_path, {**HUGO, "content/p.md": text})
    assert issues_of(site, "content/p.md") == [
        (1, "/IMG/a.png", "case", "static/img/a.png"),
        (1, "/img/A.PNG", "case", "static/img/a.png"),
    ]
    assert set(links_of(site, "content/p.md")) == {"static/img/a.png"}


def test_obsidian_finds_files_in_any_letter_case(tmp_path: Path) -> None:
    files = {".obsidian/app.json": "{}", "img/a.png": "x", "p.md": "![[A.png]] ![](img/A.png)"}
    site = make_site(tmp_path, files)
    assert issues_of(site, "p.md") == []
    assert set(links_of(site, "p.md")) == {"img/a.png"}


def test_an_image_outside_of_the_path_of_the_site_is_reported(tmp_path: Path) -> None:
    post = "![](/blog/a.png) ![](/a.png?v=1) ![](/shop/b.png) ![](//e.org/a.png)\n"
    files = {"hugo.toml": 'baseURL = "https://e.org/blog/"\n', "content/p.md": post}
    site = make_site(tmp_path, {**files, "static/a.png": "x"})
    linked = link_post(site, read_post(site, "content/p.md"))
    assert list(linked.links) == ["static/a.png"]
    assert [(m.kind, m.target, m.image) for m in linked.missing] == [
        ("unclear", "/a.png?v=1", "static/a.png")
    ]
