"""Sites of Pelican."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite

CONFIG = """\
AUTHOR = 'Ada Löwe'
SITENAME = 'N'
SITEURL = ''
PATH = 'content'
TIMEZONE = 'UTC'
DEFAULT_LANG = 'en'
THEME = 'simple'
DIRECT_TEMPLATES = []
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = TAG_SAVE_AS = ''
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""
DATE = "Date: 2018-03-04 10:00\n"


def pelican() -> GeneratorSite:
    """The defaults: headings without ids, and every way to set an address."""
    files = _files("")
    texts = files.texts
    for number, fields in enumerate(
        (
            "Title: C++ & C# / .NET 4.5\n" + DATE,
            "title: It’s “quoted” – Größe 数据湖\ndate: 2018/03/04\n",
            "---\nTitle: Fenced: with a colon\nDate: 4 March 2018\n---",
            "Title: Own\nSlug: own-slug\n" + DATE,
            "Title: Own address\nURL: own/address/\nSave_as: own/address/index.html\n" + DATE,
            "Title: Saved\nsave_as: saved/here.html\nurl: saved/here.html\n" + DATE,
            "Title: A draft\nStatus: draft\n" + DATE,
            "Title: Hidden\nStatus: hidden\n" + DATE,
            "Title: Auf Deutsch\nLang: de\n" + DATE,
            "Title: Many\nTags: a; b\nAuthors: X, Y\nSummary: one\n    two\n" + DATE,
        )
    ):
        path = f"content/{'deep/er/' if number % 2 else ''}p{number}.md"
        files.image(f"content/images/p{number}.png")
        texts[path] = f"{fields}\n\n# Head\n\n![a]({{static}}/images/p{number}.png)\n"
    texts["content/2018-05-06-dated.md"] = (
        "Title: Dated by its name\n\n![a]({static}/images/p0.png)\n"
    )
    texts["content/pages/about.md"] = "Title: About us\n\n![a](../images/p1.png)\n"
    texts["content/pages/de.md"] = "Title: Über uns\nLang: de\n\n![a]({static}/images/p2.png)\n"
    return _site(files)


def pelican_toc() -> GeneratorSite:
    """Ids by `toc`, addresses by date, category and author, and a configuration in two files."""
    files = _files(
        "BLOG = 'notes/'\nARTICLE_URL = BLOG + '{date:%Y}/{date:%-m}/{category}/{author}/{slug}/'\n"
        "ARTICLE_SAVE_AS = ARTICLE_URL + 'index.html'\nPAGE_URL = f'{BLOG}{{slug}}/'\n"
        "PAGE_SAVE_AS = PAGE_URL + 'index.html'\nSTATIC_PATHS = ['images', 'extra/root.png', 'deep']\n"
        "EXTRA_PATH_METADATA = {'extra/root.png': {'path': 'root.png'}}\n"
        "PAGE_PATHS = ['pages', 'more']\nARTICLE_EXCLUDES = ['left']\nPAGE_EXCLUDES = ['left']\n"
        "PATH_METADATA = r'deep/(?P<category>[^/]+)/(?P<slug>[^/]+)/.*'\n"
        "SLUG_REGEX_SUBSTITUTIONS = [(r'C\\+\\+', 'cpp'), (r'[^\\w\\s-]', ''), (r'(?u)\\A\\s*', ''),\n"
        "    (r'(?u)\\s*\\Z', ''), (r'[-\\s]+', '-')]\n"
        "MARKDOWN = {'extension_configs': {'markdown.extensions.extra': {}, 'markdown.extensions.meta': {}}}\n"
        "MARKDOWN['extension_configs']['markdown.extensions.toc'] = {'permalink': True}\n"
    )
    texts = files.texts
    texts["publishconf.py"] = (
        "import os, sys\nsys.path.append(os.curdir)\nfrom pelicanconf import *\nSITEURL = 'https://example.org/b'\n"
    )
    files.image("content/extra/root.png")
    files.image("content/deep/lakes/c-1/beside.png")
    texts["content/deep/lakes/c-1/text.md"] = (
        "Title: C++\n" + DATE + "\n![a]({attach}beside.png)\n\n## {static} is no link\n\n"
        "![r](/b/root.png)\n\n<img src='{attach}/deep/lakes/c-1/beside.png'>\n"
    )
    texts["content/more/info.md"] = "Title: C++ info\n\n## Sec\n\n![r](|filename|/extra/root.png)\n"
    texts["content/left/out.md"] = "Title: Out\n" + DATE + "\n![a](/b/root.png)\n"
    return _site(files, "/b", "publishconf.py")


def _files(config: str) -> Files:
    files = Files()
    texts = files.texts
    texts["pelicanconf.py"] = CONFIG + config
    more = ("## Own id {#my-own}", "## Plain words { #plain-words_2 .x }", "#Tight heading")
    page = headings(
        numbered_images(files, "content/images/h", "{static}/images/h/"),
        skip=("quoted", "listed", "setext2"),
        more=more,
    )
    texts["content/headings.md"] = "Title: Headings\n" + DATE + "\n" + page
    page = references(
        named_images(files, "content/images/r", "{static}/images/r/"),
        skip=("list", "parentheses", "code-alt", "brackets"),
    )
    texts["content/references.md"] = "Title: References\n" + DATE + "\n" + page
    return files


def _site(files: Files, base: str = "/", settings: str = "pelicanconf.py") -> GeneratorSite:
    program = "TOOLS/pelican/bin/pelican"
    return GeneratorSite(
        files, (program, "-q", "-s", settings, "-o", "output"), "output", base,
        (program, "--version"),
    )  # fmt: skip
