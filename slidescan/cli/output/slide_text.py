"""Prints the text of a slide with its structure: nested points, tables, code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from slidescan.cli.output.terminal import Terminal
from slidescan.core.records import Line, Slide
from slidescan.core.text import clean
from slidescan.layout.blocks import Block, Chart, Code, Points, Table
from slidescan.layout.list_items import list_items
from slidescan.layout.structure import outline_of

MIN_TEXT_COLUMNS = 20
"""Text isn't wrapped to fewer columns."""


def show_text(slide: Slide, to: Terminal, margin: str = "  ") -> None:
    """Prints what the slide says below its title: content, footer, and text outside the slide."""
    for row in text_rows(slide, to, margin):
        to.line(row)


def text_rows(slide: Slide, to: Terminal, margin: str = "  ") -> Iterator[str]:
    """The rows that `show_text` prints."""
    lines = slide.reading.lines
    for block in outline_of(slide).blocks:
        yield from _block_rows(block, to, margin)
    for line in lines:
        if line.role == "footer":
            yield from _paragraph(clean(line.text), [line], to, margin, style="dim")
    for line in lines:
        if line.is_outside:
            text = f"(outside the slide) {clean(line.text)}"
            yield from _paragraph(text, [line], to, margin, style="dim")


def _block_rows(block: Block, to: Terminal, margin: str) -> Iterator[str]:
    match block:
        case Points():
            for item in list_items(block):
                first = item.indent + item.marker
                yield from _paragraph(clean(item.text), item.lines, to, margin, first)
        case Table():
            yield from _table_rows(block, to, margin)
        case Code():
            for text in block.text.split("\n"):
                yield margin + _clean_code(text)
            if doubt := doubt_of(block.lines):
                yield margin + to.styled(doubt, "yellow")
        case Chart():
            yield from _paragraph(clean(", ".join(block.labels)), (), to, margin)


def _paragraph(
    text: str, lines: Iterable[Line], to: Terminal, margin: str, first: str = "", style: str = ""
) -> Iterator[str]:
    """A text after `first`; on a terminal, its further rows begin below its first word."""
    doubt = doubt_of(lines)
    rows = list(wrapped(f"{text}  {doubt}" if doubt else text, to, len(margin) + len(first)))
    for number, row in enumerate(rows):
        is_marked = bool(doubt) and row.endswith(doubt)
        words = row.removesuffix(doubt) if is_marked else row
        mark = to.styled(doubt, "yellow") if is_marked else ""
        indent = " " * len(first) if number else first
        yield margin + indent + (to.styled(words, style) if style else words) + mark


def wrapped(text: str, to: Terminal, indent: int = 0) -> Iterator[str]:
    """The rows of a text on a terminal, without a margin of `indent` columns; one row in a pipe."""
    columns = to.columns
    if columns is None or len(text) < (columns - indent) // 2:
        yield text
        return
    from slidescan.cli.output.layout import wrap  # lazy: short texts and pipes need no rich

    yield from wrap(text, max(MIN_TEXT_COLUMNS, columns - indent))


def doubt_of(lines: Iterable[Line]) -> str:
    """A mark with the least confidence of lines, if any is doubtful."""
    confidences = [line.confidence for line in lines if line.is_uncertain]
    return f"({min(confidences):.2f}?)" if confidences else ""


def _clean_code(text: str) -> str:
    """A line of code without control characters, with its indentation."""
    return " " * (len(text) - len(text.lstrip(" "))) + clean(text)


def _table_rows(table: Table, to: Terminal, margin: str) -> Iterator[str]:
    """A table with a rule below its head; cells of uncertain lines end in a question mark."""
    from slidescan.cli.output.layout import grid  # lazy: few slides hold tables

    uncertain = [clean(n.text) for n in table.lines if n.is_uncertain]
    rows = [[_cell(cell, uncertain) for cell in row] for row in table.rows]
    columns = to.columns
    width = None if columns is None else max(MIN_TEXT_COLUMNS, columns - len(margin))
    for printed in grid(rows, width):
        yield margin + printed
    if any(cell.endswith("?") for row in rows for cell in row) and uncertain:
        yield margin + to.styled("(? read with doubt)", "yellow")


def _cell(text: str, uncertain: Sequence[str]) -> str:
    """A cell; marked if it holds a line with low confidence as whole words."""
    text = clean(text)
    words = f" {text} "
    return f"{text} ?" if any(each and f" {each} " in words for each in uncertain) else text
