"""Keys of file names: whatever the rules of a generator, a reference and its image share one.

A reference can name an image in other letter case, encoded, in another form of Unicode, or with
hyphens for spaces; its folder can be a hundred others. The letters and digits before the first dot
stay, so that they tell which posts a new image can concern.
"""

from __future__ import annotations

import re
from unicodedata import normalize
from urllib.parse import unquote

from slidescan.posts.addresses import is_remote, is_valid
from slidescan.posts.file_types import looks_like_image

MAX_ENCODINGS = 3
"""Addresses and names of files are decoded at most this often."""

_END_OF_STEM = re.compile(r"[.?#%]")

_NO_LETTERS = re.compile(r"[\W_]+")


def name_keys(address: str) -> tuple[str, ...]:
    """The keys of the file that an address or a path names: one, or several if it is encoded.

    Two names of one file share a key, also if only one of them is encoded.
    """
    # Written out, as it runs for every reference: nearly all names end here.
    plain = address[address.rfind("/") + 1 :].partition(".")[0].replace("_", "").replace("-", "")
    if plain.isascii() and plain.isalnum():
        return (plain.lower(),)
    keys = []
    for _ in range(MAX_ENCODINGS):
        path = address.replace("\\", "/").rstrip("/ ")
        stem = _END_OF_STEM.split(path[path.rfind("/") + 1 :], maxsplit=1)[0]
        keys.append(_NO_LETTERS.sub("", normalize("NFKD", stem).casefold()))
        decoded = unquote(address)
        if decoded == address:
            break
        address = decoded
    return tuple(keys)


def is_open(target: str) -> bool:
    """Whether a reference can show images of any name: a pattern, a part of a name, code."""
    if "*" in target:
        return True
    return not looks_like_image(target) and (not is_valid(target) or not is_remote(target))
