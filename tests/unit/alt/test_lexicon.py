"""Words that dictionaries or other slides confirm."""

from __future__ import annotations

from support.factories import line

from slidescan.alt.lexicon import Lexicon
from slidescan.alt.short import alt_text
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line

TITLE = line("A title", 0, role="title")


def at(text: str, left: float, top: float, *, height: float = 30, confidence: float = 0.99) -> Line:
    right = left + 14.0 * len(text)
    quad = PhotoQuad((left, top), (right, top), (right, top + height), (left, top + height))
    return Line(text, confidence, quad)


def test_uncertain_unknown_words_are_left_out() -> None:
    lexicon = Lexicon.of([])
    sure, unsure = (
        at("Storage costs less", 100, 150),
        at("Tetal Owmership", 100, 250, confidence=0.9),
    )
    assert alt_text([TITLE, sure, unsure], lexicon=lexicon) == "A title: Storage costs less."
    name = at("Owmership", 100, 250, confidence=0.999)
    assert "Owmership" in alt_text([TITLE, sure, name], lexicon=lexicon)


def test_words_of_other_slides_are_trusted() -> None:
    lexicon = Lexicon.of([[at("CodeBuild", 0, 0)], [at("CodeBuild", 0, 0)]])
    assert lexicon.correct_lookalikes("AWS CodeBulld") == "AWS CodeBuild"
    assert lexicon.correct_lookalikes("Optimum Rls on loT") == "Optimum RIs on IoT"
    assert lexicon.correct_lookalikes("An APl with LHCl, no HCl") == "An API with LHCI, no HCl"
    assert lexicon.trusts(at("CodeBuild here", 0, 0, confidence=0.9), "en")


def test_joined_words_are_split() -> None:
    lexicon = Lexicon.of([])
    assert lexicon.split_joined_words("Howlong is thedata kept forthe runtime", "en") == (
        "How long is the data kept for the runtime"
    )
    for name in ("kubectl", "fitbit", "Powerup", "GitLab", "throughputs"):
        assert lexicon.split_joined_words(name, "en") == name
    assert lexicon.split_joined_words("Wieviel", "de") == "Wieviel"


def test_capitals_are_lowered_by_the_dictionary() -> None:
    lexicon = Lexicon.of([])
    shout = [line("REAL LIFE BUSINESS CASE: AWS AND VMWARE", 0, role="title")]
    assert alt_text(shout, lexicon=lexicon) == "Real life business case: AWS and VMWARE."
    assert alt_text([line("TIPPING POINT", 0, role="title")], lexicon=lexicon) == "Tipping point."


def test_accents_that_no_english_word_has_are_corrected() -> None:
    lexicon = Lexicon.of([])
    assert lexicon.correct_lookalikes("Building Šecure clouds") == "Building Secure clouds"
    assert lexicon.correct_lookalikes("Sçalable clouds") == "Scalable clouds"
    for name in ("Görner", "Ondřej", "Kurkijärvi", "Señor", "Résilience"):
        assert lexicon.correct_lookalikes(name) == name


def test_two_letters_that_are_no_word_are_doubtful() -> None:
    lexicon = Lexicon.of([])
    assert lexicon.trusts(line("Amortized to savings", confidence=0.87), "en")
    assert not lexicon.trusts(line("Amortized Rs savings", confidence=0.87), "en")
    assert lexicon.trusts(line("Amortized RI savings", confidence=0.87), "en")


def test_words_with_prefixes_of_the_language_and_english_suffixes_are_known() -> None:
    lexicon = Lexicon()
    assert lexicon.knows("réinterprété", "fr")
    assert lexicon.knows("décompressé", "fr")
    assert lexicon.knows("bundling", "de")
    assert not lexicon.knows("recom", "en")
    assert not lexicon.knows("entwickein", "de")
