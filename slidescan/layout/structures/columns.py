"""Columns of a slide, and the heads in them: what cards, comparisons and people have in common."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from slidescan.core.text import without_bullet
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.letter_widths import em_width
from slidescan.layout.points import joined_text, points
from slidescan.layout.positions import PositionedLine, Stretch

MIN_COLUMN_SPACE = 0.6
"""The minimum space between two columns, in heights of a line."""

SPANNING_SHARE = 0.6
"""A line wider than this share of the body stands above or below the columns."""

MIN_HEAD_RATIO = 1.1
"""The letters of a head are larger than all letters below it by at least this ratio."""

CLEAR_HEAD_RATIO = 1.25
"""A head this much larger than its details is one although they begin with a small letter."""

MIN_SIZED_CHARS = 5
"""The size of shorter texts can't be measured reliably."""

MIN_INNER_HEAD_CHARS, MIN_INNER_HEAD_GAP = 8, 1.2
"""A shorter head that isn't the first of its column has a gap above it of so many median gaps
between details."""

MAX_HEAD_SIZE_RATIO = 1.35
"""The maximum ratio of the heights of a slide's heads."""

MIN_DETAIL_WORDS = 3
"""At least one detail of a slide has this many words."""

MIN_LISTS = 3
"""Details may have fewer words if there are at least this many heads with a list."""

MIN_COVERED_SHARE = 0.6
"""At least this share of the lines belongs to columns with heads."""

MIN_APART_GAP = 1.5
"""A line at the slide's edge is apart if it is this far below the others, in its heights."""

MAX_HEAD_WORDS = 7
"""A head has at most this many words."""

MIN_HEAD_INDENT = 0.5
"""Details are indented below their head by at least this much, in heights of a line."""

MAX_REST_GAP = 0.35
"""The second line of a head is this close to the first, in heights, and that much farther from the
next line."""

MAX_BLOCK_WORDS, MIN_BLOCK_RATIO = 5, 1.05
"""Short lines that stand apart from those below are a head if they are a little larger."""

MIN_HEAD_GAP_RATIO, MIN_HEAD_GAPS = 1.4, 3
"""A gap below a head that is this much wider than those between its details sets it apart, if there
are so many gaps in all."""

MIN_ROW_SPACE = 1.0
"""Rows of cards have at least this much space between them, in heights of a head; sections that are
closer are read column by column."""

MAX_HEAD_OFFSET = 1.2
"""Heads of columns side by side are on one level up to this distance, in heights of a head."""

_SENTENCE_END = re.compile(r"[.!。！,;]$")


@dataclass(frozen=True, slots=True)
class Section:
    """A head and what stands below it.

    Attributes:
        head: The head.
        details: The points below it.
        lines: The lines of the details, from the top down.
        top: Upper end of the head, pixels.
        left: Left end of the head, pixels.
        height: Height of the head's letters, pixels.
        cues: How many signs tell the head from its details: size, colon, indent, gap, capitals.
    """

    head: Point
    details: tuple[Point, ...]
    lines: tuple[PositionedLine, ...]
    top: float
    left: float
    height: float
    cues: int

    @property
    def bottom(self) -> float:
        """Lower end of its details, pixels."""
        return max(line.bottom for line in self.lines)

    @property
    def is_caption(self) -> bool:
        """Whether it may be a caption in two lines: one short detail, centred below the head."""
        (first, *more) = self.lines
        return not more and len(first.clean_text.split()) < MIN_DETAIL_WORDS

    @property
    def points(self) -> tuple[Point, ...]:
        """The head, and the details one level below."""
        return (replace(self.head, level=1), *self.details)


