"""Sentences for points, and the phrases of blocks in reading order."""

from __future__ import annotations

import re
import statistics
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from slidescan.alt.continued_title import with_continued_title
from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.hidden_words import interrupted
from slidescan.alt.kind_words import kind_word
from slidescan.alt.phrases import MAX_LABEL_WORDS, Wording
from slidescan.alt.shorten import ends_inside, shorter_forms
from slidescan.layout.blocks import Block, Chart, Code, Point, Points, Table
from slidescan.layout.structures.agenda import Agenda
from slidescan.layout.structures.point_list import PointList
from slidescan.layout.structures.text import PlainText

MIN_SENTENCE_POINT_WORDS, MIN_DRAWN_LABELS, MIN_RANKED_LABELS, RANK_LABELS = 4, 2, 4, 30
"""Points of at most two words beside points of at least four are the labels of a drawing, if there
are two beside shapes, or else four; they come after the points."""

MIN_SENTENCES_ALONE = 3
"""Beside at least this many points of several words, acronyms alone are left out."""

MAX_ACRONYM_CHARS = 4
"""An acronym has at most this many letters."""

MIN_ELIDED_WORDS, MIN_ELIDED_NOUN_CHARS = 2, 6
"""What is left of a phrase without the words that it shares with the one before has at least this
many words; a noun that is shared alone, before a preposition, has this many letters."""

MIN_ELIDED_SENTENCE_WORDS = 5
"""Sentences that share several words have at least this many words."""

_OF = re.compile(r"of|for|de|des|du|d['’]\w+|della?|dei|do|da|von|für|van|voor")

MAX_SCRAPS, MIN_UNCERTAIN_PER_SCRAP = 2, 3
"""At most so many labels are scraps; if they are all that was read surely, there are so many
doubtful ones for each."""

MIN_APART_WORDS = 6
"""Labels stand behind the sentences if one of these has at least this many words."""

MAX_DIAGRAM_LABEL_WORDS = 3
"""In a diagram, a label has at most this many words."""

MAX_LONG_LABEL_WORDS, MIN_LABEL_SHARE = 4, 0.6
"""A point of at most so many words is a label, too, in a row of which this share are labels."""

MIN_CAPITALISED, MIN_CAPITALISED_SHARE = 3, 0.66
"""If at least this many points, and this share of them, begin with capitals, all begin so."""

MIN_LABEL_SIZE = 0.7
"""The letters of a label are at least this high, in heights of the sentences beside it."""

MAX_EDGE_WORDS, RANK_AT_EDGE = 2, 70
"""At most this many words at the slide's edge may be a logo; they come after all else."""


def draft(structure: PointList | PlainText | Agenda, title: str, wording: Wording) -> Draft:
    """The title, then the points in reading order; sentences are chosen before labels."""
    is_diagram = isinstance(structure, PlainText) and structure.is_diagram
    is_drawn = isinstance(structure, PlainText) and structure.has_shapes
    label_words = MAX_DIAGRAM_LABEL_WORDS if is_drawn else MAX_LABEL_WORDS
    blocks = map(_with_messages, structure.blocks) if is_drawn else structure.blocks
    phrases = without_scraps(block_phrases(blocks, wording), structure.blocks, title, wording)
    phrases = elided(ranked(phrases, label_words, is_drawn=is_drawn))
    if is_diagram:
        lead = kind_word("diagram", wording.language)
        return Draft(title, tuple(phrases), lead, is_lead_optional=True)
    return with_continued_title(Draft(title, tuple(phrases)), wording.language)


def without_scraps(
    phrases: Sequence[Phrase], blocks: Sequence[Block], title: str, wording: Wording
) -> list[Phrase]:
    """The phrases without labels that say nothing alone.

    A word in small letters without a bullet is a logo or the label of a drawing if it stands beside
    a sentence, or alone below the title. One or two labels beside many doubtful ones tell nothing.
    """
    points = [point for block in blocks if isinstance(block, Points) for point in block.points]
    bullets = {point.text.casefold() for point in points if point.has_bullet}
    parents = {phrase.parent for phrase in phrases}
    counts = [len(phrase.text.split()) for phrase in phrases]
    if title and 0 < len(phrases) <= MAX_SCRAPS and max(counts) <= MAX_LABEL_WORDS:
        uncertain = sum(wording.doubts(point) for point in points)
        if uncertain >= MIN_UNCERTAIN_PER_SCRAP * len(phrases):
            return []
    is_lone = len(phrases) == 1
    if not title or (max(counts, default=0) < MIN_SENTENCE_POINT_WORDS and not is_lone):
        return list(phrases)
    scraps = {
        id(phrase)
        for i, phrase in enumerate(phrases)
        if phrase.parent < 0 and i not in parents and counts[i] == 1
        if phrase.text.isascii() and phrase.text.islower() and phrase.text.isalpha()
        if phrase.text.casefold() not in bullets
    }
    if len(scraps) > MAX_SCRAPS:  # a list
        return list(phrases)
    return list(Draft("", tuple(phrases)).without(lambda p: id(p) in scraps).phrases)


