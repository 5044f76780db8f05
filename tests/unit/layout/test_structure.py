from __future__ import annotations

from support.factories import line

from slidescan.alt.lexicon import Lexicon
from slidescan.alt.long import description, html, markdown
from slidescan.alt.short import alt_text
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.structure import outline

TITLE = line("A title", 0, role="title")


def at(text: str, left: float, top: float, *, height: float = 30, confidence: float = 0.99) -> Line:
    right = left + 14.0 * len(text)
    quad = PhotoQuad((left, top), (right, top), (right, top + height), (left, top + height))
    return Line(text, confidence, quad)


TABLE = [
    at(text, 100 + 300 * column, 150 + 60 * row)
    for row, cells in enumerate(
        [("Item", "Before", "After"), ("Storage", "410", "265"), ("Scans", "690", "120")]
    )
    for column, text in enumerate(cells)
]
CODE = [
    at("rollout:", 100, 150),
    at("strategy: canary", 128, 190),
    at("steps: [5, 25, 100]", 128, 230),
    at("pause: 10m", 128, 270),
    at("abort_on: errors", 128, 310),
]
CHART = [at(str(year), 100 + 150 * i, 700) for i, year in enumerate(range(2019, 2024))] + [
    at("Talks a year", 100, 200),
    at("340", 720, 300),
]


def test_tables_are_read_row_by_row() -> None:
    found = outline([TITLE, *TABLE])
    assert [block.kind for block in found.blocks] == ["table"]
    assert found.blocks[0].rows[1] == ("Storage", "410", "265")
    assert alt_text([TITLE, *TABLE]) == (
        "Table: A title: Item, Before, After; Storage, 410, 265; Scans, 690, 120."
    )
    assert "| Storage | 410 | 265 |" in markdown([TITLE, *TABLE])
    assert "<tr><td>Storage</td><td>410</td><td>265</td></tr>" in html([TITLE, *TABLE])


def test_rows_of_names_are_no_table() -> None:
    names = [
        at(text, 100 + 300 * column, 150 + 60 * row)
        for row in range(3)
        for column, text in enumerate(("Alpha", "Beta", "Gamma"))
    ]
    assert not outline([TITLE, *names]).has("table")


def test_code_keeps_its_indentation() -> None:
    found = outline([TITLE, *CODE])
    assert found.blocks[0].code.split("\n")[:2] == ["rollout:", "  strategy: canary"]
    assert alt_text([TITLE, *CODE]).startswith("Code: A title: rollout")
    assert "```\nrollout:\n  strategy: canary" in markdown([TITLE, *CODE])
    assert "\n " not in html([TITLE, *CODE])


def test_the_axes_of_a_chart_stay_out_of_the_alt_text() -> None:
    assert alt_text([TITLE, *CHART]) == "Chart: A title: Talks a year."
    assert "2019, 2020, 2021, 2022, 2023" in description([TITLE, *CHART])


def test_points_have_levels() -> None:
    lines = [
        TITLE,
        at("• Outer one", 100, 150),
        at("• Inner", 160, 190),
        at("• Outer two", 100, 230),
    ]
    (block,) = outline(lines).blocks
    assert [(p.text, p.level) for p in block.points] == [
        ("Outer one", 1), ("Inner", 2), ("Outer two", 1),
    ]  # fmt: skip
    assert markdown(lines).endswith("- Outer one\n  - Inner\n- Outer two")
    assert html(lines).split("\n")[1:] == [
        "<ul>", "<li>Outer one", "<ul>", "<li>Inner</li>", "</ul></li>", "<li>Outer two</li>", "</ul>",
    ]  # fmt: skip
    # Where not all points fit, the outermost go first.
    assert alt_text(lines, most=30) == "A title: Outer one; Outer two."


def test_a_point_below_in_small_letters_is_one_of_its_own() -> None:
    lines = [
        TITLE,
        at("Files in folders are not a data lake", 100, 150),
        at("Schemas are checked", 100, 190),
        at("late data waits", 160, 230),
        at("Old versions stay readable", 100, 270),
    ]
    (block,) = outline(lines).blocks
    assert [p.level for p in block.points] == [1, 1, 2, 1]


def test_levels_are_told_on_the_flat_slide() -> None:
    turned = PhotoQuad((1200, 0), (1200, 1600), (0, 1600), (0, 0))

    def rotated(found: Line) -> Line:
        corners = [(1200 - y, x) for x, y in found.quad.corners]
        return Line(found.text, found.confidence, PhotoQuad.of(corners))

    lines = [rotated(at("One thing", 100, 150)), rotated(at("below it", 160, 190))]
    (block,) = outline(lines, turned).blocks
    assert [p.text for p in block.points] == ["One thing below it"]


