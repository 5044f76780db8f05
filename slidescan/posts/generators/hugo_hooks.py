"""The render hook for headings in Hugo's layouts, which can change their ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from slidescan.core.regular_files import open_text

HeadingHook: TypeAlias = Literal["default", "none", "computed"]
"""What a hook makes of ids: Hugo's own, none, or others."""

MAX_TEMPLATE_CHARS = 64 * 1024
"""Longer templates of hooks are cut off here."""

MAX_PARTIALS = 5
"""So many partials are followed from a hook."""

UNREADABLE_TEMPLATE = '<h2 id="{{ . }}">'
"""Stands for a template that can't be read: its ids are not known."""

_PATTERNS = ("_markup/render-heading*.html", "*/_markup/render-heading*.html",
             "_default/_markup/render-heading*.html")  # fmt: skip
_COMMENT = re.compile(r"\{\{-?\s*/\*.*?\*/\s*-?\}\}", re.DOTALL)
_PARTIAL = re.compile(r"partial(?:Cached)?\s+[\"'`](?P<name>[^\"'`]+)[\"'`]")
_ID = re.compile(
    r"\bid\s*=\s*(?P<value>\"\{\{.*?\}\}\"|'\{\{.*?\}\}'|\{\{.*?\}\}|\"[^\"]*\"|'[^']*')", re.DOTALL
)
_DEFAULT_ID = re.compile(
    r"[\"']?\{\{-?\s*\(?\s*(?:\.Anchor(?:\s*\|\s*safe\w+)*|safe\w+\s+\.Anchor)\s*\)?\s*-?\}\}[\"']?"
)


def heading_hook(layouts: Sequence[Path]) -> HeadingHook:
    """What the render hooks of a site and its themes make of the ids of headings.

    Args:
        layouts: The folders of templates, those that override others first.
    """
    for layout in layouts:
        templates = sorted({path for pattern in _PATTERNS for path in layout.glob(pattern)})
        kinds = {_kind("".join(_sources(path, layouts))) for path in templates}
        if kinds:
            return kinds.pop() if len(kinds) == 1 else "computed"
    return "default"


def _sources(template: Path, layouts: Sequence[Path]) -> Iterator[str]:
    """The text of a template and of the partials that it calls.

    One that can't be read counts as a hook with ids of its own.
    """
    waiting, seen = [template], {template}
    while waiting and len(seen) <= MAX_PARTIALS:
        try:
            with open_text(waiting.pop(), encoding="utf-8") as file:
                text = _COMMENT.sub("", file.read(MAX_TEMPLATE_CHARS))
        except (OSError, UnicodeDecodeError):
            text = UNREADABLE_TEMPLATE
        yield text
        for partial in _PARTIAL.finditer(text):
            name = partial["name"]
            candidates = (
                layout / folder / (name if name.endswith(".html") else f"{name}.html")
                for layout in layouts
                for folder in ("_partials", "partials")
            )
            path = next((path for path in candidates if path.is_file()), None)
            if path is not None and path not in seen:
                seen.add(path)
                waiting.append(path)


def _kind(source: str) -> HeadingHook:
    values = [match["value"] for match in _ID.finditer(source)]
    if any(_DEFAULT_ID.fullmatch(value) for value in values):
        return "default"
    if values or ".Anchor" in source or _PARTIAL.search(source):
        return "computed"
    return "none"
