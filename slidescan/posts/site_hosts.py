"""Other addresses of a site's files: its repository's, its custom domain's, a CDN's."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from slidescan.core.regular_files import open_regular
from slidescan.posts.repository import Repository

MAX_DOMAIN_BYTES = 1024
"""Longer files with a domain are ignored."""

_DOMAIN_FILES = ("CNAME", "static/CNAME", "public/CNAME", "source/CNAME", "docs/CNAME", "src/CNAME")
"""Where sites on GitHub Pages keep their custom domain."""


@dataclass(frozen=True)
class SiteHosts:
    """The hosts that serve files of a site, besides that of its configured address.

    Attributes:
        root: The site.
        prefixes: Beginnings of addresses, and the folder below the site whose files they serve; an
            empty folder means the published site.
    """

    root: Path
    prefixes: tuple[tuple[str, str], ...] = ()

    @cached_property
    def repository(self) -> Repository | None:
        """The repository that the site is part of."""
        return Repository.of(self.root)

    @cached_property
    def domains(self) -> frozenset[str]:
        """The custom domains of the site, in lower case."""
        return frozenset(filter(None, (_domain(self.root / name) for name in _DOMAIN_FILES)))

    @property
    def state(self) -> str:
        """A text that changes whenever an address can mean another file."""
        return f"{self.repository} {sorted(self.domains)} {self.prefixes}"

    def files(self, address: str) -> Sequence[str]:
        """The files below the site that a full address can mean, the likeliest first."""
        files = list(self.repository.files(address)) if self.repository is not None else []
        for prefix, folder in self.prefixes:
            rest = _rest(address, prefix)
            if rest is not None:
                files.append(posixpath.normpath(posixpath.join(folder, rest)))
        return files

    def urls(self, address: str) -> tuple[str, ...]:
        """The addresses below the site's base URL that a full address can mean."""
        pages = self.repository.pages if self.repository is not None else ""
        published = [prefix for prefix, folder in self.prefixes if not folder]
        rests = [_rest(address, prefix) for prefix in (pages, *published) if prefix]
        return tuple("/" + rest for rest in rests if rest is not None)


def _rest(address: str, prefix: str) -> str | None:
    """The decoded path that follows a prefix; None if an address doesn't begin with it."""
    given, start = urlsplit(address.strip()), urlsplit(prefix)
    if given.scheme not in ("", "http", "https") or given.netloc.lower() != start.netloc.lower():
        return None
    base = start.path.rstrip("/") + "/"
    return unquote(given.path[len(base) :]) if given.path.startswith(base) else None


def _domain(file: Path) -> str:
    try:
        with open_regular(file) as opened:
            return opened.read(MAX_DOMAIN_BYTES).decode().strip().lower()
    except (OSError, UnicodeDecodeError):
        return ""
