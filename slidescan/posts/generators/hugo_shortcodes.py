"""The headings that the templates of Hugo's shortcodes show above or below an image."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from slidescan.core.regular_files import open_text
from slidescan.posts.dialect import ShortcodeHeading
from slidescan.posts.generators.hugo_themes import shortcode_templates

MAX_TEMPLATE_CHARS = 64 * 1024
"""Longer templates of shortcodes are cut off here."""

DOCSY_HEADINGS: Mapping[str, tuple[ShortcodeHeading, ...]] = {
    "card": (ShortcodeHeading(5, "title"), ShortcodeHeading(6, "subtitle")),
    "blocks/cover": (ShortcodeHeading(1, "title"),),
    "blocks/feature": (ShortcodeHeading(4, "title"),),
}
"""The headings of Docsy's shortcodes (theme/layouts/_shortcodes), which sites use as a module."""

_ACTION_OR_HEADING = re.compile(
    r"\{\{-?\s*(?P<action>if|with|range|else|end|block|define)\b(?P<condition>[^{}]*)\}\}"
    r"|<h(?P<level>[1-6])\b(?P<attributes>(?:\{\{.*?\}\}|[^>{]|\{(?!\{))*)>(?P<text>.*?)</h(?P=level)>"
    r"|(?P<image><img\b)|\{\{-?\s*/\*.*?\*/\s*-?\}\}",
    re.DOTALL | re.IGNORECASE,
)
_PARAMETER = re.compile(
    r"\.(?:Get|IsNamedParams|Params)?\s*\(?\s*(?:index\s+)?(?:\.Params\s+)?[\"'`](?P<name>[\w-]+)[\"'`]"
)
_VARIABLE = re.compile(r"\$(\w+)")
_ID = re.compile(r"\bid\s*=\s*[\"']?(?P<id>[^\"'\s>]+)")
_TAG_OR_ACTION = re.compile(r"<[^>]*>|\{\{.*?\}\}", re.DOTALL)


def shortcode_headings(
    layouts: Sequence[Path], theme_labels: str
) -> Mapping[str, tuple[ShortcodeHeading, ...]]:
    """The headings of shortcodes by their names.

    Args:
        layouts: The folders of templates, those that override others first.
        theme_labels: The names of the themes and modules.
    """
    headings = dict(DOCSY_HEADINGS) if "docsy" in theme_labels else {}
    for path in shortcode_templates(layouts):
        folder = next((p for p in path.parents if p.name in ("shortcodes", "_shortcodes")), None)
        if folder is None:
            continue
        try:
            with open_text(path, encoding="utf-8") as file:
                of_template = template_headings(file.read(MAX_TEMPLATE_CHARS))
        except (OSError, UnicodeDecodeError):
            continue
        name = path.relative_to(folder).as_posix().partition(".")[0].lower()
        headings[name] = of_template
    return {name: of_name for name, of_name in headings.items() if of_name}


def template_headings(template: str) -> tuple[ShortcodeHeading, ...]:
    """The headings that a template shows.

    Headings whose condition or id follows from more than a parameter are left out.
    """
    return tuple(_headings(template)) if re.search(r"<h[1-6]\b", template, re.IGNORECASE) else ()


def _headings(template: str) -> Iterator[ShortcodeHeading]:
    conditions: list[str | None] = []
    follows_image = False
    for match in _ACTION_OR_HEADING.finditer(template):
        action = match["action"]
        if match["image"]:
            follows_image = True
        elif action == "end":
            del conditions[-1:]
        elif action == "else":
            if conditions:
                conditions[-1] = None
        elif action:
            conditions.append(_parameter(match["condition"], template))
        elif match["level"]:
            heading_id = _ID.search(match["attributes"])
            is_computed = heading_id is not None and "{{" in heading_id["id"]
            if None in conditions or is_computed:
                continue
            yield ShortcodeHeading(
                int(match["level"]),
                next((c for c in reversed(conditions) if c), "") or _text_parameter(match["text"]),
                " ".join(_TAG_OR_ACTION.sub("", match["text"]).split()),
                heading_id["id"] if heading_id else "",
                follows_image,
            )


def _text_parameter(text: str) -> str:
    """The parameter that a heading shows without a condition."""
    match = _PARAMETER.search(text)
    return match["name"].lower() if match else ""


def _parameter(condition: str, template: str) -> str | None:
    """The parameter that decides a condition; None if something else does."""
    direct = _PARAMETER.search(condition)
    if direct:
        return None if re.search(r"\b(?:not|and|eq|ne)\b", condition) else direct["name"].lower()
    variable = _VARIABLE.search(condition)
    if variable is None or re.search(r"\b(?:not|and|eq|ne)\b", condition):
        return None
    assigned = re.search(rf"\${variable[1]}\s*:?=([^{{}}]*)\}}\}}", template)
    match = _PARAMETER.search(assigned[1]) if assigned else None
    return match["name"].lower() if match else None
