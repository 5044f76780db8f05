"""Tells the text of a screenshot's slide from what the programs around it show, by `CHROME_RULES`.

Chrome is what belongs to a video call, a player, a browser or an editor: names of participants,
buttons, notices, bars, live captions.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from slidescan.core.records import TextBox
from slidescan.core.text import without_bullet
from slidescan.layout.boxes import Box, Gap, column_gap, row_gap, rows_of

EDGE_DEPTH_SHARE = 0.14
"""Bars are within this share of the picture's height from its top or bottom."""

PLAYER_DEPTH_SHARE = 0.7
"""A player's bar begins below this depth, a share of the picture's height."""

MIN_BAR_LABELS, MIN_BAR_LABEL_SHARE = 3, 0.4
"""The minimum number of known labels in a bar, and their minimum share of the bar's words."""

MAX_ADDRESS_HEIGHT_SHARE = 0.035
"""The address in a browser's bar is smaller than this share of the picture's height."""

MAX_ROW_SIZE_RATIO = 1.4
"""Text above an address is a bar's, too, if it is at most this much larger than the address."""

MAX_NAME_WORDS, MAX_NAME_CHARS = 4, 32
"""The name of a participant has at most this many words and characters."""

MAX_STRIP_SHARE = 0.3
"""The names stand in a strip along a side, at most this share of the picture wide or high."""

MIN_STRIP_GAP = 1.5
"""The gap between the slide and a strip of names is larger than this, in heights of a name."""

CAPTION_DEPTH_SHARE = 0.68
"""Live captions stand below this depth, a share of the picture's height."""

MIN_CAPTION_WORDS = 4
"""A live caption has at least this many words."""

MIN_CAPTION_GAP = 0.8
"""A live caption is at least this far below the line above it, in its height."""

