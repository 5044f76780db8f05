"""The words of an index, and the search for similar ones."""

from __future__ import annotations

import random

from slidescan.search import vocabulary
from slidescan.search.vocabulary import MemoryTerms, Vocabulary, join_terms

RANDOM = random.Random(26)
LETTERS = "abcdefghijklmnopqrstuvwxyz19öж語"
WORDS = sorted({"".join(RANDOM.choices(LETTERS, k=RANDOM.randint(1, 12))) for _ in range(3_000)})


def words_like(word: str, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    return vocabulary.similar([word], two_edits=True)


def misspelt(word: str) -> str:
    """A word with one letter changed, left out, doubled, or swapped with the next."""
    at = RANDOM.randrange(len(word))
    head, tail = word[:at], word[at + 1 :]
    swapped = head + tail[:1] + word[at] + tail[1:]
    return RANDOM.choice((head + "x" + tail, head + tail, head + 2 * word[at] + tail, swapped))


def test_prepared_letters_find_the_same_words() -> None:
    """Letters leave out only words that are no candidates."""
    unprepared = MemoryTerms(join_terms(WORDS))
    prepared = MemoryTerms(join_terms(WORDS))
    for _ in range(vocabulary.UNPREPARED_LOOKS):
        prepared.near("word", 1)
    few = many = 0
    for word in RANDOM.sample(WORDS, 150):
        asked = misspelt(misspelt(word))
        fresh = Vocabulary(MemoryTerms(unprepared.text), lambda term: 1)
        ready = Vocabulary(prepared, lambda term: 1)
        assert words_like(asked, ready) == words_like(asked, fresh)
        assert ready.suggest([asked]) == fresh.suggest([asked])
        few += len(prepared.near(asked, 2))
        many += len(MemoryTerms(unprepared.text).near(asked, 2))
    assert few < many / 2


def test_letters_of_an_empty_vocabulary_find_nothing() -> None:
    empty = MemoryTerms(join_terms(()))
    assert not any(empty.near("word", 2) for _ in range(vocabulary.UNPREPARED_LOOKS + 1))


def test_short_words_have_lookalikes_beside_longer_similar_ones() -> None:
    words = Vocabulary.of(("al", "servers", "myservers"), lambda term: 1)
    similar = words.similar(["ai", "servers"], two_edits=False)
    assert similar == {"ai": ("al",), "servers": ("myservers",)}
