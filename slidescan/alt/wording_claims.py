"""What a text claims about a slide beyond its words: numbers, what leads to what, denials.

Every word of a text may stand on the slide, and the text may still be wrong: the number of another
row, an arrow the other way round, a “not” that is missing. Each function returns such claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from slidescan.core.records import Slide, SlideStructure
from slidescan.core.text import is_stop_word, words

MAX_NEGATION_WORDS = 3
"""A denial reaches so many words ahead."""

MIN_SUBJECT_CHARS = 3
"""A shorter word doesn't tell what a number is about."""

PERCENT_WORDS = frozenset({"percent", "prozent"})
"""Folded words for the sign `%`."""

_NUMBER = re.compile(
    r"(?<!\w)(?P<sign>[-−–+]?)(?P<before>[$€£¥]?)[ ]?(?P<value>\d+(?:[.,]\d+)*)"
    r"\s?(?P<after>[%‰€$£¥°]|percent\b|prozent\b)?",
    re.IGNORECASE,
)
_BULLET_DASH = re.compile(r"^[ \t]*[-–][ \t]*(?=\d)", re.MULTILINE)
_GROUPED = re.compile(r"[.,](?=\d{3}(?:\D|$))")
_CLAUSE = re.compile(r"[;:,.!?](?!\d)|\n|\s[–—-]\s")
_FROM_TO = re.compile(
    r"\b(?:from|von|vom|de|du|des|del)\s+(?P<left>[^,;:.]+?)"
    r"\s+(?:to|into|auf|nach|zu|zum|zur|à|vers|au|aux|a|al|hacia)\s+(?P<right>[^,;:.]+)",
    re.IGNORECASE,
)
_LEADS_TO = re.compile(
    r"(?P<left>[^,;:.→⇒➔]+?)\s*(?:\b(?:to|into|then|nach|vers|hacia)\b|→|⇒|➔|->)"
    r"\s*(?=(?P<right>[^,;:.→⇒➔]+))",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]")
_ARROW = re.compile(r"→|⇒|➔|->")
_NEGATION_LIST = (
    "not no never none without cannot cant dont doesnt didnt isnt arent wont nor neither"
    " nicht kein keine keinen keinem keiner ohne nie niemals weder"
    " pas sans jamais aucun aucune sin nunca ningun ninguna ni non senza niet geen zonder"
)
"""Folded words that deny what follows them."""

_NEGATIONS = frozenset(_NEGATION_LIST.split())

_ORDERED_KINDS = ("steps", "timeline")
"""Kinds of structures whose nodes follow each other without connectors."""


class Number(NamedTuple):
    """A number with what changes its meaning: its sign and its unit."""

    sign: str
    value: str
    unit: str


def foreign_numbers(text: str, slide: Slide) -> tuple[str, ...]:
    """Numbers of a text that the slide doesn't show, or shows with another sign, unit or subject.

    Args:
        text: The text.
        slide: The slide.
    """
    on_slide = {number for number, _ in _numbers(_BULLET_DASH.sub("", slide.text))}
    foreign = [written for number, written in _numbers(text) if not _is_among(number, on_slide)]
    return tuple(dict.fromkeys((*foreign, *_misplaced_numbers(text, slide))))


def _numbers(text: str) -> Iterator[tuple[Number, str]]:
    for match in _NUMBER.finditer(text):
        sign = "" if not match["sign"] else "+" if match["sign"] == "+" else "-"
        unit = (match["after"] or match["before"] or "").casefold()
        unit = "%" if unit in PERCENT_WORDS else unit
        yield Number(sign, _GROUPED.sub("", match["value"]), unit), match[0].strip()


def _is_among(number: Number, on_slide: set[Number]) -> bool:
    """Whether a slide shows a number; a plus may be left out, a minus and a unit may not."""
    if number in on_slide:
        return True
    return not number.sign and number._replace(sign="+") in on_slide


def _misplaced_numbers(text: str, slide: Slide) -> Iterator[str]:
    """Numbers beside words with which they never stand together on the slide."""
    groups = [frozenset(words(group)) for group in _groups(slide)]
    title = {*words(slide.title or "")}
    for clause in _CLAUSE.split(text):
        subject = {
            word
            for word in words(clause)
            if len(word) >= MIN_SUBJECT_CHARS
            and not word[0].isdigit()
            and word not in title
            and not is_stop_word(word)
        }
        subject &= frozenset().union(*groups) if groups else frozenset()
        if not subject:
            continue
        for number, written in _numbers(clause):
            holding = [group for group in groups if {*words(number.value)} <= group]
            if holding and not any(subject & group for group in holding):
                yield f"{written} ({clause.strip()})"


