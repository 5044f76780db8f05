"""Addresses of the pages of a built site, and what the addresses in its pages mean."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from slidescan.core.records import Page

MIN_CANONICAL_SHARE = 0.5
"""The lowest share of the pages with a canonical link that tells the site's own address."""

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "[::1]", "::1"})  # noqa: S104
"""Hosts of previews: a page built for one has no address of its own."""

_PAGE_SUFFIX = re.compile(r"\.x?html?$", re.IGNORECASE)
_INDEX = re.compile(r"(^|/)index\.x?html?$", re.IGNORECASE)
_PLAIN_PATH = re.compile(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
_PLAIN_ADDRESS = re.compile(r"(https?://[A-Za-z0-9.-]+)?(/(?!/)[A-Za-z0-9._~/-]*)")
_SAFE_CHARACTERS = "/!$&'()*+,;=:@-._~"
_UNSAFE_IN_FRAGMENT = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}%?#]")


@dataclass(frozen=True)
class SiteAddress:
    """The address that a site is published at.

    Attributes:
        origin: Scheme and host; empty if the site gives none.
        base: The path below the host, without a trailing slash.
    """

    origin: str = ""
    base: str = ""

    @property
    def host(self) -> str:
        """The host, without `www.`."""
        return _host(self.origin)

    @classmethod
    def of(cls, base_url: str, pages: Mapping[str, Page]) -> SiteAddress:
        """Finds the address of a site: what most canonical links say, else its configuration.

        Args:
            base_url: The configured address; may be empty, or only a path.
            pages: The pages, by path.
        """
        configured = cls._configured(base_url)
        votes: Counter[tuple[str, str]] = Counter()
        for path, page in pages.items():
            # A redirect names the page that it leads to, such as `/new/a/` at `/a/`.
            vote = None if page.is_redirect else _vote(path, page.canonical)
            if vote is not None and (not configured.origin or _host(vote[0]) == configured.host):
                votes[vote] += 1
        if votes:
            (origin, base), count = votes.most_common(1)[0]
            if count >= MIN_CANONICAL_SHARE * votes.total():
                return cls(configured.origin or origin, base)
        return configured

    @classmethod
    def _configured(cls, base_url: str) -> SiteAddress:
        try:
            parts = urlsplit(base_url)
        except ValueError:
            return cls()
        origin = f"{parts.scheme or 'https'}://{parts.netloc}" if parts.netloc else ""
        return cls(origin, unquote(parts.path).rstrip("/"))

    def absolute(self, path: str) -> str:
        """The full address for a path below the site."""
        return f"{self.origin}{self.base}{path}"


def _vote(path: str, canonical: str) -> tuple[str, str] | None:
    """The origin and base path with which a canonical link is that of its own page."""
    parts = _split(canonical)
    if parts is None or not parts[0] or _host(parts[0]) in LOCAL_HOSTS:
        return None
    stem, bare = _stem(parts[1]), _stem("/" + path)
    if stem == bare:
        return parts[0], ""
    if bare == "/":
        return None  # the home page: any path could be its base
    return (parts[0], stem[: -len(bare)]) if stem.endswith(bare) else None


@lru_cache(maxsize=65536)
def _split(address: str) -> tuple[str, str] | None:
    """Origin and path of an address, the path decoded; None if it isn't one of a page."""
    plain = _PLAIN_ADDRESS.fullmatch(address)
    if plain is not None:
        return (plain[1] or "").lower(), plain[2]
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https") or (parts.scheme and not host):
        return None
    origin = f"{parts.scheme or 'https'}://{parts.netloc.lower()}" if parts.netloc else ""
    return origin, normalize("NFC", unquote(parts.path))


def _host(origin: str) -> str:
    return origin.partition("://")[2].lower().removeprefix("www.").partition(":")[0]


def _stem(path: str) -> str:
    """The same for all addresses of a page: `/a/`, `/a`, `/a.html` and `/a/index.html`."""
    if not path.lower().endswith(("html", "htm")):
        return path.rstrip("/") or "/"
    if path.endswith("/index.html"):
        return path.removesuffix("/index.html").rstrip("/") or "/"
    bare = _PAGE_SUFFIX.sub("", _INDEX.sub(r"\1", path)).rstrip("/")
    return bare or "/"


