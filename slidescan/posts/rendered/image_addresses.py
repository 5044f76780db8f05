"""Addresses of images in the attributes of HTML tags."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, unquote_to_bytes, urlsplit

from slidescan.posts.file_types import looks_like_image

MAX_ADDRESS_CHARS = 4096
"""Longer addresses that aren't data are ignored."""

MAX_ATTRIBUTE_CHARS = 100_000
"""Longer lists of addresses are ignored."""

MAX_DATA_CHARS = 20_000_000
"""Longer images inside a page are ignored."""

DIGEST_PREFIX = "sha256:"
"""Starts the address of an image that is part of the page."""

_IGNORED_ATTRIBUTES = frozenset(
    {"alt", "title", "class", "id", "style", "sizes", "type", "media", "name", "download"}
)

_SRCSET = re.compile(r"([^\s,]\S*[^\s,])\s*(?:\s[^,]*)?(?:,|$)")
_STYLE_URL = re.compile(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^()\"'\s]*))\s*\)", re.IGNORECASE)


def image_addresses(attributes: Mapping[str, str]) -> Iterator[str]:
    """Yields the addresses of a tag that shows an image: `src`, sizes, and what scripts load later.

    Args:
        attributes: The tag's attributes.
    """
    for name, value in attributes.items():
        if name in ("src", "poster", "data", "xlink:href"):
            yield from _checked(value)
        elif name.endswith("srcset"):
            yield from srcset_addresses(value)
        elif name not in _IGNORED_ATTRIBUTES and looks_like_image(value[:MAX_ADDRESS_CHARS]):
            yield from _checked(value)
    if "style" in attributes:
        yield from style_addresses(attributes["style"])


def srcset_addresses(value: str) -> Iterator[str]:
    """Yields the addresses of a `srcset`."""
    if "data:" not in value and len(value) <= MAX_ATTRIBUTE_CHARS:
        for match in _SRCSET.finditer(value):
            yield from _checked(match[1])


def style_addresses(value: str) -> Iterator[str]:
    """Yields the addresses of background images in a `style` attribute."""
    if "url(" in value.lower() and len(value) <= MAX_ATTRIBUTE_CHARS:
        for match in _STYLE_URL.finditer(value):
            yield from _checked(match[1] or match[2] or match[3] or "")


def _checked(value: str) -> Iterator[str]:
    value = value.strip()
    if value[:5].lower() == "data:":
        digest = _data_digest(value)
        if digest:
            yield DIGEST_PREFIX + digest
    elif value and not value.startswith("#") and len(value) <= MAX_ADDRESS_CHARS:
        yield value
        yield from _original(value)


def _original(value: str) -> Iterator[str]:
    """The image that a service resizes, by a parameter of its address (`/_next/image?url=`)."""
    if "?" not in value or "url=" not in value:
        return
    try:
        fields = parse_qs(urlsplit(value).query, max_num_fields=20)
    except ValueError:
        return
    for address in fields.get("url", ()):
        if looks_like_image(address):
            yield address


def _data_digest(value: str) -> str | None:
    """The digest of the bytes in a `data:` address; None if it holds no image."""
    head, comma, body = value.partition(",")
    if not comma or not head.lower().startswith("data:image/") or len(value) > MAX_DATA_CHARS:
        return None
    try:
        data = unquote_to_bytes(body)
        data = b64decode(data) if head.lower().endswith(";base64") else data
    except (Base64Error, ValueError):
        return None
    return hashlib.sha256(data).hexdigest() if data else None
