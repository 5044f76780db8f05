"""Byte offsets of a text, and the positions of the protocol.

The protocol ends lines at a line feed, a carriage return or both alone, and counts characters in
the units of the encoding that client and server agree on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping

from lsprotocol.types import Position, PositionEncodingKind, Range

_LINE_END = re.compile(rb"\r\n|\n|\r")


def _utf16_units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


_UNITS: Mapping[str, Callable[[str], int]] = {
    PositionEncodingKind.Utf8: lambda text: len(text.encode()),
    PositionEncodingKind.Utf16: _utf16_units,
    PositionEncodingKind.Utf32: len,
}
"""The length of a text in the units of each encoding."""


class Positions:
    """The positions of a text.

    Args:
        data: The text, UTF-8.
        encoding: The encoding whose units the client counts.
    """

    def __init__(self, data: bytes, encoding: str = PositionEncodingKind.Utf16) -> None:
        self._data = data
        self._units = _UNITS[encoding]
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(data))]

    def position(self, offset: int) -> Position:
        """The position of a byte offset."""
        line = bisect_right(self._starts, offset) - 1
        before = self._data[self._starts[line] : offset].decode(errors="replace")
        return Position(line, self._units(before))

    def range(self, start: int, end: int) -> Range:
        """The range from one byte offset to another."""
        return Range(self.position(start), self.position(end))

    def offset(self, position: Position) -> int:
        """The byte offset of a position; one behind the end of its line is the line's end."""
        if position.line >= len(self._starts):
            return len(self._data)
        start, end = self.line(position.line)
        text = self._data[start:end].decode(errors="replace")
        units = 0
        for at, character in enumerate(text):
            if units >= position.character:
                return start + len(text[:at].encode())
            units += self._units(character)
        return end

    def line(self, number: int) -> tuple[int, int]:
        """The byte offsets of a line's start and end, without its line end; from 0."""
        start = self._starts[number]
        is_last = number + 1 == len(self._starts)
        end = len(self._data) if is_last else self._starts[number + 1]
        while not is_last and end > start and self._data[end - 1 : end] in (b"\n", b"\r"):
            end -= 1
        return start, end
