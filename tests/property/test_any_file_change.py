"""Whatever files come and go: posts have the links that linking all of them again gives."""

from __future__ import annotations

import random
from pathlib import Path
from unicodedata import normalize

import pytest
from support.sites import write

from slidescan.core.records import Post
from slidescan.ingest.link_posts import LinkUpdate, link_changed_posts
from slidescan.posts.discovery import find_site
from slidescan.posts.links import PostLinks, link_post
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue

STEPS = 15

CONFIGS = {
    "hugo": {"hugo.toml": "baseURL = 'https://example.org/'\ntheme = 'blowfish'\n"},
    "jekyll": {"_config.yml": "title: x\n"},
    "mkdocs": {"mkdocs.yml": "site_name: x\nsite_url: https://example.org/\n"},
    "docusaurus": {"docusaurus.config.js": "export default {url: 'https://e.org', baseUrl: '/'}"},
    "eleventy": {".eleventy.js": "module.exports = c => { c.addPassthroughCopy('static/img'); }"},
    "hexo": {"_config.yml": "post_asset_folder: true\n", "package.json": '{"hexo": {}}'},
    "zola": {
        "config.toml": "base_url = 'https://example.org'\n",
        "content/_index.md": "+++\n+++\n",
    },
    "obsidian": {".obsidian/app.json": "{}"},
    "quartz": {
        "quartz.config.ts": "Plugin.CrawlLinks({ markdownLinkResolution: 'shortest' })",
        "package.json": '{"name": "@jackyzha0/quartz"}',
    },
    "plain": {"README.md": "x"},
    "several": {
        "one/hugo.toml": "baseURL = 'https://one.org/'\n",
        "two/mkdocs.yml": "site_name: x\n",
    },
}

FOLDERS = (
    *("", "img", "static/img", "assets", "content/posts", "content/posts/p", "docs", "docs/img"),
    *("source/_posts", "source/_posts/p", "_posts", "content", "blog/p", "one/static", "two/docs"),
    *("one/content/posts/p", "public"),
)

IMAGES = (
    *("a b.png", "a-b.png", "A_B.PNG", "ab.webp", "a%20b.png", "cover.jpg", "featured-x.jpg"),
    *("é.png", normalize("NFD", "é.png"), "50%.png", "slide.1.png", "slide.2.png"),
)

POSTS = ("p.md", "index.md", "_index.md", "2020-01-02-p.md", "q.md", "index.de.md")

REFERENCES = (
    *("![](a%20b.png)", "![](img/a-b.png)", "![](/img/A_B.PNG)", "![](../a-b.png)", "![](ab.webp)"),
    *("![](p/a-b.png)", "![[A b.png]]", "![[a-b.png]]", '<img src="/static/img/a-b.png">'),
    *('{{< figure src="cover" >}}', '{{< figure src="img/cover.jpg" >}}', "![](é.png)"),
    *("![](%C3%A9.png)", "![](/p/a%20b.png?v=2#x)", "![](https://example.org/img/a-b.png)"),
    *("![](50%25.png)", "![](slide.2.png)", "`a-b.png`", '{{< gallery match="img/*" >}}'),
    *("![](a%2520b.png)", "![](/posts/p/cover.jpg)", "{% asset_img cover.jpg %}"),
)


def change(root: Path, random_: random.Random) -> None:
    """Adds or removes an image or a post."""
    folder = root / random_.choice(FOLDERS)
    if random_.random() < 0.7:
        path = folder / random_.choice(IMAGES)
        text = "x"
    else:
        path = folder / random_.choice(POSTS)
        lines = random_.sample(REFERENCES, 4)
        text = "---\ntitle: P\n---\n" + "\n\n".join(lines) + "\n"
    if path.is_file() and random_.random() < 0.5:
        path.unlink()
    else:
        write(path, text)


def linked(index: Path, root: Path) -> LinkUpdate:
    """Links the posts of a site, and stores them as an ingest does."""
    site = find_site(root, site=root)
    with Catalogue.open(index, write=True) as catalogue, catalogue.transaction():
        update = link_changed_posts(catalogue, site, site.post_paths)
        catalogue.forget_posts(update.gone)
        for stored in update.changed:
            catalogue.put_post(stored)
        update.files.store(catalogue)
    return update


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("generator", CONFIGS)
def test_links_are_those_of_all_posts(generator: str, seed: int, tmp_path: Path) -> None:
    random_ = random.Random(f"{generator} {seed}")
    root = tmp_path / "site"
    for name, text in CONFIGS[generator].items():
        write(root / name, text)
    for step in range(STEPS):
        for _ in range(random_.choice((1, 1, 1, 5))):
            change(root, random_)
        kept = linked(tmp_path / "kept", root)
        new = linked(tmp_path / f"new-{step}", root)
        assert kept.links == new.links
        assert kept.missing == new.missing


def test_a_new_image_is_looked_for_by_the_posts_that_may_show_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "site"
    write(root / "hugo.toml", "title = 'x'")
    for number in range(20):
        write(root / f"static/img/{number}.png", "x")
        write(root / f"content/posts/{number}.md", f"![](/img/{number}.png)\n\n![](/img/late.png)")
        write(root / f"content/posts/other-{number}.md", f"![](/img/{number}.png)")
    linked(tmp_path / "index", root)
    asked = []

    def asked_link(site: Site, post: Post) -> PostLinks:
        asked.append(post.path)
        return link_post(site, post)

    monkeypatch.setattr("slidescan.ingest.link_posts.link_post", asked_link)
    write(root / "static/img/unseen.png", "x")
    assert linked(tmp_path / "index", root).changed == ()
    assert asked == []
    write(root / "static/img/late.png", "x")
    update = linked(tmp_path / "index", root)
    assert sorted(asked) == sorted(f"content/posts/{number}.md" for number in range(20))
    assert len(update.links["static/img/late.png"]) == 20
