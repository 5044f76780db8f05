"""Addresses of posts that are known from before, so that no generator is asked for them again.

An installed Hugo lists the addresses of all pages at once, which takes seconds in a large site. The
address of a page follows from its path, its front matter, the configuration and the sections above
it; while these stay as they were, so does the address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from slidescan.posts.front_matter import FrontMatter

NO_FIELDS_DIGEST = "none"
"""Stands for the digest of a post without front matter."""


@dataclass(frozen=True, slots=True)
class EarlierAddress:
    """The address that a post had.

    Attributes:
        matter: The digest of its front matter then.
        url: Its address below the base URL.
    """

    matter: str
    url: str


EarlierAddresses: TypeAlias = Callable[[str], EarlierAddress | None]
"""Returns the address of the post at a path; None if it isn't known."""


def with_digest(matter: FrontMatter, text: str) -> FrontMatter:
    """The front matter of a post with its digest; without one if its fields stand elsewhere."""
    if matter.end:
        source = text[: matter.end].encode("utf-8", "surrogatepass")
        return replace(matter, digest=hashlib.blake2b(source, digest_size=12).hexdigest())
    return matter if matter.fields else replace(matter, digest=NO_FIELDS_DIGEST)


@dataclass
class RememberedAddresses:
    """The addresses that a generator was told, if any.

    Attributes:
        lookup: Returns them; None without any.
    """

    lookup: EarlierAddresses | None = None

    def of(self, path: str, matter: FrontMatter) -> str | None:
        """The address that a post has had with the same front matter; None if it isn't known."""
        earlier = self.lookup(path) if self.lookup is not None and matter.digest else None
        return earlier.url if earlier is not None and earlier.matter == matter.digest else None
