"""Sites of MkDocs."""

from __future__ import annotations

import sys
from pathlib import Path

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite

PYTHON = Path(sys.executable).parent


CONTAINERS = """# Containers

## Admonitions

!!! note "X"

    ![a](c/1.png)

    ### Inside

    ![a](c/2.png)

??? tip
    ![a](c/3.png)

???+ tip "Open"

    ![a](c/4.png)

=== "One"

    ![a](c/5.png)

    ```
    ![code](c/6.png)
    ```

=== "Two"
    ![a](c/7.png)

        ![code](c/8.png)

## Lists

- item

    ![a](c/9.png)

    !!! note

        ![a](c/10.png)

        <figure markdown>
          ![a](c/11.png)
        </figure>

Term
:   ![a](c/12.png)

    ![a](c/13.png)

## HTML

<figure markdown>
  ![a](c/14.png)
  <figcaption>![raw](c/15.png)</figcaption>
</figure>

<div markdown="1">![a](c/16.png)</div>

text
<div markdown>
![a](c/17.png)
<div>
![raw](c/18.png)
</div>
### Deep
![a](c/19.png)
</div>

<div>

![raw](c/20.png)

</div>

<div markdown="0">
![raw](c/21.png)
</div>

<p markdown="span">
    ![a](c/22.png)
</p>

<span>
![a](c/23.png)
</span>

<details markdown="block">
<summary>S</summary>
![a](c/24.png)
</details>

## Footnotes

Text.[^1]

[^1]:
    ![a](c/25.png)

    more ![a](c/26.png)
"""
"""Images in the containers of Python-Markdown, and images that it leaves as text."""


def mkdocs() -> GeneratorSite:
    return _mkdocs("  - attr_list\n  - tables\n  - toc:\n      permalink: true\n")


def mkdocs_ugly() -> GeneratorSite:
    return _mkdocs("  - attr_list\n  - toc:\n      separator: _\nuse_directory_urls: false\n")


def mkdocs_material() -> GeneratorSite:
    nasty = _mkdocs(
        "  - attr_list\n  - md_in_html\n  - admonition\n  - footnotes\n  - def_list\n  - pymdownx.details\n"
        "  - pymdownx.tabbed:\n      alternate_style: true\n  - pymdownx.superfences\n  - toc:\n"
        "      slugify: !!python/object/apply:pymdownx.slugs.slugify\n        kwds:\n"
        "          case: lower\n  - pymdownx.highlight\n"
        "theme:\n  name: material\n  font: false\nplugins:\n  - blog:\n      blog_toc: false\n      archive: false\n      categories: false\n      pagination: false\n"
    )
    texts = nasty.files.texts
    texts["pages/containers.md"] = CONTAINERS
    for number in range(1, CONTAINERS.count("(c/") + 1):
        nasty.files.image(f"pages/c/{number}.png")
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
