"""Tells the script of a line that the recognition network doesn't know.

Trained on many languages, the network sees Hangul or Cyrillic as such, and answers with its blank:
no text, or spaces alone. What it finds least unlikely besides the blank still differs from script
to script. So a linear model over the log-probabilities of some hundred characters, averaged along
the line, tells the script. `bench/fit_scripts.py` fits it on lines drawn in fonts of each script;
`docs/research/scripts.md` has its figures.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODEL_FILE = Path(__file__).with_name("scripts.npz")

MIN_READABLE_CONFIDENCE = 0.95
"""A line with at least this confidence and enough characters is in a script that the network
knows."""

MIN_CHARS_PER_COLUMN = 0.12
"""Of text in a known script, the network reads at least this many characters per column: the
widest Han characters take four columns, and spaces between them as much."""

MAX_UNKNOWN_CHARS_PER_COLUMN = 0.42
"""Of text in an unknown script, the network reads at most this many characters per column: at most
0.38 of drawn text in twelve scripts. Of blurred code that was taken for another script, on 184
photos, it read 0.5 and more."""

MIN_DENSE_CONFIDENCE = 0.5
"""A line with less confidence isn't read, so its characters tell nothing."""

MIN_SCRIPT_PROBABILITY = 0.7
"""The minimum probability of a line's script. At this value, 1 of 840 drawn lines took another
script than its own, and none of 200 Latin, Han and Japanese ones took any."""

MIN_PART_PROBABILITY = 0.85
"""The minimum probability of the script of a part of a line, which has few columns."""

MIN_SCRIPT_COLUMNS = 24
"""A slide has text in a script if its lines in it have at least this many columns of the network's
output, together: about a word. On 92 photos, the votes for a wrong script had at most 21. The votes
of single words for different scripts don't add up."""

MIN_VOTE_COLUMNS = 8
"""The vote of a line with fewer columns is no evidence, since it holds one sign: check marks in the
cells of a table vote for Lao."""

MIN_MAIN_SCRIPT_SHARE = 0.5
"""The votes of lines for different scripts add up if one script has at least this share of their
columns: the others are mistaken. Votes for signs in the bars of a program are for one script here,
for another there; on slides in another script, the main one had 0.98 and more."""

MIN_REPEATED_COLUMNS = 18
"""The same for a script of at least two words: on 160 photos, no two words voted for one wrong
script."""

MIN_PAGE_SHARE = 0.03
"""The minimum share of a slide's columns in a script. Of 184 photos, mostly of code in small print,
five had votes for a wrong script, with at most 0.026; those for the right one have 0.05 and more on
slides with one line in another script among twenty."""

MIN_SCRIPT_SHARE = 0.25
"""Of several unknown scripts on a slide, those with a smaller share of the columns are mistaken."""

TINY_PROBABILITY = 1e-20
"""Smaller probabilities count as this."""


@dataclass(frozen=True)
class ScriptModel:
    """The linear model.

    Attributes:
        classes: Scripts, and `none`, `turned` and the scripts that the network knows.
        characters: The characters whose probabilities it takes.
        weights: Features × classes.
        bias: One number a class.
    """

    classes: tuple[str, ...]
    characters: str
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ScriptVote:
    """The script of one line.

    Attributes:
        script: Its name, as in `core.languages`.
        columns: Columns of the network's output that the line, or its words in the script, take.
        word_count: The number of words that vote for the script; 0 for a line or a part of it as
            such.
    """

    script: str
    columns: int
    word_count: int = 0


@functools.cache
def default_model() -> ScriptModel:
    """The model in the package."""
    with np.load(MODEL_FILE, allow_pickle=False) as stored:
        return ScriptModel(
            tuple(str(stored["classes"]).split()),
            str(stored["characters"]),
            stored["weights"].astype(np.float32),
            stored["bias"].astype(np.float32),
        )


