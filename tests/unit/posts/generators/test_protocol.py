"""What every generator owes: an address that code makes, or that no page has, is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

from slidescan.core.records import UnknownUrl
from slidescan.posts.read import read_post

PAGE = "## S\n\n![x](a.png)\n"
TITLED = "---\ntitle: T\ndate: 2024-05-06\n---\n" + PAGE

HEXO = {"source/_posts/p.md": TITLED.replace("a.png", "/a.png"), "source/a.png": "x"}
ELEVENTY = {"p.md": TITLED.replace("a.png", "{{ '/a.png' | url }}"), "a.png": "x"}
ASTRO = {"src/pages/p.md": PAGE.replace("a.png", "/a.png"), "public/a.png": "x"}
ZOLA = {"content/p/index.md": "+++\ntitle = 'T'\n+++\n" + PAGE, "content/p/a.png": "x"}
PELICAN = {
    "content/p.md": "Title: T\nDate: 2024-05-06\n\n"
    + PAGE.replace("a.png", "{static}/images/a.png"),
    "content/images/a.png": "x",
}
QUARTO = {"p.qmd": TITLED, "a.png": "x"}
DOCSIFY = {"docs/p.md": PAGE, "docs/a.png": "x", "p.md": PAGE, "a.png": "x"}


def page(files: dict[str, str]) -> tuple[str, str]:
    """The page and the image of a site."""
    image = next(path for path in files if path.endswith("a.png"))
    return next(iter(files)), image


@pytest.mark.parametrize(
    ("config", "files", "reason"),
    [
        ({"_config.yml": "permalink: :year/:abbrlink/\n"}, HEXO, ":abbrlink"),
        ({"_config.yml": "x: 1\n", "package.json": '{"dependencies": {"hexo-permalink-pinyin": "1"}}'},
         HEXO, "hexo-permalink-pinyin"),
        ({"_config.yml": "x: 1\n", "scripts/a.js": "hexo.extend.filter.register('post_permalink', f)"},
         HEXO, "scripts/a.js"),
        ({".eleventy.js": "module.exports = () => ({ pathPrefix: makePrefix() })"}, ELEVENTY, "pathPrefix"),
        ({".eleventy.js": "module.exports = (c) => { c.addUrlTransform(f) }"}, ELEVENTY, "transforms"),
        ({".eleventy.js": "module.exports = (c) => { c.setLibrary('md', makeParser()) }"}, ELEVENTY, "ids"),
        ({".eleventy.js": "module.exports = (c) => { md.renderer.rules.heading_open = f }"}, ELEVENTY, "ids"),
        ({".eleventy.js": "module.exports = (c) => { c.addGlobalData('layout', 'l') }",
          "_includes/l.njk": "---\npermalink: '/{{ title | ours }}/'\n---\n"}, ELEVENTY, "{{ title | ours }}"),
        ({".eleventy.js": "module.exports = (c) => { c.addGlobalData('layout', makeName()) }",
          "_includes/l.njk": "---\npermalink: /x/\n---\n{{ content }}"}, ELEVENTY, "the layout is computed"),
        ({"astro.config.mjs": "export default { base: makeBase() }"}, ASTRO, "base"),
        ({"zola.toml": "base_url = 'https://e.org'\n"},
         {"content/p/index.md": "+++\nrender = false\n+++\n" + PAGE, "content/p/a.png": "x"}, "no page"),
        ({"pelicanconf.py": "PATH = 'content'\nSITEURL = os.environ['URL']\n"}, PELICAN, "SITEURL"),
        ({"pelicanconf.py": "PATH = 'content'\nDEFAULT_LANG = 'fr'\nDEFAULT_METADATA = {'lang': 'en'}\n"
          "PLUGINS = ['i18n_subsites']\n"}, PELICAN, "i18n_subsites"),
        ({"_quarto.yml": "project: {type: website}\nfrom: markdown-auto_identifiers\n"}, QUARTO, "ids"),
        ({"index.html": "<script>window.$docsify = {basePath: '/other/'}</script>docsify"},
         DOCSIFY, "other/"),
    ],
)  # fmt: skip
def test_the_reason_is_said(
    tmp_path: Path, config: dict[str, str], files: dict[str, str], reason: str
) -> None:
    found = make_site(tmp_path, {**config, **files})
    post, image = page(files)
    for link in links_of(found, post)[image]:
        assert link.url is None
        assert link.unknown is not None
        assert reason in link.unknown.reason
        assert link.unknown.remedy


@pytest.mark.parametrize(
    ("config", "files", "url"),
    [
        ({"_config.yml": "permalink: :lang/:title/\nlanguage: de\n"}, HEXO, "/de/p/#S"),
        ({"_config.yml": "permalink: :abbrlink/\n"},
         {"source/_posts/p.md": "---\nabbrlink: 4a17b156\n---\n![x](/a.png)\n", "source/a.png": "x"},
         "/4a17b156/"),
        ({".eleventy.js": "module.exports = () => ({ pathPrefix: process.env.X || '/x/' })"},
         ELEVENTY, "/x/p/"),
        ({"astro.config.mjs": "export default { build: {format: 'preserve'} }"}, ASTRO, "/p.html#s"),
        ({"astro.config.mjs": "export default { build: {format: 'preserve'} }"},
         {"src/pages/p/index.md": PAGE.replace("a.png", "/a.png"), "public/a.png": "x"}, "/p/#s"),
        ({"zola.toml": "base_url = ''\n"}, ZOLA, "/p/#s"),
        ({"pelicanconf.py": "PATH = 'content'\nSITEURL = os.environ.get('URL', 'https://e.org')\n"},
         PELICAN, "https://e.org/t.html"),
        ({"index.html": "<script>window.$docsify = {basePath: './docs/'}</script>docsify"},
         DOCSIFY, "/#/p?id=s"),
    ],
)  # fmt: skip
def test_what_is_known_has_an_address(
    tmp_path: Path, config: dict[str, str], files: dict[str, str], url: str
) -> None:
    found = make_site(tmp_path, {**config, **files})
    post, image = page(files)
    assert [link.url for link in links_of(found, post)[image]] == [url]


def test_files_that_hexo_copies_are_no_posts(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "_config.yml": "skip_render: ['raw/**', '_posts/x.md']\n", "source/raw/a/b.md": "x\n",
        "source/_posts/x.md": "x\n", "source/_posts/y.md": "y\n",
    })  # fmt: skip
    assert found.post_paths == ("source/_posts/y.md",)


HUGO = {"hugo.toml": "baseURL = '/'\n"}
JEKYLL = {"_config.yml": "x: 1\n"}
HEXO_CONFIG = {
    "_config.yml": "permalink: :title/\n",
    "package.json": '{"dependencies": {"hexo": "8"}}',
}


@pytest.mark.parametrize(
    ("config", "path", "matter", "reason"),
    [
        (HUGO, "content/p.md", "draft: true", "draft"),
        (HUGO, "content/p.md", "date: 9999-01-01", "9999-01-01"),
        (HUGO, "content/p.md", "expirydate: 2001-01-01", "expired"),
        (HUGO, "content/p.md", "draft: false\ndate: 2020-01-01", ""),
        ({"hugo.toml": "buildDrafts = true\nbuildFuture = true\n"}, "content/p.md",
         "draft: true\ndate: 9999-01-01", ""),
        (JEKYLL, "_posts/2020-01-01-p.md", "published: false", "not published"),
        (JEKYLL, "_drafts/p.md", "title: x", "draft"),
        (JEKYLL, "_posts/9998-01-01-p.md", "title: x", "9998-01-01"),
        ({"_config.yml": "future: true\n"}, "_posts/9998-01-01-p.md", "title: x", ""),
        (JEKYLL, "page.md", "date: 9998-01-01", ""),
        (HEXO_CONFIG, "source/_drafts/p.md", "title: x", "draft"),
        (HEXO_CONFIG, "source/_posts/p.md", "published: false", "not published"),
        (HEXO_CONFIG, "source/_posts/p.md", "date: 9998-01-01", ""),
        ({"zola.toml": "base_url = ''\n"}, "content/p.md", "draft: true", "draft"),
        ({"docusaurus.config.js": "module.exports = {presets: ['classic'], baseUrl: '/'}"},
         "docs/p.md", "draft: true", "draft"),
        ({"mkdocs.yml": "plugins: [blog]\n"}, "docs/blog/posts/p.md", "draft: true\ndate: 2020-01-01", "draft"),
        ({"mkdocs.yml": "plugins: [blog]\n"}, "docs/p.md", "draft: true", ""),
        ({".vitepress/config.js": "export default {}"}, "p.md", "draft: true", ""),
        ({"_quarto.yml": "project: {type: website}\n"}, "p.qmd", "draft: true", "draft"),
    ],
)  # fmt: skip
def test_a_post_that_is_not_rendered_has_no_address(
    tmp_path: Path, config: dict[str, str], path: str, matter: str, reason: str
) -> None:
    found = make_site(tmp_path, {**config, path: f"---\n{matter}\n---\n## S\n", "content/x": ""})
    url = read_post(found, path).url
    assert isinstance(url, UnknownUrl) is bool(reason)
    assert not isinstance(url, UnknownUrl) or reason in url.reason
