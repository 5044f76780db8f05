"""Renders the long description of a slide: its text with its structure.

Plain text, Markdown and HTML show the same outline: title, nested points, tables, code. Footers
are left out. Doubtful lines stay: unlike the alt text, the long description holds everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from slidescan.alt.escape import escaped_html, escaped_markdown
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.core.text import clean
from slidescan.layout.structure import Block, BlockKind, Outline, Point, outline

MIN_PARAGRAPH_WORDS = 12
"""A point of at least this many words that ends like a sentence is a paragraph, not a list item."""

BlockRenderer: TypeAlias = Callable[[Block], Iterator[str]]


def description(
    lines: Sequence[Line], frame: PhotoQuad | None = None, *, structure: Outline | None = None
) -> str:
    """The slide as plain text: title first, points indented by their level.

    Args:
        lines: In reading order, with roles.
        frame: The slide's corners in the frame of the lines; None if the lines are flat.
        structure: The outline of the lines, if it is known already.
    """
    structure = structure or outline(lines, frame)
    parts = [_title(structure)] if _title(structure) else []
    return "\n".join([*parts, *_rendered(structure, _AS_TEXT)])


def markdown(lines: Sequence[Line], frame: PhotoQuad | None = None, *, title: bool = True) -> str:
    """The slide as Markdown.

    Args:
        lines: In reading order, with roles.
        frame: As in `description`.
        title: Whether the title comes first, in bold.
    """
    structure = outline(lines, frame)
    parts = [f"**{escaped_markdown(_title(structure))}**"] if title and _title(structure) else []
    return "\n\n".join([*parts, *_rendered(structure, _AS_MARKDOWN)])


def html(lines: Sequence[Line], frame: PhotoQuad | None = None) -> str:
    """The slide as HTML without blank lines, safe in Markdown, MDX and templates.

    Characters that Markdown, JSX or template engines would interpret become references.
    """
    structure = outline(lines, frame)
    title = escaped_html(_title(structure))
    parts = [f"<p><strong>{title}</strong></p>"] if title else []
    return "\n".join([*parts, *_rendered(structure, _AS_HTML)])


def _title(structure: Outline) -> str:
    return clean(" ".join(line.text for line in structure.title))


def _rendered(structure: Outline, renderers: Mapping[BlockKind, BlockRenderer]) -> Iterator[str]:
    for block in structure.blocks:
        yield from renderers[block.kind](block)


class _Item(NamedTuple):
    """A point of a list.

    Attributes:
        text: Without its bullet.
        level: 1 for the outermost; never skips a level, since lists can't.
        is_paragraph: Whether it stands as a paragraph, outside the list.
        has_bullet: Whether the slide shows a bullet.
    """

    text: str
    level: int
    is_paragraph: bool
    has_bullet: bool


def _items(block: Block) -> Iterator[_Item]:
    depth = 0
    for point in block.points:
        is_paragraph = _is_paragraph(point, block)
        depth = 0 if is_paragraph else min(point.level, depth + 1)
        yield _Item(point.text, max(depth, 1), is_paragraph, point.bulleted)


def _is_paragraph(point: Point, block: Block) -> bool:
    if point.bulleted:
        return False
    if len(block.points) == 1:
        return True
    is_long = len(point.text.split()) >= MIN_PARAGRAPH_WORDS
    return is_long and point.text.endswith((".", "!", "?"))


def _labels(block: Block) -> str:
    return ", ".join(point.text for point in block.points)


def _text_points(block: Block) -> Iterator[str]:
    for item in _items(block):
        bullet = "- " if item.has_bullet else ""
        indent = "  " * (item.level - 1)
        yield item.text if item.is_paragraph else indent + bullet + item.text


def _text_table(block: Block) -> Iterator[str]:
    for row in block.rows:
        yield " | ".join(row)


def _text_code(block: Block) -> Iterator[str]:
    yield block.code


def _text_labels(block: Block) -> Iterator[str]:
    yield _labels(block)


_AS_TEXT: Mapping[BlockKind, BlockRenderer] = {
    "points": _text_points,
    "table": _text_table,
    "code": _text_code,
    "labels": _text_labels,
}


def _markdown_points(block: Block) -> Iterator[str]:
    items: list[str] = []
    for item in _items(block):
        text = escaped_markdown(item.text)
        if not item.is_paragraph:
            items.append("  " * (item.level - 1) + "- " + text)
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield text
    if items:
        yield "\n".join(items)


def _markdown_table(block: Block) -> Iterator[str]:
    head, *body = [[escaped_markdown(cell) for cell in row] for row in block.rows]
    rows = [head, ["---"] * len(head), *body]
    yield "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _markdown_code(block: Block) -> Iterator[str]:
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", block.code)), default=0))
    yield f"{fence}\n{block.code}\n{fence}"


def _markdown_labels(block: Block) -> Iterator[str]:
    yield escaped_markdown(_labels(block))


_AS_MARKDOWN: Mapping[BlockKind, BlockRenderer] = {
    "points": _markdown_points,
    "table": _markdown_table,
    "code": _markdown_code,
    "labels": _markdown_labels,
}


def _html_points(block: Block) -> Iterator[str]:
    items: list[_Item] = []
    for item in _items(block):
        if not item.is_paragraph:
            items.append(item)
            continue
        yield from _html_list(items)
        items = []
        yield f"<p>{escaped_html(item.text)}</p>"
    yield from _html_list(items)


def _html_list(items: Sequence[_Item]) -> Iterator[str]:
    """Nested lists, one item per line."""
    depth = 0
    for number, item in enumerate(items):
        while depth < item.level:
            yield "<ul>"
            depth += 1
        next_level = items[number + 1].level if number + 1 < len(items) else 0
        yield f"<li>{escaped_html(item.text)}" + ("" if next_level > item.level else "</li>")
        while depth > next_level:
            depth -= 1
            yield "</ul></li>" if depth else "</ul>"


def _html_table(block: Block) -> Iterator[str]:
    head, *body = block.rows
    cells = "".join(f"<th>{escaped_html(cell)}</th>" for cell in head)
    yield f"<table><thead><tr>{cells}</tr></thead><tbody>"
    for row in body:
        yield "<tr>" + "".join(f"<td>{escaped_html(cell)}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"


def _html_code(block: Block) -> Iterator[str]:
    # A blank line or an indentation would end or change the block: both become references.
    code = "&#10;".join(escaped_html(line).replace(" ", "&#32;") for line in block.code.split("\n"))
    yield f"<pre><code>{code}</code></pre>"


def _html_labels(block: Block) -> Iterator[str]:
    yield f"<p>{escaped_html(_labels(block))}</p>"


_AS_HTML: Mapping[BlockKind, BlockRenderer] = {
    "points": _html_points,
    "table": _html_table,
    "code": _html_code,
    "labels": _html_labels,
}
