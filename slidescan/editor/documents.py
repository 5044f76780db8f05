"""A post in the editor: its references with their extents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from lsprotocol.types import Position, Range, TextEdit

from slidescan.editor.positions import Positions

if TYPE_CHECKING:  # it takes longer to load than the whole server
    from slidescan.alt.live import LiveAlts, LivePost, LiveReference

MAX_REFERENCE_BYTES = 4000
"""The end of a reference is looked for in so many bytes."""


@dataclass(frozen=True, slots=True)
class SpannedReference:
    """A reference with its bytes in the text, from its first sign to its last."""

    live: LiveReference
    start: int
    end: int


class Document:
    """A post in the editor.

    Args:
        uri: Its address.
        alts: What read it.
        live: The post.
        encoding: The encoding whose units the client counts.
    """

    def __init__(self, uri: str, alts: LiveAlts, live: LivePost, encoding: str) -> None:
        self.uri = uri
        self._alts = alts
        self.live = live
        self.positions = Positions(live.data, encoding)
        self.references = tuple(self._references())

    def _references(self) -> Iterator[SpannedReference]:
        for live in self.live.references:
            start, end = self._extent(live)
            yield SpannedReference(live, start, end)

    def _extent(self, live: LiveReference) -> tuple[int, int]:
        """The bytes of a reference: its alt text and its address, with the signs around them."""
        data, reference = self.live.data, live.reference
        first, line_end = self.positions.line(max(0, reference.line - 1))
        span = reference.alt_span
        near = span.start if span is not None else first
        end = near + MAX_REFERENCE_BYTES
        addresses: list[tuple[int, int]] = list(_occurrences(data, reference.target, first, end))
        if not addresses and span is None:
            return first, line_end
        edges: list[int] = [] if span is None else [span.start, span.end]
        if addresses:
            nearest = min(addresses, key=lambda each: abs(each[0] - near))
            edges += nearest
        start, end = min(edges), max(edges)
        for sign in (b"[", b"!", b"["):  # an embed has two brackets before its address
            start -= data[start - 1 : start] == sign
        for sign in (b">", b")", b"]", b"]"):
            end += data[end : end + 1] == sign
        return start, end

    def at(self, position: Position) -> SpannedReference | None:
        """The reference at a position, or None."""
        offset = self.positions.offset(position)
        inside = [each for each in self.references if each.start <= offset <= each.end]
        return min(inside, key=lambda each: each.end - each.start) if inside else None

    def within(self, wanted: Range) -> Iterator[SpannedReference]:
        """The references that a range touches."""
        start, end = self.positions.offset(wanted.start), self.positions.offset(wanted.end)
        return (each for each in self.references if each.start <= end and start <= each.end)

    def range_of(self, spanned: SpannedReference) -> Range:
        """The range of a reference."""
        return self.positions.range(spanned.start, spanned.end)

    def edits(self, spanned: SpannedReference, text: str, lang: str | None) -> list[TextEdit]:
        """The edits that write an alt text, the same bytes as `slidescan alt --write`."""
        return [
            TextEdit(self.positions.range(each.start, each.end), each.new.decode())
            for each in self._alts.edits(spanned.live.reference, text, lang)
        ]


def _occurrences(data: bytes, target: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where an address, or its last part, stands in a text: its bytes as written or escaped."""
    name = basename(unquote(target).rstrip("/"))
    for text in dict.fromkeys((target, quote(target), quote(name), name)):
        wanted = text.encode(errors="surrogateescape")
        at = data.find(wanted, start, end) if wanted else -1
        while at >= 0:
            yield at, at + len(wanted)
            at = data.find(wanted, at + 1, end)
