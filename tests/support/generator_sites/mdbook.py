"""Sites of mdBook."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite

DIFFERENT = ("umlauts", "chinese", "cyrillic", "accents", "roman", "greek", "typographic", "raw-none", "nothing", "nothing2", "like")  # fmt: skip
"""Headings whose ids differ between mdBook 0.4 and 0.5."""


def mdbook() -> GeneratorSite:
    """A book of three chapters, one of them a part of another, and a file outside the summary."""
    files = Files()
    texts = files.texts
    texts["book.toml"] = '[book]\ntitle = "N"\n\n[output.html]\nsite-url = "/book/"\n[output.html.print]\nenable = false\n'  # fmt: skip
    texts["src/SUMMARY.md"] = (
        "# Summary\n\n[Introduction](README.md)\n\n- [Headings](headings.md)\n"
        "- [Part](part/index.md)\n  - [References](<./part/references.md>)\n- [Draft]()\n"
        "<!-- - [Left](left.md) -->\n"
    )
    more = ("## Own id {#my-own}", "## Plain words {#plain .x}", "## ひらがな only 123")
    page = headings(numbered_images(files, "src/h", "h/"), skip=DIFFERENT, more=more)
    texts["src/headings.md"] = page
    page = references(named_images(files, "src/part/r", "r/"))
    texts["src/part/references.md"] = page
    for name in ("intro", "part"):
        files.image(f"src/img/{name}.png")
    texts["src/README.md"] = "# Intro\n\n![i](img/intro.png)\n\n## Second\n\n![i](./img/part.png)\n"
    texts["src/part/index.md"] = "# Part\n\n<img src='../img/part.png'>\n"
    texts["src/left.md"] = "# Left\n\n![i](img/intro.png)\n"
    program = "TOOLS/mdbook/bin/mdbook"
    return GeneratorSite(
        files, (program, "build"), "book", "/book", (program, "--version"),
        lists=("/404.html", "/print.html", "/toc.html"), min_images=75,
    )  # fmt: skip