_NOTICE = re.compile(
    r"^you(?:'re| are) (?:viewing|sharing|presenting)\b"
    r"|^\S.{0,40} (?:is|are) (?:now )?(?:presenting|sharing)(?: (?:the|their|his|her) screen)?$"
    r"|^recording(?: in progress|…|\.\.\.)?$|^view options$"
    r"|^stop (?:shar|present)ing$|^(?:press )?esc to exit|^presenting to everyone$"
    r"|^sie (?:sehen|teilen|präsentieren)\b|^vous (?:regardez|partagez|présentez)\b"
    r"|\bpartage son écran$|\bteilt (?:seinen|ihren) bildschirm$|^aufzeichnung läuft"
    r"|^(?:estás|está) (?:viendo|compartiendo)\b|님의 화면|さんの画面|正在共享",
    re.IGNORECASE,
)
_TIME = re.compile(r"^\W*\d{1,2}:\d\d(?::\d\d)?\s*/\s*-?\d{1,2}:\d\d(?::\d\d)?\b")
_ADDRESS = re.compile(
    r"^\W*(?:https?://\S+|(?:[\w-]+\.)+(?:com|org|net|io|dev|app|ai|co|de|fr|uk|eu|cloud|local)(?:[/:?#]\S*)?"
    r"|localhost(?::\d+)?\S*|127\.0\.0\.1\S*)",
    re.IGNORECASE,
)
_PAGE = re.compile(r"://|^\W*localhost\b|^\W*127\.|\w/")
_CALL_LABELS = frozenset(
    """mute unmute video participants chat share screen record recording reactions leave end raise
    hand captions apps more people view react security breakout rooms camera mic microphone present
    stummschalten teilnehmer freigeben aufzeichnen reaktionen verlassen beenden kamera mikrofon
    muet participants discuter partager enregistrer réactions quitter
    silenciar participantes compartir grabar reacciones salir""".split()  # noqa: SIM905
)
_MENU_LABELS = frozenset(
    """file edit view insert format tools extensions help window navigate code refactor build run
    vcs selection go terminal history bookmarks home design transitions animations slideshow slide
    show review data layout references
    datei bearbeiten ansicht einfügen extras hilfe fenster start entwurf
    fichier édition modifier affichage insertion outils aide fenêtre accueil
    archivo editar ver insertar formato herramientas ayuda ventana""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Screen:
    """A screenshot.

    Attributes:
        boxes: Its boxes.
        rows: The boxes in rows, from the top down.
        width: The picture's width, pixels.
        height: The picture's height, pixels.
    """

    boxes: Sequence[Box]
    rows: Sequence[Sequence[Box]]
    width: float
    height: float

    def is_at_edge(self, row: Sequence[Box]) -> bool:
        """Whether a row is near the picture's top or bottom."""
        depth = _middle(row) / self.height
        return not EDGE_DEPTH_SHARE < depth < 1 - EDGE_DEPTH_SHARE


ChromeRule: TypeAlias = Callable[[Screen], list[Box]]
"""The boxes that are chrome."""


def split_chrome(
    boxes: Sequence[TextBox], width: float, height: float
) -> tuple[list[TextBox], list[TextBox]]:
    """Splits the boxes of a screenshot into the slide's and the chrome.

    Args:
        boxes: The engine's boxes in the picture.
        width: The picture's width, pixels.
        height: The picture's height, pixels.
    """
    rest = [Box.of(box) for box in boxes if box.text.strip()]
    chrome: list[Box] = []
    for rule in CHROME_RULES:
        matches = rule(Screen(rest, rows_of(rest), width, height))
        chrome += matches
        rest = [box for box in rest if not any(box is other for other in matches)]
    if chrome:
        screen = Screen(rest, rows_of(rest), width, height)
        people = _participants(screen) if _is_call(chrome) else []
        rest = [box for box in rest if not any(box is other for other in people)]
        captions = _captions(Screen(rest, rows_of(rest), width, height))
        rest = [box for box in rest if not any(box is other for other in captions)]
        chrome += [*people, *captions]
    outside = {id(box.source) for box in chrome}
    content = [box for box in boxes if id(box) not in outside]
    return content, [box for box in boxes if id(box) in outside]


def _notices(screen: Screen) -> list[Box]:
    """What a video call says about who shares the screen."""
    return [box for box in screen.boxes if _NOTICE.search(box.text.strip())]


def _player_bar(screen: Screen) -> list[Box]:
    """The time of a player, with all that stands beside and below it."""
    for row in screen.rows:
        if _middle(row) > PLAYER_DEPTH_SHARE * screen.height and any(
            _TIME.match(box.text) for box in row
        ):
            top = min(box.top for box in row)
            return [box for box in screen.boxes if (box.top + box.bottom) / 2 >= top]
    return []


def _bars(screen: Screen) -> list[Box]:
    """Rows of known labels at the top or bottom: the buttons of a call, a program's menu."""
    bars: list[Box] = []
    for row in screen.rows:
        if screen.is_at_edge(row) and (_labels(row, _CALL_LABELS) or _labels(row, _MENU_LABELS)):
            bars += row
    return bars


def _labels(row: Sequence[Box], labels: frozenset[str]) -> bool:
    """Whether enough of a row's words are labels of such a bar."""
    return _holds_labels(" ".join(box.text for box in row), labels)


def _holds_labels(text: str, labels: frozenset[str]) -> bool:
    bar_words = re.findall(r"[^\W\d_]+", text.casefold())
    count = len({word for word in bar_words if word in labels})
    return count >= MIN_BAR_LABELS and count >= MIN_BAR_LABEL_SHARE * len(bar_words)


def is_bar(text: str) -> bool:
    """Whether a line is a program's menu or the buttons of a call: `File Edit View Help`."""
    return _holds_labels(text, _MENU_LABELS) or _holds_labels(text, _CALL_LABELS)


def menu_labels(text: str) -> frozenset[str]:
    """The labels of a program's menus among the words of a text, case-folded."""
    return _MENU_LABELS & set(re.findall(r"[^\W\d_]+", text.casefold()))


def is_address(text: str) -> bool:
    """Whether a text is the address of a page, not only the name of a site."""
    return _ADDRESS.match(text) is not None and _PAGE.search(text) is not None


def _browser_bar(screen: Screen) -> list[Box]:
    """The row of a browser's address, and the tabs above it."""
    for i, row in enumerate(screen.rows):
        if _middle(row) > EDGE_DEPTH_SHARE * screen.height:
            break
        addresses = [box for box in row if _ADDRESS.match(box.text)]
        if not addresses or addresses[0].height > MAX_ADDRESS_HEIGHT_SHARE * screen.height:
            continue
        bar = [box for above in screen.rows[: i + 1] for box in above]
        if all(box.height <= MAX_ROW_SIZE_RATIO * addresses[0].height for box in bar):
            return bar
    return []


CHROME_RULES: tuple[ChromeRule, ...] = (_notices, _player_bar, _bars, _browser_bar)
"""The rules that know chrome by its text; each gets the boxes that earlier rules left."""


def _is_call(chrome: Sequence[Box]) -> bool:
    """Whether the chrome is that of a video call."""
    return any(_NOTICE.search(box.text.strip()) for box in chrome) or _labels(chrome, _CALL_LABELS)


def _participants(screen: Screen) -> list[Box]:
    """The names of participants: a strip of names along a side of the picture."""
    if len(screen.boxes) < 2:
        return []
    column, row = column_gap(screen.boxes), row_gap(screen.boxes)
    after_column, after_row = column.start + column.width, row.start + row.width
    width, height = screen.width, screen.height
    strips = (
        _Strip([b for b in screen.boxes if b.right <= column.start], column.start / width, column),
        _Strip(
            [b for b in screen.boxes if b.left >= after_column], 1 - after_column / width, column
        ),
        _Strip([b for b in screen.boxes if b.bottom <= row.start], row.start / height, row, 2),
        _Strip([b for b in screen.boxes if b.top >= after_row], 1 - after_row / height, row, 2),
    )
    return next((strip.boxes for strip in strips if strip.holds_participants(screen.boxes)), [])


@dataclass(frozen=True, slots=True)
class _Strip:
    """A strip along a side of the picture.

    Attributes:
        boxes: Its boxes.
        share: Its share of the picture's width or height.
        gap: The gap between it and the slide.
        min_participants: The minimum number of names: a single one above or below may be a title.
    """

    boxes: list[Box]
    share: float
    gap: Gap
    min_participants: int = 1

    def holds_participants(self, everything: Sequence[Box]) -> bool:
        """Whether it holds nothing but names that are no larger than the rest of the text."""
        rest = [box.height for box in everything if not any(box is other for other in self.boxes)]
        if len(self.boxes) < self.min_participants or not rest:
            return False
        largest = max(box.height for box in self.boxes)
        return (
            self.share <= MAX_STRIP_SHARE
            and largest <= statistics.median(rest)
            and self.gap.width > MIN_STRIP_GAP * largest
            and all(_is_name(box.text) for box in self.boxes)
        )


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        len(words) <= MAX_NAME_WORDS
        and len(text) <= MAX_NAME_CHARS
        and text[:1].isupper()
        and without_bullet(text) == text
        and not any(c.isdigit() for c in text)
    )


def _captions(screen: Screen) -> list[Box]:
    """What is spoken, laid over the foot of the slide: it begins with a small letter, apart."""
    captions: list[Box] = []
    for box in sorted(screen.boxes, key=lambda box: box.top):
        above = [o.bottom for o in screen.boxes if o.bottom <= box.top + box.height / 2]
        follows = bool(captions) and box.top - captions[-1].bottom < box.height
        is_apart = not above or box.top - max(above) >= MIN_CAPTION_GAP * box.height
        if (box.top + box.bottom) / 2 < CAPTION_DEPTH_SHARE * screen.height:
            continue
        is_caption = box.text[:1].islower() and len(box.text.split()) >= MIN_CAPTION_WORDS
        if follows or (is_caption and is_apart):
            captions.append(box)
    return captions


def _middle(row: Sequence[Box]) -> float:
    return sum(box.top + box.bottom for box in row) / (2 * len(row))
