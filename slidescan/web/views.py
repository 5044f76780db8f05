"""What a page shows of a slide: words where they stand, addresses, pictures."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from slidescan.core.frames import FlatFrame, words_of
from slidescan.core.geometry import Quad
from slidescan.core.records import Card, Line, Link, Photo, Slide
from slidescan.web.card_index import Wanted, version_of

WIDE = 1600.0
"""Units that the frame of a straightened slide is wide."""


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word for SVG: `transform` puts its baseline's start where it stands.

    Attributes:
        text: The word, a space behind it where another follows.
        transform: Of the text element.
        length: How long the word is, in its own units, which are those of the frame.
        size: Of the font.
    """

    text: str
    transform: str
    length: float
    size: float


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of the slide in some frame.

    Attributes:
        number: Which, from 0.
        line: As it was read.
        outline: Its corners, as SVG's polygons take them.
        words: In reading order.
    """

    number: int
    line: Line
    outline: str
    words: tuple[PlacedWord, ...]


@dataclass(frozen=True, slots=True)
class Overlay:
    """What lies over a picture.

    Attributes:
        width: Of the picture's frame.
        height: Of it.
        lines: In reading order.
        marked: Outlines of the words asked for.
    """

    width: float
    height: float
    lines: tuple[PlacedLine, ...]
    marked: tuple[str, ...]


def over_slide(slide: Slide, boxes: Iterable[Quad] = ()) -> Overlay:
    """The words over the straightened picture."""
    frame = FlatFrame.of(slide, WIDE)
    return Overlay(
        frame.width,
        round(frame.height, 1),
        tuple(_placed(number, line, frame) for number, line in enumerate(slide.reading.lines)),
        tuple(_outline(frame.placed(box)) for box in boxes),
    )


def over_photo(slide: Slide, boxes: Iterable[Quad] = ()) -> Overlay:
    """The words over the upright photo."""
    photo, frame = slide.photo, FlatFrame.of(slide, WIDE)
    lines = (
        _placed(number, line, frame, in_photo=True)
        for number, line in enumerate(slide.reading.lines)
    )
    return Overlay(photo.width, photo.height, tuple(lines), tuple(map(_outline, boxes)))


def _placed(number: int, line: Line, frame: FlatFrame, *, in_photo: bool = False) -> PlacedLine:
    words = list(words_of(line, frame))
    placed = []
    for at, word in enumerate(words):
        quad = frame.back(word.quad) if in_photo else word.quad
        space = " " if at + 1 < len(words) else ""
        placed.append(_word(word.text + space, quad, len(word.text)))
    outline = _outline(line.quad if in_photo else frame.placed(line.quad))
    return PlacedLine(number, line, outline, tuple(placed))


ASCENT = 0.78
"""How far below the upper side of a word's box its baseline is, share of the box's height."""


def _word(text: str, quad: Quad, letters: int) -> PlacedWord:
    (ax, ay), (bx, by), _, (dx, dy) = quad.corners
    width, height = max(quad.width, 0.1), max(quad.height, 0.1)
    angle = math.degrees(math.atan2(by - ay, bx - ax))
    x, y = ax + (dx - ax) * ASCENT, ay + (dy - ay) * ASCENT
    length = width * len(text) / max(letters, 1)
    return PlacedWord(
        text, f"translate({x:.1f} {y:.1f}) rotate({angle:.2f})", round(length, 1), round(height, 1)
    )


def _outline(quad: Quad) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in quad.corners)


def boxes_on_slide(card_slide: Slide, boxes: Iterable[Quad]) -> Overlay:
    """The words asked for over a straightened picture, without the text."""
    frame = FlatFrame.of(card_slide, WIDE)
    marked = tuple(_outline(frame.placed(box)) for box in boxes)
    return Overlay(frame.width, round(frame.height, 1), (), marked)


# Addresses


def picture_url(card: Card | Slide, what: str, width: int) -> str:
    """Where a picture of a slide is served; another one once the slide has changed."""
    if isinstance(card, Slide):
        card = card_of(card)
    asked = {"photo": card.image, "width": width, "v": version_of(card)}
    return f"/picture/{what}?{urlencode(asked)}"


def slide_url(image: str, query: str = "", wanted: Wanted | None = None) -> str:
    """The page of a slide, reached from a search and a filter."""
    return f"/slide?{urlencode({'photo': image, **asked(query, wanted)})}"


def home_url(query: str = "", wanted: Wanted | None = None, **more: str | int) -> str:
    """The page of a search and a filter."""
    found = {**asked(query, wanted), **more}
    return f"/?{urlencode(found)}" if found else "/"


def asked(query: str, wanted: Wanted | None) -> Mapping[str, str]:
    """A search and a filter as an address holds them."""
    found = {"q": query}
    if wanted is not None:
        talk = json.dumps(wanted.talk, ensure_ascii=False) if wanted.talk else ""
        found |= {"post": wanted.post, "talk": talk, "tag": wanted.tag}
        found |= {"since": wanted.since, "until": wanted.until}
    return {name: value for name, value in found.items() if value}


def card_of(slide: Slide) -> Card:
    """A slide in short."""
    return Card(
        slide.image,
        slide.photo.sha256,
        slide.title,
        slide.alt,
        slide.photo.taken,
        slide.kind,
        slide.detection.quad,
        slide.detection.turn,
        slide.textless,
        slide.links,
    )


def open_url(link: Link) -> str | None:
    """An address of the site that a browser can open from here: a whole one, of the web."""
    return link.url if urlsplit(link.url).scheme in ("http", "https") else None


def name_of(image: str) -> str:
    """What a photo is called, without its folder."""
    return image.rpartition("/")[2]


def corners_of(slide: Slide) -> list[list[float]]:
    """The quad to begin with where a person sets the corners."""
    return (slide.detection.quad or _inset(slide.photo)).to_json()


def _inset(photo: Photo) -> Quad:
    """A quad a little within the photo, so that its corners can be taken hold of."""
    x, y = photo.width * 0.06, photo.height * 0.06
    return Quad(
        (x, y), (photo.width - x, y), (photo.width - x, photo.height - y), (x, photo.height - y)
    )