def _with_messages(block: Block) -> Block:
    """Calls at the arrows of a drawing as points; the letters of names that run downwards are none.

    Beside them may stand what stands at the edge of a slide, such as an event.
    """
    if not isinstance(block, Code):
        return block
    lines = (line for line in block.lines if len(line.text.strip()) > 1)
    return Points(tuple(Point(line.text, 1, (line,), at_edge=True) for line in lines))


def ranked(
    phrases: Sequence[Phrase], label_words: int = MAX_LABEL_WORDS, *, is_drawn: bool
) -> list[Phrase]:
    """The phrases, labels after sentences if the slide has several of both.

    Args:
        phrases: In reading order.
        label_words: The most words of a label.
        is_drawn: Whether there is a drawing, whose labels come last. Beside many sentences, its
            acronyms are left out.
    """
    phrases = _without_beginnings(phrases)
    roots = [i for i, phrase in enumerate(phrases) if phrase.parent < 0]
    counts = {i: len(phrase.text.split()) for i, phrase in enumerate(phrases)}
    labels = {i for i in roots if counts[i] <= label_words}
    least = MIN_DRAWN_LABELS if is_drawn else MIN_RANKED_LABELS
    if len(labels) < least or max(counts.values()) < MIN_SENTENCE_POINT_WORDS:
        return list(phrases)
    labels |= _among_labels(roots, labels, counts)
    has_parts = {phrase.parent for phrase in phrases}
    sentences = [i for i in roots if counts[i] >= MIN_SENTENCE_POINT_WORDS]
    heads = [a for a, b in pairwise(roots) if a in labels and b in sentences]
    if len(heads) >= max(MIN_DRAWN_LABELS, MIN_LABEL_SHARE * len(labels)):
        return list(phrases)  # each is the head of the sentence below it
    labels -= has_parts
    if is_drawn and len(sentences) >= MIN_SENTENCES_ALONE:
        acronyms = {id(phrases[i]) for i in labels if _is_acronym(phrases[i].text)}
        if acronyms:
            rest = Draft("", tuple(phrases)).without(lambda p: id(p) in acronyms).phrases
            return ranked(rest, label_words, is_drawn=True)
    is_apart = is_drawn and max(counts.values()) >= MIN_APART_WORDS
    order = sorted(range(len(phrases)), key=lambda i: is_apart and i in labels)
    index = {old: new for new, old in enumerate(order)} | {-1: -1}
    return [
        replace(
            phrases[i],
            level=phrases[i].level + RANK_LABELS * (i in labels),
            parent=index[phrases[i].parent],
        )
        for i in order
    ]


def _without_beginnings(phrases: Sequence[Phrase]) -> Sequence[Phrase]:
    """The phrases without those with which another one begins."""
    parents = {phrase.parent for phrase in phrases}
    texts = [f"{phrase.text} " for phrase in phrases]
    beginnings = {
        id(phrase)
        for i, phrase in enumerate(phrases)
        if i not in parents and any(o != texts[i] and o.startswith(texts[i]) for o in texts)
    }
    return Draft("", tuple(phrases)).without(lambda p: id(p) in beginnings).phrases


def _is_acronym(text: str) -> bool:
    return text.isupper() and len(text) <= MAX_ACRONYM_CHARS


def elided(phrases: Sequence[Phrase]) -> list[Phrase]:
    """The phrases without the words with which the phrase before begins, too.

    `Testing reduces costs; Testing finds errors` becomes `Testing reduces costs, finds errors`.
    """
    parents = {phrase.parent for phrase in phrases}
    made: list[Phrase] = []
    first = -1
    for i, phrase in enumerate(phrases):
        is_plain = phrase.parent < 0 and i not in parents and not phrase.joint
        rest = _rest(phrases[first].text, phrase.text) if first >= 0 and is_plain else ""
        if rest and phrase.level == phrases[first].level:
            forms = tuple(
                filter(None, (_rest(phrases[first].text, form) for form in phrase.shorter))
            )
            made.append(
                replace(phrase, text=rest, parent=first, shorter=forms, opener=", ", joint=", ")
            )
        else:
            made.append(phrase)
            first = i if is_plain else -1
    return made


def _rest(before: str, text: str) -> str:
    """What follows the words with which two texts begin; empty if it can't stand alone."""
    upper, lower = before.split(), text.split()
    count = 0
    while count < min(len(upper), len(lower)) and upper[count] == lower[count]:
        count += 1
    while count and _OF.fullmatch(lower[count - 1]):
        count -= 1
    rest = lower[count:]
    if len(rest) < MIN_ELIDED_WORDS or not rest[0].islower():
        return ""
    if count == 1:  # a noun, and what it is of
        is_clear = len(lower[0]) >= MIN_ELIDED_NOUN_CHARS and all(
            len(words) > 1 and _OF.fullmatch(words[1]) for words in (upper, lower)
        )
    else:
        is_clear = min(len(upper), len(lower)) >= MIN_ELIDED_SENTENCE_WORDS and count > 1
        is_clear = is_clear and not ends_inside(" ".join(lower[:count]))
    return " ".join(rest) if is_clear else ""


