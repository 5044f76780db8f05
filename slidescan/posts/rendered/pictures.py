"""What recognising pictures needs of the layers that decode them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Pictures(Protocol):
    """Image files of the site and of its built site; paths in the latter are relative to it."""

    def size(self, path: str) -> int | None:
        """The size of an image of the built site, in bytes; None if it can't be read."""
        ...

    def photo_size(self, photo: str) -> int | None:
        """The size of an image of the site, in bytes; None if it can't be read."""
        ...

    def digest(self, path: str) -> str | None:
        """The SHA-256 of an image of the built site; None if it can't be read."""
        ...

    def photo_digest(self, photo: str) -> str | None:
        """The SHA-256 of an image of the site; None if it can't be read."""
        ...

    def same(self, path: str, photos: Sequence[str]) -> Sequence[str]:
        """The one of some photos that an image of the built site is a smaller copy of, if any.

        Photos with the same bytes are returned together.
        """
        ...

    def can_compare(self, path: str) -> bool:
        """Whether an image of the built site can be decoded, and shows more than one colour."""
        ...

    def similar(self, path: str) -> Sequence[str]:
        """As `same`, among all photos of the site."""
        ...
