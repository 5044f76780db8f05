"""Renders the pages that mystmd builds to HTML: its theme is in no registry.

python myst_pages.py MYST OUTPUT: headings get the ids, images the files that mystmd gives them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def main(myst: str, output: str) -> None:
    """Builds the pages and writes them; mystmd itself then fails, since it finds no theme."""
    subprocess.run(["node", myst, "build", "--site"], capture_output=True, check=False)
    content, public = Path("_build/site/content"), Path("_build/site/public")
    shutil.copytree(public, output)
    pages = [json.loads(file.read_text("utf-8")) for file in sorted(content.glob("*.json"))]
    assert pages
    for page in pages:
        path = page["slug"].replace(".", "/")
        name = "index.html" if page["slug"] == "index" else f"{path}.html"
        target = Path(output) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(html(page["mdast"])), "utf-8")


def html(node: dict[str, Any]) -> Iterator[str]:
    """The headings and images below a node."""
    if node["type"] == "heading":
        yield f'<h{node["depth"]} id="{node.get("html_id") or ""}">'
    if node["type"] == "image":
        yield f'<img src="{node["url"]}">'
    for child in node.get("children", ()):
        yield from html(child)


if __name__ == "__main__":
    main(*sys.argv[1:])
