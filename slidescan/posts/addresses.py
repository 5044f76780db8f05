"""Addresses as posts write them: valid or not, remote or not, joined, compared."""

from __future__ import annotations

from unicodedata import normalize
from urllib.parse import unquote, urljoin, urlsplit

_NOT_SIMPLE = ("//", "/.", "?", "#", ";")
"""A path from the root without any of these stays as it is when it is resolved."""


def is_valid(target: str) -> bool:
    """Whether an address can be parsed: `http://[x.png` can't."""
    try:
        urlsplit(target.strip())
    except ValueError:
        return False
    return True


def join_addresses(base: str, address: str) -> str | None:
    """Resolves an address against a base; None if it can't be parsed."""
    if address[:1] == base[:1] == "/" and not base.startswith("//"):
        is_simple = address.isprintable() and not any(sign in address for sign in _NOT_SIMPLE)
        if is_simple:
            return address
    try:
        return urljoin(base, address)
    except ValueError:
        return None


def is_remote(target: str) -> bool:
    """Whether an address has a host, or doesn't point to a file at all."""
    parts = urlsplit(target.strip())
    return bool(parts.netloc) or parts.scheme in ("http", "https", "data", "mailto")


def url_key(url: str) -> str:
    """The form in which two addresses are equal if they are: decoded and composed."""
    return normalize("NFC", unquote(url))
