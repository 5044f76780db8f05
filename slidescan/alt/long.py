"""Renders the long description of a slide: its text with its structure.

Plain text, Markdown and HTML show the same outline: title, nested points, tables, code. Footers
are left out. Unlike the alt text, the long description keeps doubtful lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

from slidescan.alt.escape import escaped_html, escaped_markdown
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Drawing, Line
from slidescan.core.text import clean
from slidescan.layout.blocks import Block, Chart, Code, Points, Table
from slidescan.layout.list_items import NestedItem, list_items, nested, runs
from slidescan.layout.outline import Outline
from slidescan.layout.structure import outline

Escape: TypeAlias = Callable[[str], str]
"""Makes a text literal in Markdown."""


class _Renderers(NamedTuple):
    """A renderer for each kind of block."""

    points: Callable[[Points], Iterator[str]]
    table: Callable[[Table], Iterator[str]]
    code: Callable[[Code], Iterator[str]]
    chart: Callable[[Chart], Iterator[str]]

    def render(self, block: Block) -> Iterator[str]:
        match block:
            case Points():
                return self.points(block)
            case Table():
                return self.table(block)
            case Code():
                return self.code(block)
            case Chart():
                return self.chart(block)


def description(
    lines: Sequence[Line], frame: PhotoQuad | None = None, *, structure: Outline | None = None
) -> str:
    """The slide as plain text: title first, points indented by their level.

    Args:
        lines: In reading order, with roles.
        frame: The slide's corners in the frame of the lines; None if the lines are flat.
        structure: The outline of the lines, if known.
    """
    structure = structure or outline(lines, frame)
    parts = [_title(structure)] if _title(structure) else []
    return "\n".join([*parts, *_rendered(structure, _AS_TEXT)])


def markdown(
    lines: Sequence[Line],
    frame: PhotoQuad | None = None,
    *,
    drawing: Drawing | None = None,
) -> str:
    """Lines as Markdown for posts; arguments as of `outline`."""
    return as_markdown(outline(lines, frame, drawing=drawing))


def html(
    lines: Sequence[Line], frame: PhotoQuad | None = None, *, drawing: Drawing | None = None
) -> str:
    """Lines as HTML; arguments as of `outline`."""
    return as_html(outline(lines, frame, drawing=drawing))


def as_markdown(
    structure: Outline, *, title: bool = True, escape: Escape = escaped_markdown
) -> str:
    """A slide as Markdown.

    Args:
        structure: Its outline.
        title: Whether the title comes first, in bold.
        escape: Makes a text literal; by default in every dialect and template engine.
    """
    parts = [f"**{escape(_title(structure))}**"] if title and _title(structure) else []
    return "\n\n".join([*parts, *_rendered(structure, _as_markdown(escape))])


def as_html(structure: Outline, *, title: bool = True) -> str:
    """A slide as HTML without blank lines, safe in Markdown, MDX and templates.

    Characters that Markdown, JSX or template engines would interpret become character references.

    Args:
        structure: Its outline.
        title: Whether the title comes first, in bold.
    """
    heading = escaped_html(_title(structure)) if title else ""
    parts = [f"<p><strong>{heading}</strong></p>"] if heading else []
    return "\n".join([*parts, *_rendered(structure, _AS_HTML)])


def block_as_html(block: Block) -> str:
    """A block of a slide as HTML, as `as_html` writes it."""
    return "\n".join(_AS_HTML.render(block))


def _title(structure: Outline) -> str:
    return clean(" ".join(line.text for line in structure.title))


def _rendered(structure: Outline, renderers: _Renderers) -> Iterator[str]:
    for block in structure.blocks:
        yield from renderers.render(block)


def _labels(block: Chart) -> str:
    return ", ".join(block.labels)


def _text_points(block: Points) -> Iterator[str]:
    for item in list_items(block):
        yield item.indent + item.marker + item.text


def _text_table(block: Table) -> Iterator[str]:
    for row in block.rows:
        yield " | ".join(row)


def _text_code(block: Code) -> Iterator[str]:
    yield block.text


def _text_chart(block: Chart) -> Iterator[str]:
    yield _labels(block)


_AS_TEXT = _Renderers(_text_points, _text_table, _text_code, _text_chart)


def _markdown_points(block: Points, escape: Escape) -> Iterator[str]:
    indent = "   " if block.is_ordered else "  "
    for run in runs(block):
        if run[0].is_paragraph:
            yield escape(run[0].text)
            continue
        yield "\n".join(
            indent * (item.level - 1)
            + (f"{item.number}. " if item.number else "- ")
            + escape(item.text)
            for item in run
        )


def _markdown_table(block: Table, escape: Escape) -> Iterator[str]:
    head, *body = [[escape(cell) for cell in row] for row in block.rows]
    rows = [head, ["---"] * len(head), *body]
    yield "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _markdown_code(block: Code) -> Iterator[str]:
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", block.text)), default=0))
    yield f"{fence}\n{block.text}\n{fence}"


def _markdown_chart(block: Chart, escape: Escape) -> Iterator[str]:
    yield escape(_labels(block))


def _as_markdown(escape: Escape) -> _Renderers:
    return _Renderers(
        partial(_markdown_points, escape=escape),
        partial(_markdown_table, escape=escape),
        _markdown_code,
        partial(_markdown_chart, escape=escape),
    )


def _html_points(block: Points) -> Iterator[str]:
    for run in runs(block):
        if run[0].is_paragraph:
            yield f"<p>{escaped_html(run[0].text)}</p>"
        else:
            yield from _html_list(nested(run))


def _html_list(items: Sequence[NestedItem], end: str = "") -> Iterator[str]:
    """Nested lists, one item per line; `end` follows the end of the list."""
    tag = "ol" if items[0].item.number else "ul"
    yield f"<{tag}>"
    for each in items:
        text = f"<li>{escaped_html(each.item.text)}"
        if each.below:
            yield text
            yield from _html_list(each.below, "</li>")
        else:
            yield text + "</li>"
    yield f"</{tag}>{end}"


def _html_table(block: Table) -> Iterator[str]:
    head, *body = block.rows
    cells = "".join(f"<th>{escaped_html(cell)}</th>" for cell in head)
    yield f"<table><thead><tr>{cells}</tr></thead><tbody>"
    for row in body:
        yield "<tr>" + "".join(f"<td>{escaped_html(cell)}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"


def _html_code(block: Code) -> Iterator[str]:
    # A blank line or an indentation would end or change the block, so both become references.
    code = "&#10;".join(escaped_html(line).replace(" ", "&#32;") for line in block.text.split("\n"))
    yield f"<pre><code>{code}</code></pre>"


def _html_chart(block: Chart) -> Iterator[str]:
    yield f"<p>{escaped_html(_labels(block))}</p>"


_AS_HTML = _Renderers(_html_points, _html_table, _html_code, _html_chart)
