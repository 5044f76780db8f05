"""The sentence of each kind of structure, and what it says first if the room is short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from support.factories import line

from slidescan.alt.long import description, html, markdown
from slidescan.alt.short import alt_text
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.structure import outline

FRAME = PhotoQuad.rectangle(1600, 900)


def at(text: str, left: float, top: float, size: float = 30, *, role: str = "body") -> Line:
    right = left + 0.5 * size * len(text)
    quad = PhotoQuad((left, top), (right, top), (right, top + size), (left, top + size))
    return Line(text, 0.99, quad, role)  # type: ignore[arg-type]


def title(text: str) -> Line:
    return at(text, 100, 60, 60, role="title")


def kind_of(lines: Sequence[Line]) -> str:
    return outline(lines, FRAME).structure.kind


ICONS = [
    title("Amazon Cloud Directory"),
    *(at("Organize", 120, 500), at("hierarchies", 120, 535)),
    *(at("Search objects and", 450, 500), at("relationships", 450, 535)),
    *(at("Scale", 900, 500), at("automatically", 900, 535)),
    *(at("Adapt to", 1250, 500), at("changing data", 1250, 535)),
]
PEOPLE = [
    title("Speakers"),
    *(at("Colleen Manaher", 100, 200, 44), at("Executive Director", 100, 250, 30)),
    at("U.S. Customs and Border Protection", 100, 285, 30),
    *(at("John Nichols", 100, 380, 44), at("Director of Enterprise Architecture", 100, 430, 30)),
    at("PG&E", 100, 465, 30),
]
CARDS = [
    title("Controls"),
    *(at("Encryption", 100, 200, 44), at("Keys for each tenant", 100, 270)),
    at("Disks as well", 100, 330),
    *(at("Compliance", 800, 200, 44), at("Logs of every access", 800, 270)),
    at("Rules by region", 800, 330),
]
STEPS = [
    title("Roll out"),
    at("1. Choose a team", 100, 200),
    at("2. Measure what the old system costs on an ordinary day in an ordinary week", 100, 260),
    at("3. Move the first table", 100, 320),
    at("4. Switch off the old system", 100, 380),
]
QUOTE = [
    at("“The best query is the one that you never run.”", 200, 300, 40),
    at("– Ada Lindqvist", 200, 380, 30),
]
TALK = [
    at("Maps for data lakes", 150, 300, 70, role="title"),
    at("Ada Lindqvist", 150, 430, 40),
    at("Principal Engineer", 150, 480, 30),
    at("Northwind Traders", 150, 520, 30),
]
SIDES = [
    title("Lake vs. warehouse"),
    *(at("Lake", 100, 200, 44), at("• Raw data", 100, 270), at("• Schema on read", 100, 330)),
    *(at("Warehouse", 800, 200, 44), at("• Clean data", 800, 270)),
    at("• Schema on write", 800, 330),
]


def table(doubtful: str = "") -> list[Line]:
    rows = ("Item Before After", "Storage 410 265", "Scans 690 120", "Compaction 0 85")
    cells = [
        at(cell, 100 + 400 * column, 200 + 70 * row)
        for row, text in enumerate(rows)
        for column, cell in enumerate(text.split())
    ]
    trust = {doubtful: 0.6}
    return [
        title("Costs"),
        *(replace(cell, confidence=trust.get(cell.text, 0.99)) for cell in cells),
    ]


def test_of_a_row_with_a_doubtful_cell_only_the_head_is_said() -> None:
    known = "Table: Costs: Item, Before, After; Storage 410, 265; Scans 690, 120; Compaction"
    assert alt_text(table(), frame=FRAME) == f"{known} 0, 85."
    assert alt_text(table("0"), frame=FRAME) == f"{known}."
    assert "Scans" in alt_text(table("690"), frame=FRAME)
    assert "690" not in alt_text(table("690"), frame=FRAME)


@pytest.mark.parametrize(
    ("lines", "kind", "text"),
    [
        (
            ICONS, "text",
            "Amazon Cloud Directory: Organize hierarchies, Search objects and relationships,"
            " Scale automatically, Adapt to changing data.",
        ),
        (
            PEOPLE, "people",
            "Speakers: Colleen Manaher, Executive Director, U.S. Customs and Border Protection;"
            " John Nichols, Director of Enterprise Architecture, PG&E.",
        ),
        (
            CARDS, "cards",
            "Controls: Encryption: Keys for each tenant, Disks as well;"
            " Compliance: Logs of every access, Rules by region.",
        ),
        (QUOTE, "quote", "“The best query is the one that you never run.” – Ada Lindqvist."),
        (
            TALK, "title",
            "Title slide: Maps for data lakes, Ada Lindqvist, Principal Engineer,"
            " Northwind Traders.",
        ),
        (
            SIDES, "comparison",
            "Lake vs. warehouse: Lake: Raw data, Schema on read;"
            " Warehouse: Clean data, Schema on write.",
        ),
    ],
    ids=["icons", "people", "cards", "quote", "title slide", "comparison"],
)  # fmt: skip
def test_the_sentence_of_each_kind(lines: Sequence[Line], kind: str, text: str) -> None:
    assert kind_of(lines) == kind
    assert alt_text(lines, frame=FRAME) == text


def test_the_numbers_of_steps_show_what_is_left_out() -> None:
    assert kind_of(STEPS) == "steps"
    assert alt_text(STEPS, frame=FRAME, most=90) == (
        "Roll out: 1. Choose a team; 3. Move the first table; 4. Switch off the old system."
    )


def test_heads_come_before_details_and_each_head_has_one_before_any_has_two() -> None:
    assert alt_text(CARDS, frame=FRAME, most=35) == "Controls: Encryption, Compliance."
    assert alt_text(CARDS, frame=FRAME, most=80) == (
        "Controls: Encryption: Keys for each tenant; Compliance: Logs of every access."
    )


def test_all_people_come_before_their_organisations() -> None:
    text = alt_text(PEOPLE, frame=FRAME, most=70)
    assert "Colleen Manaher" in text
    assert "John Nichols" in text
    assert "PG&E" not in text


def test_steps_are_an_ordered_list_in_the_long_description() -> None:
    assert "1. Choose a team\n" in description(STEPS, FRAME)
    assert "1. Choose a team\n2. Measure" in markdown(STEPS, FRAME)
    assert "<ol>\n<li>Choose a team</li>" in html(STEPS, FRAME)
    assert html(STEPS, FRAME).endswith("</ol>")


def test_details_are_nested_below_their_heads_in_the_long_description() -> None:
    assert "- Encryption\n  - Keys for each tenant" in markdown(CARDS, FRAME)
    assert "<li>Encryption\n<ul>" in html(CARDS, FRAME)


def test_captions_on_two_lines_are_no_cards() -> None:
    assert kind_of(ICONS) == "text"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Contrôles : Un point, Deux points."),
        ("de", "Contrôles: Un point, Deux points."),
        ("zh", "Contrôles: Un point, Deux points."),
    ],
)
def test_the_punctuation_is_that_of_the_language(language: str, text: str) -> None:
    lines = [line("Contrôles", 0, role="title"), line("• Un point", 2), line("• Deux points", 4)]
    assert alt_text(lines, language=language) == text


def test_chinese_has_marks_of_its_own_and_no_spaces_where_lines_are_joined() -> None:
    lines = [
        line("整体方案的设计", 0, role="title"),
        at("过去十年是架构领域突飞猛进的十", 100, 200),
        at("年，它为移动互联", 100, 240),
        at("用户中心与媒资服务", 100, 400),
    ]
    text = alt_text(lines, language="zh")
    assert (
        text
        == "整体方案的设计：过去十年是架构领域突飞猛进的十年，它为移动互联；用户中心与媒资服务。"
    )


def test_each_speaker_of_a_talk_keeps_the_role() -> None:
    talk = [
        at("Maps for data lakes", 150, 200, 70, role="title"),
        at("with a small team of three", 150, 290, 40),
        *(at("Ada Lindqvist", 150, 430, 40), at("Principal Engineer", 150, 480, 30)),
        at("Northwind Traders", 150, 520, 30),
        *(at("NORA BERG", 150, 600, 40), at("Solutions Architect", 150, 650, 30)),
    ]
    assert alt_text(talk, frame=FRAME) == (
        "Title slide: Maps for data lakes with a small team of three, Ada Lindqvist,"
        " Principal Engineer, Northwind Traders; Nora Berg, Solutions Architect."
    )


def test_an_address_tells_a_speaker_as_a_role_does() -> None:
    talk = [
        at("Maps for data lakes", 150, 200, 70, role="title"),
        *(at("Ada Lindqvist @adali", 150, 430, 40), at("Northwind Traders", 150, 520, 30)),
    ]
    assert kind_of(talk) == "title"
    assert alt_text(talk, frame=FRAME).endswith("lakes, Ada Lindqvist, Northwind Traders.")
    assert kind_of([talk[0], at("Pure Functions", 150, 430, 40), talk[2]]) == "text"


def test_speakers_are_introduced_or_have_a_role_in_brackets() -> None:
    title = at("Maps for data lakes", 150, 200, 70, role="title")
    further = at("Lakes of the north", 150, 520, 30)
    for text, name in (
        ("Speaker : Fanny KLAUK - @klf37", "Fanny Klauk"),
        ("by Ada Lindqvist", "Ada Lindqvist"),
        ("Par Vincent Ferries/@vincent", "Vincent Ferries"),
    ):
        said = alt_text([title, at(text, 150, 430, 40), further], frame=FRAME)
        assert said == f"Title slide: Maps for data lakes, {name}, Lakes of the north."
    pair = [
        at("Ruining He (now Research Engineer)", 150, 430, 40),
        at("Julian McAuley (Prof. of Design)", 150, 490, 40),
    ]
    assert alt_text([title, *pair], frame=FRAME) == (
        "Title slide: Maps for data lakes, Ruining He, now Research Engineer; Julian McAuley, Prof."
        " of Design."
    )
    for text in ("Von Neumann Machines", "Pure Functions (in practice)"):
        assert kind_of([title, at(text, 150, 430, 40), further]) == "text"


def test_a_speaker_may_stand_above_the_title() -> None:
    above = [at("Ada Lindqvist", 150, 60, 40), at("Principal Engineer", 150, 110, 30)]
    talk = [*above, at("Maps for data lakes", 150, 300, 70, role="title")]
    assert alt_text(talk, frame=FRAME).startswith("Title slide: Maps for data lakes, Ada Lind")


def test_a_wide_table_is_said_by_its_first_figures() -> None:
    rows = [("Part", "Size", "Remark"), *((f"part {c}", f"{n} kB", "kept for the later stages of the pipeline") for n, c in enumerate("abcde", 11))]  # fmt: skip
    cells = [
        at(cell, 60 + 260 * column, 200 + 70 * row)
        for row, texts in enumerate(rows)
        for column, cell in enumerate(texts)
    ]
    said = alt_text([title("Costs"), *cells], frame=FRAME)
    assert "part a 11 kB" in said
    assert "part e 15 kB" in said


def test_code_says_no_keys_without_values() -> None:
    texts = ("kind: Service", "metadata:", "name: unicorn", "spec:", "port: 80", "role: canary")
    said = alt_text([title("Deploy"), *(at(t, 100, 200 + 40 * i) for i, t in enumerate(texts))])
    assert said == "Code: Deploy: kind: Service; name: unicorn; port: 80; role: canary."


def test_what_is_written_about_code_comes_first() -> None:
    texts = ("let a = load(b);", "let c = sum(a);", "let d = c * 2;", "show(d);", "return d;")
    lines = [at("Sums of a lake in three lines", 100, 80, 40)]
    lines += [at(t, 100, 200 + 40 * i) for i, t in enumerate(texts)]
    assert "Sums of a lake in three lines: let" in alt_text(lines, frame=FRAME)


def test_phrases_that_begin_alike_share_their_beginning() -> None:
    lines = [
        title("Testing"),
        at("Web performance testing helps prevent errors", 100, 200),
        at("Web performance testing reduces what it costs", 100, 300),
        at("Rules apply", 100, 400),
    ]
    assert alt_text(lines, frame=FRAME, most=200) == (
        "Testing: Web performance testing helps prevent errors, reduces what it costs; Rules apply."
    )
    nouns = [title("Clés"), at("Chiffrement des données", 100, 200), at("Chiffrement du disque local", 100, 300)]  # fmt: skip
    assert alt_text(nouns, frame=FRAME, language="fr") == (
        "Clés : Chiffrement des données, du disque local."
    )
    other = [title("Cultures"), at("More like hacker culture", 100, 200), at("More like startup culture", 100, 300)]  # fmt: skip
    assert alt_text(other, frame=FRAME).count("More like") == 2


def test_the_beginning_of_another_phrase_is_left_out() -> None:
    lines = [title("Costs"), at("per hour", 100, 200), at("per hour (on average)", 100, 300)]
    assert alt_text(lines, frame=FRAME) == "Costs: per hour (on average)."


def test_a_title_that_ends_inside_is_left_out() -> None:
    lines = [title("Testing of the"), at("Snapshots are smart", 100, 200)]
    assert alt_text(lines, frame=FRAME) == "Snapshots are smart."


def test_changes_in_a_chart_are_said() -> None:
    axis = [at(str(year), 200 + 200 * i, 700) for i, year in enumerate(range(2019, 2024))]
    chart = [title("Costs of the lake"), at("+ 40%", 900, 300, 60), at("Forecast", 300, 400), *axis]
    assert alt_text(chart, frame=FRAME) == "Chart: Costs of the lake: +40%, Forecast."
    doubtful = [replace(text, confidence=0.9) if "%" in text.text else text for text in chart]
    assert "40" not in alt_text(doubtful, frame=FRAME)
