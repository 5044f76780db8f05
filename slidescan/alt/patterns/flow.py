"""Sentences for flows: the longest path first, then the other connections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, pairwise

from slidescan.alt.direction_words import DirectionWords, direction_words
from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.kind_words import kind_word
from slidescan.alt.patterns.points import MAX_DIAGRAM_LABEL_WORDS, point_phrases, ranked
from slidescan.alt.phrases import Wording
from slidescan.alt.punctuation import Punctuation, punctuation_of
from slidescan.layout.blocks import Point, Points
from slidescan.layout.structures.flow import MAIN_CONFIDENCE, Flow

RANK_BRANCHES, RANK_BESIDE_FLOW = 10, 60
"""Other connections come after the longest path, and what stands beside the flow after them, if the
flow is the main thing."""

MIN_NODE_CHARS = 4
"""The first line of a node names it alone if it has at least this many letters."""

BRACKETS = frozenset("()（）")
"""A remark with one of them is not put in brackets."""

MAX_PATH_STEPS = 8
"""The most nodes of a path that is said."""


def draft(structure: Flow, title: str, wording: Wording) -> Draft:
    """The title, then the connections; of the points, if the nodes were not read for sure."""
    texts = _node_texts(structure.nodes, wording)
    edges = [(a, b) for a, b in structure.edges if texts[a] and texts[b]]
    mutual = [(a, b) for a, b in structure.mutual if texts[a] and texts[b]]
    both = {pair for pair in edges if pair[::-1] in edges}
    edges = [pair for pair in edges if pair not in both]
    mutual += sorted(pair for pair in both if pair[0] < pair[1])
    words = direction_words(wording.language)
    punctuation = punctuation_of(wording.language, " ".join(texts))
    is_main = structure.confidence >= MAIN_CONFIDENCE
    noted = with_remarks(texts, structure.remarks, wording)
    phrases = []
    for rank, path in enumerate(_paths(edges, len(texts))):
        forms = [_path_text(path[:end], texts, words, punctuation) for end in _ends(path)]
        if (complete := _path_text(path, noted, words, punctuation)) != forms[0]:
            forms.insert(0, complete)
            for i in chain(*path):
                noted[i] = texts[i]  # once is enough
        level = 1 if rank == 0 else RANK_BRANCHES + rank
        required = rank == 0 and is_main
        phrases.append(
            Phrase(forms[0], level, shorter=tuple(forms[1:]), joint="; ", is_required=required)
        )
    phrases += [
        Phrase(words.mutual.format(texts[a], texts[b]), RANK_BRANCHES, joint="; ")
        for a, b in mutual
    ]
    beside = [
        point for block in structure.rest if isinstance(block, Points) for point in block.points
    ]
    in_nodes = {text.casefold() for text in texts}
    beside = [point for point in beside if point.text.casefold() not in in_nodes]
    rest = beside if phrases else [*structure.nodes, *beside]
    for phrase in _moved(
        ranked(point_phrases(rest, wording), MAX_DIAGRAM_LABEL_WORDS, is_drawn=True), len(phrases)
    ):
        rank = RANK_BESIDE_FLOW + phrase.level if phrases and is_main else phrase.level
        joint = "; " if phrase.parent < 0 else ""
        repeats_node = bool({phrase.text.casefold(), *map(str.casefold, phrase.shorter)} & in_nodes)
        phrases.append(
            Phrase(
                phrase.text,
                rank,
                phrase.parent,
                phrase.shorter,
                joint=joint,
                needs_parts=phrase.needs_parts or (repeats_node and is_main),
            )
        )
    lead = kind_word("diagram", wording.language) if phrases and is_main and not title else ""
    return Draft(title, tuple(phrases), lead, keeps_first=is_main)


def _node_texts(nodes: Sequence[Point], wording: Wording) -> list[str]:
    """The text of each node; of one whose further lines are doubtful, that of its first line."""
    texts = [wording.phrase(node) for node in nodes]
    for i, node in enumerate(nodes):
        if texts[i] or len(node.lines) < 2:
            continue
        first = wording.phrase(Point(node.lines[0].text, 1, node.lines[:1]))
        is_alone = all(not o.text.startswith(node.lines[0].text) for o in nodes if o is not node)
        if is_alone and len(first) >= MIN_NODE_CHARS:
            texts[i] = first
    return texts


def with_remarks(
    texts: Sequence[str], remarks: Sequence[Point | None], wording: Wording
) -> list[str]:
    """The text of each node, with its remark in brackets if that was read for sure."""
    noted = list(texts)
    for i, remark in enumerate(remarks):
        phrase = wording.phrase(remark) if remark else ""
        if phrase and texts[i] and not BRACKETS & {*phrase, *texts[i]}:
            noted[i] = f"{texts[i]} ({phrase})"
    return noted


def _moved(phrases: Sequence[Phrase], start: int) -> list[Phrase]:
    """Phrases that come after some others."""
    return [replace(p, parent=p.parent + start) if p.parent >= 0 else p for p in phrases]


def path_text(texts: Sequence[str], wording: Wording) -> str:
    """The phrase for nodes each of which leads to the next."""
    words = direction_words(wording.language)
    punctuation = punctuation_of(wording.language, " ".join(texts))
    return _path_text([(i,) for i in range(len(texts))], texts, words, punctuation)


Path = Sequence[tuple[int, ...]]
"""Steps of a path: one node each; at its ends, also several."""


def _ends(path: Path) -> range:
    """The lengths of a path and of its beginnings, the longest first."""
    return range(len(path), 1, -1)


def _path_text(
    path: Path, texts: Sequence[str], words: DirectionWords, punctuation: Punctuation
) -> str:
    steps = [_listed([texts[i] for i in step], punctuation) for step in path]
    text = words.first.format(steps[0], steps[1])
    return text + "".join(words.further.format(step) for step in steps[2:])


def _listed(texts: Sequence[str], punctuation: Punctuation) -> str:
    first = punctuation.comma.join(texts[:-1])
    return punctuation.conjunction.join(filter(None, (first, texts[-1])))


def _paths(edges: Sequence[tuple[int, int]], count: int) -> list[Path]:
    """Paths that cover all edges: the longest one from a node that nothing leads to comes first.

    A node that leads to several that lead nowhere takes them all as one step; so do several nodes
    that lead to one, and nowhere else.
    """
    left = set(edges)
    paths: list[Path] = []
    while left:
        targets = {b for _, b in left}
        starts = [i for i in range(count) if any(a == i for a, _ in left)]
        sources = [i for i in starts if i not in targets] or starts[:1]
        best = max((_path_from(i, left, ()) for i in sources), key=len)
        path: list[tuple[int, ...]] = [(i,) for i in best]
        covered = set(pairwise(best))
        fan = tuple(sorted(b for a, b in left if a == best[-2]))
        has_fan = len(fan) > 1 and not any(a in fan for a, _ in left)
        if has_fan:
            path[-1] = fan
            covered |= {(best[-2], b) for b in fan}
        if len(best) > 2 or not has_fan:  # not each of several starts leads to all of a fan
            path[0] = _joint_starts(best, left, targets)
            covered |= {(a, best[1]) for a in path[0]}
        paths.append(path)
        left -= covered
    return paths


def _joint_starts(
    path: tuple[int, ...], edges: set[tuple[int, int]], targets: set[int]
) -> tuple[int, ...]:
    """The nodes that lead to a path's second node only, as its first one does."""
    first, second = path[:2]
    if first in targets or path[-1] == first:
        return (first,)
    outgoing = {a: {b for c, b in edges if c == a} for a, _ in edges}
    starts = {a for a, to in outgoing.items() if a not in targets and to == {second}}
    return tuple(sorted(starts | {first}))


def _path_from(start: int, edges: set[tuple[int, int]], seen: tuple[int, ...]) -> tuple[int, ...]:
    """The longest path from a node, without visiting a node twice, save at its end."""
    path = (*seen, start)
    if start in seen or len(path) >= MAX_PATH_STEPS:
        return path
    further = [_path_from(b, edges, path) for a, b in sorted(edges) if a == start]
    return max(further, key=len, default=path)
