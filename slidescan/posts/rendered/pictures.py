"""What recognising pictures needs of the layers that decode them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol, TypeAlias

Answer: TypeAlias = tuple[tuple[str, ...], ...]
"""What is found of an image: lists of photos, in an order that the question tells."""


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

    def larger(self, path: str, photos: Sequence[str]) -> Sequence[str]:
        """Those of some photos that have more pixels than an image of the built site."""
        ...

    def can_compare(self, path: str) -> bool:
        """Whether an image of the built site can be decoded, and shows more than one colour."""
        ...

    def similar(self, path: str) -> Sequence[str]:
        """As `same`, among all photos of the site."""
        ...

    def answer(self, path: str, question: str, find: Callable[[], Answer]) -> Answer:
        """What is found of an image of the built site, as long as no image of the site changes."""
        ...

    def is_answered(self, path: str, question: str) -> bool:
        """Whether an earlier ingest found the answer to a question."""
        ...

    def prepare(
        self, paths: Sequence[str], photos: Collection[str], *, is_ahead: bool = False
    ) -> None:
        """Looks at images of the built site and photos that will be compared, all at once.

        Args:
            paths: The images of the built site.
            photos: The photos.
            is_ahead: Whether to return at once, and look at them meanwhile.
        """
        ...