class ScriptClassifier:
    """The model, applied to the outputs of one network."""

    def __init__(
        self, charset: Sequence[str], readable: frozenset[str], model: ScriptModel | None = None
    ) -> None:
        """Finds the model's characters among the network's.

        Args:
            charset: The characters of the network's classes.
            readable: Scripts that the network reads, and classes that are no script.
            model: The model; defaults to the one in the package.
        """
        self._model = model or default_model()
        index = {character: i for i, character in enumerate(charset)}
        self._indices = np.array([index.get(c, 0) for c in self._model.characters])
        self._is_usable = all(c in index for c in self._model.characters)
        self._readable = readable

    def vote(self, output: NDArray[np.float32], text: str, confidence: float) -> ScriptVote | None:
        """The script of a line; None if the network knows it, or it is unclear.

        Args:
            output: The network's output, columns × classes, 0..1.
            text: What the network read.
            confidence: How sure it is, 0..1.
        """
        chars = sum(not c.isspace() for c in text)
        is_clear = confidence >= MIN_READABLE_CONFIDENCE and (
            chars >= MIN_CHARS_PER_COLUMN * len(output)
        )
        is_dense = confidence >= MIN_DENSE_CONFIDENCE and (
            chars > MAX_UNKNOWN_CHARS_PER_COLUMN * len(output)
        )
        return None if is_clear or is_dense else self._vote(output, MIN_SCRIPT_PROBABILITY)

    def vote_part(self, output: NDArray[np.float32]) -> ScriptVote | None:
        """The script of a part of a line in which the network read nothing; None if it is unclear.

        Args:
            output: The network's output for the part, columns × classes, 0..1.
        """
        return self._vote(output, MIN_PART_PROBABILITY)

    def _vote(self, output: NDArray[np.float32], min_probability: float) -> ScriptVote | None:
        """The most probable script, if the network doesn't know it."""
        if not self._is_usable or not len(output):
            return None
        scores = features(output, self._indices) @ self._model.weights + self._model.bias
        probabilities = np.exp(scores - scores.max())
        probabilities /= probabilities.sum()
        best = int(probabilities.argmax())
        name = self._model.classes[best]
        if name in self._readable or probabilities[best] < min_probability:
            return None
        return ScriptVote(name, len(output))


def features(output: NDArray[np.float32], classes: NDArray[np.int_]) -> NDArray[np.float32]:
    """Mean and deviation of log-probabilities along a line, relative to their mean; blank last.

    Args:
        output: The network's output, columns × classes, 0..1; the blank is class 0.
        classes: The classes to take.
    """
    logs = np.log(np.maximum(output[:, classes], TINY_PROBABILITY))
    middle = logs.mean(axis=1, keepdims=True)
    blank = np.log(np.maximum(output[:, :1], TINY_PROBABILITY))
    relative = np.concatenate([logs, blank], axis=1) - middle
    return np.concatenate([relative.mean(axis=0), relative.std(axis=0)]).astype(np.float32)


def agree(votes: Sequence[ScriptVote | None], page_columns: int) -> list[str]:
    """The script of each line of a slide; empty for a line in a known script.

    A script counts only if enough of the slide is in it. Lines whose script is mistaken take the
    script of the others, and so do lone signs.

    Args:
        votes: The vote of each line.
        page_columns: Columns of the network's output of all lines.
    """
    columns: dict[str, int] = {}
    counts: dict[str, int] = {}
    for vote in votes:
        if vote is not None and vote.columns >= MIN_VOTE_COLUMNS:
            columns[vote.script] = columns.get(vote.script, 0) + vote.columns
            counts[vote.script] = counts.get(vote.script, 0) + max(1, vote.word_count)
    total = sum(columns.values())
    is_repeated = any(
        counts[script] > 1 and columns[script] >= MIN_REPEATED_COLUMNS for script in columns
    )
    of_lines = [v for v in votes if v and not v.word_count and v.columns >= MIN_VOTE_COLUMNS]
    most = max(_joint_columns(of_lines), *columns.values(), 0)
    is_enough = most >= MIN_SCRIPT_COLUMNS or is_repeated
    if not is_enough or total < MIN_PAGE_SHARE * page_columns:
        return [""] * len(votes)
    common = max(columns, key=lambda script: (columns[script], script))
    present = {script for script, count in columns.items() if count >= MIN_SCRIPT_SHARE * total}
    present.add(common)
    return ["" if vote is None else _agreed(vote, present, common) for vote in votes]


def _joint_columns(votes: Sequence[ScriptVote]) -> int:
    """The columns of all votes if most are for one script; else 0."""
    columns: dict[str, int] = {}
    for vote in votes:
        columns[vote.script] = columns.get(vote.script, 0) + vote.columns
    total = sum(columns.values())
    return total if max(columns.values(), default=0) >= MIN_MAIN_SCRIPT_SHARE * total else 0


def _agreed(vote: ScriptVote, present: Collection[str], common: str) -> str:
    """The script of a line that has a vote; a mistaken line takes the common one, words none."""
    if vote.script in present:
        return vote.script
    return "" if vote.word_count else common