def _among_labels(
    roots: Sequence[int], labels: Collection[int], counts: Mapping[int, int]
) -> set[int]:
    """Longer labels in a row of many: they belong to the same drawing."""
    among: set[int] = set()
    run: list[int] = []
    for i in (*roots, -1):
        if i >= 0 and counts[i] <= MAX_LONG_LABEL_WORDS:
            run.append(i)
            continue
        in_run = sum(j in labels for j in run)
        if in_run >= max(MIN_RANKED_LABELS, MIN_LABEL_SHARE * len(run)):
            among |= set(run)
        run = []
    return among


def block_phrases(blocks: Iterable[Block], wording: Wording, start: int = 0) -> list[Phrase]:
    """The phrases of blocks in reading order, without repetitions.

    Args:
        blocks: The blocks.
        wording: The wording.
        start: How many phrases come before these.
    """
    phrases: list[Phrase] = []
    for block in blocks:
        if isinstance(block, Points):
            phrases += point_phrases(block.points, wording, start + len(phrases))
        else:
            phrases += (phrase for phrase in _phrases_of(block, wording) if phrase.text)
    return phrases


def without_lines(block: Block, lines: Collection[int]) -> Block:
    """A block without the points that hold some lines, given by their ids."""
    if not isinstance(block, Points):
        return block
    points = (p for p in block.points if not any(id(line) in lines for line in p.lines))
    return replace(block, points=tuple(points))


def point_phrases(points: Sequence[Point], wording: Wording, start: int = 0) -> list[Phrase]:
    """The phrases of points: a nested point adds to the one above it.

    The first nested point of each outer one is chosen before the second of any.

    Args:
        points: In reading order.
        wording: The wording.
        start: How many phrases come before these; their parents' indexes begin there.
    """
    phrases: list[Phrase] = []
    texts: set[str] = set()
    stack: list[tuple[int, int]] = []  # the level of each point above, and its phrase
    ranks: dict[int, int] = {}
    smallest = _smallest_label(points)
    are_capitalised = _are_capitalised(points)
    cut = interrupted(points, wording.lexicon, wording.language)
    for point in points:
        is_small = _is_label(point) and _height(point) < smallest
        is_rest = are_capitalised and not point.has_bullet and _begins_small(point)
        is_omitted = is_small or is_rest or id(point) in cut
        text = "" if is_omitted else wording.phrase(point)
        while stack and stack[-1][0] >= point.level:
            stack.pop()
        if not text or text.casefold() in texts:
            stack.append((point.level, -1))  # what is nested below belongs to nothing above
            continue
        texts.add(text.casefold())
        parent = stack[-1][1] if stack else -1
        ranks[parent] = ranks.get(parent, 0) + 1
        level = 1 if parent < 0 else phrases[parent].level + ranks[parent]
        if point.at_edge and not point.has_bullet and len(text.split()) <= MAX_EDGE_WORDS:
            level += RANK_AT_EDGE
        depth = sum(index >= 0 for _, index in stack)
        opener = ": " if depth < 2 else ", "
        is_head = point.text.endswith((":", "："))
        phrases.append(
            Phrase(text, level, parent, shorter_forms(text), opener, needs_parts=is_head)
        )
        stack.append((point.level, len(phrases) - 1))
    return [_moved(phrase, start) for phrase in phrases]


def _are_capitalised(points: Sequence[Point]) -> bool:
    """Whether nearly all points begin with a capital: one that doesn't is the rest of another."""
    begun = [p for p in points if p.text[:1].isalpha() and len(p.text.split()) > 1]
    capital = sum(p.text[:1].isupper() for p in begun)
    return len(begun) >= MIN_CAPITALISED and capital >= MIN_CAPITALISED_SHARE * len(begun)


def _begins_small(point: Point) -> bool:
    text = point.text.lstrip("λ")  # a bullet that was read as a letter
    return text[:1].islower() and len(text.split()) > 1


def _smallest_label(points: Sequence[Point]) -> float:
    """Labels with smaller letters, beside sentences, are the captions of logos; pixels."""
    heights = [_height(p) for p in points if len(p.text.split()) >= MIN_SENTENCE_POINT_WORDS]
    return MIN_LABEL_SIZE * statistics.median(heights) if heights else 0.0


def _is_label(point: Point) -> bool:
    return len(point.text.split()) <= MAX_LABEL_WORDS and not point.has_bullet


def _height(point: Point) -> float:
    return max((line.quad.height for line in point.lines), default=0.0)


def _moved(phrase: Phrase, start: int) -> Phrase:
    return (
        phrase if phrase.parent < 0 or not start else replace(phrase, parent=phrase.parent + start)
    )


def _phrases_of(block: Block, wording: Wording) -> Iterator[Phrase]:
    match block:
        case Points():
            yield from point_phrases(block.points, wording)
        case Table():
            for row in block.rows:
                text = ", ".join(cell for cell in row if cell)
                yield Phrase(wording.cell(text, block.lines))
        case Code():
            for line in block.lines:
                yield Phrase(wording.code_line(line))
        case Chart():
            return
