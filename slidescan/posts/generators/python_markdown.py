"""Python-Markdown's heading ids, which several generators use."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from slidescan.posts import slugs
from slidescan.posts.field_values import text_of
from slidescan.posts.heading_ids import HeadingId, explicit_id, html_heading_id
from slidescan.posts.headings import Heading
from slidescan.posts.python_config import Computed

_ATTR_LIST = re.compile(r"[ ]+\{:?[ ]*(?P<body>[^\}\n ][^\n]*?)[ ]*\}[ ]*$")

_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_FOOTNOTE_LINK = re.compile(r"\^\S+")
"""The text of a footnote's reference that CommonMark takes for a link."""

_IGNORED_IN_IDS = (
    ("pymdownx.emoji", re.compile(r"(?<![\w:]):[\w+-]+:(?![\w:])")),
    ("pymdownx.smartsymbols", re.compile(r"\([cr]\)|\+/-")),
)
"""What extensions turn into something that leaves no trace in ids."""


def toc_slug(options: object) -> Callable[[str], str]:
    """The function that makes ids, by the options of the extension `toc`."""
    values = options if isinstance(options, dict) else {}
    separator = text_of(values.get("separator")) or "-"
    given = values.get("slugify")
    if isinstance(given, Computed):
        given = given.source
    if isinstance(given, dict):
        # A tag of YAML, or a table of Zensical's TOML.
        function = str(given.get("!") or given.get("object") or "pymdownx.slugs.slugify")
    else:
        function = str(given or "")
    if "slugify_unicode" in function:
        return partial(slugs.python_markdown, separator=separator, keep_unicode=True)
    if "pymdownx" in function:
        arguments = given.get("kwds", {}) if isinstance(given, dict) else {}
        case = text_of(arguments.get("case")) if isinstance(arguments, dict) else None
        is_lower = "uslugify" in function or "gfm" in function
        case = case or ("lower" if is_lower else "none")
        return partial(slugs.pymdownx, separator=separator, case=case)
    return partial(slugs.python_markdown, separator=separator)


def python_markdown_ids(
    headings: Sequence[Heading],
    slug: Callable[[str], str] | None,
    extensions: Collection[str] = (),
) -> list[HeadingId]:
    """Python-Markdown's ids. Explicit ids are taken before the first automatic one.

    Args:
        headings: The headings of the page.
        slug: Makes an id of a text; None without the extension `toc`.
        extensions: The short names of the extensions that are on.
    """
    attr_list = any(name in extensions for name in ("attr_list", "extra"))
    has_footnotes = any(name in extensions for name in ("footnotes", "extra", "pymdownx.extra"))
    ignored = [pattern for name, pattern in _IGNORED_IN_IDS if name in extensions]
    matches = [_ATTR_LIST.search(h.source) if attr_list else None for h in headings]
    explicit = [explicit_id(match["body"]) if match else None for match in matches]
    used = {heading_id for heading_id in explicit if heading_id}
    ids = []
    for heading, match, heading_id in zip(headings, matches, explicit, strict=True):
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        if has_footnotes:
            heading = _without_footnotes(heading)
        text = " ".join(heading.text("text", "code", "break").split())
        if attr_list:
            text = _ATTR_LIST.sub("", text)
        for pattern in ignored:
            text = pattern.sub("", text)
        visible = heading.visible_text
        if match:
            visible = _ATTR_LIST.sub("", visible)
        if not heading_id and slug is not None:
            heading_id = _unique(slug(text), used)
        ids.append(HeadingId(heading_id, visible))
    return ids


def _without_footnotes(heading: Heading) -> Heading:
    """A heading without references to footnotes."""
    parts = [
        (kind, _FOOTNOTE.sub("", content) if kind == "text" else content)
        for kind, content in heading.parts
        if kind != "text" or not _FOOTNOTE_LINK.fullmatch(content)
    ]
    return replace(heading, parts=tuple(parts))


def _unique(base: str, used: set[str]) -> str:
    """Makes an id unique as Python-Markdown does: counts on from a number at its end."""
    while base in used or not base:
        match = re.match(r"^(.*)_([0-9]+)$", base)
        base = f"{match[1]}_{int(match[2]) + 1}" if match else f"{base}_1"
    used.add(base)
    return base
