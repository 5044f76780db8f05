"""The Protocols of a full-text index and of where it is stored."""

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
        """Languages whose stems it holds."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of all titles and bodies."""
        ...

    def replace(self, add: Iterable[Document], remove: Iterable[str]) -> None:
        """Adds slides, in place of those with the same image, and removes others."""
        ...

    def search(self, query: Node, *, limit: int, within: Filter, order: Order = "score") -> Matches:
        """The first matching slides in an order.

        Raises:
            TypeError: The query holds a `NearFilter`.
        """
        ...

    def count(self) -> int:
        """The number of slides."""
        ...

    def verify(self) -> None:
        """Checks its stored data.

        Raises:
            FullTextDamaged: They are damaged.
        """
        ...

    def close(self) -> None:
        """Closes its files."""
        ...


class IndexStorage(Protocol):
    """Where the index of one catalogue is stored."""

    def open(self) -> SearchIndex | None:
        """The stored index, for reading; None if it is missing, untrusted or unreadable."""
        ...

    def open_patched(self, changes: Changes) -> SearchIndex | None:
        """The index with changes applied; what is stored stays as it is.

        None under the same conditions as `open`.
        """
        ...

    def update(self, changes: Changes, languages: tuple[str, ...]) -> None:
        """Applies changes to the stored index, or stores all slides if it can't be continued.

        The caller holds the index lock; the catalogue is open for writing.
        """
        ...
