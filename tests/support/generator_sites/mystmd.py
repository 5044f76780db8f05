"""Sites of mystmd."""

from __future__ import annotations

import sys
from pathlib import Path

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite

SCRIPT = Path(__file__).with_name("myst_pages.py")


def mystmd() -> GeneratorSite:
    """A project whose contents list pages in folders, with figures and labels."""
    files = Files()
    texts = files.texts
    texts["myst.yml"] = (
        "version: 1\nproject:\n  title: N\n  toc:\n    - file: index.md\n    - file: headings.md\n"
        "    - title: Part\n      children:\n        - file: sub/02_References & More.md\n"
        "        - pattern: more/*.md\nsite:\n  options:\n    folders: true\n"
    )
    files.image("img/s.png")
    texts["index.md"] = "# Index\n\n![s](img/s.png)\n\n## Second\n\n![s](/img/s.png)\n"
    more = ("(label-one)=\n## Labelled", "## 3. Numbered")
    texts["headings.md"] = headings(numbered_images(files, "h", "h/"), more=more)
    for name in ("d1", "d2", "d3"):
        files.image(f"sub/{name}.png")
    texts["sub/02_References & More.md"] = (
        "---\ntitle: R\n---\n\n"
        + references(named_images(files, "sub/r", "r/"))
        + "\n```{image} d1.png\n:alt: a\n```\n\n## More\n\n:::{figure} d2.png\n:alt: b\nCap\n:::\n\n"
        "```{figure} /sub/d3.png\n```\n"
    )
    texts["more/2024-notes.md"] = "# Notes\n\n## Sec\n\n![x](../sub/d1.png)\n"
    texts["out.md"] = "# Out\n\n![x](sub/d1.png)\n"
    myst = "TOOLS/mystmd/node_modules/mystmd/dist/myst.cjs"
    return GeneratorSite(
        files, (sys.executable, str(SCRIPT), myst, "_pages"), "_pages", "/",
        ("node", myst, "--version"), modules="mystmd",
    )  # fmt: skip
