"""The long description: the whole slide as structured text, one step away from the alt text.

As plain text, Markdown or HTML, of the same outline: title, nested points, tables, code as read.
Footers are left out; lines that the reader was unsure of stay, since there is room to doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from slidescan.core.geometry import Quad
from slidescan.core.records import Line
from slidescan.core.text import clean
from slidescan.layout.structure import Block, Outline, Point, outline

SENTENCE = 12
"""Words from which a point that ends like a sentence is a paragraph, not an item of a list."""


def description(
    lines: Sequence[Line], frame: Quad | None = None, *, found: Outline | None = None
) -> str:
    """The whole slide as plain text: title first, points indented by their level.

    Args:
        lines: In reading order, with roles.
        frame: The slide's corners in the frame of the lines; None where it is flat already.
        found: What `outline` makes of the lines, where that is known already.
    """
    found = found or outline(lines, frame)
    parts = [title for title in (_title(found),) if title]
    for block in found.blocks:
        if block.kind == "points":
            parts += [
                text if paragraph else "  " * (level - 1) + ("- " if listed else "") + text
                for text, level, paragraph, listed in _items(block)
            ]
        elif block.kind == "table":
            parts += [" | ".join(row) for row in block.rows]
        elif block.kind == "code":
            parts.append(block.code)
        else:
            parts.append(", ".join(point.text for point in block.points))
    return "\n".join(parts)


def markdown(lines: Sequence[Line], frame: Quad | None = None, *, title: bool = True) -> str:
    """The whole slide as Markdown.

    Args:
        lines: In reading order, with roles.
        frame: As in `description`.
        title: Whether its title stands first, in bold.
    """
    found = outline(lines, frame)
    parts: list[str] = []
    if title and _title(found):
        parts.append(f"**{escaped_markdown(_title(found))}**")
    for block in found.blocks:
        parts += _markdown(block)
    return "\n\n".join(parts)


def _markdown(block: Block) -> Iterator[str]:
    if block.kind == "points":
        listed: list[str] = []
        for text, level, paragraph, _ in _items(block):
            if paragraph:
                if listed:
                    yield "\n".join(listed)
                    listed = []
                yield escaped_markdown(text)
            else:
                listed.append("  " * (level - 1) + "- " + escaped_markdown(text))
        if listed:
            yield "\n".join(listed)
    elif block.kind == "table":
        head, *body = [[escaped_markdown(cell) for cell in row] for row in block.rows]
        lines = [head, ["---"] * len(head), *body]
        yield "\n".join("| " + " | ".join(row) + " |" for row in lines)
    elif block.kind == "code":
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", block.code)), default=0))
        yield f"{fence}\n{block.code}\n{fence}"
    else:
        yield escaped_markdown(", ".join(point.text for point in block.points))


def html_of(lines: Sequence[Line], frame: Quad | None = None) -> str:
    """The whole slide as HTML without blank lines, safe in Markdown, MDX and templates.

    What Markdown, JSX and template engines would take for theirs is written as references.
    """
    found = outline(lines, frame)
    parts = [
        f"<p><strong>{escaped_html(title)}</strong></p>" for title in (_title(found),) if title
    ]
    for block in found.blocks:
        parts += _html(block)
    return "\n".join(parts)


def _html(block: Block) -> Iterator[str]:
    if block.kind == "points":
        run: list[tuple[str, int]] = []
        for text, level, paragraph, _ in _items(block):
            if paragraph:
                yield from _list(run)
                run = []
                yield f"<p>{escaped_html(text)}</p>"
            else:
                run.append((text, level))
        yield from _list(run)
    elif block.kind == "table":
        head, *body = block.rows
        cells = "".join(f"<th>{escaped_html(cell)}</th>" for cell in head)
        yield f"<table><thead><tr>{cells}</tr></thead><tbody>"
        for row in body:
            yield "<tr>" + "".join(f"<td>{escaped_html(cell)}</td>" for cell in row) + "</tr>"
        yield "</tbody></table>"
    elif block.kind == "code":
        # A blank line or an indentation would end or change the block: both are references.
        code = "&#10;".join(
            escaped_html(line).replace(" ", "&#32;") for line in block.code.split("\n")
        )
        yield f"<pre><code>{code}</code></pre>"
    else:
        yield f"<p>{escaped_html(', '.join(point.text for point in block.points))}</p>"


def _list(run: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Nested lists, an item a line."""
    depth = 0
    for number, (text, level) in enumerate(run):
        while depth < level:
            yield "<ul>"
            depth += 1
        following = run[number + 1][1] if number + 1 < len(run) else 0
        yield f"<li>{escaped_html(text)}" + ("" if following > level else "</li>")
        while depth > max(following, 0):
            depth -= 1
            yield "</ul></li>" if depth else "</ul>"


def _title(found: Outline) -> str:
    return clean(" ".join(line.text for line in found.title))


def _items(block: Block) -> list[tuple[str, int, bool, bool]]:
    """Each point's text, level, whether it is a paragraph, and whether it had a bullet.

    A level never skips one: lists can't.
    """
    items: list[tuple[str, int, bool, bool]] = []
    depth = 0
    for point in block.points:
        paragraph = _is_paragraph(point, block)
        depth = 0 if paragraph else min(point.level, depth + 1)
        items.append((point.text, max(depth, 1), paragraph, point.bulleted))
    return items


def _is_paragraph(point: Point, block: Block) -> bool:
    if point.bulleted:
        return False
    if len(block.points) == 1:
        return True
    return len(point.text.split()) >= SENTENCE and point.text.endswith((".", "!", "?"))


_MARK = re.compile(
    r"[\\`*{}\[\]<>|~$^]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word it is a letter
    r"|&(?=\w|#)"
    r"|#(?=\w)"  # a tag in some dialects
    r"|:(?=[\w:+/-])"  # an emoji, a directive, an address that would become a link
    r"|%(?=%)|(?<=%)%|=(?==)|(?<==)="  # comments and highlights
)
"""What some dialect, template engine or JSX takes for its own."""

_AT_START = re.compile(r"^(?:[#+>:=-]|\d+(?=[.)]))")


def escaped_html(text: str) -> str:
    """`text` for HTML inside Markdown, MDX or a template: every mark as a reference."""
    return _MARK.sub(_reference, text)


def escaped_markdown(text: str) -> str:
    """`text` as Markdown that shows it as it is, in any dialect and template engine."""
    return _AT_START.sub(_reference, _MARK.sub(_reference, text))


def _reference(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(c)};" for c in found.group())