@dataclass(frozen=True, slots=True)
class HeadedColumns:
    """A slide's columns of sections.

    Attributes:
        columns: The sections of each column, from left to right.
        before: Points above the columns.
        after: Points below and beside them.
    """

    columns: tuple[tuple[Section, ...], ...]
    before: tuple[Point, ...] = ()
    after: tuple[Point, ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections row by row if they stand in rows, else column by column."""
        made = [section for column in self.columns for section in column]
        height = statistics.median(section.height for section in made)
        counts = {len(column) for column in self.columns}
        rows = list(zip(*self.columns, strict=False))
        is_grid = len(counts) == 1 and all(
            max(s.top for s in row) - min(s.top for s in row) <= MAX_HEAD_OFFSET * height
            and (row[0].top - above[0].bottom > MIN_ROW_SPACE * height)
            for above, row in pairwise(rows)
        )
        return tuple(section for row in rows for section in row) if is_grid else tuple(made)

    @property
    def heads_are_level(self) -> bool:
        """Whether the first heads of all columns are on one level."""
        first = [column[0] for column in self.columns]
        height = statistics.median(section.height for section in first)
        tops = [section.top for section in first]
        return len(first) > 1 and max(tops) - min(tops) <= MAX_HEAD_OFFSET * height

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All points, the details nested below their heads."""
        made = [point for section in self.sections for point in section.points]
        return (Points((*self.before, *made, *self.after)),)


def columns_of_lines(lines: Sequence[PositionedLine]) -> list[Stretch]:
    """The lines in columns side by side; one column if no gap divides them."""
    if not lines:
        return []
    space = MIN_COLUMN_SPACE * statistics.median(line.height for line in lines)
    columns: list[Stretch] = []
    reach = 0.0
    for line in sorted(lines, key=lambda line: line.left):
        if columns and line.left < reach + space:
            columns[-1].append(line)
            reach = max(reach, line.right)
        else:
            columns.append([line])
            reach = line.right
    return [sorted(column, key=lambda line: line.top) for column in columns]


def headed_columns(body: Sequence[PositionedLine]) -> HeadedColumns | None:
    """The columns of the body with their heads; None if there are fewer than two sections.

    Lines that span the columns must stand above or below all of them, and of three or more columns
    at most one may have no head.
    """
    if len(body) < 4:
        return None
    before, inner, after = _without_spanning(body)
    columns: list[tuple[Section, ...]] = []
    others: list[Point] = []
    covered = bare = 0
    split = columns_of_lines(inner)
    read = [sections_of(column) for column in split]
    levels = [sections[0].lines[0].top for sections, _ in read if sections]
    for column, (sections, apart) in zip(split, read, strict=True):
        if not sections and len(levels) > 1:
            sections = _section_above(column, min(levels))
        if sections:
            columns.append(sections)
            covered += len(column)
            others += apart
        else:
            bare += 1
            others += _points(column)
    made = [section for column in columns for section in column]
    if len(made) < 2 or bare > (len(columns) >= 2) or covered < MIN_COVERED_SHARE * len(inner):
        return None
    if not _are_consistent(made):
        return None
    headed = HeadedColumns(tuple(columns), tuple(_points(before)), (*others, *_points(after)))
    return headed if len(columns) == 1 or headed.heads_are_level else None


def _are_consistent(sections: Sequence[Section]) -> bool:
    """Whether all heads have the same size, and at least one has a text below it.

    The names on a wall of logos have many sizes, and are short.
    """
    heights = [section.height for section in sections if len(section.head.text) >= MIN_SIZED_CHARS]
    words = max(len(d.text.split()) for section in sections for d in section.details)
    is_one_size = not heights or max(heights) <= MAX_HEAD_SIZE_RATIO * min(heights)
    return (
        is_one_size
        and not _are_rows(sections)
        and (words >= MIN_DETAIL_WORDS or _are_lists(sections))
    )


def _are_rows(sections: Sequence[Section]) -> bool:
    """Whether most heads are no larger than a short text below them: two rows of labels."""
    bare = [section for section in sections if not section.cues]
    words = [len(detail.text.split()) for section in bare for detail in section.details]
    return len(bare) > len(sections) / 2 and statistics.median(words) < MIN_DETAIL_WORDS


def _are_lists(sections: Sequence[Section]) -> bool:
    """Whether there is a list of short points below each of several heads that stand apart.

    One of them may be short.
    """
    lists = sum(len(section.details) > 1 and section.cues > 0 for section in sections)
    return len(sections) >= MIN_LISTS and lists >= len(sections) - 1


def _without_spanning(body: Sequence[PositionedLine]) -> tuple[Stretch, Stretch, Stretch]:
    """The lines above the columns, in them, and below them."""
    left, right = min(line.left for line in body), max(line.right for line in body)
    inner = [line for line in body if line.width <= SPANNING_SHARE * (right - left)]
    if len(columns_of_lines(inner)) < 2:
        return [], list(body), []
    top, bottom = min(line.top for line in inner), max(line.bottom for line in inner)
    spanning = [line for line in body if line.width > SPANNING_SHARE * (right - left)]
    before = [line for line in spanning if line.bottom <= top + line.height / 2]
    after = [line for line in spanning if line.top >= bottom - line.height / 2]
    if len(before) + len(after) < len(spanning):
        return [], list(body), []
    return before, inner, after


def sections_of(column: Stretch) -> tuple[tuple[Section, ...], list[Point]]:
    """The sections of a column, and apart points far below them.

    There are no sections if the first line is no head with details.
    """
    column, apart = _without_far_lines(column)
    for rule in HEAD_RULES:
        heads = rule(column)
        if not heads:
            continue
        runs = _runs(column, heads)
        if all(
            head and details and _may_be_head(head) and not _goes_on(head, details)
            for head, details in runs
        ):
            sections = tuple(_section(head, details) for head, details in runs)
            if not all(section.is_caption for section in sections):
                return sections, apart
    return (), apart


def _are_beside(head: Stretch) -> bool:
    """Whether two lines of a head stand side by side: they are heads of two columns."""
    return any(
        min(left.bottom, right.bottom) - max(left.top, right.top) > left.height / 2
        for left, right in pairwise(sorted(head, key=lambda line: line.top))
    )


def _goes_on(head: Stretch, details: Stretch) -> bool:
    """Whether the sentence of a head goes on below it: it is a caption on several lines."""
    text, below = head[-1].clean_text, details[0].clean_text
    is_larger = _size(head) >= CLEAR_HEAD_RATIO * _size(details)
    return below[:1].islower() and not text.endswith((":", "：")) and not is_larger


def _section_above(column: Stretch, level: float) -> tuple[Section, ...]:
    """The section of a column whose head is what stands above a level, as in its neighbours."""
    head = [line for line in column if line.bottom <= level + line.height / 4]
    details = column[len(head) :]
    if not head or not details or not _may_be_head(head) or _goes_on(head, details):
        return ()
    return (_section(head, details),)


def _runs(column: Stretch, heads: Set[int]) -> list[tuple[Stretch, Stretch]]:
    """The lines of each head, and those of its details."""
    runs: list[tuple[Stretch, Stretch]] = []
    for i, line in enumerate(column):
        if i in heads:
            if not runs or runs[-1][1]:
                runs.append(([], []))
            runs[-1][0].append(line)
        elif runs:
            runs[-1][1].append(line)
        else:
            return [([], column)]
    return runs


def _section(head: Stretch, details: Stretch) -> Section:
    text = joined_text([line.clean_text for line in head])
    lines = tuple(line.line for line in head)
    return Section(
        Point(text, 1, lines),
        _nested(_points(details)),
        tuple(details),
        head[0].top,
        head[0].left,
        statistics.median(line.height for line in head),
        _cues(head, details),
    )


def _without_far_lines(column: Stretch) -> tuple[Stretch, list[Point]]:
    """The lines of a column, and points at the slide's edge that are far below them."""
    gaps = [lower.top - upper.bottom for upper, lower in pairwise(column)]
    end = len(column)
    for i in range(len(column) - 1, 0, -1):
        far = max(MIN_APART_GAP * column[i].height, 2 * statistics.median(gaps))
        if column[i].at_edge and gaps[i - 1] > far:
            end = i
    return column[:end], _points(column[end:])


def _heads_by_size(column: Stretch) -> Set[int]:
    """The lines with larger letters than all others; the gap between the sizes decides.

    The size of short lines can't be measured; they are heads only as the rest of one.
    """
    sizes = {i: _size([line]) for i, line in enumerate(column) if _is_measurable(line, i)}
    ordered = sorted(sizes.values())
    if len(ordered) < 2 or 0 not in sizes:
        return set()
    splits = [(upper / lower, upper) for lower, upper in pairwise(ordered) if upper <= sizes[0]]
    ratio, limit = max(splits, default=(1.0, 0.0))
    if ratio < MIN_HEAD_RATIO:
        return set()
    heads = {i for i, size in sizes.items() if size >= limit}
    heads = {i for i in heads if i == 0 or _may_be_inner_head(column, i, heads)}
    return heads | {i + 1 for i in heads if i + 1 < len(column) and _is_rest_of_head(column, i)}


def _may_be_inner_head(column: Stretch, i: int, heads: Set[int]) -> bool:
    """Whether a line below others may be a head, as the first line is.

    Boxes have a margin: a short word looks larger than a long line, and must stand apart.
    """
    line = column[i]
    if _has_bullet(line) and not _has_bullet(column[0]):
        return False
    gaps = [
        lower.top - upper.bottom
        for j, (upper, lower) in enumerate(pairwise(column))
        if not {j, j + 1} & heads
    ]
    if len(line.clean_text) >= MIN_INNER_HEAD_CHARS or not gaps:
        return True
    return line.top - column[i - 1].bottom > MIN_INNER_HEAD_GAP * statistics.median(gaps)


def _has_bullet(line: PositionedLine) -> bool:
    return without_bullet(line.text) != line.clean_text


def _is_measurable(line: PositionedLine, i: int) -> bool:
    return i == 0 or len(line.text) >= MIN_SIZED_CHARS


def _is_rest_of_head(column: Stretch, i: int) -> bool:
    """Whether the line below a head is its second line: close to it, and apart from the next."""
    head, rest = column[i], column[i + 1]
    if i + 2 >= len(column):
        return False
    gap, next_gap = rest.top - head.bottom, column[i + 2].top - rest.bottom
    is_aligned = min(abs(head.center - rest.center), abs(head.left - rest.left)) < head.height / 2
    is_near = gap < MAX_REST_GAP * rest.height and next_gap > gap + MAX_REST_GAP * rest.height
    return is_aligned and is_near and rest.height > column[i + 2].height * 0.9


def _heads_by_colon(column: Stretch) -> Set[int]:
    heads = {i for i, line in enumerate(column) if line.clean_text.endswith((":", "："))}
    return heads if 0 in heads else set()


def _heads_by_indent(column: Stretch) -> Set[int]:
    """Lines at the left edge of the first one, if all others are indented or have bullets."""
    edge = column[0].left + MIN_HEAD_INDENT * column[0].height
    bullets = {i for i, line in enumerate(column) if _has_bullet(line)}
    plain = set(range(len(column))) - bullets
    if bullets and 0 in plain:
        indent = MIN_HEAD_INDENT * column[0].height
        inner = min(column[i].left for i in bullets)
        edge = inner - indent if column[0].left < inner - indent else inner + indent
        heads = {i for i in plain if column[i].left < edge}
        steps = (column[i + 1].left - column[i].left for i in heads if i + 1 in heads)
        return set() if any(step > indent for step in steps) else heads
    return {i for i, line in enumerate(column) if line.left < edge}


def _heads_by_gap(column: Stretch) -> Set[int]:
    """The first one or two lines, if the gap below them is wider than all others."""
    gaps = [lower.top - upper.bottom for upper, lower in pairwise(column)]
    if len(gaps) < MIN_HEAD_GAPS:
        return set()
    for count in (1, 2):
        within, below, details = gaps[: count - 1], gaps[count - 1], gaps[count:]
        least = max(MIN_HEAD_GAP_RATIO * max((*within, *details)), MAX_REST_GAP * column[0].height)
        if below > least:
            return set(range(count))
    return set()


def _heads_by_block(column: Stretch) -> Set[int]:
    """The first one or two lines, if they are short, a little larger, and apart from the rest."""
    for count in (1, 2):
        head, rest = column[:count], column[count:]
        if not rest:
            break
        inner = head[-1].top - head[0].bottom if count == 2 else 0.0
        gap = rest[0].top - head[-1].bottom
        is_apart = gap > inner + MAX_REST_GAP * rest[0].height
        words = sum(len(line.clean_text.split()) for line in head)
        if is_apart and words <= MAX_BLOCK_WORDS and _size(head) > MIN_BLOCK_RATIO * _size(rest):
            return set(range(count))
    return set()


HeadRule: TypeAlias = Callable[[Stretch], Set[int]]
"""The indexes of the lines of heads in a column, from the top down."""

HEAD_RULES: tuple[HeadRule, ...] = (
    _heads_by_size,
    _heads_by_colon,
    _heads_by_indent,
    _heads_by_gap,
    _heads_by_block,
)
"""The rules in order; the first one that leaves details below each head decides."""


def _points(lines: Stretch) -> list[Point]:
    return [p for block in points(list(lines)) if isinstance(block, Points) for p in block.points]


def _nested(details: Sequence[Point]) -> tuple[Point, ...]:
    outermost = min((point.level for point in details), default=0)
    return tuple(replace(point, level=2 + point.level - outermost) for point in details)


def _size(group: Stretch) -> float:
    """The size of a text's letters, from their height and from their width.

    The width alone misleads for other fonts, the height for lines without ascenders.
    """
    return statistics.median(
        math.sqrt(line.height * line.width / em_width(line.clean_text)) for line in group
    )


def _may_be_head(lines: Stretch) -> bool:
    text = joined_text([line.clean_text for line in lines])
    is_short = len(text.split()) <= MAX_HEAD_WORDS
    has_letters = sum(c.isalpha() for c in text) > 1
    return is_short and has_letters and not _SENTENCE_END.search(text) and not _are_beside(lines)


def _cues(head: Stretch, details: Stretch) -> int:
    """How many signs tell a head from its details."""
    measurable = [line for line in details if len(line.text) >= MIN_SIZED_CHARS]
    text = head[-1].clean_text
    edge = min(line.left for line in head) + MIN_HEAD_INDENT * head[0].height
    return sum(
        (
            bool(measurable)
            and _size(head) >= MIN_HEAD_RATIO * max(_size([line]) for line in measurable),
            text.endswith((":", "：")),
            all(line.left > edge or line.text != without_bullet(line.text) for line in details),
            text.isupper() and not any(line.text.isupper() for line in details),
            bool(_heads_by_gap([head[-1], *details])),
        )
    )
