"""Rewrites a query so that it matches more: other spellings, similar words, missing words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from slidescan.search.query import And, Node, Not, Or, Phrase, Term, included_terms, map_parts


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
    if not isinstance(node, And):
        return map_parts(node, expand)
    compounds: list[list[Node]] = [[] for _ in node.parts]
    for i, (a, b) in enumerate(pairwise(node.parts)):
        if isinstance(a, Term) and isinstance(b, Term) and not a.prefix and a.field == b.field:
            compound = Term(a.text + b.text, a.field, b.prefix)
            # The compound satisfies both of its terms.
            compounds[i].append(compound)
            compounds[i + 1].append(compound)
    return And(
        tuple(
            Or((expand(part), *others)) if others else expand(part)
            for part, others in zip(node.parts, compounds, strict=True)
        )
    )


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

    Returns None for a query of fewer than two words.
    """
    if not isinstance(node, And):
        return None
    words = tuple(part for part in node.parts if any(True for _ in included_terms(part)))
    required = tuple(part for part in node.parts if part not in words)
    return (words, required) if len(words) > 1 else None
