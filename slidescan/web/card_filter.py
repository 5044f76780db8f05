"""Filters of slides: what a card must show, and what the counts beside each choice mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from slidescan.core.records import Card, Link
from slidescan.errors import UsageError
from slidescan.search.filters import day_range
from slidescan.web.models import Short

MIN_HIGH_CONFIDENCE, MIN_MEDIUM_CONFIDENCE = 0.95, 0.85
"""The mean confidence of a slide's characters from which its reading counts as sure, and as fair.
Of 93 slides of four events, 87 are above the first, and one is below the second."""

READ_BANDS = {
    "sure": "read surely",
    "fair": "read with some doubt",
    "unsure": "read with much doubt",
    "no-text": "no text read",
    "unknown": "not known",
}
"""How surely a slide was read, the surest first."""

NEEDS = {"alt": "needs an alt text", "address": "no address known", "post": "in no post"}
"""What a slide may lack."""


Lack: TypeAlias = Callable[[Card, frozenset[str]], bool]
"""Whether a slide lacks something, given the photos that need an alt text."""

LACKS: Mapping[str, Lack] = {
    "alt": lambda card, needing_alt: card.image in needing_alt,
    "address": lambda card, _: any(link.url is None for link in card.links),
    "post": lambda card, _: not card.links,
}
"""By the names in `NEEDS`."""


def read_band(card: Card) -> str:
    """How surely a slide was read: one of `READ_BANDS`."""
    if card.textless:
        return "no-text"
    if card.confidence is None:
        return "unknown"
    if card.confidence >= MIN_HIGH_CONFIDENCE:
        return "sure"
    return "fair" if card.confidence >= MIN_MEDIUM_CONFIDENCE else "unsure"


@dataclass(frozen=True, slots=True)
class CardFilter:
    """A filter of cards; empty attributes filter nothing.

    Attributes:
        post: A post's path.
        talk: Headings of the post, outermost first; matches slides of this section and below.
        tag: A tag.
        since: The first day.
        until: The last day.
        kind: The kind of the photo.
        lang: ISO 639-1 code of the slide's language.
        read: How surely it was read: one of `READ_BANDS`.
        needs: What it lacks: one of `NEEDS`.
        needing_alt: The photos that need an alt text in a post, if `needs` is `alt`.
    """

    post: str = ""
    talk: tuple[str, ...] = ()
    tag: str = ""
    since: str = ""
    until: str = ""
    kind: str = ""
    lang: str = ""
    read: str = ""
    needs: str = ""
    needing_alt: frozenset[str] = field(default=frozenset(), repr=False)

    def __bool__(self) -> bool:
        return self.narrows_links or any((self.kind, self.lang, self.read, self.needs))

    @property
    def narrows_links(self) -> bool:
        """Whether it asks for posts, talks, tags or days."""
        return any((self.post, self.talk, self.tag, self.since, self.until))

    def admits(self, link: Link) -> bool:
        """Whether a link passes the filter."""
        return (
            (not self.post or link.post == self.post)
            and link.section[: len(self.talk)] == self.talk
            and (not self.tag or self.tag in link.tags)
            and (not self.since or (link.date or "") >= self.since)
            and (not self.until or (link.date or "9999") <= self.until)
        )

    def matches(self, card: Card) -> bool:
        """Whether a slide passes the filter."""
        return not self or (self.matches_links(card) and not any(True for _ in self.unmet(card)))

    def matches_links(self, card: Card) -> bool:
        """Whether a slide passes the part of the filter that concerns posts and days."""
        if not self.narrows_links:
            return True
        if any(self.admits(link) for link in card.links):
            return True
        dated = not (self.post or self.talk or self.tag) and not card.links and card.date
        return bool(dated and self.since <= dated <= (self.until or "9999"))

    def unmet(self, card: Card) -> Iterator[str]:
        """Yields the names of the other parts of the filter that a slide doesn't pass."""
        if self.kind and card.kind != self.kind:
            yield "kind"
        if self.lang and (card.textless or card.language != self.lang):
            yield "lang"
        if self.read and read_band(card) != self.read:
            yield "read"
        if self.needs and not LACKS[self.needs](card, self.needing_alt):
            yield "needs"


@dataclass(frozen=True, slots=True)
class FilterParameters:
    """The filter in the query string of an address, unchecked; a dependency of routes.

    Attributes: as in `CardFilter`; `talk` is a list of headings as JSON.
    """

    post: Short = ""
    talk: Short = ""
    tag: Short = ""
    since: Short = ""
    until: Short = ""
    kind: Short = ""
    lang: Short = ""
    read: Short = ""
    needs: Short = ""

    def parsed(self) -> CardFilter:
        """The filter, still without the photos that need an alt text.

        Raises:
            UsageError: A value can't be understood.
        """
        try:
            headings = json.loads(self.talk) if self.talk else []
            if not isinstance(headings, list) or not all(isinstance(h, str) for h in headings):
                raise TypeError
        except (ValueError, TypeError, RecursionError) as error:
            raise UsageError("there is no such talk", "choose one from the list") from error
        try:
            first = day_range(self.since)[0] if self.since else ""
            last = day_range(self.until)[1] if self.until else ""
        except ValueError as error:
            raise UsageError("that is not a date", "write it as 2017-11-29") from error
        for name, value, choices in (
            ("reading", self.read, READ_BANDS),
            ("need", self.needs, NEEDS),
        ):
            if value and value not in choices:
                raise UsageError(
                    f"there is no {name} “{value}”", f"choose from {', '.join(choices)}"
                )
        return CardFilter(
            *(self.post, tuple(headings), self.tag, first, last),
            *(self.kind, self.lang, self.read, self.needs),
        )
