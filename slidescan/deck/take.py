"""Takes the words of a deck's page into a slide; what OCR read beyond them stays beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from slidescan.core.geometry import (
    Homography,
    PhotoQuad,
    clip_convex,
    homography,
    polygon_area,
)
from slidescan.core.records import DeckLine, DeckPage, DeckPair, Line, Reading, Role, SlidePage
from slidescan.core.text import text_similarity, words
from slidescan.deck.align import UNIT_PAGE

MIN_LINE_COVER_SHARE = 0.3
"""A line that OCR read is the deck's if a line of the page covers this share of its area."""

MIN_SAME_TEXT = 0.6
"""A line of the page stands where OCR read a line that is at least this similar."""

MIN_PAGE_WORD_SHARE = 0.6
"""A line that OCR read elsewhere is the deck's if the page has this share of its words."""

MIN_CHECKED_WORDS = 6
"""With fewer words on the photo or the page, the text of the page isn't checked."""

MIN_CHECKED_CONFIDENCE = 0.8
"""Lines below this confidence don't speak against the text of a page."""

MIN_AGREEING_SHARE = 0.2
"""If fewer of the words are on both the photo and the page, the page's text doesn't belong to its
picture: such PDFs hold text of a broken font, or of something else."""


@dataclass(frozen=True)
class _Positioned:
    """A line of the page in the photo."""

    line: DeckLine
    quad: PhotoQuad


def take_page(
    reading: Reading, page: DeckPage, pair: DeckPair, quad: PhotoQuad | None
) -> tuple[Reading, SlidePage]:
    """The reading with the page's words, and the record of the page.

    The page's lines come first, in the deck's order, where they stand in the photo; then what OCR
    read on the slide where the page has no text, such as words in its pictures; then footers, and
    what OCR read beside the slide.

    Args:
        reading: What OCR read.
        page: The page.
        pair: Why it is the photo's page.
        quad: The page's corners in the photo; None if unknown.
    """
    ocr_lines = tuple(line.text for line in reading.lines)
    to_photo = _map(quad)
    visible = [line for i, line in enumerate(page.lines) if i not in pair.hidden]
    has_text = bool(visible) and to_photo is not None and _agrees(reading.lines, visible)
    record = SlidePage(pair, page.title, page.notes, ocr_lines, has_text, quad)
    if not has_text or to_photo is None:
        return reading, record
    positioned = [_Positioned(line, line.quad.mapped(to_photo, PhotoQuad)) for line in visible]
    page_words = Counter(word for line in page.lines for word in words(line.text))
    inside = [line for line in reading.lines if not line.is_outside]
    beyond = [
        replace(line, role=_role(line, quad))
        for line in inside
        if not _is_of_page(line, positioned, page_words)
    ]
    taken = [_taken(each, inside) for each in positioned]
    lines = (
        *(line for line in taken if line.role != "footer"),
        *(line for line in beyond if line.role == "body"),
        *(line for line in (*taken, *beyond) if line.role == "footer"),
        *(line for line in (*beyond, *reading.lines) if line.is_outside),
    )
    return replace(reading, lines=lines, unread_scripts=()), record


def _role(line: Line, quad: PhotoQuad | None) -> Role:
    """The role of a line that isn't the page's: beside the page, it stands outside the slide."""
    if quad is not None and not quad.contains(line.quad.center):
        return "outside"
    return "body" if line.role == "title" else line.role


def _map(quad: PhotoQuad | None) -> Homography | None:
    if quad is None:
        return None
    try:
        return homography(UNIT_PAGE, quad)
    except ValueError:
        return None


def _agrees(lines: Sequence[Line], visible: Sequence[DeckLine]) -> bool:
    """Whether the words of a page may be those that the photo shows."""
    read = Counter(
        word
        for line in lines
        if not line.is_outside and line.confidence >= MIN_CHECKED_CONFIDENCE
        for word in words(line.text)
    )
    on_page = Counter(word for line in visible for word in words(line.text))
    fewer = min(read.total(), on_page.total())
    return fewer < MIN_CHECKED_WORDS or (read & on_page).total() >= MIN_AGREEING_SHARE * fewer


def _is_of_page(line: Line, positioned: Sequence[_Positioned], page_words: Counter[str]) -> bool:
    """Whether the page's lines stand for a line that OCR read."""
    if any(_covered_share(line.quad, each.quad) >= MIN_LINE_COVER_SHARE for each in positioned):
        return True
    wanted = Counter(words(line.text))
    return (wanted & page_words).total() >= MIN_PAGE_WORD_SHARE * max(1, wanted.total())


def _covered_share(quad: PhotoQuad, cover: PhotoQuad) -> float:
    """The share of a quad's area that another covers."""
    if not quad.is_convex or not cover.is_convex:
        return 0.0
    both = clip_convex(list(quad.corners), list(cover.corners))
    return polygon_area(both) / max(quad.area, 1e-9) if len(both) > 2 else 0.0


def _taken(each: _Positioned, lines: Sequence[Line]) -> Line:
    """The slide's line: the deck's text where OCR read it, else where the page has it."""
    line = each.line
    same = [
        (similarity, other)
        for other in lines
        if (similarity := text_similarity(line.text, other.text)) >= MIN_SAME_TEXT
    ]
    if not same:
        covered = [o for o in lines if _covered_share(o.quad, each.quad) >= MIN_LINE_COVER_SHARE]
        raw_text = " ".join(o.text for o in covered)
        return Line(line.text, 1.0, each.quad, line.role, raw_text=raw_text, by="deck")
    x, y = each.quad.center
    _, read = max(
        same,
        key=lambda pair: (
            round(pair[0], 2),
            -abs(pair[1].quad.center[0] - x) - abs(pair[1].quad.center[1] - y),
        ),
    )
    spans = read.word_spans if len(read.word_spans) == len(line.text.split()) else ()
    return Line(
        line.text,
        1.0,
        read.quad,
        line.role,
        raw_text=read.text if read.text != line.text else "",
        by="deck",
        word_spans=spans,
    )
