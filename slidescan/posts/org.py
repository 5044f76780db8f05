"""Org posts, as Hugo renders them with go-org: their fields, headlines and images."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from slidescan.posts.dialect import MaskedText
from slidescan.posts.file_types import looks_like_image
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.headings import MAX_HEADING_CHARS, Heading
from slidescan.posts.markdown import Blocks
from slidescan.posts.markdown_parser import line_starts
from slidescan.posts.references.scanner import ScanResult
from slidescan.posts.references.state import AltSlot, ReferenceMatch

ORG_SUFFIX = ".org"
"""The suffix of Org posts."""

_FIELD = re.compile(r"#\+(?P<name>[\w-]+)(?P<list>\[\])?:[ \t]*(?P<value>.*)")
_HEADLINE = re.compile(
    r"(?P<stars>\*+)[ \t]+(?:(?:TODO|DONE)[ \t]+)?(?:\[#[A-Z]\][ \t]+)?(?P<text>.*?)"
    r"(?:[ \t]+:(?P<tags>[\w@:]+):)?[ \t]*$"
)
_BLOCK = re.compile(r"[ \t]*#\+begin_(?P<name>src|example|comment|export)\b", re.IGNORECASE)
_BLOCK_END = re.compile(r"[ \t]*#\+end_(?P<name>\w+)", re.IGNORECASE)
_VERBATIM_LINE = re.compile(r"[ \t]*(?:#[ \t]|:[ \t]|#$|:$)")
_CUSTOM_ID = re.compile(r"[ \t]*:CUSTOM_ID:[ \t]*(?P<id>\S+)", re.IGNORECASE)
_ALT = re.compile(r"[ \t]*#\+attr_html:.*?:alt[ \t]+(?P<alt>.*?)(?=[ \t]+:\w|$)", re.IGNORECASE)
_IMAGE = re.compile(r"\[\[(?:file:)?(?P<target>[^\[\]]+)\]\]")
_MARKUP = re.compile(r"(?<!\w)([*/_=~+])(?=\S)(.+?)(?<=\S)\1(?!\w)")
_EXCLUDED_TAG = "noexport"


def read_org_fields(text: str) -> FrontMatter:
    """The fields in `#+NAME: value` lines above the first headline."""
    fields: dict[str, Any] = {}
    for line in text.splitlines():
        if _HEADLINE.match(line):
            break
        match = _FIELD.match(line)
        if match:
            value = match["value"].strip()
            fields[match["name"].lower()] = _value(value, is_list=bool(match["list"]))
    if "filetags" in fields:
        fields.setdefault("tags", [t for t in str(fields["filetags"]).split(":") if t.strip()])
    return FrontMatter(fields, 0)


def _value(value: str, *, is_list: bool) -> object:
    if is_list:
        return value.split()
    if value in ("true", "false"):
        return value == "true"
    return value.strip("<>[]")


def read_org(text: str) -> tuple[Blocks, ScanResult]:
    """The headlines and images of a post."""
    starts = line_starts(text)
    headings: list[Heading] = []
    references: list[ReferenceMatch] = []
    for number, line in _visible_lines(text, starts):
        headline = _HEADLINE.match(line)
        custom_id = _CUSTOM_ID.match(line)
        if headline:
            headings.append(_heading(headline, number, len(headings) + 1))
        elif custom_id and headings:
            _set_id(headings, custom_id["id"])
        else:
            above = text[starts[number - 2] : starts[number - 1]] if number > 1 else ""
            references += _images(line, starts[number - 1], _ALT.match(above.rstrip()))
    blocks = Blocks((), (), {}, tuple(starts), MaskedText(text, {}))
    return blocks, ScanResult(tuple(references), tuple(headings))


def _visible_lines(text: str, starts: list[int]) -> Iterator[tuple[int, str]]:
    """The lines that the page shows, with their numbers."""
    block = ""
    hidden_level = 0
    for i, start in enumerate(starts):
        line = text[start : starts[i + 1] if i + 1 < len(starts) else len(text)].rstrip("\r\n")
        if block:
            end = _BLOCK_END.match(line)
            block = "" if end and end["name"].lower() == block else block
            continue
        opening = _BLOCK.match(line)
        if opening:
            block = opening["name"].lower()
            continue
        headline = _HEADLINE.match(line)
        if headline:
            level = len(headline["stars"])
            if hidden_level and level > hidden_level:
                continue
            hidden_level = level if _is_hidden(headline) else 0
        if not hidden_level and not _VERBATIM_LINE.match(line):
            yield i + 1, line


def _is_hidden(headline: re.Match[str]) -> bool:
    tags = (headline["tags"] or "").split(":")
    return headline["text"].startswith("COMMENT ") or _EXCLUDED_TAG in tags


def _heading(headline: re.Match[str], line: int, number: int) -> Heading:
    text = _MARKUP.sub(r"\2", headline["text"])[:MAX_HEADING_CHARS]
    attributes: Mapping[str, str] = {"id": f"headline-{number}"}
    # The first level of headlines is the second of the page, under its title.
    level = min(len(headline["stars"]) + 1, 6)
    return Heading(level, line, headline["text"], (("text", text),), attributes)


def _set_id(headings: list[Heading], heading_id: str) -> None:
    last = headings[-1]
    headings[-1] = Heading(last.level, last.line, last.source, last.parts, {"id": heading_id})


def _images(line: str, start: int, alt: re.Match[str] | None) -> Iterator[ReferenceMatch]:
    for match in _IMAGE.finditer(line):
        target = match["target"].strip()
        if looks_like_image(target):
            slot = AltSlot(alt["alt"].strip() if alt else None)
            yield ReferenceMatch(target, start + match.start(), "html", slot)
