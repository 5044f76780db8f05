"""Slides as pages show them: positioned words, addresses, pictures."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from slidescan.core.frames import FlatFrame, word_boxes
from slidescan.core.geometry import PhotoQuad, Quad
from slidescan.core.records import Card, Line, Link, Photo, Slide
from slidescan.core.web_address import web_address
from slidescan.search.card_filter import CardFilter
from slidescan.web.card_filter import NEEDS, READ_BANDS

FRAME_WIDTH = 1600.0
"""Width of a straightened slide's frame, in SVG units."""

BASELINE_SHARE = 0.78
"""Distance from the top of a word's box to its baseline, as a share of the box's height."""

INSET_SHARE = 0.06
"""Margin of the initial corners inside the photo, as a share of its width and height."""


@dataclass(frozen=True, slots=True)
class SvgWord:
    """A word for SVG; `transform` moves the start of its baseline into position.

    Attributes:
        text: The word, with a space if another follows.
        transform: SVG transform of the text element.
        length: Length of the word, in units of the frame.
        size: Font size, in units of the frame.
    """

    text: str
    transform: str
    length: float
    size: float


@dataclass(frozen=True, slots=True)
class SvgLine:
    """A line of the slide in the frame of a picture.

    Attributes:
        number: Its number, from 0.
        line: The line.
        outline: Its corners as points of an SVG polygon.
        words: In reading order.
    """

    number: int
    line: Line
    outline: str
    words: tuple[SvgWord, ...]


@dataclass(frozen=True, slots=True)
class Overlay:
    """Words and marks over a picture.

    Attributes:
        width: Width of the frame.
        height: Height of the frame.
        lines: In reading order.
        matches: Outlines of the words that a search matches.
    """

    width: float
    height: float
    lines: tuple[SvgLine, ...]
    matches: tuple[str, ...]


def over_slide(slide: Slide, boxes: Iterable[PhotoQuad] = ()) -> Overlay:
    """The words over the straightened picture."""
    frame = FlatFrame.of(slide, FRAME_WIDTH)
    return Overlay(
        frame.width,
        round(frame.height, 1),
        tuple(_svg_line(number, line, frame) for number, line in enumerate(slide.reading.lines)),
        tuple(_outline(frame.to_flat(box)) for box in boxes),
    )


def over_photo(slide: Slide, boxes: Iterable[PhotoQuad] = ()) -> Overlay:
    """The words over the upright photo."""
    photo, frame = slide.photo, FlatFrame.of(slide, FRAME_WIDTH)
    lines = (
        _svg_line(number, line, frame, in_photo=True)
        for number, line in enumerate(slide.reading.lines)
    )
    return Overlay(photo.width, photo.height, tuple(lines), tuple(map(_outline, boxes)))


def _svg_line(number: int, line: Line, frame: FlatFrame, *, in_photo: bool = False) -> SvgLine:
    words = list(word_boxes(line, frame))
    svg_words = []
    for at, word in enumerate(words):
        quad: Quad = frame.to_photo(word.quad) if in_photo else word.quad
        space = " " if at + 1 < len(words) else ""
        svg_words.append(_word(word.text + space, quad, len(word.text)))
    outline = _outline(line.quad if in_photo else frame.to_flat(line.quad))
    return SvgLine(number, line, outline, tuple(svg_words))


def _word(text: str, quad: Quad, letters: int) -> SvgWord:
    (ax, ay), (bx, by), _, (dx, dy) = quad.corners
    width, height = max(quad.width, 0.1), max(quad.height, 0.1)
    angle = math.degrees(math.atan2(by - ay, bx - ax))
    x, y = ax + (dx - ax) * BASELINE_SHARE, ay + (dy - ay) * BASELINE_SHARE
    length = width * len(text) / max(letters, 1)
    return SvgWord(
        text, f"translate({x:.1f} {y:.1f}) rotate({angle:.2f})", round(length, 1), round(height, 1)
    )


def _outline(quad: Quad) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in quad.corners)


def boxes_on_slide(card_slide: Slide, boxes: Iterable[PhotoQuad]) -> Overlay:
    """The matches of a search over a straightened picture, without other words."""
    frame = FlatFrame.of(card_slide, FRAME_WIDTH)
    matches = tuple(_outline(frame.to_flat(box)) for box in boxes)
    return Overlay(frame.width, round(frame.height, 1), (), matches)


