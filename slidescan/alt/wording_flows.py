"""What a text says about the boxes of a flow in words: “the queue feeds the table”.

All words may stand on the slide, and subject and object may still be swapped. Where the arrows of a
slide are known, two boxes in a clause with a verb between them claim that one leads to the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from slidescan.alt.wording_claims import edges_of, without_asides
from slidescan.core.records import Slide, SlideStructure
from slidescan.core.text import is_stop_word, words

KIND = "flow"
"""The kind of structure whose arrows are known. Lines of a hierarchy lead both ways: “leads”,
“reports to”."""

MAX_BETWEEN_WORDS = 6
"""Boxes that stand further apart in a clause are not subject and object of one verb."""

_CLAUSE = re.compile(r"[;:,.!?](?!\d)|\n|\s[–—-]\s")

_REVERSING_WORDS = frozenset(
    ("from", "by", "after", "out", "off", "von", "vom", "durch", "aus", "per", "par", "depuis",
     "apres", "desde", "despues")
)  # fmt: skip
"""Folded words after which the box stands that leads to the one before."""

_TAKING_STARTS = (
    "receiv", "get", "take", "read", "pull", "fetch", "consum", "follow", "need", "depend", "use",
    "subscrib", "await", "query", "queries", "load", "import", "request", "ask", "poll", "watch",
    "listen", "own", "contain", "belong", "empfang", "erhalt", "bekomm", "lies", "lest", "nimm",
    "hol", "folg", "brauch", "nutz", "frag", "wart", "abonn", "recoi", "lit", "prend", "suit",
    "util", "demand", "attend", "recib", "lee", "toma", "sigue", "usa", "pide", "espera",
)  # fmt: skip
"""Beginnings of folded verbs whose subject takes: which way their arrow is drawn varies."""

_JOINING_WORDS = frozenset(
    ("and", "or", "with", "plus", "versus", "vs", "und", "oder", "mit", "sowie", "et", "ou", "avec",
     "y", "e", "o", "con", "as", "than", "like", "which", "what", "that", "where", "when", "while",
     "who", "whose", "welche", "welcher", "welches", "wo", "wenn", "que", "qui", "dont", "donde",
     "cuando")
)  # fmt: skip
"""Folded words that list boxes, or begin another clause: they claim nothing."""


class Mention(NamedTuple):
    """A box of a flow in a clause.

    Attributes:
        node: Its index.
        start, end: The words of the clause that name it.
    """

    node: int
    start: int
    end: int


def turned_flows(text: str, slide: Slide) -> tuple[str, ...]:
    """Claims of a text that one box leads to another, of which the slide shows the reverse alone.

    Args:
        text: The text.
        slide: The slide; one without a flow turns nothing.
    """
    structure = slide.structure
    if structure is None or structure.kind != KIND or not structure.edges:
        return ()
    leads = set(edges_of(structure))
    lines = [tuple(words(line)) for line in slide.text.splitlines()]
    turned = []
    for clause in _CLAUSE.split(without_asides(text, slide)):
        clause_words = words(clause)
        for first, second in pairwise(_mentions(clause_words, structure)):
            between = clause_words[first.end : second.start]
            source, target = _claimed(first, second, between, structure)
            if (source, target) in leads or (target, source) not in leads:
                continue
            if not _is_quoted(clause_words[first.start : second.end], lines):
                turned.append(f"“{' '.join(clause_words[first.start : second.end])}”")
    return tuple(dict.fromkeys(turned))


def _claimed(
    first: Mention, second: Mention, between: Sequence[str], structure: SlideStructure
) -> tuple[int, int]:
    """What leads to what by the words between two boxes; the same box twice for no claim."""
    is_reversed = any(word in _REVERSING_WORDS for word in between)
    verbs = [word for word in between if not is_stop_word(word) and word not in _REVERSING_WORDS]
    none = (first.node, first.node)
    if len(between) > MAX_BETWEEN_WORDS or any(word in _JOINING_WORDS for word in between):
        return none
    if is_reversed:
        return second.node, first.node
    if not verbs:
        return none
    labels = {word for label in structure.labels for word in words(label)}
    if any(word.startswith(_TAKING_STARTS) and word not in labels for word in verbs):
        return none
    return first.node, second.node


def _mentions(clause_words: Sequence[str], structure: SlideStructure) -> Iterator[Mention]:
    """Yields the boxes that a clause names, by all of their words or by one that no other has."""
    node_words = [tuple(words(node)) for node in structure.nodes]
    holders = Counter(word for name in node_words for word in set(name))
    at = 0
    while at < len(clause_words):
        node = _node_at(clause_words, at, node_words, holders)
        if node is None:
            at += 1
            continue
        end = at + 1
        while end < len(clause_words) and clause_words[end] in node_words[node]:
            end += 1
        yield Mention(node, at, end)
        at = end


def _node_at(
    clause_words: Sequence[str],
    at: int,
    node_words: Sequence[tuple[str, ...]],
    holders: Counter[str],
) -> int | None:
    """The box that is named at a word; None if there is none, or several are."""
    complete = [
        i
        for i, name in enumerate(node_words)
        if name and tuple(clause_words[at : at + len(name)]) == name
    ]
    if complete:
        length = max(len(node_words[i]) for i in complete)
        best = [i for i in complete if len(node_words[i]) == length]
        return best[0] if len(best) == 1 else None
    word = clause_words[at]
    if is_stop_word(word) or holders[word] != 1:
        return None
    return next(i for i, name in enumerate(node_words) if word in name)


def _is_quoted(clause_words: Sequence[str], lines: Collection[Sequence[str]]) -> bool:
    """Whether a line of the slide has these words, function words aside, in this order."""
    wanted = [word for word in clause_words if not is_stop_word(word)]
    for line in lines:
        rest = iter(line)
        if all(word in rest for word in wanted):
            return True
    return False
