"""The text of a slide in parts, with the lines that people can correct.

The order and the nesting are those of `show` and of long descriptions: title, blocks, footer,
what stands outside the slide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slidescan.alt.long import block_as_html
from slidescan.core.records import Line, Slide
from slidescan.core.text import clean
from slidescan.layout.blocks import Block, Points
from slidescan.layout.list_items import ListItem, NestedItem, has_disjoint_lines, nested, runs
from slidescan.layout.structure import outline_of

MAX_MARKER_CHARS = 6
"""A bullet or number has at most this many characters with the spaces after it."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """A line of the slide in its text.

    Attributes:
        number: Its number in the reading, from 0.
        line: The line.
        text: What it says without its bullet or number, which the list shows.
    """

    number: int
    line: Line
    text: str


@dataclass(frozen=True, slots=True)
class TextItem:
    """An item of a list.

    Attributes:
        rows: Its lines.
        has_bullet: Whether the slide shows a bullet.
        number: Its number in an ordered list; 0 for none.
        below: The items below it.
    """

    rows: tuple[TextRow, ...]
    has_bullet: bool
    number: int
    below: tuple[TextItem, ...]


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of the text: a list, lines, or a table, code or diagram above its lines.

    Attributes:
        items: The items of a list.
        html: A table, code, or what leads where, as HTML; empty for other parts.
        rows: The lines of other parts.
    """

    items: tuple[TextItem, ...] = ()
    html: str = ""
    rows: tuple[TextRow, ...] = ()


def text_parts(slide: Slide) -> list[TextPart]:
    """The parts of a slide's text; every line of the reading is in one of them, once."""
    lines = slide.reading.lines
    numbers = {id(line): number for number, line in enumerate(lines)}
    outline = outline_of(slide)
    parts = [TextPart(rows=_rows(outline.title, numbers))] if outline.title else []
    seen = {id(line) for line in outline.title}
    for block in outline.blocks:
        for part in _parts_of(block, numbers):
            parts.append(part)
            seen |= {id(row.line) for row in _all_rows(part)}
    rest = [line for line in lines if id(line) not in seen]
    rest.sort(key=lambda line: (line.is_outside, line.role == "footer"))
    return [*parts, TextPart(rows=_rows(rest, numbers))] if rest else parts


def _parts_of(block: Block, numbers: Mapping[int, int]) -> Iterator[TextPart]:
    if isinstance(block, Points) and has_disjoint_lines(block):
        for run in runs(block):
            if run[0].is_paragraph:
                yield TextPart(rows=_rows(run[0].lines, numbers))
            else:
                yield TextPart(items=_items(nested(run), numbers))
        return
    lines = _lines_of(block)
    unique = {id(line): line for line in lines}
    yield TextPart(html=block_as_html(block), rows=_rows(unique.values(), numbers))


def _lines_of(block: Block) -> Sequence[Line]:
    if isinstance(block, Points):
        return [line for point in block.points for line in point.lines]
    return block.lines


def _items(items: Iterable[NestedItem], numbers: Mapping[int, int]) -> tuple[TextItem, ...]:
    return tuple(
        TextItem(
            _item_rows(each.item, numbers),
            each.item.has_bullet,
            each.item.number,
            _items(each.below, numbers),
        )
        for each in items
    )


def _item_rows(item: ListItem, numbers: Mapping[int, int]) -> tuple[TextRow, ...]:
    rows = _rows(item.lines, numbers)
    if not rows or not item.marker:
        return rows
    first = rows[0]
    return (TextRow(first.number, first.line, _without_marker(first.text, item.text)), *rows[1:])


def _without_marker(line: str, item: str) -> str:
    """A line without the bullet or number before the text of its item."""
    for start in range(min(MAX_MARKER_CHARS + 1, len(line))):
        rest = line[start:].lstrip()
        if rest and item.startswith(rest.removesuffix("-")):
            return rest
    return line


def _rows(lines: Iterable[Line], numbers: Mapping[int, int]) -> tuple[TextRow, ...]:
    return tuple(TextRow(numbers[id(n)], n, clean(n.text)) for n in lines if id(n) in numbers)


def _all_rows(part: TextPart) -> Iterator[TextRow]:
    yield from part.rows
    items = list(part.items)
    while items:
        item = items.pop()
        yield from item.rows
        items.extend(item.below)
