"""Names that generators give to resized and hashed copies of an image."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from unicodedata import normalize

from slidescan.posts.file_types import is_image

MAX_COPY_NAME_CHARS = 300
"""Longer names are no copies of a file."""

MAX_NAME_PARTS = 4
"""How many endings a generator adds to a name at most."""

_ENDINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # WordPress, Lektor: -1024x768, @800x600, _300x
        r"[-_.@]\d{1,5}x\d{0,5}$",
        # responsive images: -600, -640w, @192, .1200px, -2x
        r"[-_.@](?:w|h)?\d{1,5}(?:w|h|px|x)?$",
        r"[-_.](?:scaled|resized?|thumb(?:nail)?|small|medium|large|min|preview|opt(?:imized)?"
        r"|orig(?:inal)?|full|placeholder|crop(?:ped)?|square|web|compressed|hero|mobile|retina)$",
        # Hugo: _hu1a2b_800x0_resize_q75_box, _hu_1a2b3c
        r"_hu_?[0-9a-f]{4,}(?:_\w*)?$",
        # hashes: webpack, Docusaurus, VitePress, Vite, Astro, Next
        r"[-_.][0-9a-f]{5,64}$",
        r"[.][0-9a-z_-]{5,40}$",
        r"[-_](?=[a-z_-]*[0-9A-Z])[0-9a-z_-]{8}$",
    )
)

_NUMBER = re.compile(r"\d{1,3}$")
"""Sphinx numbers further files of the same name; a number is as likely part of another name."""


def name_key(stem: str) -> str:
    """A stem by which names are compared: signs between words, case and composition don't count."""
    return re.sub(r"[\s_+-]+|%20", "-", normalize("NFC", stem)).casefold()


def stem_of(path: str) -> str:
    """The file's name without its suffix; `a.jpg.webp` is a copy of `a.jpg`."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    return posixpath.splitext(stem)[0] if is_image(stem) else stem


def original_stems(path: str, *, is_checked: bool) -> Iterator[str]:
    """Yields keys of the stems that the original of a copy can have, the longest first.

    Args:
        path: The path of the copy.
        is_checked: Whether the pictures are compared afterwards, so that names may prove less.
    """
    name = posixpath.basename(path)
    if len(name) > MAX_COPY_NAME_CHARS:
        return
    stems = [stem_of(name)]
    endings = (*_ENDINGS, _NUMBER) if is_checked else _ENDINGS
    seen = set()
    for _ in range(MAX_NAME_PARTS):
        shorter = []
        for stem in stems:
            key = name_key(stem)
            if stem and key not in seen:
                seen.add(key)
                yield key
            shorter += [
                stem[: match.start()]
                for ending in endings
                for match in (ending.search(stem),)
                if match and match.start()
            ]
        stems = list(dict.fromkeys(shorter))
