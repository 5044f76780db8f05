"""Sentences for messages: the ways in their order, each message once, and no way alone."""

from __future__ import annotations

from support.factories import line

from slidescan.alt.draft import Draft
from slidescan.alt.patterns.messages import draft
from slidescan.alt.phrases import Wording
from slidescan.alt.punctuation import punctuation_of
from slidescan.alt.sentence import fitting_sentence
from slidescan.layout.blocks import Point
from slidescan.layout.structures.messages import Message, Messages

WORDING = Wording("en")


def point(text: str) -> Point:
    return Point(text, 1, (line(text),))


def said(draft: Draft, most: int = 150) -> str:
    return fitting_sentence(draft, most, punctuation_of("en", "Lake"))


def exchange(*texts: tuple[int, str]) -> Messages:
    """Messages of the client (0) and the server (1)."""
    messages = tuple(Message(sender, 1 - sender, point(text)) for sender, text in texts)
    return Messages((point("Client"), point("Server")), messages, (), 0.97)


def test_what_goes_one_way_is_said_together_and_once() -> None:
    messages = exchange((0, "open"), (1, "data"), (0, "list"), (1, "data"))
    assert said(draft(messages, "A session", WORDING)) == (
        "A session: from Client to Server: open, list; from Server to Client: data."
    )


def test_without_a_title_it_is_a_diagram() -> None:
    text = said(draft(exchange((0, "open"), (1, "data")), "", WORDING))
    assert text == "Diagram: from Client to Server: open; from Server to Client: data."


def test_if_the_room_is_short_a_way_is_not_said_without_a_message() -> None:
    messages = exchange((0, "open the session"), (1, "here are all the orders of today"))
    assert said(draft(messages, "A session", WORDING), 60) == (
        "A session: from Client to Server: open the session."
    )
