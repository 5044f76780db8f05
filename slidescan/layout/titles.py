"""The title of a slide: the candidate with the best score, or none.

The score is a sum of features, weighted by `titles.json`. That a slide has no title is a candidate,
too. `bench/fit_titles.py` fits the weights.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from importlib import resources

from slidescan.core.records import Role
from slidescan.layout.flat_line import FlatLine
from slidescan.layout.title_candidates import Candidate, candidates, title_lines
from slidescan.layout.title_features import Features, Scene, features, none_features


def title_indices(
    lines: Sequence[FlatLine], roles: Sequence[Role], width: float, height: float
) -> list[int]:
    """The indices of the title's lines, in order; empty if the slide seems to have no title.

    Args:
        lines: All lines in reading order.
        roles: Their roles so far; titles are sought in the body.
        width: The slide's width, pixels.
        height: The slide's height, pixels.
    """
    body = title_lines(lines, roles)
    choices = candidates(body)
    if not choices:
        return []
    scene = Scene(body, width, height)
    measured = [features(choice, scene) for choice in choices]
    best = max(eligible(choices, measured), key=lambda i: _score(measured[i]))
    if _score(measured[best]) <= _score(none_features(scene)):
        return []
    return sorted(line.index for line in choices[best].lines)


def eligible(choices: Sequence[Candidate], measured: Sequence[Features]) -> list[int]:
    """The indices of the candidates that may be the title.

    If the first text is also the largest, it is the title, or its lines hold the title, or there is
    none: smaller text below never is, however long it is.

    Args:
        choices: All candidates.
        measured: Their features.
    """
    leading = {
        line.index
        for choice, each in zip(choices, measured, strict=True)
        if each["first and largest"] and not each["short"]
        for line in choice.lines
    }
    return [
        i
        for i, choice in enumerate(choices)
        if not leading or leading.issuperset(line.index for line in choice.lines)
    ]


def _score(measured: Features) -> float:
    weights = _weights()
    return sum(weights[name] * value for name, value in measured.items())


@functools.cache
def _weights() -> Mapping[str, float]:
    """The weight of each feature."""
    file = resources.files("slidescan.layout").joinpath("titles.json")
    weights: Mapping[str, float] = json.loads(file.read_text("utf-8"))
    return weights
