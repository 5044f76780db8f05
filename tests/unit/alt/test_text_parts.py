"""The text of a slide in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st
from support.factories import line, slide

from slidescan.alt.text_parts import TextItem, TextPart, TextRow, text_parts
from slidescan.core.records import Line, Slide

CELLS = (("Item", "Before", "After"), ("Storage", "410", "265"), ("Scans", "690", "<b>1</b>"))
CODE = ("def lake(path):", "return open(path);", "x = lake(path);", "import swamp")


def with_lines(title: str, *lines: Line) -> Slide:
    made = slide("a.jpg", (title,))
    return replace(made, reading=replace(made.reading, lines=(*made.reading.lines, *lines)))


def rows_of(items: Sequence[TextItem]) -> Iterator[TextRow]:
    for item in items:
        yield from item.rows
        yield from rows_of(item.below)


def shown(parts: Sequence[TextPart]) -> list[TextRow]:
    return [row for part in parts for row in (*part.rows, *rows_of(part.items))]


def test_a_table_is_a_table_above_its_lines() -> None:
    cells = [
        line(text, row + 2, left=left)
        for row, texts in enumerate(CELLS)
        for left, text in zip((100.0, 500.0, 900.0), texts, strict=True)
    ]
    title, table = text_parts(with_lines("Costs", *cells))
    assert [row.text for row in title.rows] == ["Costs"]
    assert "<tr><td>Storage</td><td>410</td><td>265</td></tr>" in table.html
    assert "<b>" not in table.html
    assert [row.text for row in table.rows] == [text for texts in CELLS for text in texts]


def test_code_keeps_its_indentation_above_its_lines() -> None:
    lines = [line(text, row, left=100.0 + 56 * (row == 3)) for row, text in enumerate(CODE, 2)]
    _, code = text_parts(with_lines("A function", *lines))
    assert "&#32;&#32;&#32;&#32;return" in code.html
    assert [row.text for row in code.rows] == list(CODE)


def test_the_list_shows_bullets_and_numbers_and_the_lines_do_not() -> None:
    texts = ("1. Land what comes", "2. Clean what landed", "3. Serve what is clean")
    lines = [line(text, row) for row, text in enumerate(texts, 2)]
    _, steps = text_parts(with_lines("Three steps", *lines))
    assert [item.number for item in steps.items] == [1, 2, 3]
    assert [row.text for row in rows_of(steps.items)] == [text[3:] for text in texts]
    assert [row.line.text for row in rows_of(steps.items)] == list(texts)
    _, points = text_parts(with_lines("Two points", line("First", 2), line("• Second", 3)))
    assert [(item.has_bullet, item.rows[0].text) for item in points.items] == [
        (False, "First"),
        (True, "Second"),
    ]


def test_footers_and_what_stands_around_the_slide_come_last() -> None:
    lines = (
        line("Acme Days 2025", 1, role="footer"),
        line("A banner", 2, role="outside"),
        line("- one point", 3),
        line("- another point", 4),
    )
    parts = text_parts(with_lines("A title", *lines))
    assert [row.text for row in shown(parts)] == [
        "A title", "one point", "another point", "Acme Days 2025", "A banner",
    ]  # fmt: skip


TEXTS = st.sampled_from(
    (
        *("• point", "- other", "1", "2", "1. one", "12 %", "2024", "Jan", "a:", "x = f(y);", "…"),
        "a whole sentence of more than twelve words that ends as a sentence does.",
        *("Landing", ""),
    )
)
LINES = st.lists(
    st.builds(
        line,
        TEXTS,
        st.integers(0, 20),
        role=st.sampled_from(("body", "body", "body", "title", "footer", "outside")),
        left=st.sampled_from((100.0, 140.0, 180.0, 500.0, 900.0)),
        confidence=st.sampled_from((0.5, 0.97)),
    ),
    max_size=18,
)


@example(
    lines=[
        line("• point", 0, role="body", left=100.0, confidence=0.5),
        line("• point", 0, role="body", left=100.0, confidence=0.5),
        line("• point", 1, role="body", left=100.0, confidence=0.5),
        line("", 2, role="body", left=100.0, confidence=0.5),
    ]
)
@given(lines=LINES)
def test_every_line_is_shown_once(lines: list[Line]) -> None:
    made = with_lines("A title", *lines)
    numbers = [row.number for row in shown(text_parts(made))]
    assert sorted(numbers) == list(range(len(made.reading.lines)))
