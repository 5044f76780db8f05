"""Goldmark's heading ids in Hugo."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence

from slidescan.core.records import UnknownUrl
from slidescan.posts import slugs
from slidescan.posts.heading_ids import (
    ATTRIBUTES,
    HeadingId,
    UsedIds,
    html_heading_id,
    numbered,
    split_attributes,
)
from slidescan.posts.headings import Heading

PLAIN_TEXT_VERSION = (0, 144, 1)
"""The first version of Hugo that makes ids from the plain text of headings."""

SHORTCODE_IN_HEADING = UnknownUrl(
    "Hugo makes the id of a heading with a shortcode from numbers of the whole site",
    "build the site and add --rendered public, or give the heading an id: {#id}",
)
"""Why the id of a heading with a shortcode is not known."""

_DASHES = re.compile(r"-{2,3}|\.{3}|<<|>>")
_DASH_SIGNS = ("--", "...", "<<", ">>")
"""A text without any of these holds nothing of `_DASHES`."""

_BARE_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS_SIGNS = ("://", "www.", "@")
"""A text without any of these holds no bare address."""

_FOOTNOTE = re.compile(r"\^\S+")
_MARKUP = re.compile(r"(?P<after>(?!))|[*_`\[~<]")
_DELIMITER_SPLIT = re.compile(r"(?P<after>[_~])|\[|https?://|www\.")
_TYPOGRAPHIC_SPLIT = re.compile(r"(?P<after>[_~])|['\"\[]|-{2,3}|\.{3}|<<|>>|https?://|www\.")
"""Where Goldmark ends a piece of text; it keeps what `after` matches."""

_SLUGS: Mapping[str, Callable[[str], str]] = {
    "github": slugs.hugo_github,
    "github-ascii": slugs.hugo_github_ascii,
    "blackfriday": slugs.hugo_blackfriday,
}
"""How each style of `autoHeadingIDType` makes an id."""

_SHORTCODE = re.compile(r"\{\{[<%](?!/\*).*?[>%]\}\}", re.DOTALL)
_ESCAPED_SHORTCODE = re.compile(r"(\{\{[<%])/\*(.*?)\*/([>%]\}\})")


def goldmark_ids(
    headings: Sequence[Heading],
    style: str = "github",
    *,
    auto: bool = True,
    version: tuple[int, ...] = PLAIN_TEXT_VERSION,
    typographer: bool = True,
    attributes: bool = True,
) -> list[HeadingId]:
    """Goldmark's ids in Hugo.

    Since 0.144.1 Hugo makes them from the plain text of a heading's last line, before from its
    source.

    Args:
        headings: The headings of the page.
        style: The configured `autoIDType`.
        auto: Whether headings without an explicit id get one.
        version: The version of Hugo.
        typographer: Whether quotes and dashes become typographic.
        attributes: Whether headings can have attributes: `{#id}`.
    """
    slug = _SLUGS.get(style, slugs.hugo_github)
    used = UsedIds()
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        source, explicit = (
            split_attributes(heading.source) if attributes else (heading.source, None)
        )
        visible = heading.visible_text
        if source != heading.source:
            visible = ATTRIBUTES.sub("", visible)
        if explicit is not None:
            used.add(explicit)
        if not auto:
            ids.append(HeadingId(explicit, visible))
            continue
        if version < PLAIN_TEXT_VERSION:
            base = slug(_with_placeholders(source, heading.template_indices)) or "heading"
        elif _SHORTCODE.search(source):
            # The id holds a placeholder with numbers that depend on the whole site.
            ids.append(HeadingId(explicit, visible, None if explicit else SHORTCODE_IN_HEADING))
            continue
        else:
            text = _plain_text(heading, typographer=typographer)
            text = split_attributes(text)[0] if attributes else text
            base = slug(text) or ("heading" if text.strip() else "")
        automatic = numbered(base, used) if base and explicit is None else None
        ids.append(HeadingId(explicit or automatic, visible))
    return ids


def _plain_text(heading: Heading, *, typographer: bool) -> str:
    """The text of a heading's last line as Hugo takes it for the id (render.TextPlain).

    Of emphasis and links, only the text up to the first character counts that Goldmark takes for a
    possible delimiter or makes typographic.
    """
    split = _TYPOGRAPHIC_SPLIT if typographer else _DELIMITER_SPLIT
    text: list[str] = []
    nested: list[str] = []  # the text of the outermost emphasis or link so far
    is_cut, depth = False, 0
    for kind, content in heading.parts:
        if kind == "open":
            is_cut = (depth > 0 and (is_cut or bool(nested))) or content == "autolink"
            depth += 1
        elif kind == "close":
            is_cut, depth = depth > 1, depth - 1
            if depth == 0:
                segment = _first_segment("".join(nested), split)
                text.append("" if _FOOTNOTE.fullmatch(segment) else segment)
                nested = []
        elif kind == "break":
            text, nested = [], []
        elif depth == 0:
            text += _part_text(kind, content)
        elif not is_cut:
            is_text = kind in ("text", "entity")
            nested += _part_text(kind, content) if is_text or not nested else ()
            is_cut = not is_text
    joined = "".join((*text, *nested))
    if any(sign in joined for sign in _ADDRESS_SIGNS):
        joined = _BARE_ADDRESS.sub("", joined)
    has_dashes = typographer and any(sign in joined for sign in _DASH_SIGNS)
    return _DASHES.sub("—", joined) if has_dashes else joined


def _part_text(kind: str, content: str) -> list[str]:
    if kind == "entity":
        return [html.unescape(content)]
    if kind == "image":
        return [_first_segment(content, _MARKUP)]
    return [content] if kind in ("text", "code") else []


def _first_segment(text: str, split: re.Pattern[str]) -> str:
    match = split.search(text)
    return text[: match.start() + len(match["after"] or "")] if match else text


def _with_placeholders(source: str, indices: Sequence[int]) -> str:
    """A heading's source as goldmark gets it, with placeholders for `{{< … >}}`."""
    shortcodes = _SHORTCODE.findall(source)
    numbers = iter(indices[len(indices) - len(shortcodes) :])

    def placeholder(shortcode: re.Match[str]) -> str:
        number = next(numbers, 0)
        return f"HAHAHUGOSHORTCODEs{number}HBHB" if shortcode.group().startswith("{{<") else ""

    return _ESCAPED_SHORTCODE.sub(r"\1\2\3", _SHORTCODE.sub(placeholder, source))
