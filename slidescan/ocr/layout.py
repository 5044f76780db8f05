"""Words to lines in reading order, with what each line is for.

All coordinates here are in the frame of the picture that was read (the flat slide).
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from slidescan.geometry import Quad
from slidescan.records import Line, Places, Role, Word

COLUMN_GAP = 1.1
"""Narrowest gap between columns, in heights of a line."""

ROW_GAP = 0.55
"""Narrowest gap between blocks one above the other, in heights of a line."""

TITLE_DEPTH = 0.42
"""Share of the slide's height, from its top, in which a title starts."""


@dataclass(frozen=True, slots=True)
class Box:
    """A word with its upright bounds and the height of its letters."""

    word: Word
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Of its letters."""
        return self.word.quad.height

    @classmethod
    def of(cls, word: Word) -> Box:
        """The box of a word."""
        left, top, right, bottom = word.quad.bounds
        return cls(word, left, top, right, bottom)


def arrange(words: Sequence[Word], width: float, height: float) -> tuple[Line, ...]:
    """Lines in reading order with their roles.

    Args:
        words: What an engine found.
        width: The picture's width, pixels.
        height: The picture's height, pixels.

    Returns:
        Lines whose quads are in the frame of the words.
    """
    boxes = [Box.of(word) for word in words if word.text.strip()]
    ordered = _in_reading_order(_cells(boxes))
    lines = [_line(part) for part in _joined(ordered)]
    roles = _roles(lines, width, height)
    return tuple(replace(line, role=role) for line, role in zip(lines, roles, strict=True))


@dataclass(frozen=True, slots=True)
class _Cell:
    """Lines close below each other, which are read together: a wrapped point, a card."""

    boxes: tuple[Box, ...]

    @property
    def left(self) -> float:
        return min(box.left for box in self.boxes)

    @property
    def right(self) -> float:
        return max(box.right for box in self.boxes)

    @property
    def top(self) -> float:
        return self.boxes[0].top

    @property
    def bottom(self) -> float:
        return max(box.bottom for box in self.boxes)

    @property
    def height(self) -> float:
        """Of its letters."""
        return statistics.median(box.height for box in self.boxes)


CLOSE, ALIGNED, ALIKE = 0.5, 0.5, 1.15
"""Most space between lines of a cell, and most difference of their left ends, in heights of a
line; and how much higher the letters of one may be than those of the other."""


def _cells(boxes: Sequence[Box]) -> list[_Cell]:
    """Lines that follow each other closely, from the same left end, in letters of one size."""
    ordered = sorted(boxes, key=lambda box: box.top)
    below: dict[int, int] = {}
    taken: set[int] = set()
    for i, box in enumerate(ordered):
        for j in range(i + 1, len(ordered)):
            if j not in taken and _goes_on(box, ordered[j]):
                below[i] = j
                taken.add(j)
                break
    cells = []
    for i in range(len(ordered)):
        if i in taken:
            continue
        chain = [i]
        while chain[-1] in below:
            chain.append(below[chain[-1]])
        cells.append(_Cell(tuple(ordered[k] for k in chain)))
    return cells


def _goes_on(upper: Box, lower: Box) -> bool:
    low, high = sorted((upper.height, lower.height))
    gap = lower.top - upper.bottom
    return (
        lower.top > upper.top
        and high <= ALIKE * low
        and -0.6 * low < gap < CLOSE * low
        and abs(upper.left - lower.left) < ALIGNED * low
    )


def _in_reading_order(cells: Sequence[_Cell]) -> list[Box]:
    """Recursive cuts through the widest gaps (XY-cut; Nagy, Seth and Viswanathan 1992).

    A cut between columns and a cut between rows compete by the width of their gap: captions
    below pictures are read one by one, rows of a table one by one.
    """
    boxes = [box for cell in cells for box in cell.boxes]
    if len(cells) < 2:
        return boxes
    letter = statistics.median(box.height for box in boxes) or 1.0
    head, *others = sorted(cells, key=lambda cell: cell.top)
    if head.height > 1.2 * letter and all(cell.top >= head.bottom for cell in others):
        # A heading over all that follows is read first, however wide the gaps below it are.
        return [*head.boxes, *_in_reading_order(others)]
    column_gap, column = _widest_gap([(cell.left, cell.right) for cell in cells])
    row_gap, row = _widest_gap([(cell.top, cell.bottom) for cell in cells])
    can_column, can_row = column_gap >= COLUMN_GAP * letter, row_gap >= ROW_GAP * letter
    if can_column and is_table(boxes):
        return _by_rows(boxes)
    if can_column and (not can_row or column_gap > row_gap):
        first = [cell for cell in cells if cell.right <= column]
        second = [cell for cell in cells if cell.right > column]
    elif row_gap > 0:
        first = [cell for cell in cells if cell.bottom <= row]
        second = [cell for cell in cells if cell.bottom > row]
    else:
        return [box for cell in _by_rows(cells) for box in cell.boxes]
    return _in_reading_order(first) + _in_reading_order(second)


def is_table(boxes: list[Box]) -> bool:
    """Whether boxes stand in rows and columns: cells, not columns of text of their own.

    Two columns of points may stand side by side by chance, so it takes three columns, or one
    of numbers.
    """
    rows = rows_of(boxes)
    columns = columns_of(boxes)
    if len(rows) < 3 or len(columns) < 2 or len(boxes) < 0.8 * len(rows) * len(columns):
        return False
    if any(len(row) > len(columns) for row in rows):
        return False
    numbers = any(
        sum(any(c.isdigit() for c in box.word.text) for box in column) > 0.7 * (len(column) - 1)
        for column in columns[1:]
    )
    return numbers or len(columns) > 2


def columns_of(boxes: list[Box]) -> list[list[Box]]:
    """Boxes that stand above each other, by the gaps that no box crosses."""
    columns: list[list[Box]] = []
    reach = 0.0
    for box in sorted(boxes, key=lambda b: b.left):
        if columns and box.left <= reach:
            columns[-1].append(box)
        else:
            columns.append([box])
        reach = max(reach, box.right) if len(columns[-1]) > 1 else box.right
    return columns


def _widest_gap(spans: list[tuple[float, float]]) -> tuple[float, float]:
    """Width of the widest gap that no span covers, and where it starts."""
    best, at, reach = 0.0, 0.0, None
    for start, end in sorted(spans):
        if reach is not None and start - reach > best:
            best, at = start - reach, reach
        reach = end if reach is None else max(reach, end)
    return best, at


class _Placed(Protocol):
    @property
    def left(self) -> float: ...

    @property
    def top(self) -> float: ...

    @property
    def bottom(self) -> float: ...


_P = TypeVar("_P", bound=_Placed)


def _by_rows(boxes: Sequence[_P]) -> list[_P]:
    """Row by row, each left to right."""
    return [box for row in rows_of(boxes) for box in sorted(row, key=lambda b: b.left)]


def rows_of(boxes: Sequence[_P]) -> list[list[_P]]:
    """Boxes that stand beside each other, by overlapping heights."""
    rows: list[list[_P]] = []
    for box in sorted(boxes, key=lambda b: (b.top + b.bottom) / 2):
        middle = (box.top + box.bottom) / 2
        if rows:
            last = rows[-1]
            top = statistics.fmean(b.top for b in last)
            bottom = statistics.fmean(b.bottom for b in last)
            if top + 0.2 * (bottom - top) < middle < bottom - 0.2 * (bottom - top):
                last.append(box)
                continue
        rows.append([box])
    return rows


def _joined(ordered: list[Box]) -> list[list[Box]]:
    """Neighbours in reading order that stand on one line, a space apart, become one line."""
    lines: list[list[Box]] = []
    for box in ordered:
        if lines and _continues(lines[-1][-1], box):
            lines[-1].append(box)
        else:
            lines.append([box])
    return lines


def _continues(a: Box, b: Box) -> bool:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    low, high = sorted((a.height, b.height))
    gap = b.left - a.right
    return (
        shared > 0.6 * min(a.bottom - a.top, b.bottom - b.top)
        and high < 1.5 * low
        and -0.5 * low < gap < 0.8 * low
    )


def _line(part: list[Box]) -> Line:
    if len(part) == 1:
        word = part[0].word
        text = " ".join(word.text.split())
        return Line(text, word.confidence, word.quad, places=word.places, other=word.other)
    letters = sum(len(box.word.text) for box in part) or 1
    first, last = part[0].word.quad, part[-1].word.quad
    return Line(
        " ".join(" ".join(box.word.text for box in part).split()),
        sum(box.word.confidence * len(box.word.text) for box in part) / letters,
        Quad(first.tl, last.tr, last.br, first.bl),
        places=_places(part),
        other=" ".join(box.word.other or box.word.text for box in part)
        if any(box.word.other for box in part)
        else "",
    )


def _places(part: list[Box]) -> Places:
    """Where the words of several boxes stand on the line that they make."""
    if not all(box.word.places for box in part):
        return ()
    left, width = part[0].left, max(part[-1].right - part[0].left, 1e-9)
    return tuple(
        (
            (box.left + start * (box.right - box.left) - left) / width,
            (box.left + end * (box.right - box.left) - left) / width,
        )
        for box in part
        for start, end in box.word.places
    )


_NOTICE = re.compile(
    r"©|\(c\)\s*\d{4}|copyright|all\s*rights\s*reserved|confidential|alle rechte vorbehalten"
    r"|tous droits réservés|todos los derechos",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"^[-–|\s]*(page|seite|slide|p\.)?\s*\d{1,3}(\s*(/|of|von)\s*\d{1,3})?[-–|\s]*$", re.IGNORECASE
)
_ADDRESS_OR_TAG = re.compile(r"^(@\w+|#\w+|(https?://|www\.)\S+)$", re.IGNORECASE)


def is_notice(text: str) -> bool:
    """Whether a line is a copyright notice or the like."""
    return _NOTICE.search(text) is not None


def _roles(lines: list[Line], width: float, height: float) -> list[Role]:
    roles: list[Role] = ["body"] * len(lines)
    for i, line in enumerate(lines):
        if _is_footer(line, lines, width, height):
            roles[i] = "footer"
    for i in _title(lines, roles, height):
        roles[i] = "title"
    return roles


def _is_footer(line: Line, lines: list[Line], width: float, height: float) -> bool:
    x, y = line.quad.center
    if is_notice(line.text):
        return y > 0.75 * height or y < 0.1 * height
    if _PAGE_NUMBER.match(line.text):
        in_corner = x < 0.1 * width or x > 0.88 * width
        return y > 0.86 * height and (in_corner or y > 0.92 * height)
    if y < 0.9 * height:
        return False
    if _ADDRESS_OR_TAG.match(line.text):
        return True
    # What stands at the very bottom, smaller than the rest and parted from it by a gap.
    others = [o for o in lines if o is not line and o.quad.center[1] < 0.88 * height]
    if not others:
        return False
    typical = statistics.median(o.quad.height for o in others)
    lowest = max(o.quad.bounds[3] for o in others)
    return line.quad.height < 0.95 * typical and line.quad.bounds[1] - lowest > 0.8 * typical


def _title(lines: list[Line], roles: list[Role], height: float) -> list[int]:
    """Indices of the lines that make the title; none where no line stands out.

    Large, high up, near the left or in the middle; a second line of the same size below or
    above belongs to it.
    """
    body = [i for i, role in enumerate(roles) if role == "body"]
    readable = [i for i in body if _words_like(lines[i].text) and lines[i].confidence > 0.55]
    if not readable:
        return []
    heights = sorted(lines[i].quad.height for i in readable)
    typical = statistics.median(heights)
    first_top = min(lines[i].quad.bounds[1] for i in readable)

    def merit(i: int) -> float:
        quad = lines[i].quad
        size = min(quad.height / typical, 2.5)
        depth = quad.center[1] / height
        lead = (quad.bounds[1] - first_top) / max(quad.height, 1.0)
        length = min(len(lines[i].text), 30) / 30
        return size + 0.6 * length - 2.0 * depth - 0.12 * min(lead, 6)

    candidates = [i for i in readable if lines[i].quad.bounds[1] < TITLE_DEPTH * height]
    if not candidates:
        return []
    best = max(candidates, key=merit)
    top = lines[best].quad
    stands_out = top.height > 1.12 * typical or (
        top.bounds[1] <= first_top + 0.5 * top.height and top.center[1] < 0.3 * height
    )
    alone = len(readable) == 1
    if not (stands_out or alone):
        return []
    title = [best]
    for step in (1, -1):
        i = best + step
        while 0 <= i < len(lines) and roles[i] == "body" and _same_title(lines, title, i, typical):
            title.append(i)
            i += step
    return sorted(title) if len(title) <= 4 else [best]


def _same_title(lines: list[Line], title: list[int], i: int, typical: float) -> bool:
    """Whether line `i` goes on (or begins) the title: same size, next line, larger than body."""
    near = lines[title[-1]].quad
    quad = lines[i].quad
    low, high = sorted((near.height, quad.height))
    if high > 1.25 * low or low < 1.05 * typical:
        return False
    if lines[title[-1]].text.isupper() != lines[i].text.isupper():
        return False
    upper, lower = sorted((near, quad), key=lambda q: q.center[1])
    gap = lower.bounds[1] - upper.bounds[3]
    aligned = (
        abs(near.tl[0] - quad.tl[0]) < 2.5 * high
        or abs(near.center[0] - quad.center[0]) < 2.5 * high
    )
    return gap < 0.75 * high and aligned and upper.center[1] != lower.center[1]


def _words_like(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    return letters >= 2 and letters >= 0.4 * len(text.replace(" ", ""))
