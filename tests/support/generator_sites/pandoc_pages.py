"""Renders each `.qmd` below the working folder with pandoc, which Quarto builds on.

python pandoc_pages.py PANDOC OUTPUT: the pages are those of a Quarto website without its theme.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path


def main(pandoc: str, output: str) -> None:
    """Writes a page for each post, and copies the images."""
    for file in sorted(Path().rglob("*")):
        if Path(output) in file.parents or not file.is_file():
            continue
        target = Path(output) / file
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".qmd":
            page = target.with_suffix(".html")
            options = ("-f", "markdown", "-t", "html5", "--section-divs", "--wrap=none")
            subprocess.run([pandoc, *options, str(file), "-o", str(page)], check=True)
        elif file.suffix == ".png":
            shutil.copyfile(file, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
