"""Sites of Sphinx."""

from __future__ import annotations

import sys
from pathlib import Path

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite

PYTHON = Path(sys.executable).parent


def sphinx() -> GeneratorSite:
    return _sphinx("html")


def sphinx_folders() -> GeneratorSite:
    return _sphinx("dirhtml")


def _sphinx(builder: str) -> GeneratorSite:
    files = Files()
    texts = files.texts
    texts["conf.py"] = (
        'project = "N"\nextensions = ["myst_parser"]\nhtml_baseurl = "https://example.org/d/"\n'
        'myst_enable_extensions = ["colon_fence", "attrs_block"]\nhtml_static_path = ["_static"]\n'
        'html_theme = "basic"\nexclude_patterns = ["_build", "left"]\nlanguage = "en"\nhtml_copy_source = False\nhtml_show_sourcelink = False\nhtml_sidebars = {"**": []}\n'
    )
    texts["Makefile"] = f"site:\n\tsphinx-build -b {builder} . _build\n"
    files.image("_static/s.png")
    texts["index.md"] = (
        "# Index\n\n```{toctree}\nheadings\nsub/references\n```\n\n![s](_static/s.png)\n"
    )
    page = headings(numbered_images(files, "h", "h/"), more=("(label)=\n## Labelled",))
    texts["headings.md"] = page
    page = references(named_images(files, "sub/r", "r/"))
    for name in ("d1", "d2", "d3", "d4", "abs"):
        files.image(f"sub/{name}.png")
    texts["sub/references.md"] = (
        "# References\n\n" + page + "\n```{image} d1.png\n:alt: a\n```\n\n"
        "```{figure} d2.png\n:alt: b\n:name: fig\n\nCaption\n```\n\n## More\n\n:::{figure} d3.png\nCap\n:::\n\n"
        "````{figure} /sub/d4.png\n````\n\n![abs](/sub/abs.png)\n\n```python\n![no](d1.png)\n```\n"
    )
    texts["left/out.md"] = "# Out\n\n![x](../sub/d1.png)\n"
    return GeneratorSite(
        files, (str(PYTHON / "sphinx-build"), "-q", "-b", builder, ".", "_build/html"), "_build/html", "/d",
        (str(PYTHON / "sphinx-build"), "--version"), lists=("/search.html", "/genindex.html"), by_section=True,
    )  # fmt: skip