# Addresses


def picture_url(card: Card | Slide, what: str, width: int) -> str:
    """The address of a slide's picture; it changes with the slide."""
    if isinstance(card, Slide):
        card = card_of(card)
    parameters = {"photo": card.image, "width": width, "v": version_of(card)}
    return f"/picture/{what}?{urlencode(parameters)}"


def version_of(card: Card) -> str:
    """A short digest of everything that affects the picture of a slide."""
    quad = card.quad.to_json() if card.quad else None
    state = json.dumps([card.sha256, quad, card.turn])
    return hashlib.sha256(state.encode()).hexdigest()[:12]


def slide_url(
    image: str, query: str = "", chosen: CardFilter | None = None, sort: str = "score"
) -> str:
    """The address of a slide's page, with the list that led to it."""
    order = {} if sort == "score" else {"sort": sort}
    return f"/slide?{urlencode({'photo': image, **query_parameters(query, chosen), **order})}"


def home_url(query: str = "", chosen: CardFilter | None = None, **more: str | int) -> str:
    """The address of a search with a filter."""
    parameters = {**query_parameters(query, chosen), **more}
    return f"/?{urlencode(parameters)}" if parameters else "/"


def counted(count: int) -> str:
    """A number of slides in words."""
    return f"{count:,} slide" if count == 1 else f"{count:,} slides"


def chips(
    post_title: str, query: str, chosen: CardFilter, sort: str
) -> tuple[tuple[str, str], ...]:
    """The parts of a filter: a label, and the address of the list without this part."""
    labels = {
        "post": f"Post: {post_title or chosen.post}",
        "talk": f"Talk: {' › '.join(chosen.talk)}",
        "tag": f"Tag: {chosen.tag}",
        "kind": f"Kind: {chosen.kind.replace('-', ' ')}",
        "lang": f"Language: {chosen.lang}",
        "read": READ_BANDS.get(chosen.read, "").capitalize(),
        "needs": NEEDS.get(chosen.needs, "").capitalize(),
        "since": f"From {chosen.since}",
        "until": f"To {chosen.until}",
    }
    order = {} if sort == "score" else {"sort": sort}
    return tuple(
        (label, home_url(query, replace(chosen, **_without(name)), **order))
        for name, label in labels.items()
        if getattr(chosen, name)
    )


def _without(name: str) -> dict[str, Any]:
    """The attributes of a filter to empty with one of them: a talk belongs to its post."""
    return {"post": "", "talk": ()} if name == "post" else {name: () if name == "talk" else ""}


def query_parameters(query: str, chosen: CardFilter | None) -> Mapping[str, str]:
    """A search and a filter as parameters of an address."""
    parameters = {"q": query}
    if chosen is not None:
        talk = json.dumps(chosen.talk, ensure_ascii=False) if chosen.talk else ""
        parameters |= {"post": chosen.post, "talk": talk, "tag": chosen.tag}
        parameters |= {"since": chosen.since, "until": chosen.until, "kind": chosen.kind}
        parameters |= {"lang": chosen.lang, "read": chosen.read, "needs": chosen.needs}
    return {name: value for name, value in parameters.items() if value}


def card_of(slide: Slide) -> Card:
    """The summary of a slide."""
    return Card.of(slide)


def open_url(link: Link) -> str | None:
    """The link's address if it is absolute, so that a browser can open it."""
    url = web_address(link.url)
    return url if url and not url.startswith("/") else None


def name_of(image: str) -> str:
    """File name of a photo, without its folder."""
    return image.rpartition("/")[2]


def corners_of(slide: Slide) -> list[list[float]]:
    """The initial quad of the dialog that sets corners."""
    return (slide.detection.quad or _inset(slide.photo)).to_json()


def _inset(photo: Photo) -> PhotoQuad:
    """A quad inside the photo, so that a pointer can grab its corners."""
    x, y = photo.width * INSET_SHARE, photo.height * INSET_SHARE
    return PhotoQuad(
        (x, y), (photo.width - x, y), (photo.width - x, photo.height - y), (x, photo.height - y)
    )
