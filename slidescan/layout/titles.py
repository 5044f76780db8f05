"""The title of a slide: the candidate with the best score, or none.

The score is a sum of features, weighted by `titles.json`. That a slide has no title is a candidate,
too. `bench/fit_titles.py` fits the weights.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import pairwise

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import Role
from slidescan.core.text import words
from slidescan.layout.continuation import is_prose
from slidescan.layout.flat_line import FlatLine
from slidescan.layout.title_candidates import Candidate, candidates, title_lines, without_logos
from slidescan.layout.title_features import Features, Scene, features, none_features

MIN_TITLE_LEAD = 0.2
"""The score of a title is higher than that of having none by more than this. On 196 real photos,
it costs no title."""

MIN_UNREAD_TITLE_SIZE = 0.8
"""A line that can't be read may be the title if its letters have at least this share of the height
of the largest line that could be the title otherwise."""

MIN_TITLE_CONFIDENCE, MIN_WORD_CONFIDENCE = 0.85, 0.9
"""The minimum confidence of each line of a title, and of a title that is a single word: no other
word shows whether it was read right."""

MIN_KICKER_RATIO = 1.6
"""A text leads to the title if a phrase right below is at least this many times as high."""

MAX_GAP_DIFFERENCE = 0.6
"""The gaps between the lines of one title differ by at most this, in heights of the largest."""

MAX_KICKER_GAP = 0.6
"""The maximum gap or overlap between the two, in heights of the larger phrase."""

MIN_BAR_NAME_WORDS, MIN_BAR_NAME_LETTERS = 2, 8
"""The minimum numbers of words and letters of a name that a program's bar repeats."""

MAX_BAR_DEPTH_SHARE = 0.2
"""The bar of a program ends at most this low, as a share of the slide's height."""

MAX_BAR_SIZE_RATIO, MIN_BAR_TITLE_SIZE = 0.8, 0.75
"""The name in the bar has at most this share of the title's height, and the title has at least this
share of the height of the largest line that could be the title."""

_NUMBERED = re.compile(r"\W*\d")
_UNFINISHED = re.compile(
    r"(?:&|\b(?:a|an|the|of|and|or|aka|with|from|und|oder|der|das|für|mit|von|le|les|des|du|et|pour"
    r"|el|los|con|para))$"
)
"""A word that no title ends with: the next line belongs to it."""


def title_indices(
    lines: Sequence[FlatLine],
    roles: Sequence[Role],
    width: float,
    height: float,
    unread: Sequence[FlatQuad] = (),
) -> list[int]:
    """The indices of the title's lines, from the top down; empty if there seems to be no title.

    Args:
        lines: All lines in reading order.
        roles: Their roles so far; titles are sought in the body.
        width: The slide's width, pixels.
        height: The slide's height, pixels.
        unread: Lines in a script that nothing on this machine reads. If the title may be among
            them, the slide has no title that could be given.
    """
    body = without_logos(title_lines(lines, roles), width, height)
    choices = candidates(body)
    if not choices:
        return []
    scene = Scene(body, width, height)
    measured = [features(choice, scene) for choice in choices]
    best = max(eligible(choices, measured), key=lambda i: _score(measured[i]))
    if _score(measured[best]) <= _score(none_features(scene)) + MIN_TITLE_LEAD:
        in_bar = [i for i, choice in enumerate(choices) if _is_in_bar(choice, choices, scene)]
        if len(in_bar) != 1:
            return []
        best = in_bar[0]
    title = _finished(choices[best], choices)
    if _may_be_misread(title) or any(_may_be_title(quad, title) for quad in unread):
        return []
    return list(title.indices)


def _finished(title: Candidate, choices: Sequence[Candidate]) -> Candidate:
    """The title with the lines below that its last word asks for, if they may continue it."""
    while _UNFINISHED.search(title.text) is not None:
        longer = [
            choice
            for choice in choices
            if choice.indices[: len(title.indices)] == title.indices
            and len(choice.lines) == len(title.lines) + 1
        ]
        if not longer:
            break
        title = longer[0]
    return title


