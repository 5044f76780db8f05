"""Makes the alt texts of an event's different slides differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

MAX_DISTINCT_PHRASES = 2
"""Distinct phrases at the start of an ambiguous alt text; two leave room for others."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of the slides of an event that have the same alt text by themselves.

    Attributes:
        image: The photo's path below the site.
        description: A digest of its long description; slides with the same one are the same slide.
        phrases: The phrases of the slide, besides the title, in order.
    """

    image: str
    description: str
    phrases: tuple[str, ...]


def distinct_phrases(members: Iterable[Member]) -> dict[str, tuple[str, ...]]:
    """The phrases that each alt text shall start with, by image: those that no other slide has.

    Slides with the same description are the same slide, and need not differ.
    """
    listed = list(members)
    descriptions: dict[str, set[str]] = defaultdict(set)
    for member in listed:
        for phrase in member.phrases:
            descriptions[phrase].add(member.description)
    is_one_slide = len({member.description for member in listed}) == 1
    return {
        member.image: ()
        if is_one_slide
        else tuple(p for p in member.phrases if len(descriptions[p]) == 1)[:MAX_DISTINCT_PHRASES]
        for member in listed
    }