@dataclass
class Addresses:
    """The addresses of one built site.

    Attributes:
        site: The address that it is published at.
        pages: The paths of its pages by the stem of their addresses.
    """

    site: SiteAddress
    pages: Mapping[str, str]
    is_bare: bool = False
    _paths: dict[tuple[str, str], str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, base_url: str, pages: Mapping[str, Page]) -> Addresses:
        """The addresses of a built site's pages.

        Args:
            base_url: The configured address of the site.
            pages: The pages, by path.
        """
        by_stem: dict[str, str] = {}
        for path in sorted(pages, key=lambda path: (not _INDEX.search(path), path)):
            by_stem.setdefault(_stem("/" + normalize("NFC", path)), path)
        html = sum(page.link_forms[0] for page in pages.values())
        bare = sum(page.link_forms[2] for page in pages.values())
        return cls(SiteAddress.of(base_url, pages), by_stem, bare > html)

    def path_of(self, address: str, page: str, base: str = "") -> str | None:
        """The path below the built site that an address leads to; None if it is on another site.

        Args:
            address: The address, as it is in a page.
            page: The page's path.
            base: The address to which the page's addresses are relative, if it names one.
        """
        key = address, "" if address.startswith("/") else base or posixpath.dirname(page)
        if key not in self._paths:
            self._paths[key] = self._resolved(address, page, base)
        return self._paths[key]

    def _resolved(self, address: str, page: str, base: str) -> str | None:
        if not self.site.base and _PLAIN_PATH.fullmatch(address):
            return address[1:]
        parts = _split(address)
        if parts is None:
            return None
        origin, path = parts
        if origin and _host(origin) != self.site.host and _host(origin) not in LOCAL_HOSTS:
            return None
        if not path.startswith("/"):
            if origin:
                path = "/" + path
            elif base:
                folder = self._resolved(base, page, "")
                if folder is None:
                    return None
                path = posixpath.join(posixpath.dirname("/" + folder + "x"), path)
            else:
                path = posixpath.join("/" + posixpath.dirname(page), path)
        if "\0" in path:
            return None
        is_folder = path.endswith("/")
        if "//" in path or "/." in path or is_folder:
            path = posixpath.normpath(path)
        path = path.lstrip("/")
        path = "" if path == "." else path
        below = self.site.base.lstrip("/")
        if below and (path == below or path.startswith(below + "/")):
            path = path[len(below) :].lstrip("/")
        return path + "/" if is_folder and path else path

    def page_at(self, address: str, page: str = "", base: str = "") -> str | None:
        """The path of the page that an address leads to; None if the built site has none."""
        path = self.path_of(address, page, base)
        return None if path is None else self.pages.get(_stem("/" + path))

    def canonical_page(self, path: str, page: Page) -> str | None:
        """The page that a page names as its original; None if it names itself, or none that is."""
        original = self.page_at(page.canonical, path, page.base) if page.canonical else None
        return original if original != path else None

    def url(self, path: str, page: Page, hint: str = "") -> str:
        """The address that a reader opens.

        Args:
            path: The page's path.
            page: The page.
            hint: The page's address by the generator's rules, below the site's address: of several
                forms of the same address, it tells which.
        """
        if path.endswith("/index.html") and page.canonical.startswith("http"):
            usual = self.site.absolute("/" + path.removesuffix("index.html"))
            if page.canonical == usual and _PLAIN_ADDRESS.fullmatch(usual):
                return usual
        parts = _split(page.canonical) if page.canonical else None
        if parts is not None:
            origin, canonical = parts
            is_local = not origin or _host(origin) == self.site.host
            leads_here = self.page_at(page.canonical, path, page.base) in (None, path)
            if is_local and leads_here and canonical.startswith("/"):
                return self._on_site(canonical, origin)
        stem = _stem("/" + normalize("NFC", path))
        if hint and _stem(normalize("NFC", unquote(hint))) == stem:
            return self.site.absolute(_encoded(unquote(hint)))
        if _INDEX.search(path):
            return self.site.absolute(_encoded("/" + _INDEX.sub(r"\1", path)))
        short = _PAGE_SUFFIX.sub("", path) if self.is_bare else path
        return self.site.absolute(_encoded("/" + short))

    def _on_site(self, canonical: str, origin: str) -> str:
        base = self.site.base
        has_base = not base or canonical == base or canonical.startswith(base + "/")
        if self.site.origin or not origin:
            return self.site.origin + _encoded(canonical if has_base else base + canonical)
        return _encoded(canonical)


def encoded_fragment(anchor: str) -> str:
    """An id as the part of an address after `#`; it may be encoded already."""
    return _encoded(anchor, unsafe=_UNSAFE_IN_FRAGMENT)


def _encoded(path: str, unsafe: re.Pattern[str] = _UNSAFE) -> str:
    """A path with the signs that end an address encoded; other alphabets stay readable."""
    if unsafe.search(path) is None:
        return path
    return unsafe.sub(lambda sign: quote(sign[0], safe=_SAFE_CHARACTERS), path)
