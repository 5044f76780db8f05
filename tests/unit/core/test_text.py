"""Words, tokens, cleaning and languages of texts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slidescan.core import text
from slidescan.core.combining import COMBINING, INVISIBLE
from slidescan.core.text import (
    clean,
    fold,
    guess_language,
    positioned_terms,
    shorten,
    spelled_out,
    tokens,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Data Lake", ["data", "lake"]),
        ("Größe der Straße", ["grosse", "der", "strasse"]),
        ("Amazon's résumé", ["amazon", "resume"]),
        ("It’s", ["it"]),
        ("re:Invent 2017", ["re", "invent", "2017"]),
        ("全文検索", ["全文", "文検", "検索"]),
        ("東", ["東"]),
        ("データ", ["デー", "ータ"]),
        ("ガ", ["ガ"]),
        ("ﾃﾞｰﾀ", ["デー", "ータ"]),
        ("ข้อมูล", ["ขอ", "อม", "มล"]),
        ("الكِتَابُ المُفيد", ["الكتاب", "المفيد"]),
        ("كتـــاب مدرسة كبرى", ["كتاب", "مدرسه", "كبري"]),
        ("שָׁלוֹם עולם", ["שלום", "עולם"]),
        ("डेटा झील", ["डेटा", "झील"]),
        ("x̄ and y", ["x", "and", "y"]),
        ("Kubernetes v1.29, IPv6.1, v1", ["kubernetes", "1", "29", "ipv6", "1", "v1"]),
        ("", []),
    ],
)
def test_a_text_is_split_into_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_parts_of_compounds_share_their_position() -> None:
    found = [(t.term, t.position) for t in tokens("AWS CodePipeline EC2 HTTPServer")]
    assert found == [
        ("aws", 0),
        ("codepipeline", 1),
        ("code", 1),
        ("pipeline", 1),
        ("ec2", 2),
        ("ec", 2),
        ("httpserver", 3),
        ("http", 3),
        ("server", 3),
    ]


def test_characters_without_spaces_are_terms_at_the_position_of_their_pair() -> None:
    assert [(t.term, t.position) for t in tokens("数据湖 云")] == [
        ("数据", 0),
        ("数", 0),
        ("据湖", 1),
        ("据", 1),
        ("湖", 1),
        ("云", 2),
    ]


def test_a_long_line_without_spaces_is_searched_to_its_end() -> None:
    assert words("数据" * 60 + "计划")[-1] == "计划"


def test_letters_with_dots_are_a_word() -> None:
    terms = {t.term: (t.start, t.end) for t in tokens("The U.S.A. market, e.g. a.b1")}
    assert terms["usa"] == (4, 9)
    assert "eg" in terms
    assert "ab" not in terms


def test_tokens_have_their_span() -> None:
    text = "Ein DatenRaum für 検索者"
    for token in tokens(text):
        written = text[token.start : token.end]
        assert token.term in (fold(written), spelled_out(written))


def test_clean_removes_terminal_escapes_and_direction_marks() -> None:
    assert clean("a\x1b[31mred\x07\u202e b\u200b\tc\n d") == "a [31mred b c d"


def test_clean_removes_lone_surrogates() -> None:
    assert clean("a\udc80b") == "ab"


def test_shorten_cuts_between_words() -> None:
    assert shorten("one two three four five", 16) == "one two three…"
    assert shorten("short", 12) == "short"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Datenräume für den Mittelstand\nGröße ist kein Vorteil", "de"),
        ("Répondre près des lecteurs\nOù placer les données ?", "fr"),
        ("How we do it\nThe cost of storage", "en"),
        ("全文検索の仕組み", "ja"),
        ("全文搜索", "zh"),
        ("Как это работает", "ru"),
        ("AWS Lambda", None),
        ("12 34", None),
        ("", None),
    ],
)
def test_languages_are_guessed_by_common_words(text: str, language: str | None) -> None:
    assert guess_language(text) == language


def test_a_trade_mark_is_found_with_and_without_its_mark() -> None:
    terms = [token.term for token in tokens("VMware Cloud™ and IoT™")]
    assert {"cloudtm", "cloud", "iottm", "iot"} <= set(terms)
    assert [token.term for token in tokens("Cloud™", parts=False)] == ["cloudtm"]


def test_parts_of_identifiers_are_no_words_of_a_language() -> None:
    code = (
        "(let (conn (es-native/connect local-es-nhost local-cluster) :query (es-q/query un_el kwd))"
    )
    assert guess_language(code) is None
    assert guess_language("El lago de datos es para los equipos que no lo ven") == "es"
    assert guess_language("C'est l'équipe qui décide, et pas les outils (voir plus bas)") == "fr"


def test_marks_that_open_a_question_are_spanish_unless_the_words_are_not() -> None:
    assert guess_language("¿Qué es Travis?\nHosteado\nDistribuido\nGratis") == "es"
    assert guess_language("Big Data: ¡vamos!") == "es"
    assert guess_language("Captura\nAlmacenamiento\nGratis") is None
    assert guess_language("“¿Qué?” was the best answer to the survey") == "en"
    assert guess_language("“¿Qué?” was the answer") != "es"
    assert guess_language("price ¿ 5") is None


def test_plain_lines_have_the_terms_that_any_line_has() -> None:
    random_ = random.Random(26)
    plain = 0
    for _ in range(5_000):
        signs = random_.choice(("abcABC  ", "abcdeXYZ  ,.:;!?)('’\n-1é"))
        line = "".join(random_.choices(signs, k=random_.randint(0, 14)))
        plain += text._PLAIN_TEXT.fullmatch(line) is not None
        for parts in (True, False):
            assert tuple(tokens(line, parts=parts)) == tuple(text._tokens(line, parts))
    assert plain > 100
    for length in (63, 64, 65, 129):
        for line in ("a" * length, "A" * length, "A" + "b" * length):
            assert tuple(tokens(line)) == tuple(text._tokens(line, True))


@pytest.mark.parametrize("line", ["A " * 99 + "1", "a " * 99 + "1", "Ab " * 60 + "é"])
def test_long_rows_of_short_words_take_no_longer(line: str) -> None:
    """An expression that tries each way to read a letter never ends here."""
    assert len(list(tokens(line))) == len(line.split())


@given(st.text("abcABC  .-+&1é数", max_size=40))
def test_positioned_terms_are_the_terms_of_the_tokens(line: str) -> None:
    assert positioned_terms(line) == [(token.position, token.term) for token in tokens(line)]


def test_latin_texts_have_the_same_words_by_the_simple_pattern() -> None:
    characters = "aZéßøÑ019 ,.'’-–—•→™℠$€%#/_()vVµªÿ\u0250\u02b0²½…“”№ℂ⌘✓"
    chosen = random.Random(7)
    for _ in range(3000):
        line = "".join(chosen.choices(characters, k=chosen.randint(1, 24)))
        found = [[m.span() for m in text._words(simple).finditer(line)] for simple in (True, False)]
        assert found[0] == found[1], line
        assert not text._NEEDS_ALL_SCRIPTS.search(line)


@pytest.mark.parametrize(
    "character",
    [
        *COMBINING,
        *INVISIBLE.replace("-", ""),
        *"Ωяא東アﾃ가ข\u0e81\u1000\u1050\u1780",
        "\uff9f",
    ],
)
def test_other_scripts_need_the_full_pattern(character: str) -> None:
    assert text._NEEDS_ALL_SCRIPTS.search(f"a{character}b")
