"""VitePress's file inclusion: `<!--@include: ./parts/lakes.md#region{3,8}-->`.

Source: `processIncludes` and `findRegion` of VitePress 1.6.4.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from functools import partial

from slidescan.posts.inclusions import Inclusion, Selection, line_span, without_front_matter

_INCLUDE = re.compile(r"<!--\s*@include:\s*(?P<spec>[^\r\n]*?)\s*-->")
_REGION = re.compile(r"#(?P<name>[\w-]+)")
_RANGE = re.compile(r"\{(?P<first>\d*),(?P<last>\d*)\}$")
_REGION_MARKER = re.compile(
    r"^[ \t]*(?:// ?#?|/\* ?#|#pragma |<!-- #?|# ?|::#)(?P<end>[Ee]nd ?)?[rR]egion "
    r"(?P<name>[\w*-]+)(?: ?\*/| -->)?[ \t]*$",
    re.MULTILINE,
)


def vitepress_inclusions(text: str, path: str, source: str) -> Sequence[Inclusion]:
    """The files that a page includes by comments.

    Args:
        text: The text of the file.
        path: The file.
        source: The folder of pages, with a slash at its end, or empty.
    """
    if "@include:" not in text:
        return ()
    inclusions = []
    for comment in _INCLUDE.finditer(text):
        spec = comment["spec"]
        lines, region = _RANGE.search(spec), _REGION.search(spec)
        length = sum(len(match.group()) for match in (lines, region) if match)
        target = spec[: len(spec) - length]
        if target.startswith("@"):
            file = posixpath.join(source, target[1:].lstrip("/"))
        else:
            file = posixpath.join(posixpath.dirname(path), target)
        select: Selection = without_front_matter
        if lines or region or not file.endswith(".md"):
            name = region["name"] if region else ""
            first = int(lines["first"] or 0) if lines else 0
            last = int(lines["last"] or 0) if lines else 0
            select = partial(_selection, region=name, first=first, last=last)
        paths = (posixpath.normpath(file),)
        inclusions.append(Inclusion(comment.start(), comment.end(), paths, select))
    return inclusions


def _selection(text: str, *, region: str, first: int, last: int) -> Sequence[tuple[int, int]]:
    """A region of a text, or all of it, limited to a range of its lines; 0 means no limit."""
    start, end = 0, len(text)
    if region:
        opening: re.Match[str] | None = None
        for marker in _REGION_MARKER.finditer(text):
            if marker["name"] != region:
                continue
            if opening is None and not marker["end"]:
                opening = marker
            elif opening is not None and marker["end"]:
                start, end = opening.end(), marker.start()
                break
    line_start, line_end = line_span(text[start:end].lstrip("\r\n"), first, last)
    start += len(text[start:end]) - len(text[start:end].lstrip("\r\n"))
    return ((start + line_start, start + line_end),)
