"""Heading ids of Hexo's renderers of Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from slidescan.core.records import UnknownUrl
from slidescan.posts import slugs
from slidescan.posts.field_values import text_of
from slidescan.posts.heading_ids import HeadingId, counted, html_heading_id
from slidescan.posts.headings import Heading

_SIGN = re.compile(r"\((c|r|tm)\)", re.IGNORECASE)
_SIGNS = {"c": "©", "r": "®", "tm": "™"}
_BASIC_ENTITIES = re.compile(r"&(?:amp|lt|gt|quot|#0*39|#x27|#96|#x2F|#x3D);", re.IGNORECASE)
_ANCHOR_PLUGIN = "markdown-it-toc-and-anchor"
_LEADING_LINK = re.compile(r"\[[^\[\]]*\]\(")
_SUBSCRIPT = re.compile(r"(?<!~)~([^~\s]+)~(?!~)")
_EMOJI_NAME = re.compile(r":[\w+-]+:")
_EMOJI_IN_HEADING = UnknownUrl(
    "Hexo's renderer turns the name of an emoji in a heading into its sign",
    "write the sign, or build the site and add --rendered public",
)


def hexo_markdown_it_ids(
    headings: Sequence[Heading], options: Mapping[str, Any]
) -> list[HeadingId]:
    """The ids of hexo-renderer-markdown-it (lib/anchors.js).

    Args:
        headings: The headings of the page.
        options: The option `markdown` of the configuration.
    """
    given, render = options.get("anchors"), options.get("render")
    given_options = given if isinstance(given, dict) else {}
    render = render if isinstance(render, dict) else {}
    is_typographic = render.get("typographer") is not False
    level, transform = given_options.get("level", 2), given_options.get("case", 0)
    suffix = text_of(given_options.get("collisionSuffix")) or ""
    separator = text_of(given_options.get("separator")) or "-"
    counts: dict[str, int] = {}
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        if given is False or not isinstance(level, int) or heading.level < level:
            ids.append(HeadingId(None, heading.visible_text))
            continue
        text = "".join(
            smartypants(_with_signs(content)) if is_typographic and kind == "text" else content
            for kind, content in heading.parts
            if kind in ("text", "code", "image", "html")
        )
        base = slugs.hexo(text, transform if isinstance(transform, int) else 0, separator)
        counts[base] = counts.get(base, 0) + 1
        heading_id = base if counts[base] == 1 else f"{base}-{suffix}{counts[base]}"
        ids.append(HeadingId(heading_id or None, heading.visible_text))
    return ids


def hexo_markdown_it_plus_ids(
    headings: Sequence[Heading], options: Mapping[str, Any]
) -> list[HeadingId]:
    """The ids of hexo-renderer-markdown-it-plus 1.0 (lib/markdown-it-toc-and-anchor).

    Args:
        headings: The headings of the page.
        options: The option `markdown_it_plus` of the configuration.
    """
    entries = options.get("plugins")
    entries = entries if isinstance(entries, list) else []
    plugins = [entry.get("plugin") for entry in entries if isinstance(entry, dict)]
    given = [p for p in plugins if isinstance(p, dict) and p.get("name") == _ANCHOR_PLUGIN]
    has_ids = all(plugin.get("enable") is True for plugin in given)
    counts: dict[str, int] = {}
    ids = []
    for heading in headings:
        if heading.attributes is not None or not has_ids:
            ids.append(html_heading_id(heading))
            continue
        parts = [(k, c) for k, c in heading.parts if k in ("text", "code", "image", "html")]
        # Of a heading that begins with a link, only the link's text counts.
        parts = parts[:1] if _LEADING_LINK.match(heading.source.strip()) else parts
        text = "".join(
            smartypants(_with_signs(_SUBSCRIPT.sub(r"\1", content))) if kind == "text" else content
            for kind, content in parts
        )
        if _EMOJI_NAME.search(text):
            ids.append(HeadingId(None, heading.visible_text, _EMOJI_IN_HEADING))
            continue
        base = slugs.uslug(text)
        counts[base] = counts.get(base, 0) + 1
        heading_id = base if counts[base] == 1 else f"{base}-{counts[base]}"
        ids.append(HeadingId(heading_id or None, heading.visible_text))
    return ids


def marked_ids(
    headings: Sequence[Heading], *, transform: int = 0, smart: bool = True, auto: bool = True
) -> list[HeadingId]:
    """Hexo's ids (hexo-renderer-marked).

    Args:
        headings: The headings of the page.
        transform: 1 for lower case, 2 for upper case.
        smart: Whether SmartyPants is on.
        auto: Whether headings get ids.
    """
    counts: dict[str, int] = {}
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        if not auto:
            ids.append(HeadingId(None, heading.visible_text))
            continue
        text = "".join(
            smartypants(content) if smart and kind == "text" else content
            for kind, content in heading.parts
            if kind in ("text", "entity", "code", "break")
        )
        text = _BASIC_ENTITIES.sub(lambda m: html.unescape(m.group()), text)
        base = slugs.hexo(text.strip(), transform)
        ids.append(HeadingId(counted(base, counts) or None, heading.visible_text))
    return ids


def smartypants(text: str) -> str:
    """Makes quotes, dashes and dots typographic, as marked's `smartypants` does."""
    text = text.replace("---", "\u2014").replace("--", "\u2013")
    text = re.sub(r"(^|[-\u2014/(\[{\"\s])'", "\\1\u2018", text).replace("'", "\u2019")
    text = re.sub(r"(^|[-\u2014/(\[{\u2018\s])\"", "\\1\u201c", text).replace('"', "\u201d")
    return text.replace("...", "\u2026")


def _with_signs(text: str) -> str:
    """Replaces `(c)` and such, as markdown-it's `typographer` does."""
    return _SIGN.sub(lambda m: _SIGNS[m[1].lower()], text).replace("+-", "±")
