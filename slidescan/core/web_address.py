"""Addresses that a page may offer to open: posts and their configurations can hold any."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

WEB_SCHEMES = ("http", "https")
"""Other schemes run scripts (`javascript:`), show data or start programs."""

_CONTROL_CHARACTER = re.compile("[\x00-\x1f\x7f-\x9f]")


def web_address(url: str | None) -> str | None:
    """The address if it leads to a page of the web or of the same site; else None.

    One with control characters is none: browsers drop them, terminals obey them.

    Args:
        url: `https://host/path`, or `/path` on a site whose host is not known.
    """
    if url is None or _CONTROL_CHARACTER.search(url):
        return None
    if url.startswith("/"):
        # Browsers take a second slash, also a reversed one, for the beginning of a host.
        return None if url[1:2] in ("/", "\\") else url
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in WEB_SCHEMES and bool(parts.hostname)
    except ValueError:
        return None
    return url if is_web else None


def host_relative(url: str) -> str:
    """An address of the web without scheme and host, valid on any host.

    Args:
        url: As `web_address` returns it.
    """
    rest = urlsplit(url)._replace(scheme="", netloc="")
    path = "/" + rest.path.lstrip("/\\")
    return rest._replace(path=path).geturl()
