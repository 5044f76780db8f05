"""Phrases are chosen by what they tell: each word once, parts only with their head."""

from __future__ import annotations

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.punctuation import punctuation_of
from slidescan.alt.selection import Informativeness, best_choices
from slidescan.alt.sentence import fitting_sentence

POINTS = (
    Phrase("It is as it is, and they are what they are, and so are we who did it"),
    Phrase("Clojure's approach"),
    Phrase("break tasks into parts", 2, 1),
    Phrase("test each function with sample input", 3, 1),
)


def test_words_of_the_title_and_repeated_words_tell_nothing() -> None:
    telling = Informativeness([Phrase("Data lake"), Phrase("lake storage")], "The data")
    assert telling.score({0: "Data lake"}) < telling.score({1: "lake storage"})
    both = telling.score({0: "Data lake", 1: "lake storage"})
    assert both < telling.score({0: "Data lake"}) + telling.score({1: "lake storage"})


def test_parts_are_chosen_only_with_their_head() -> None:
    telling = Informativeness(POINTS, "")
    for chosen in best_choices(POINTS, 90, telling):
        assert 1 in chosen or not {2, 3} & set(chosen)


def test_what_is_required_is_in_every_choice() -> None:
    phrases = (Phrase("from A to B", is_required=True), *POINTS[1:])
    telling = Informativeness(phrases, "")
    assert all(0 in chosen for chosen in best_choices(phrases, 60, telling))


def test_phrases_that_tell_much_more_replace_the_first_ones() -> None:
    punctuation = punctuation_of("en")
    said = fitting_sentence(Draft("Programming", POINTS), 100, punctuation)
    assert said == (
        "Programming: Clojure's approach: break tasks into parts, test each function with sample"
        " input."
    )
    kept = fitting_sentence(Draft("Programming", POINTS, keeps_first=True), 100, punctuation)
    assert kept.startswith("Programming: It is as it is")
    assert len(said) <= 100 >= len(kept)


def test_whole_clauses_give_way_to_somewhat_more_and_short_points_do_not() -> None:
    punctuation = punctuation_of("en")
    clauses = (
        Phrase("The page is seen early by all of its visitors"),
        Phrase("visitors click on every button at once"),
        Phrase("browsers answer late while scripts run"),
    )
    said = fitting_sentence(Draft("Load", clauses), 88, punctuation)
    assert said == (
        "Load: visitors click on every button at once; browsers answer late while scripts run."
    )
    labels = (*clauses, Phrase("Scripts"))
    kept = fitting_sentence(Draft("Load", labels), 88, punctuation)
    assert kept.startswith("Load: The page is seen early")


def test_results_tell_more_than_other_phrases() -> None:
    before, after = Phrase("The weight of bundles fell"), Phrase("Weight from 1.7 MB to 700 KB")
    telling = Informativeness([Phrase("Bundles"), before, after], "")
    assert telling.score({2: after.text}) > telling.score({1: before.text})
