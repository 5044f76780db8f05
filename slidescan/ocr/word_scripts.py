"""Tells the words of a line that are in a script which the recognition network doesn't know.

Beside words that it knows, the network reads others as letters that look like theirs: Hebrew as
"71y di7u", Greek as "Λíμvεç". The confidence of the line hides that, as most of it is right.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from slidescan.ocr.scripts import MAX_UNKNOWN_CHARS_PER_COLUMN, ScriptVote

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_UNREAD_WORD_CONFIDENCE = 0.96
"""A word with more confidence is in a script that the network knows. Of 48 drawn words in seven
other scripts, beside words in Latin letters, two had more."""

MIN_VOTE_COLUMNS = 8
"""The minimum width of a word whose script is told, columns of the network's output. Narrower ones
are signs such as `&` and `%`."""

MIN_GREEK_LETTERS = 2
"""A word with this many different Greek letters is Greek, of which the network knows half of the
letters only; one alone may be a sign."""

WordVote = Callable[["NDArray[np.float32]"], ScriptVote | None]
"""Tells the script of a part of a line by the network's output for it, columns × classes."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line.

    Attributes:
        start: Its first character.
        end: The character behind its last one.
        first: Its first column.
        last: The column behind its last one.
        confidence: Mean of its characters' confidences, 0..1.
    """

    start: int
    end: int
    first: int
    last: int
    confidence: float


def words_of(
    text: str, columns: Sequence[int], confidences: Sequence[float], width: int
) -> list[Word]:
    """The words between the spaces of a line.

    Args:
        text: The line's text.
        columns: The column of the network's output of each character.
        confidences: The confidence of each character, 0..1.
        width: The number of columns of the line; characters may stand behind them.
    """
    words = []
    numbers = itertools.groupby(range(len(text)), key=lambda i: text[i].isspace())
    for is_space, group in numbers:
        if is_space:
            continue
        indices = list(group)
        start, end = indices[0], indices[-1] + 1
        first = max(0, columns[start] - 1)
        last = max(first, min(width, columns[end - 1] + 2))
        mean = float(np.mean(confidences[start:end]))
        words.append(Word(start, end, first, last, mean))
    return words


def unread_words(
    text: str, words: Sequence[Word], output: NDArray[np.float32], vote: WordVote
) -> tuple[list[Word], ScriptVote | None]:
    """The words in a script that the network doesn't know, and the vote for that script.

    Args:
        text: The line's text.
        words: Its words.
        output: The network's output for the line, columns × classes, 0..1.
        vote: Tells the script of a word.
    """
    votes = [(word, _vote(text[word.start : word.end], word, output, vote)) for word in words]
    columns: dict[str, int] = {}
    for _, each in votes:
        if each is not None:
            columns[each.script] = columns.get(each.script, 0) + each.columns
    if not columns:
        return [], None
    script = max(columns, key=lambda name: (columns[name], name))
    count = sum(each is not None and each.script == script for _, each in votes)
    unread = [word for word, each in votes if each is not None]
    return unread, ScriptVote(script, columns[script], count)


def _vote(text: str, word: Word, output: NDArray[np.float32], vote: WordVote) -> ScriptVote | None:
    """The script of a word, if the network doesn't know it."""
    greek = {character for character in text if "\u0370" <= character <= "\u03ff"}
    if len(greek) >= MIN_GREEK_LETTERS:
        return ScriptVote("greek", word.last - word.first)
    width = word.last - word.first
    if word.confidence >= MAX_UNREAD_WORD_CONFIDENCE or width < MIN_VOTE_COLUMNS:
        return None
    if len(text) > MAX_UNKNOWN_CHARS_PER_COLUMN * width:
        return None
    return vote(output[word.first : word.last])
