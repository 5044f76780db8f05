"""Rewrites a query so that it matches more: other spellings, similar words, missing words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from slidescan.search.query import (
    And,
    Node,
    Not,
    Or,
    Phrase,
    Term,
    Wildcard,
    included_terms,
    join_parts,
    map_parts,
)

GROUP_DIGITS = 3
"""The digits in a group of a large number."""


def expand(node: Node) -> Node:
    """Returns a query that also matches other spellings of its compounds.

    `DataLake`, `10GB` and `R&D` also match their parts side by side, `Müller` matches `Mueller`.
    `data lake` also matches the compound `datalake`, in quotes too.
    """
    if isinstance(node, Term) and (node.parts or node.spellings):
        others: list[Node] = [Term(text, node.field, node.prefix) for text in node.spellings]
        if node.parts:
            others.append(Phrase(node.parts, node.field, quoted=False))
        return Or((replace(node, parts=(), spellings=()), *others))
    if isinstance(node, Phrase) and node.parts:
        split = Phrase(node.parts, node.field, quoted=False)
        return Or((replace(node, parts=()), split))
    if not isinstance(node, And):
        return map_parts(node, expand)
    compounds: list[list[Node]] = [[] for _ in node.parts]
    for i, (a, b) in enumerate(pairwise(node.parts)):
        if isinstance(a, Term) and isinstance(b, Term) and not a.prefix and a.field == b.field:
            compound = Term(a.text + b.text, a.field, b.prefix)
            # The compound satisfies both of its terms.
            compounds[i].append(compound)
            compounds[i + 1].append(compound)
    for start, end in _number_groups(node.parts):
        number = "".join(part.text for part in node.parts[start:end] if isinstance(part, Term))
        for others in compounds[start:end]:
            others.append(Term(number))
    return And(
        tuple(
            Or((expand(part), *others)) if others else expand(part)
            for part, others in zip(node.parts, compounds, strict=True)
        )
    )


def _number_groups(parts: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Yields where numbers of three groups or more begin and end, such as `1 000 000`."""
    for start, part in enumerate(parts):
        if not _is_digits(part, 1):
            continue
        end = start + 1
        while end < len(parts) and _is_digits(parts[end], GROUP_DIGITS):
            end += 1
        if end > start + 2:
            yield start, end


def _is_digits(node: Node, least: int) -> bool:
    """Tells whether a node can be a group of digits, with at least `least` of them."""
    if not isinstance(node, Term) or node.field or node.prefix:
        return False
    return node.text.isdigit() and least <= len(node.text) <= GROUP_DIGITS


def wildcards(node: Node, matching: Callable[[str], Iterable[str]]) -> Node:
    """Returns a query in which the words that fit a wildcard take its place.

    Args:
        node: The query.
        matching: Returns the words of the index that fit a pattern.
    """
    if not isinstance(node, Wildcard):
        return map_parts(node, lambda part: wildcards(part, matching))
    words: list[Node] = [Term(word, node.field) for word in matching(node.pattern)]
    literal = [] if node.literal is None else [node.literal]
    return join_parts(Or, [*words, *literal]) or Or(())


def fuzzy(
    node: Node,
    similar: Mapping[str, Sequence[str]],
    halves: Mapping[str, Sequence[tuple[str, str]]],
) -> Node:
    """Returns a query that also matches similar words; quoted and excluded words stay exact.

    Args:
        node: The query.
        similar: Similar words of the index, by word of the query.
        halves: Pairs of words of the index that together form a word of the query.
    """
    if isinstance(node, Term) and not node.prefix:
        others: list[Node] = [Term(other, node.field) for other in similar.get(node.text, ())]
        if node.bare:
            others.append(Term(node.bare, node.field))
        others += [Phrase(pair, node.field, quoted=False) for pair in halves.get(node.text, ())]
        return Or((node, *others)) if others else node
    if isinstance(node, Phrase) and not node.quoted:
        words = tuple(fuzzy(Term(word, node.field), similar, halves) for word in node.words)
        return Or((node, And(words)))
    if isinstance(node, Not):
        return node
    return map_parts(node, lambda part: fuzzy(part, similar, halves))


def optional_and_required(node: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]] | None:
    """Returns the words of a query that a slide may lack, and the parts that must match.

    Returns None for a query of fewer than two words. The words of a run without spaces, such as an
    address, are words like others.
    """
    if isinstance(node, Or) and isinstance(node.parts[0], Phrase) and not node.parts[0].quoted:
        node = next((part for part in node.parts if isinstance(part, And)), node)
    if not isinstance(node, And):
        return None
    words = tuple(part for part in node.parts if any(True for _ in included_terms(part)))
    required = tuple(part for part in node.parts if part not in words)
    return (words, required) if len(words) > 1 else None