def _groups(slide: Slide) -> Iterator[str]:
    """Texts that belong together: rows of a table, lines, nodes with details.

    A line with nothing but numbers belongs to the lines beside it.
    """
    structure = slide.structure
    if structure is not None and structure.rows:
        header = " ".join(structure.header)
        for row in structure.rows:
            yield " ".join((header, *row))
        in_rows = " ".join((header, *(cell for row in structure.rows for cell in row)))
        cells = {*words(in_rows)}
        lines = [line for line in slide.text.splitlines() if not {*words(line)} <= cells]
    else:
        lines = slide.text.splitlines()
    yield from lines
    for first, second in pairwise(lines):
        if _is_bare(first) or _is_bare(second):
            yield f"{first} {second}"
    if structure is not None:
        for number, node in enumerate(structure.nodes):
            details = structure.details[number] if number < len(structure.details) else ()
            yield " ".join((node, *details))


def _is_bare(line: str) -> bool:
    """Whether a line has nothing but numbers and their units."""
    return all(word[0].isdigit() for word in words(line))


def turned_directions(text: str, slide: Slide) -> tuple[str, ...]:
    """Claims that one thing leads to another, of which the slide shows the reverse alone."""
    leads = _edges(slide)
    lines = [words(line) for line in slide.text.splitlines()]
    turned = [
        f"“{left} … {right}”"
        for left, right, is_explicit in _claims(without_asides(text, slide))
        if _is_turned(left, right, leads, lines if is_explicit else ())
    ]
    return tuple(dict.fromkeys(turned))


def without_asides(text: str, slide: Slide) -> str:
    """A text without what stands in brackets, unless that names a node: it claims nothing."""
    nodes = slide.structure.nodes if slide.structure else ()
    in_nodes = {word for node in nodes for word in words(node) if not is_stop_word(word)}
    return _ASIDE.sub(lambda aside: aside[0] if in_nodes & {*words(aside[0])} else "", text)


def _claims(text: str) -> Iterator[tuple[str, str, bool]]:
    """Pairs of words of which the first leads to the second, and whether that is explicit.

    “To” alone may also begin an infinitive.
    """
    for match in _FROM_TO.finditer(text):
        yield from _ends(match["left"], match["right"], is_explicit=True)
    for match in _LEADS_TO.finditer(text):
        joint = text[match.end("left") : match.start("right")]
        yield from _ends(match["left"], match["right"], is_explicit=bool(_ARROW.search(joint)))


def _ends(left: str, right: str, *, is_explicit: bool) -> Iterator[tuple[str, str, bool]]:
    before = [word for word in words(left) if not is_stop_word(word)]
    after = [word for word in words(right) if not is_stop_word(word)]
    if before and after and before[-1] != after[0]:
        yield before[-1], after[0], is_explicit


def _is_turned(
    left: str,
    right: str,
    leads: Sequence[tuple[frozenset[str], frozenset[str]]],
    lines: Sequence[Sequence[str]],
) -> bool:
    forward = any(left in source and right in target for source, target in leads)
    backward = any(right in source and left in target for source, target in leads)
    for line in lines:
        firsts = [i for i, word in enumerate(line) if word == left]
        seconds = [i for i, word in enumerate(line) if word == right]
        if firsts and seconds:
            forward |= min(firsts) < max(seconds)
            backward |= min(seconds) < max(firsts)
    return backward and not forward


def _edges(slide: Slide) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The words of parts of a slide, and those of the parts that they lead to, by any way."""
    structure = slide.structure
    if structure is None:
        return []
    node_words = [frozenset(words(node)) for node in structure.nodes]
    return [(node_words[source], node_words[target]) for source, target in edges_of(structure)]


def edges_of(structure: SlideStructure) -> list[tuple[int, int]]:
    """The indexes of nodes, and of those that they lead to, by any way."""
    pairs = list(structure.edges)
    if not pairs and structure.kind in _ORDERED_KINDS:
        pairs = list(pairwise(range(len(structure.nodes))))
    following: dict[int, set[int]] = {}
    for source, target in pairs:
        following.setdefault(source, set()).add(target)
    return [
        (source, target)
        for source in following
        for target in _reachable(source, following)
        if max(source, target) < len(structure.nodes)
    ]


def _reachable(start: int, following: dict[int, set[int]]) -> set[int]:
    reached: set[int] = set()
    waiting = [start]
    while waiting:
        for target in following.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def dropped_negations(text: str, slide: Slide) -> tuple[str, ...]:
    """Denials of the slide whose words a text repeats without the denial."""
    proposed, on_slide = words(text), words(slide.text)
    dropped = []
    for at, word in enumerate(on_slide):
        if word not in _NEGATIONS:
            continue
        ahead = on_slide[at + 1 : at + 1 + MAX_NEGATION_WORDS]
        denied = next((w for w in ahead if w not in _NEGATIONS and not is_stop_word(w)), None)
        if denied is None or denied not in proposed or _affirms(denied, on_slide):
            continue
        if _affirms(denied, proposed):
            dropped.append(f"“{word} {denied}”")
    return tuple(dict.fromkeys(dropped))


def _affirms(word: str, text: Sequence[str]) -> bool:
    """Whether a word stands somewhere in a text without a denial before it."""
    return any(w == word and not _is_denied(at, text) for at, w in enumerate(text))


def _is_denied(at: int, text: Sequence[str]) -> bool:
    return any(w in _NEGATIONS for w in text[max(0, at - MAX_NEGATION_WORDS) : at])
