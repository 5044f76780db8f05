"""A book, and where HonKit shows its images: `example_generator.json`, as HonKit 6 renders them."""

from __future__ import annotations

from pathlib import Path

from support.generator_sites.files import Files
from support.generator_sites.site import GeneratorSite

GOLDEN = Path(__file__).with_name("example_generator.json")


def honkit_example() -> GeneratorSite:
    """A book of two chapters."""
    files = Files()
    files.texts = {
        "book.json": '{"root": "./pages"}\n',
        "pages/SUMMARY.md": "# Summary\n\n- [Start](README.md)\n- [Part one](part/one.md)\n",
        "pages/README.md": (
            "![top](img/top.png)\n\n# Start here!\n\n![start](img/start.png)\n\n"
            "## Plain words\n\n![first](img/first.png)\n\n"
            "## Plain words\n\n![second](img/second.png)\n\n"
            "## Named {#my-id}\n\n![named](img/named.png)\n"
        ),
        "pages/part/one.md": (
            "# Über `code_x` & 中文\n\n![beside](beside.png)\n\n<img src='../img/top.png'>\n"
        ),
    }
    for name in ("top", "start", "first", "second", "named"):
        files.image(f"pages/img/{name}.png")
    files.image("pages/part/beside.png")
    program = "TOOLS/honkit/node_modules/.bin/honkit"
    return GeneratorSite(
        files, (program, "build"), "_book", "/", (program, "--version"),
        golden=GOLDEN, min_images=7,
    )  # fmt: skip