def eligible(choices: Sequence[Candidate], measured: Sequence[Features]) -> list[int]:
    """The indices of the candidates that may be the title.

    If the first text is also the largest, it is the title, or its lines hold the title, or there is
    none: smaller text below never is, however long it is. A word in the letters of a logo
    excludes nothing.

    Args:
        choices: All candidates.
        measured: Their features.
    """
    leading = {
        index
        for choice, each in zip(choices, measured, strict=True)
        if each["first and largest"] and not each["short"] and not _may_be_logo(choice)
        for index in choice.indices
    }
    may_lead = [
        i for i, choice in enumerate(choices) if not leading or leading.issuperset(choice.indices)
    ]
    return [
        i
        for i in may_lead
        if not _is_kicker(choices[i], choices)
        and not _is_running_text(choices[i])
        and not _is_list(choices[i])
    ] or may_lead


def _may_be_logo(choice: Candidate) -> bool:
    """Whether it is one word in capitals, or in small letters alone, as in a logo."""
    line = choice.lines[0]
    is_word = len(choice.lines) == 1 and not line.has_phrase
    return is_word and (line.text.isupper() or line.text.islower())


def _is_kicker(choice: Candidate, choices: Sequence[Candidate]) -> bool:
    """Whether a much larger phrase stands right below: the text only leads to it."""
    last = choice.lines[-1]
    return any(
        line.height >= MIN_KICKER_RATIO * last.height
        and -MAX_KICKER_GAP * line.height < line.top - last.bottom < MAX_KICKER_GAP * line.height
        and min(line.right, last.right) > max(line.left, last.left)
        and line.has_phrase
        for line in (other.lines[0] for other in choices)
    )


def _is_running_text(choice: Candidate) -> bool:
    """Whether it is a line of a Chinese or Japanese paragraph: a title has no such clauses."""
    goes_on = len(choice.lines) > 1 or choice.following is not None
    return goes_on and is_prose(choice.lines[0].text)


def _is_in_bar(choice: Candidate, choices: Sequence[Candidate], scene: Scene) -> bool:
    """Whether the bar of a program at the top says the same in smaller letters.

    The name of a document is the title of a slide that shows both, even at its foot.
    """
    name = words(" ".join(line.text for line in choice.lines))
    if len(name) < MIN_BAR_NAME_WORDS or sum(map(len, name)) < MIN_BAR_NAME_LETTERS:
        return False
    height = min(line.height for line in choice.lines)
    largest = max(line.height for other in choices for line in other.lines)
    return height >= MIN_BAR_TITLE_SIZE * largest and any(
        line.bottom <= MAX_BAR_DEPTH_SHARE * scene.height
        and line.height <= MAX_BAR_SIZE_RATIO * height
        and f" {' '.join(name)} " in f" {' '.join(words(line.text))} "
        for line in scene.body
    )


def _is_list(choice: Candidate) -> bool:
    """Whether its lines are texts of their own: some are farther apart, or each has its number."""
    if len(choice.lines) < 2:
        return False
    if all(_NUMBERED.match(line.text) for line in choice.lines):
        return True
    gaps = [lower.top - upper.bottom for upper, lower in pairwise(choice.lines)]
    height = max(line.height for line in choice.lines)
    return max(gaps) - min(gaps) > MAX_GAP_DIFFERENCE * height


def _may_be_misread(choice: Candidate) -> bool:
    """Whether it may not be what the slide says: such a title is not given.

    Other scripts than Latin are read by another engine, whose confidences are lower.
    """
    letters = (c for c in choice.text if c.isalpha())
    if not all(unicodedata.name(c, "").startswith("LATIN") for c in letters):
        return False
    is_word = len(choice.lines) == 1 and not choice.lines[0].has_phrase
    least = MIN_WORD_CONFIDENCE if is_word else MIN_TITLE_CONFIDENCE
    return min(line.confidence for line in choice.lines) < least


def _may_be_title(unread: FlatQuad, choice: Candidate) -> bool:
    """Whether a line that can't be read stands above a title, in letters that are no smaller."""
    first = choice.lines[0]
    height = max(line.height for line in choice.lines)
    return unread.center[1] < first.top and unread.height >= MIN_UNREAD_TITLE_SIZE * height


def _score(measured: Features) -> float:
    weights = _weights()
    return sum(weights[name] * value for name, value in measured.items())


@functools.cache
def _weights() -> Mapping[str, float]:
    """The weight of each feature."""
    file = resources.files("slidescan.layout").joinpath("titles.json")
    weights: Mapping[str, float] = json.loads(file.read_text("utf-8"))
    return weights
