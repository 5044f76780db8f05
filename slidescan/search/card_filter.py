"""Filters of slides: what a list shows, as a condition in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from slidescan.store.backends.protocol import Value
from slidescan.store.cards import CONFIDENCE_STEPS, NO_POST
from slidescan.store.serialization import dumps

MIN_HIGH_CONFIDENCE, MIN_MEDIUM_CONFIDENCE = 0.95, 0.85
"""The mean confidence of a slide's characters from which its reading counts as sure, and as fair.
Of 93 slides of four events, 87 are above the first, and one is below the second."""

_HIGH = round(MIN_HIGH_CONFIDENCE * CONFIDENCE_STEPS)
_MEDIUM = round(MIN_MEDIUM_CONFIDENCE * CONFIDENCE_STEPS)

READ_CONDITIONS: Mapping[str, str] = {
    "no-text": "c.textless",
    "unknown": "NOT c.textless AND c.confidence < 0",
    "sure": f"NOT c.textless AND c.confidence >= {_HIGH}",
    "fair": f"NOT c.textless AND c.confidence >= {_MEDIUM} AND c.confidence < {_HIGH}",
    "unsure": f"NOT c.textless AND c.confidence >= 0 AND c.confidence < {_MEDIUM}",
}
"""How surely a slide was read; one condition holds for each slide."""

NEED_CONDITIONS: Mapping[str, str] = {"address": "c.lacks_address", "post": "NOT c.linked"}
"""What a slide may lack, besides an alt text, which only its posts tell."""

NEEDS_ALT = "alt"
"""The need of an alt text; the caller tells which photos have it."""


@dataclass(frozen=True, slots=True)
class CardFilter:
    """A filter of slides; empty attributes filter nothing.

    Attributes:
        post: A post's path.
        talk: Headings of the post, outermost first; matches slides of this section and below.
        tag: A tag.
        since: The first day.
        until: The last day.
        kind: The kind of the photo.
        lang: ISO 639-1 code of the slide's language.
        read: How surely it was read: a key of `READ_CONDITIONS`.
        needs: What it lacks: a key of `NEED_CONDITIONS`, or `NEEDS_ALT`.
        needing_alt: The photos that need an alt text in a post, if `needs` is `NEEDS_ALT`.
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

    @property
    def narrows_posts(self) -> bool:
        """Whether it asks for posts, talks or tags, which a slide in no post hasn't."""
        return any((self.post, self.talk, self.tag))


@dataclass(frozen=True, slots=True)
class Sql:
    """A part of a statement, and its values in order."""

    text: str
    values: tuple[Value, ...] = ()

    @classmethod
    def all_of(cls, conditions: Iterable[Sql]) -> Sql:
        """The condition that holds if all of some conditions do."""
        each = list(conditions)
        text = " AND ".join(f"({one.text})" for one in each) or "TRUE"
        return cls(text, tuple(value for one in each for value in one.values))


def rows_of(chosen: CardFilter, text_list: str, without: str = "") -> Sql:
    """SQL that selects the slides that pass a filter.

    Each row holds the columns of the card, then `at_day`, `at_post` and `at_line`: where the slide
    stands in the list. That is the place of its latest link that passes the filter.

    Args:
        chosen: The filter.
        text_list: SQL for a list of texts; see `Database.text_list`.
        without: A part of the filter to leave out: `kind`, `lang`, `read` or `needs`.
    """
    of_card = Sql.all_of(_card_conditions(chosen, text_list, without))
    if not chosen.narrows_links:
        return Sql(
            "SELECT c.*, c.day AS at_day, c.post AS at_post, c.line AS at_line FROM cards c"  # noqa: S608
            f" WHERE {of_card.text}",
            of_card.values,
        )
    links = Sql.all_of(_link_conditions(chosen))
    linked = (
        "SELECT c.*, a.at_day, a.at_post, a.at_line FROM"  # noqa: S608
        " (SELECT image, day AS at_day, post AS at_post, line AS at_line, row_number()"
        " OVER (PARTITION BY image ORDER BY day DESC, post DESC, line) AS latest"
        f" FROM card_links l WHERE {links.text}) a"
        f" JOIN cards c ON c.image = a.image WHERE a.latest = 1 AND {of_card.text}"
    )
    values = (*links.values, *of_card.values)
    if chosen.narrows_posts:
        return Sql(linked, values)
    # The day of a photo that no post shows is that of the photo.
    days = Sql.all_of(_day_conditions(chosen, "c.day"))
    unlinked = (
        f"SELECT c.*, c.day AS at_day, '{NO_POST}' AS at_post, 0 AS at_line"  # noqa: S608
        f" FROM cards c WHERE NOT c.linked AND {days.text} AND {of_card.text}"
    )
    return Sql(f"{linked} UNION ALL {unlinked}", (*values, *days.values, *of_card.values))


def _card_conditions(chosen: CardFilter, text_list: str, without: str) -> Iterable[Sql]:
    if chosen.kind and without != "kind":
        yield Sql("c.kind = ?", (chosen.kind,))
    if chosen.lang and without != "lang":
        yield Sql("NOT c.textless AND c.language = ?", (chosen.lang,))
    if chosen.read and without != "read":
        yield Sql(READ_CONDITIONS[chosen.read])
    if chosen.needs and without != "needs":
        yield need_condition(chosen.needs, chosen.needing_alt, text_list)


def need_condition(need: str, needing_alt: Iterable[str], text_list: str) -> Sql:
    """The condition that a slide lacks something."""
    if need == NEEDS_ALT:
        return Sql(f"c.image IN {text_list}", (dumps(sorted(needing_alt)),))
    return Sql(NEED_CONDITIONS[need])


def _link_conditions(chosen: CardFilter) -> Iterable[Sql]:
    if chosen.post:
        yield Sql("l.post = ?", (chosen.post,))
    if chosen.talk:
        path = dumps(list(chosen.talk))
        start = f"{path[:-1]},"
        yield Sql("l.section = ? OR substr(l.section, 1, ?) = ?", (path, len(start), start))
    if chosen.tag:
        yield Sql("l.post IN (SELECT post FROM card_tags WHERE tag = ?)", (chosen.tag,))
    yield from _day_conditions(chosen, "l.day")


def _day_conditions(chosen: CardFilter, column: str) -> Iterable[Sql]:
    if chosen.since:
        yield Sql(f"{column} >= ?", (chosen.since,))
    if chosen.until:
        # A link without a day passes no last day.
        yield Sql(f"{column} <> '' AND {column} <= ?", (chosen.until,))
