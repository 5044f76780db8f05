"""Eleventy's files of templates that are not rendered: `.eleventyignore` and `.gitignore`.

Source: Eleventy 3.1.8 (src/EleventyFiles.js, `getFileIgnores`, `normalizeIgnoreContent`).
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from pathlib import Path

from slidescan.core.regular_files import open_text
from slidescan.posts.assumptions import Assumption

IGNORE_FILE = ".eleventyignore"
"""It stands in the site, in the input folder, or in both."""

GIT_IGNORE_FILE = ".gitignore"
"""Eleventy reads that of the site too, unless the configuration keeps it from it."""

MAX_IGNORE_CHARS = 64 * 1024
"""A file of patterns is read up to here."""


def ignore_files(root: Path, input_folder: str, *, with_git: bool = True) -> Iterator[Path]:
    """The files of patterns that a site has.

    Args:
        root: The site.
        input_folder: The folder of templates; empty for the site itself.
        with_git: Whether the patterns of Git count.
    """
    paths = [IGNORE_FILE, posixpath.join(input_folder, IGNORE_FILE)]
    if with_git:
        paths.append(GIT_IGNORE_FILE)
    return (root / path for path in dict.fromkeys(paths) if (root / path).is_file())


def ignore_patterns(root: Path, input_folder: str, *, with_git: bool = True) -> tuple[str, ...]:
    """The patterns of templates that are not rendered, below the site.

    Each line is a path or a pattern from the folder of its file; a folder stands for everything
    below it. Unlike for Git, no line stands for a file in another folder, and none is an exception.
    """
    patterns: list[str] = []
    for file in ignore_files(root, input_folder, with_git=with_git):
        folder = posixpath.relpath(file.parent.as_posix(), root.as_posix())
        for line in map(str.strip, (_text(file) or "").splitlines()):
            if not line.strip("/") or line.startswith(("#", "!")):
                continue
            path = posixpath.normpath(posixpath.join(folder, line.lstrip("/")))
            # Unlike a path's `is_dir`, this is false for a name that is too long for the system.
            is_folder = os.path.isdir(root / path)  # noqa: PTH112
            patterns.append(f"{path}/**" if is_folder else path)
    return tuple(patterns)


def unreadable(root: Path, input_folder: str, *, with_git: bool = True) -> Iterator[Assumption]:
    """The files of patterns that can't be read."""
    for file in ignore_files(root, input_folder, with_git=with_git):
        if _text(file) is None:
            path = file.relative_to(root).as_posix()
            text = f"{path} can't be read: no post is taken to be ignored by it"
            yield Assumption(path, text, "make it readable")


def _text(file: Path) -> str | None:
    """The text of a file; None if it can't be read."""
    try:
        with open_text(file, encoding="utf-8-sig", errors="replace") as lines:
            return lines.read(MAX_IGNORE_CHARS)
    except OSError:
        return None
