"""The screen of a program: a code editor, a browser or a terminal, by what stands in its bars."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slidescan.core.records import Line, SlideStructure
from slidescan.layout.block_rules import looks_like_code
from slidescan.layout.blocks import Block, texts_of
from slidescan.layout.chrome import is_address, menu_labels
from slidescan.layout.positions import PositionedLine
from slidescan.layout.structures.flat_slide import FlatSlide

Frame: TypeAlias = Literal["editor", "browser", "terminal"]
"""The program whose screen a slide shows."""

MIN_MENUS, MIN_CODE_LINES = 4, 3
"""The menu bar of an editor has at least so many known labels; below are so many lines of code."""

MIN_PAGE_LINES = 6
"""A page in a browser has at least so many lines besides the address."""

MIN_TABS = 3
"""So many texts with a cross behind them, above an address, are tabs."""

MIN_FILES = 5
"""An editor's list of files has at least so many."""

MAX_BAR_DEPTH = 0.16
"""The bars of a program end above this share of the slide's height."""

MAX_BAR_RATIO = 1.4
"""What stands beside or above an address is at most this much larger."""

MIN_PROMPTS, MIN_PROMPT_SHARE = 2, 0.1
"""A terminal shows at least so many prompts, and this share of its lines has them."""

SCREENSHOT_CONFIDENCE = 0.94
"""The confidence of a program's screen: a little more than that of the code in it."""

_FILE_NAME = re.compile(
    r"\W{0,3}[\w.-]+\.(?:java|kts?|py|jsx?|tsx?|go|rs|rb|php|cs|cpp|[ch]|sh|ya?ml|json|xml|html?|s?css"
    r"|md|sql|cljs?|scala|gradle|toml|vue|swift|properties|tf)\W{0,3}\w?",
)
_TAB = re.compile(r"\w\s?[xX×✕]$")
_PROMPT = re.compile(
    r"^(?:\([\w.-]+\)\s*)?(?:[\w.-]+@[\w.-]+(?::|\s)\S*\s?[$#%>]|[\w.-]+@[\w.-]+\s?[$#%>]"
    r"|PS [A-Z]:\\\S*>|[A-Z]:\\\S*>)\s*\w",
)
"""Matches `anna@host:~/site$ ls`, `PS C:\\site> ls` and `C:\\site> ls`."""


@dataclass(frozen=True, slots=True)
class Screenshot:
    """The screen of a program.

    Attributes:
        frame: The program.
        lines: The lines of code in it.
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    frame: Frame
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "screenshot"

    def summary(self) -> SlideStructure:
        """The texts as nodes, the program as an attribute."""
        return SlideStructure(
            self.kind,
            self.confidence,
            texts_of(self.blocks),
            attributes=(("program", self.frame),),
        )


def recognise(slide: FlatSlide) -> Screenshot | None:
    """Takes a slide that shows the bars of a program or the prompts of a terminal."""
    if slide.kind in ("whiteboard", "flip-chart", "logo"):
        return None
    for frame, shows in _FRAMES.items():
        if shows(slide):
            lines = tuple(line.line for line in slide.body if looks_like_code(line.text))
            return Screenshot(frame, lines, slide.blocks, SCREENSHOT_CONFIDENCE)
    return None


def _shows_editor(slide: FlatSlide) -> bool:
    """The menu bar of an editor above code, or a list of files beside it."""
    code = sum(looks_like_code(line.text) for line in slide.body)
    if code < MIN_CODE_LINES:
        return False
    bar = [line for line in _all_lines(slide) if _is_high(line, slide)]
    if any(len(menu_labels(_row_text(line, bar))) >= MIN_MENUS for line in bar):
        return True
    return (
        sum(_FILE_NAME.fullmatch(line.clean_text) is not None for line in slide.body) >= MIN_FILES
    )


def _shows_browser(slide: FlatSlide) -> bool:
    """The address bar with what is beside or above it, in letters no larger than the page's."""
    lines = _all_lines(slide)
    if len(lines) <= MIN_PAGE_LINES:
        return False
    usual = statistics.median(line.height for line in lines)
    bar = [line for line in lines if _is_high(line, slide)]
    for line in bar:
        above = [other for other in bar if other is not line and other.top < line.bottom]
        has_tabs = sum(_TAB.search(o.text) is not None for o in above) >= MIN_TABS
        is_small = all(other.height <= MAX_BAR_RATIO * line.height for other in above)
        if not is_address(line.text) or not above:
            continue
        if has_tabs or (line.height <= usual and is_small):
            return True
    return False


def _shows_terminal(slide: FlatSlide) -> bool:
    prompts = sum(_PROMPT.search(line.text) is not None for line in slide.body)
    return prompts >= max(MIN_PROMPTS, MIN_PROMPT_SHARE * len(slide.body))


_FRAMES: dict[Frame, Callable[[FlatSlide], bool]] = {
    "editor": _shows_editor,
    "browser": _shows_browser,
    "terminal": _shows_terminal,
}
"""What tells each program."""


def _row_text(line: PositionedLine, bar: Sequence[PositionedLine]) -> str:
    """The texts beside a line, and its own."""
    return " ".join(o.text for o in bar if abs(o.top - line.top) < line.height)


def _all_lines(slide: FlatSlide) -> Sequence[PositionedLine]:
    return (*slide.title, *slide.body)


def _is_high(line: PositionedLine, slide: FlatSlide) -> bool:
    return slide.height > 0 and line.bottom <= MAX_BAR_DEPTH * slide.height
