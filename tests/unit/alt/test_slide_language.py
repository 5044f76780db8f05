"""The language of a slide: none is claimed that its words don't show."""

from __future__ import annotations

import pytest

from slidescan.alt.slide_language import slide_language, wording_language

SHORT_SLIDES = {
    "cs": ("Ochrana osobních údajů", "Proč testovat?\nVýhody a nevýhody", "Jak na to"),
    "da": ("Databeskyttelse\nNye krav", "Tak"),
    "de": ("Datenschutz\nAnforderungen", "Vorteile\nNachteile", "Vielen Dank", "Ausblick"),
    "es": ("Ventajas\nDesventajas", "Seguridad\nRendimiento"),
    "fi": ("Kiitos", "Tietosuoja\nUudet vaatimukset"),
    "fr": ("Merci", "Avantages\nInconvénients", "Conclusion"),
    "hr": ("Zaštita podataka", "Hvala na pažnji"),
    "hu": ("Köszönöm a figyelmet", "Adatvédelem\nÚj követelmények"),
    "id": ("Terima kasih", "Perlindungan data pribadi"),
    "nl": ("Voordelen\nNadelen", "Overzicht"),
    "pl": ("Testy jednostkowe\nDlaczego warto?", "Co to jest i do czego służy", "Jak zacząć?"),
    "tr": ("Veri güvenliği\nYeni gereksinimler", "Neden test yazmalıyız?"),
}


@pytest.mark.parametrize("language", SHORT_SLIDES)
def test_a_short_slide_is_of_its_language_or_of_none(language: str) -> None:
    for text in SHORT_SLIDES[language]:
        assert slide_language(text) in (language, "und"), text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Impostor syndrome,\nczyli jak to jest czuć się oszustem", "pl"),
        ("Datenschutz\nAnforderungen\nÜberblick", "de"),
        ("Cost transparency\nCost allocation tagging", "en"),
        ("Lessons learned", "en"),
        ("Sicurezza e prestazioni", "it"),
        ("데이터 보호", "ko"),
        ("Προστασία δεδομένων", "el"),
        ("全文検索の仕組み", "ja"),
        ("WHO AM I?", "en"),
        ("About me", "en"),
        ("Wer bin ich?", "de"),
    ],
)
def test_words_and_scripts_tell_the_language(text: str, language: str) -> None:
    assert slide_language(text) == language


def test_a_given_language_counts_unless_the_words_refute_it() -> None:
    assert slide_language("Kubernetes 1.9", ("de",)) == "de"
    assert slide_language("Ochrana danych osobowych\nNowe wymagania", ("de",)) == "und"
    assert slide_language("Ochrana danych osobowych", ("pl",)) == "pl"


def test_words_that_no_dictionary_holds_are_checked_as_english() -> None:
    assert [wording_language(code) for code in ("und", "pl", "de", "ja")] == [
        "en",
        "en",
        "de",
        "ja",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Fart och risk",  # Swedish: a function word of another language beside two English words
        "Nasazení do produkce",
        "Most do oblaka",
        "Pas cu pas",  # Romanian: one French word, twice
        "De la",  # in four languages
        "Start her",
        "Program\nTest\nPlan",
    ],
)
def test_words_that_several_languages_have_tell_none(text: str) -> None:
    assert slide_language(text) == "und"
