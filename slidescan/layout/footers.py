"""Recognizes footers by `FOOTER_RULES`: notices, page numbers, addresses, footnotes."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from slidescan.layout.flat_line import FlatLine

FOOT_DEPTH_SHARE = 0.75
"""Notices below this depth are at the foot; a share of the slide's height."""

HEAD_DEPTH_SHARE = 0.1
"""Notices above this depth are at the head."""

PAGE_NUMBER_DEPTH_SHARE, CORNER_NUMBER_DEPTH_SHARE = 0.92, 0.86
"""A number below this depth is the page number; the second depth is for numbers in a corner."""

LEFT_CORNER_SHARE, RIGHT_CORNER_SHARE = 0.1, 0.88
"""Where the left corner ends and the right corner begins, as shares of the slide's width."""

BOTTOM_DEPTH_SHARE = 0.9
"""Addresses, tags and footnotes below this depth are footers."""

CONTENT_DEPTH_SHARE = 0.88
"""Lines above this depth are the content that footnotes are compared with."""

MAX_FOOTNOTE_RATIO = 0.95
"""Footnotes are lower than this, in median heights of the content's lines."""

MIN_FOOTNOTE_GAP = 0.8
"""The gap between content and footnotes is larger than this, in median heights of the lines."""

_NOTICE = re.compile(
    r"©|\(c\)\s*\d{4}|copyright|all\s*rights\s*reserved|confidential|alle rechte vorbehalten"
    r"|tous droits réservés|todos los derechos",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"^[-–|\s]*(page|seite|slide|p\.)?\s*\d{1,3}(\s*(/|of|von)\s*\d{1,3})?[-–|\s]*$", re.IGNORECASE
)
_TAG = re.compile(r"[@#]\w+")
_ADDRESS_OR_TAG = re.compile(r"^(@\w+|#\w+|(https?://|www\.)\S+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A slide.

    Attributes:
        lines: In reading order.
        width: The slide's width, pixels.
        height: The slide's height, pixels.
    """

    lines: Sequence[FlatLine]
    width: float
    height: float

    def depth(self, line: FlatLine) -> float:
        """Depth of a line's middle, pixels."""
        return line.quad.center[1]


def is_notice(text: str) -> bool:
    """Whether a text is a copyright notice or a similar notice."""
    return _NOTICE.search(text) is not None


def is_tag(text: str) -> bool:
    """Whether a text is a hashtag or the name of an account."""
    return _TAG.fullmatch(text) is not None


FooterRule: TypeAlias = Callable[[FlatLine, Page], bool | None]
"""Whether a line is a footer; None if the rule doesn't apply to the line."""


def is_footer(line: FlatLine, page: Page) -> bool:
    """Whether a line is a footer."""
    for rule in FOOTER_RULES:
        answer = rule(line, page)
        if answer is not None:
            return answer
    return False


def _notice(line: FlatLine, page: Page) -> bool | None:
    if not is_notice(line.text):
        return None
    y = page.depth(line)
    return y > FOOT_DEPTH_SHARE * page.height or y < HEAD_DEPTH_SHARE * page.height


def _page_number(line: FlatLine, page: Page) -> bool | None:
    if not _PAGE_NUMBER.match(line.text):
        return None
    x, y = line.quad.center
    in_corner = x < LEFT_CORNER_SHARE * page.width or x > RIGHT_CORNER_SHARE * page.width
    depth_share = CORNER_NUMBER_DEPTH_SHARE if in_corner else PAGE_NUMBER_DEPTH_SHARE
    return y > depth_share * page.height


def _content(line: FlatLine, page: Page) -> bool | None:
    """Lines above the bottom are not footers."""
    return False if page.depth(line) < BOTTOM_DEPTH_SHARE * page.height else None


def _address_or_tag(line: FlatLine, _: Page) -> bool | None:
    return True if _ADDRESS_OR_TAG.match(line.text) else None


def _footnote(line: FlatLine, page: Page) -> bool | None:
    """Lines at the bottom are footnotes if they are smaller than the content and below a gap."""
    content_depth = CONTENT_DEPTH_SHARE * page.height
    content = [o for o in page.lines if o is not line and page.depth(o) < content_depth]
    if not content:
        return None
    typical = statistics.median(o.quad.height for o in content)
    lowest = max(o.quad.bounds[3] for o in content)
    is_small = line.quad.height < MAX_FOOTNOTE_RATIO * typical
    return is_small and line.quad.bounds[1] - lowest > MIN_FOOTNOTE_GAP * typical


FOOTER_RULES: tuple[FooterRule, ...] = (
    _notice,
    _page_number,
    _content,
    _address_or_tag,
    _footnote,
)
"""The rules in the order in which they are tried; the first one that applies decides."""
