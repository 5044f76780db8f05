"""The Protocols of a full-text index and its storage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from slidescan.search.analysis import Document
from slidescan.search.indexes.records import Changes, Filter, Matches, Order
from slidescan.search.query import Node
from slidescan.search.vocabulary import Vocabulary


class SearchIndex(Protocol):
    """A full-text index over slides; its methods raise FullTextDamaged if its data are damaged."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the index's stems."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of all titles and bodies."""
        ...

    def replace(self, add: Iterable[Document], remove: Iterable[str]) -> None:
        """Adds or replaces slides, by image, and removes others."""
        ...

    def search(self, query: Node, *, limit: int, within: Filter, order: Order = "score") -> Matches:
        """Returns the first matching slides in an order.

        Raises:
            TypeError: The query holds a `NearFilter`.
        """
        ...

    def count(self) -> int:
        """Returns the number of slides."""
        ...

    def verify(self, expected: Iterable[Document] | None = None) -> None:
        """Checks the stored data.

        Args:
            expected: All documents that the index must hold, to compare it with; None to check
                only that it can be read.

        Raises:
            FullTextDamaged: The data is damaged.
        """
        ...

    def close(self) -> None:
        """Closes the index's files."""
        ...


class IndexStorage(Protocol):
    """The storage of one catalogue's index."""

    def open(self) -> SearchIndex | None:
        """Opens the stored index for reading; None if it is missing, untrusted or unreadable."""
        ...

    def open_patched(self, changes: Changes) -> SearchIndex | None:
        """Opens the index with changes applied, without changing the stored one.

        Returns None in the same cases as `open`.
        """
        ...

    def update(self, changes: Changes, languages: tuple[str, ...]) -> None:
        """Applies changes to the stored index, or indexes all slides if it can't be updated.

        The caller holds the index lock; the catalogue is open for writing.
        """
        ...
