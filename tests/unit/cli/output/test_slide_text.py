"""The text of a slide on a terminal and in a pipe."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from support.factories import line, slide

from slidescan.alt.long import as_markdown, description
from slidescan.cli.output.slide_text import show_text
from slidescan.cli.output.terminal import Terminal
from slidescan.core.frames import frame_of
from slidescan.core.records import Line, Slide
from slidescan.layout.structure import outline_of

POINTS = (
    line("• one point of the slide", 2, left=100),
    line("• a point below it", 4, left=200),
    line("• another point of the slide", 6, left=100),
)
CELLS = (("Item", "Before", "After"), ("Storage", "410", "265"), ("Scans", "690", "120"))


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def with_lines(*lines: Line) -> Slide:
    made = slide("a.jpg", ("A title",))
    return replace(made, reading=replace(made.reading, lines=(*made.reading.lines, *lines)))


def table(confidence: float = 0.97) -> Slide:
    return with_lines(
        *(
            replace(line(text, row + 2, left=left), confidence=confidence if row else 0.97)
            for row, cells in enumerate(CELLS)
            for left, text in zip((100.0, 500.0, 900.0), cells, strict=True)
        )
    )


def printed(shown: Slide, out: io.StringIO | None = None) -> list[str]:
    stream = out or io.StringIO()
    show_text(shown, Terminal(stream, color=False))
    return stream.getvalue().splitlines()


def test_nesting_and_bullets_are_those_of_the_long_description() -> None:
    shown = with_lines(*POINTS)
    frame = frame_of(shown.photo, shown.detection)
    long = description(shown.reading.lines, frame).splitlines()[1:]
    assert [row.removeprefix("  ") for row in printed(shown)] == long
    assert long == [
        "- one point of the slide",
        "  - a point below it",
        "- another point of the slide",
    ]
    assert as_markdown(outline_of(shown), title=False) == "\n".join(long)


def test_tables_have_columns() -> None:
    rows = printed(table())
    assert [row.split() for row in (rows[0], *rows[2:])] == [list(cells) for cells in CELLS]
    starts = {row.index(cells[0]) for row, cells in zip((rows[0], *rows[2:]), CELLS, strict=True)}
    assert len(starts) == 1
    # Numbers end below each other.
    assert {row.index("410") + 3 for row in rows if "410" in row} == {
        row.index("690") + 3 for row in rows if "690" in row
    }
    assert not any("?" in row for row in rows)


def test_doubtful_cells_and_lines_say_so() -> None:
    rows = printed(table(confidence=0.6))
    assert any("410 ?" in row for row in rows)
    assert "Item ?" not in rows[0]
    assert rows[-1].strip() == "(? read with doubt)"
    doubtful = replace(POINTS[0], confidence=0.42)
    assert printed(with_lines(doubtful, *POINTS[1:]))[0].endswith("(0.42?)")


def test_a_doubtful_figure_does_not_cast_doubt_on_longer_ones() -> None:
    made = table()
    zero = replace(line("0", 5, left=500), confidence=0.5)
    named = line("Compaction", 5, left=100), line("10", 5, left=900)
    reading = replace(made.reading, lines=(*made.reading.lines, named[0], zero, named[1]))
    rows = printed(replace(made, reading=reading))
    assert [row.count("?") for row in rows if row.split()[:1] != ["(?"]] == [0, 0, 0, 0, 1]


def test_footers_and_text_outside_the_slide_come_last() -> None:
    footer = line("page 3", 1, role="footer")
    outside = line("EXIT", 0, role="outside")
    rows = printed(with_lines(outside, footer, *POINTS))
    assert [row.strip() for row in rows[-2:]] == ["page 3", "(outside the slide) EXIT"]


@pytest.mark.parametrize("columns", [40, 80])
def test_rows_fit_the_terminal_and_keep_their_indentation(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    long = line("• " + "several words of a long point " * 5, 2, left=100)
    rows = printed(with_lines(long, *POINTS[1:]), Screen())
    assert all(len(row) <= columns for row in rows)
    assert rows[0].startswith("  - several")
    assert rows[1].startswith("    ")
    assert all(len(row) <= columns for row in printed(table(), Screen()))
    # A pipe gets a point as one line.
    assert len(printed(with_lines(long, *POINTS[1:]))) == 3


def test_control_characters_are_removed() -> None:
    hostile = line("\x1b[31mred\x07 \u202eleft", 2)
    assert all("\x1b" not in row and "\x07" not in row for row in printed(with_lines(hostile)))
