"""Words to lines in reading order, with what each line is for.

All coordinates here are in the frame of the picture that was read (the flat slide).
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import replace

from slidescan.core.frames import is_rtl
from slidescan.core.geometry import FlatQuad
from slidescan.core.records import FlatLine, Role, TextBox, WordSpans
from slidescan.layout.reading_order import Box, in_reading_order

TITLE_DEPTH = 0.42
"""Share of the slide's height, from its top, in which a title starts."""

LOW = 0.75
"""Share of the slide's height below which notices stand."""


def arrange(words: Sequence[TextBox], width: float, height: float) -> tuple[FlatLine, ...]:
    """Lines in reading order with their roles.

    Args:
        words: What an engine found.
        width: The picture's width, pixels.
        height: The picture's height, pixels.

    Returns:
        Lines whose quads are in the frame of the words.
    """
    # Arabic and Hebrew slides are read from the right: columns, and the parts of a line.
    mirrored = is_rtl(" ".join(word.text for word in words))
    boxes = [Box.of(word, mirrored=mirrored) for word in words if word.text.strip()]
    said, foot = _without_foot(boxes, height)
    ordered = [*in_reading_order(said), *in_reading_order(foot)]
    lines = [_line(part) for part in _joined(ordered)]
    roles = _roles(lines, width, height)
    return tuple(replace(line, role=role) for line, role in zip(lines, roles, strict=True))


FOOTER_ABOVE = 1.0
"""What reaches down to so many heights of a notice above it stands at the foot with it."""


def _without_foot(boxes: Sequence[Box], height: float) -> tuple[list[Box], list[Box]]:
    """What a slide says, and what stands at its foot beside a notice: logos, page numbers."""
    notices = [box for box in boxes if is_notice(box.word.text) and box.top > LOW * height]
    if not notices:
        return list(boxes), []
    first = min(notices, key=lambda box: box.top)
    edge = first.top - FOOTER_ABOVE * (first.bottom - first.top)
    said = [box for box in boxes if box.bottom < edge]
    return said, [box for box in boxes if box.bottom >= edge]


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


def _line(part: list[Box]) -> FlatLine:
    if len(part) == 1:
        word = part[0].word
        text = " ".join(word.text.split())
        return FlatLine(
            text,
            word.confidence,
            word.quad,
            word_spans=word.word_spans,
            alternative_text=word.alternative_text,
        )
    letters = sum(len(box.word.text) for box in part) or 1
    quads = sorted((box.word.quad for box in part), key=lambda quad: quad.bounds[0])
    first, last = quads[0], quads[-1]
    return FlatLine(
        " ".join(" ".join(box.word.text for box in part).split()),
        sum(box.word.confidence * len(box.word.text) for box in part) / letters,
        FlatQuad(first.tl, last.tr, last.br, first.bl),
        word_spans=_word_spans(part),
        alternative_text=" ".join(box.word.alternative_text or box.word.text for box in part)
        if any(box.word.alternative_text for box in part)
        else "",
    )


def _word_spans(part: list[Box]) -> WordSpans:
    """Where the words of several boxes stand on the line that they make."""
    if not all(box.word.word_spans for box in part):
        return ()
    spans = [(box.word.quad.bounds[0], box.word.quad.bounds[2]) for box in part]
    left, right = min(span[0] for span in spans), max(span[1] for span in spans)
    width = max(right - left, 1e-9)
    return tuple(
        (
            (first + start * (last - first) - left) / width,
            (first + end * (last - first) - left) / width,
        )
        for box, (first, last) in zip(part, spans, strict=True)
        for start, end in box.word.word_spans
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


def _roles(lines: list[FlatLine], width: float, height: float) -> list[Role]:
    roles: list[Role] = ["body"] * len(lines)
    for i, line in enumerate(lines):
        if _is_footer(line, lines, width, height):
            roles[i] = "footer"
    for i in _title(lines, roles, height):
        roles[i] = "title"
    return roles


def _is_footer(line: FlatLine, lines: list[FlatLine], width: float, height: float) -> bool:
    x, y = line.quad.center
    if is_notice(line.text):
        return y > LOW * height or y < 0.1 * height
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


def _title(lines: list[FlatLine], roles: list[Role], height: float) -> list[int]:
    """Indices of the lines that make the title; none where no line stands out.

    Large, high up, near the left or in the middle; a second line of the same size below or
    above belongs to it.
    """
    body = [i for i, role in enumerate(roles) if role == "body"]
    readable = [i for i in body if _words_like(lines[i].text) and lines[i].confidence > 0.55]
    if not readable:
        return []
    heights = sorted(lines[i].quad.height for i in readable)
    typical = statistics.median(heights) or 1.0
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


def _same_title(lines: list[FlatLine], title: list[int], i: int, typical: float) -> bool:
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
    aligned = any(
        abs(a - b) < 2.5 * high
        for a, b in (
            (near.tl[0], quad.tl[0]),
            (near.tr[0], quad.tr[0]),
            (near.center[0], quad.center[0]),
        )
    )
    return gap < 0.75 * high and aligned and upper.center[1] != lower.center[1]


def _words_like(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    return letters >= 2 and letters >= 0.4 * len(text.replace(" ", ""))
