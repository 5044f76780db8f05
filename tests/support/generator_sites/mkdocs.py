"""Sites of MkDocs."""

from __future__ import annotations

import sys
from pathlib import Path

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite

PYTHON = Path(sys.executable).parent


def mkdocs() -> GeneratorSite:
    return _mkdocs("  - attr_list\n  - tables\n  - toc:\n      permalink: true\n")


def mkdocs_ugly() -> GeneratorSite:
    return _mkdocs("  - attr_list\n  - toc:\n      separator: _\nuse_directory_urls: false\n")


def mkdocs_material() -> GeneratorSite:
    nasty = _mkdocs(
        "  - attr_list\n  - md_in_html\n  - pymdownx.superfences\n  - toc:\n"
        "      slugify: !!python/object/apply:pymdownx.slugs.slugify\n        kwds:\n"
        "          case: lower\n  - pymdownx.highlight\n"
        "theme:\n  name: material\n  font: false\nplugins:\n  - blog:\n      blog_toc: false\n      archive: false\n      categories: false\n      pagination: false\n"
    )
    texts = nasty.files.texts
    texts["pages/blog/index.md"] = "# Blog\n"
    for number, (name, matter) in enumerate(
        {
            "one.md": "date: 2018-03-04",
            "deep/two.md": "date:\n  created: 2018-03-05\nslug: own-slug",
            "three.md": "date: 2018-03-06\ntitle: A Title & More",
        }.items()
    ):
        nasty.files.image(f"pages/blog/posts/img/b{number}.png")
        above = "../" * name.count("/")
        texts[f"pages/blog/posts/{name}"] = (
            f"---\n{matter}\n---\n# Post: Größe {number}\n\n<!-- more -->\n\n## Sec\n\n"
            f"![b]({above}img/b{number}.png)\n"
        )
    return nasty


def _mkdocs(config: str) -> GeneratorSite:
    files = Files()
    texts = files.texts
    texts["mkdocs.yml"] = (
        "site_name: N\nsite_url: https://example.org/docs/\ndocs_dir: pages\n"
        f"markdown_extensions:\n{config}"
    )
    more = (
        "## Own id {#my-own}",
        "## Plain words { #plain-words_2 .x }",
        "#Tight heading",
        "## Again\n### Directly below",
    )
    page = headings(numbered_images(files, "pages/h", "h/"), skip=("quoted", "listed"), more=more)
    texts["pages/index.md"] = "# Home\n\n" + page
    texts["pages/Sub Folder/headings.md"] = headings(
        numbered_images(files, "pages/Sub Folder/img", "img/"), skip=("setext2",)
    )
    texts["pages/references.md"] = references(
        named_images(files, "pages/r", "r/"),
        html=False,
        skip=("list", "parentheses", "code-alt", "brackets"),
    )
    for name in ("html", "up", "root"):
        files.image(f"pages/x/{name}.png")
    texts["pages/x/README.md"] = '# R\n\n<img src="html.png">\n\n![up](../x/up.png)\n'
    texts["pages/x/html.md"] = (
        '# R\n\n<img src="../html.png">\n\n<img src="/docs/x/root.png">\n\n<img src="html.png">\n'
    )
    return GeneratorSite(
        files,
        (str(PYTHON / "mkdocs"), "build", "-q"),
        "site",
        "/docs",
        (str(PYTHON / "mkdocs"), "--version"),
    )
