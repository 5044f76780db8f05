"""File name suffixes of posts and images."""

from __future__ import annotations

import re

IMAGE_SUFFIXES = (
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff",
    ".bmp", ".gif", ".avif", ".svg",
)  # fmt: skip

MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mdx")
"""Suffixes of posts that every generator reads."""

POST_SUFFIXES = (*MARKDOWN_SUFFIXES, ".qmd", ".rmd", ".org")
"""Suffixes of all files that can be posts: the generator tells which of them it reads."""


def is_image(path: str) -> bool:
    """Whether a path has an image's suffix."""
    return path.lower().endswith(IMAGE_SUFFIXES)


def looks_like_image(address: str) -> bool:
    """Whether an address, without its query and fragment, has an image's suffix."""
    return is_image(re.split(r"[?#]", address, maxsplit=1)[0])
