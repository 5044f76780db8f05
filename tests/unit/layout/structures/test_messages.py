"""Messages of made slides: who sends what to whom, in which order, or nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from decks import font
from PIL import Image, ImageDraw

from slidescan.core.geometry import FlatQuad, PhotoQuad
from slidescan.core.records import Line, Role, SlideStructure
from slidescan.imaging.drawing.finder import find_drawing
from slidescan.layout.structure import outline

SIZE = (1280, 720)
CALLS = ("open the session", "session 17", "list the orders", "three orders", "close", "bye")
FROM_CLIENT = (True, False, True, False, True, False)


class Sheet:
    """A slide with two boxes and arrows between them."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", SIZE, (250, 250, 245))
        self.draw = ImageDraw.Draw(self.image)
        self.lines: list[Line] = []

    def text(self, text: str, x: float, y: float, size: int = 22, role: Role = "body") -> None:
        letters = font("sans", size)
        self.draw.text((x, y), text, font=letters, fill=(30, 30, 40), anchor="mm")
        box = self.draw.textbbox((x, y), text, font=letters, anchor="mm")
        quad = PhotoQuad.rectangle(box[2] - box[0], box[3] - box[1]).moved(box[0], box[1])
        self.lines.append(replace(Line(text, 0.99, quad), role=role))

    def box(self, name: str, left: float, right: float) -> None:
        self.draw.rectangle((left, 130, right, 640), fill=(205, 225, 245), outline=(40, 60, 90))
        self.text(name, (left + right) / 2, 385, 24)

    def arrow(self, start: tuple[float, float], stop: tuple[float, float], head: int = 16) -> None:
        self.draw.line((*start, *stop), fill=(30, 30, 40), width=3)
        (x, y), back = stop, head if stop[0] < start[0] else -head
        self.draw.polygon(
            ((x, y), (x + back, y - head / 2), (x + back, y + head / 2)), fill=(30, 30, 40)
        )

    def structure(self) -> SlideStructure:
        pixels = np.ascontiguousarray(np.asarray(self.image)[..., ::-1])
        quads = [FlatQuad(*line.quad.corners) for line in self.lines]
        drawing = find_drawing(pixels, quads)
        return outline(self.lines, PhotoQuad.rectangle(*SIZE), drawing=drawing).structure.summary()


def exchange(count: int = 6, *, side: int = -1, rise: float = 0.0, skip: int = -1) -> Sheet:
    """Two boxes and so many messages; `side` is that of the label, `skip` has no label."""
    sheet = Sheet()
    sheet.text("A session", 640, 60, 40, "title")
    sheet.box("Client", 140, 290)
    sheet.box("Server", 990, 1140)
    for i in range(count):
        y = 190 + 440 * i / count
        ends = ((298, y), (982, y + rise))
        sheet.arrow(*(ends if FROM_CLIENT[i] else ends[::-1]))
        if i != skip:
            sheet.text(CALLS[i], 640, y + rise / 2 + side * 20)
    return sheet


@pytest.mark.parametrize("count", [3, 4, 6])
@pytest.mark.parametrize("side", [-1, 1], ids=["above", "below"])
def test_messages_have_a_sender_a_receiver_and_an_order(count: int, side: int) -> None:
    structure = exchange(count, side=side).structure()
    assert structure.kind == "messages"
    assert structure.nodes == CALLS[:count]
    ways = tuple(
        ("Client → Server" if from_client else "Server → Client",)
        for from_client in FROM_CLIENT[:count]
    )
    assert structure.details == ways


def test_without_a_label_for_each_arrow_there_are_no_messages() -> None:
    assert exchange(skip=2).structure().kind != "messages"


def test_arrows_that_rise_are_no_messages() -> None:
    assert exchange(3, rise=120).structure().kind != "messages"


def test_two_arrows_are_a_flow() -> None:
    assert exchange(2).structure().kind != "messages"


def test_a_label_half_way_between_two_arrows_belongs_to_neither() -> None:
    sheet = exchange(6, side=-1, skip=3)
    sheet.text("half way", 640, 190 + 440 * 2.5 / 6)
    assert sheet.structure().kind != "messages"


def test_the_arrow_of_a_label_may_be_missing() -> None:
    sheet = exchange(4)
    sheet.text("and no arrow", 640, 190 + 440 * 3 / 4 + 90)
    structure = sheet.structure()
    assert structure.nodes == CALLS[:4]
