"""Sites of Quarto, whose pages pandoc renders: Quarto itself is in no registry."""

from __future__ import annotations

import sys
from pathlib import Path

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite

SCRIPT = Path(__file__).with_name("pandoc_pages.py")
PANDOC = "TOOLS/pandoc/bin/pandoc"


def quarto() -> GeneratorSite:
    """A website: pandoc's ids, captions, attributes, divs and cross references."""
    files = Files()
    texts = files.texts
    texts["_quarto.yml"] = "project:\n  type: website\nwebsite:\n  site-url: https://example.org\n"
    more = (
        "## Own id {#my-own}",
        "## Unnumbered {-}",
        "## With class {.cls key='a b'}",
        "## A [span]{.smallcaps} here",
        "## Note[^1] and another^[A note.] here",
        "## Math $x^2$ and H~2~O",
        "## 2 numbers 3 first",
        "## section",
        "## Dotted.name_and-hyphen - spaced",
        "## A -- b --- c... d",
        "## `--option` as code",
    )
    page = headings(numbered_images(files, "h", "h/"), skip=("raw", "raw-none"), more=more)
    texts["headings.qmd"] = page + "\n[^1]: A note.\n"
    texts["sub/references.qmd"] = references(
        named_images(files, "sub/r", "r/"), odd=False, skip=("list", "html2", "inline-html", "definitions", "reference", "collapsed", "shortcut")
    )  # fmt: skip
    for name in ("a", "b", "c", "d", "e", "f"):
        files.image(f"posts/talk/{name}.png")
    texts["posts/talk/index.qmd"] = (
        "---\ntitle: T\n---\n\n## One\n\n"
        '![A caption](a.png){#fig-a fig-alt="An alt text" width=50%}\n\n'
        "Text\n## No heading\n![b](b.png)\n\n::: {#fig-two layout-ncol=2}\n"
        "![C](c.png)\n\n![D](d.png)\n\nBoth\n:::\n\n## Two {#sec-two}\n\n"
        "::: {.column-margin}\n![](e.png)\n:::\n\n[![F](f.png)](https://example.org)\n"
    )
    script = (sys.executable, str(SCRIPT), PANDOC, "_site")
    return GeneratorSite(
        files, script, "_site", "/", (PANDOC, "--version"), by_section=True, program=PANDOC
    )
