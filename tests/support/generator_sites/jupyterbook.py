"""Sites of Jupyter Book 1."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite


def jupyterbook() -> GeneratorSite:
    """A book with a page outside its contents, and `{figure}` in fences of both kinds."""
    files = Files()
    texts = files.texts
    texts["_config.yml"] = (
        "title: N\nauthor: A\nexecute:\n  execute_notebooks: off\n"
        "html:\n  baseurl: https://example.org/d/\nexclude_patterns: [left]\n"
    )
    texts["_toc.yml"] = (
        "format: jb-book\nroot: intro\nchapters:\n- file: headings\n- file: sub/references\n"
        "  sections:\n  - file: sub/README\n"
    )
    files.image("img/s.png")
    texts["intro.md"] = "# Intro\n\n![s](img/s.png)\n"
    texts["headings.md"] = headings(
        numbered_images(files, "h", "h/"), more=("(label)=\n## Labelled",)
    )
    page = references(named_images(files, "sub/r", "r/"))
    for name in ("d1", "d2", "d3", "d4", "abs"):
        files.image(f"sub/{name}.png")
    texts["sub/references.md"] = (
        "# References\n\n" + page + "\n```{image} d1.png\n:alt: a\n```\n\n"
        "```{figure} d2.png\n:alt: b\n:name: fig\n\nCaption\n```\n\n## More\n\n:::{figure} d3.png\nCap\n:::\n\n"
        "````{figure} /sub/d4.png\n````\n\n![abs](/sub/abs.png)\n"
    )
    texts["sub/README.md"] = "# Read me\n\n## Part\n\n![x](abs.png)\n"
    texts["sub/extra.md"] = "# Not in the contents\n\n![x](d1.png)\n"
    texts["left/out.md"] = "# Out\n\n![x](../sub/d1.png)\n"
    program = "TOOLS/jupyterbook/bin/jupyter-book"
    return GeneratorSite(
        files, (program, "build", "-q", "."), "_build/html", "/d", (program, "--version"),
        lists=("/search.html", "/genindex.html", "/"), by_section=True,
    )  # fmt: skip
