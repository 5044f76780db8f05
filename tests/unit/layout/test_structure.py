"""Blocks of a slide: bullets, tables, code, charts."""

from __future__ import annotations

from support.factories import line

from slidescan.alt.long import description, html, markdown
from slidescan.alt.short import alt_text
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.blocks import Code, Points, Table
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
    (block,) = found.blocks
    assert isinstance(block, Table)
    assert block.rows[1] == ("Storage", "410", "265")
    assert alt_text([TITLE, *TABLE]) == (
        "Table: A title: Item, Before, After; Storage 410, 265; Scans 690, 120."
    )
    assert "| Storage | 410 | 265 |" in markdown([TITLE, *TABLE])
    assert "<tr><td>Storage</td><td>410</td><td>265</td></tr>" in html([TITLE, *TABLE])


def test_rows_of_names_are_no_table() -> None:
    names = [
        at(text, 100 + 300 * column, 150 + 60 * row)
        for row in range(3)
        for column, text in enumerate(("Alpha", "Beta", "Gamma"))
    ]
    assert not outline([TITLE, *names]).has(Table)


def test_code_keeps_its_indentation() -> None:
    found = outline([TITLE, *CODE])
    (block,) = found.blocks
    assert isinstance(block, Code)
    assert block.text.split("\n")[:2] == ["rollout:", "  strategy: canary"]
    assert alt_text([TITLE, *CODE]).startswith("Code: A title: rollout")
    assert "```\nrollout:\n  strategy: canary" in markdown([TITLE, *CODE])
    assert "\n " not in html([TITLE, *CODE])


def test_the_axes_of_a_chart_stay_out_of_the_alt_text() -> None:
    assert alt_text([TITLE, *CHART]) == "Chart: A title: Talks a year."
    assert "2019, 2020, 2021, 2022, 2023" in description([TITLE, *CHART])


def kind_with(texts: list[str], *, across: bool = False) -> str:
    beside = [
        at(t, 100 + (120 * i if across else 0), 150 + (0 if across else 60 * i))
        for i, t in enumerate(texts)
    ]
    return outline([TITLE, *beside, at("Talks a year", 600, 500)]).structure.kind


def test_numbers_that_are_no_scale_are_no_axis() -> None:
    assert kind_with(["30", "20", "10", "0"]) == "chart"
    assert kind_with(["0", "10", "20", "30"], across=True) == "chart"
    assert kind_with(["1.2M", "800k", "90k", "5k"]) == "chart"
    assert kind_with(["8", "12", "4", "10", "6"]) != "chart"  # hours of jobs
    assert kind_with(["0", "10", "20", "30"]) != "chart"  # growing downwards
    assert kind_with(["1", "2", "3", "4", "5"], across=True) != "chart"  # steps


def test_a_header_outside_its_columns_belongs_to_the_table() -> None:
    cells = [
        at(cell, 100 + 400 * column, 260 + 60 * row)
        for row, texts in enumerate((("Rollbacks", "Yes", "No"), ("Hooks", "Yes", "No"), ("Native", "No", "Yes")))
        for column, cell in enumerate(texts)
    ]  # fmt: skip
    header = [at("Feature", 20, 200), at("Helm", 330, 200), at("Kustomize", 900, 200)]
    structure = outline([TITLE, *header, *cells]).structure.summary()
    assert structure.header == ("Feature", "Helm", "Kustomize")


def test_a_line_with_the_label_of_the_one_above_is_another_point() -> None:
    lines = [
        at("Access: All decisions start at Deny", 100, 150),
        at("Access: An explicit Deny", 100, 185),
    ]
    (block,) = outline([TITLE, *lines]).blocks
    assert isinstance(block, Points)
    assert [point.text for point in block.points] == [line.text for line in lines]


def test_bullets_have_levels() -> None:
    lines = [
        TITLE,
        at("• Outer one", 100, 150),
        at("• Inner", 160, 190),
        at("• Outer two", 100, 230),
    ]
    (block,) = outline(lines).blocks
    assert isinstance(block, Points)
    assert [(p.text, p.level) for p in block.points] == [
        ("Outer one", 1), ("Inner", 2), ("Outer two", 1),
    ]  # fmt: skip
    assert markdown(lines).endswith("- Outer one\n  - Inner\n- Outer two")
    assert html(lines).split("\n")[1:] == [
        "<ul>", "<li>Outer one", "<ul>", "<li>Inner</li>", "</ul></li>", "<li>Outer two</li>", "</ul>",
    ]  # fmt: skip
    # If not all bullets fit, the outermost come first.
    assert alt_text(lines, most=30) == "A title: Outer one, Outer two."


def test_an_indented_line_is_a_bullet_of_its_own() -> None:
    lines = [
        TITLE,
        at("Files in folders are not a data lake", 100, 150),
        at("Schemas are checked", 100, 190),
        at("late data waits", 160, 230),
        at("Old versions stay readable", 100, 270),
    ]
    (block,) = outline(lines).blocks
    assert isinstance(block, Points)
    assert [p.level for p in block.points] == [1, 1, 2, 1]


def test_levels_are_measured_on_the_flat_slide() -> None:
    turned = PhotoQuad((1200, 0), (1200, 1600), (0, 1600), (0, 0))

    def rotated(found: Line) -> Line:
        corners = [(1200 - y, x) for x, y in found.quad.corners]
        return Line(found.text, found.confidence, PhotoQuad.of(corners))

    lines = [rotated(at("One thing", 100, 150)), rotated(at("below it", 160, 190))]
    (block,) = outline(lines, turned).blocks
    assert isinstance(block, Points)
    assert [p.text for p in block.points] == ["One thing below it"]


def test_right_to_left_bullets_are_indented_from_the_right() -> None:
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
    assert isinstance(block, Points)
    assert [(point.text, point.level) for point in block.points] == [
        (text, 1 if right == 1200 else 2) for text, right in texts
    ]


def test_right_to_left_cells_are_in_order() -> None:
    rows = [("البند", "قبل", "بعد"), ("تخزين", "410", "265"), ("مسح", "690", "120")]
    cells = [
        at(text, 1000 - 300 * column, 150 + 60 * row)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    assert outline(cells).blocks == (Table(tuple(rows), tuple(cells)),)
