"""Words in scripts that the recognition network doesn't know, beside words that it knows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from slidescan.ocr.scripts import ScriptVote
from slidescan.ocr.word_scripts import unread_words, words_of

TEXT = "Data 71y di7u x"
COLUMNS = [1, 3, 5, 7, 9, 11, 14, 17, 20, 22, 25, 28, 31, 33, 36]
CONFIDENCES = [0.99] * 4 + [0.9] + [0.8] * 3 + [0.9] + [0.7] * 4 + [0.9, 0.5]
OUTPUT: NDArray[np.float32] = np.zeros((40, 3), np.float32)
OUTPUT[:, 0] = np.arange(40)


def vote(part: NDArray[np.float32]) -> ScriptVote | None:
    """Takes what begins between the columns 10 and 30 for Hebrew."""
    return ScriptVote("hebrew", len(part)) if 10 <= part[0, 0] < 30 else None


def test_words_with_their_columns() -> None:
    words = words_of(TEXT, COLUMNS, CONFIDENCES, 38)
    assert [TEXT[word.start : word.end] for word in words] == TEXT.split()
    assert [(word.first, word.last) for word in words] == [(0, 9), (10, 19), (21, 33), (35, 38)]
    assert [round(word.confidence, 2) for word in words] == [0.99, 0.8, 0.7, 0.5]


def test_characters_behind_the_line_have_no_columns() -> None:
    words = words_of("by x", [2, 5, 8, 14], [0.9] * 4, 9)
    assert [(word.first, word.last) for word in words] == [(1, 7), (13, 13)]
    assert unread_words("by x", words, OUTPUT, vote) == ([], None)


def test_unsure_words_are_asked_for_their_script() -> None:
    words = words_of(TEXT, COLUMNS, CONFIDENCES, 38)
    assert unread_words(TEXT, words, OUTPUT, vote) == (words[1:3], ScriptVote("hebrew", 21, 2))


def test_sure_and_narrow_words_are_known() -> None:
    words = words_of(TEXT, COLUMNS, [0.99] * len(TEXT), 38)
    assert unread_words(TEXT, words, OUTPUT, vote) == ([], None)
    narrow = words_of("% is", [11, 13, 35, 37], [0.5] * 4, 40)
    assert unread_words("% is", narrow, OUTPUT, vote) == ([], None)


def test_a_word_with_greek_letters_is_greek() -> None:
    text = "Λíμvεç 5 μm"
    words = words_of(text, range(0, 3 * len(text), 3), [0.99] * len(text), 40)
    assert unread_words(text, words, OUTPUT, vote) == (words[:1], ScriptVote("greek", 17, 1))


def test_a_word_with_many_characters_on_little_space_is_known() -> None:
    # A blurred address: 15 characters on 31 columns.
    text = "255.255.255.128"
    words = words_of(text, range(11, 41, 2), [0.8] * len(text), 40)
    assert unread_words(text, words, OUTPUT, vote) == ([], None)
    wide = words_of(text[:5], range(11, 41, 6), [0.8] * 5, 40)
    assert unread_words(text[:5], wide, OUTPUT, vote) == (wide, ScriptVote("hebrew", 27, 1))