def test_a_list_is_not_run_together() -> None:
    lines = [at(text, 100, 150 + 40 * i) for i, text in enumerate(("One", "Two", "Three", "Four"))]
    assert alt_text(lines) == "One; Two; Three; Four."


def test_hostile_text_is_escaped_everywhere() -> None:
    hostile = [TITLE, at('<img src=x onerror="a()"> {{ x }} {% y %} `z` [l](u) *s*', 100, 200)]
    for written in (html(hostile), markdown(hostile)):
        for mark in ("<img", "{{", "{%", "`z`", "[l]", "*s*"):
            assert mark not in written


def test_words_that_nobody_knows_are_left_out() -> None:
    lexicon = Lexicon.of([])
    sure, unsure = (
        at("Storage costs less", 100, 150),
        at("Tetal Owmership", 100, 250, confidence=0.9),
    )
    assert alt_text([TITLE, sure, unsure], lexicon=lexicon) == "A title: Storage costs less."
    name = at("Owmership", 100, 250, confidence=0.999)
    assert "Owmership" in alt_text([TITLE, sure, name], lexicon=lexicon)


def test_other_slides_tell_words() -> None:
    lexicon = Lexicon.of([[at("CodeBuild", 0, 0)], [at("CodeBuild", 0, 0)]])
    assert lexicon.correct_lookalikes("AWS CodeBulld") == "AWS CodeBuild"
    assert lexicon.correct_lookalikes("Optimum Rls on loT") == "Optimum RIs on IoT"
    assert lexicon.trusts(at("CodeBuild here", 0, 0, confidence=0.9), "en")


def test_words_that_were_run_together_stand_apart() -> None:
    lexicon = Lexicon.of([])
    assert lexicon.split_joined_words("Howlong is thedata kept forthe runtime", "en") == (
        "How long is the data kept for the runtime"
    )
    for name in ("kubectl", "fitbit", "Powerup", "GitLab", "throughputs"):
        assert lexicon.split_joined_words(name, "en") == name
    assert lexicon.split_joined_words("Wieviel", "de") == "Wieviel"


def test_shouting_is_softened_by_the_dictionary() -> None:
    lexicon = Lexicon.of([])
    shout = [line("REAL LIFE BUSINESS CASE: AWS AND VMWARE", 0, role="title")]
    assert alt_text(shout, lexicon=lexicon) == "Real life business case: AWS and VMWARE."
    assert alt_text([line("TIPPING POINT", 0, role="title")], lexicon=lexicon) == "Tipping point."


def test_addresses_dates_and_torn_lines_stay_out() -> None:
    lines = [
        TITLE,
        at("https://example.org/a/very/long/address", 100, 150),
        at("November 29, 2017", 100, 250),
        at("h advanced analytics", 100, 350),
        at("What remains", 100, 450),
    ]
    assert alt_text(lines) == "A title: What remains."


def test_logos_at_the_edge_stay_out() -> None:
    frame = PhotoQuad.rectangle(1600, 1000)
    lines = [TITLE, at("A point", 100, 400), at("ceph", 100, 940), at("Amazon", 900, 940)]
    assert alt_text(lines, frame=frame) == "A title: A point; Amazon."


def test_kinds_are_named_where_that_helps() -> None:
    lines = [TITLE, line("a point", 2)]
    assert alt_text(lines, kind="whiteboard", language="de").startswith("Whiteboard: A title")
    assert alt_text(lines, kind="diagram", language="fr").startswith("Schéma: A title")
    assert alt_text([line("The diagram of it", 0, role="title")], kind="diagram") == (
        "The diagram of it."
    )


def test_points_from_the_right_are_indented_there() -> None:
    texts = [
        ("لكل جدول مالك معروف", 1200),
        ("نقيس قبل", 1150),
        ("نختبر استعادة النسخ", 1150),
        ("معا", 1200),
    ]
    lines = [
        at(text, right - 14 * len(text), 150 + 60 * i) for i, (text, right) in enumerate(texts)
    ]
    (block,) = outline(lines).blocks
    assert [(point.text, point.level) for point in block.points] == [
        (text, 1 if right == 1200 else 2) for text, right in texts
    ]


def test_cells_from_the_right_stand_in_their_order() -> None:
    rows = [("البند", "قبل", "بعد"), ("تخزين", "410", "265"), ("مسح", "690", "120")]
    cells = [
        at(text, 1000 - 300 * column, 150 + 60 * row)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    assert outline(cells).blocks[0].rows == tuple(rows)
