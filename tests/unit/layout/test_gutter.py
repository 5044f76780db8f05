"""The numbered lines of an editor are read row by row."""

from __future__ import annotations

from random import Random

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import TextBox
from slidescan.layout.boxes import Box
from slidescan.layout.gutter import editor_cell

CODE = ("@Service", "", "public class Example {", "private Template a;", "", "run() {", "}", "}")


def box(text: str, x: float, y: float) -> Box:
    quad = FlatQuad.rectangle(15.0 * len(text), 30).moved(x, y)
    return Box.of(TextBox(text, 0.95, quad))


def rows(first: int = 11) -> list[list[Box]]:
    return [
        [box(str(first + i), 60, 200 + 40 * i), *([box(line, 160 + 20 * (i % 3), 197 + 40 * i)] * bool(line))]
        for i, line in enumerate(CODE)
    ]  # fmt: skip


def read(boxes: list[Box]) -> list[str] | None:
    shuffled = Random(7).sample(boxes, len(boxes))
    cell = editor_cell(shuffled)
    return None if cell is None else [each.text for each in cell.boxes]


def test_each_line_number_comes_before_its_code() -> None:
    boxes = [each for row in rows() for each in row]
    around = [box("File Edit View", 20, 100), box("Project", 10, 320), box("Terminal", 20, 640)]
    assert read([*boxes, *around]) == [each.text for each in boxes]


def test_a_misread_number_does_no_harm() -> None:
    numbered = rows()
    numbered[3][0] = box("74", 60, 320)
    boxes = [each for row in numbered for each in row]
    assert read(boxes) == [each.text for each in boxes]


def test_numbers_of_an_axis_are_no_editor() -> None:
    assert (
        read([box(str(value), 60, 200 + 40 * i) for i, value in enumerate(range(80, 0, -10))])
        is None
    )


def test_a_column_beside_the_code_is_left_alone() -> None:
    notes = [box(f"note {i}", 900, 200 + 60 * i) for i in range(4)]
    assert read([*(each for row in rows() for each in row), *notes]) is None


def test_numbered_rows_of_cells_are_no_editor() -> None:
    cells = [
        [box(str(i + 1), 60, 200 + 60 * i), box("Space", 300, 225 + 60 * i), box("Head", 330, 190 + 60 * i)]
        for i in range(6)
    ]  # fmt: skip
    assert read([each for row in cells for each in row]) is None
