"""Positions of the protocol, in the units of each encoding."""

from __future__ import annotations

import pytest
from lsprotocol.types import Position

from slidescan.editor.positions import Positions

TEXT = "a\r\nfür 😀 ok\rx\u2028y\n\n"


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 9), ("utf-16", 6), ("utf-32", 5)])
def test_characters_are_counted_in_the_client_s_units(encoding: str, character: int) -> None:
    positions = Positions(TEXT.encode(), encoding)
    offset = TEXT.encode().index(b" ok")
    assert positions.position(offset) == Position(1, character)
    assert positions.offset(Position(1, character)) == offset


def test_lines_end_as_in_the_protocol_alone() -> None:
    positions = Positions(TEXT.encode())
    assert positions.position(TEXT.encode().index(b"x")).line == 2
    # A line separator of Unicode ends no line.
    assert positions.position(TEXT.encode().index(b"y")) == Position(2, 2)
    assert positions.line(1) == (3, len("a\r\nfür 😀 ok".encode()))
    assert positions.position(len(TEXT.encode())) == Position(4, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_each_offset_has_a_position_that_leads_back(encoding: str) -> None:
    data = TEXT.encode()
    positions = Positions(data, encoding)
    at = 0
    for character in TEXT:
        if character != "\n" or data[at - 1 : at] != b"\r":  # inside a line end
            assert positions.offset(positions.position(at)) == at
        at += len(character.encode())


def test_positions_outside_the_text_are_moved_inside() -> None:
    positions = Positions(b"ab\r\ncd")
    assert positions.offset(Position(0, 99)) == 2
    assert positions.offset(Position(99, 0)) == 6
    # Half of a surrogate pair is its end.
    assert Positions("😀x".encode()).offset(Position(0, 1)) == 4
