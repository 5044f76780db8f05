"""Images that the R cells of a Quarto document show with `include_graphics`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from slidescan.posts.file_types import looks_like_image
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.references.state import AltSlot, ReferenceMatch

FUNCTION = "include_graphics"
"""The function of knitr that shows image files."""

_FENCE = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>[^\r\n]*)\r?$", re.MULTILINE)
_R_INFO = re.compile(r"\{r\b(?P<options>.*)\}\s*\Z")
_PATH = r"(?:\"[^\"\r\n]*\"|'[^'\r\n]*')"
_STRING = re.compile(r"\"([^\"\r\n]*)\"|'([^'\r\n]*)'")
_CALL = re.compile(
    rf"^(?:knitr:::?)?{FUNCTION}\(\s*(?:path\s*=\s*)?"
    rf"(?P<paths>{_PATH}|c\(\s*{_PATH}(?:\s*,\s*{_PATH})*\s*\))\s*[,)]",
    re.MULTILINE,
)
_HEADER_OPTION = re.compile(r"(?<![\w.-])([\w.-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^,]+)")
_LINE_OPTION = re.compile(r"^#\|[ \t]*([\w.-]+)[ \t]*:[ \t]*(.*)$", re.MULTILINE)
_ANY_ADDRESS = re.compile(r"/|[A-Za-z][\w+.-]*:")
_COMMON_OPTION = re.compile(r"opts_chunk\s*\$\s*set\(")
_RUNS = ("eval", "include", "output")
_TRUE = frozenset({"true", "t", "asis"})


class _Cell(NamedTuple):
    """A cell: where its code starts and ends, and the options behind `r`."""

    start: int
    end: int
    options: str


def cell_images(text: str, matter: FrontMatter) -> Iterator[ReferenceMatch]:
    """The images that cells of R show: those of calls that stand alone and name files.

    None if the cells don't run, or if options for all of them are set by code.

    Args:
        text: The document.
        matter: Its front matter.
    """
    if FUNCTION not in text or not _runs(matter.fields.get("execute")):
        return
    cells = list(_cells(text, matter.end))
    if any(_hides_all(text[cell.start : cell.end]) for cell in cells):
        return
    for cell in cells:
        code = text[cell.start : cell.end]
        options = dict(_options(cell.options, code))
        if not _shows(options):
            continue
        alt = options.get("fig-alt") or options.get("fig-cap")
        for call in _CALL.finditer(code):
            for path in _STRING.finditer(call["paths"]):
                target = path[1] or path[2] or ""
                if looks_like_image(target) and not _ANY_ADDRESS.match(target):
                    start = cell.start + call.start("paths") + path.start() + 1
                    yield ReferenceMatch(target, start, "directive", AltSlot(alt))


def _cells(text: str, begin: int) -> Iterator[_Cell]:
    """The cells of R; those that longer fences show as text are none."""
    at = begin
    while (opening := _FENCE.search(text, at)) is not None:
        closing = next(
            (
                fence
                for fence in _FENCE.finditer(text, opening.end())
                if not fence["info"].strip() and fence["fence"].startswith(opening["fence"])
            ),
            None,
        )
        if closing is None:
            return
        info = _R_INFO.match(opening["info"].strip())
        if info:
            yield _Cell(opening.end(), closing.start(), info["options"])
        at = closing.end()


def _options(header: str, code: str) -> Iterator[tuple[str, str]]:
    """The options of a cell, with hyphens in their names as Quarto writes them."""
    for name, value in (*_HEADER_OPTION.findall(header), *_LINE_OPTION.findall(code)):
        yield name.replace(".", "-"), value.strip().strip("\"'")


def _shows(options: Mapping[str, str]) -> bool:
    if any(options.get(name, "true").lower() not in _TRUE for name in _RUNS):
        return False
    return options.get("fig-show", "asis") in ("asis", "hold") and "child" not in options


def _runs(execute: Any) -> bool:  # noqa: ANN401 - a field can hold anything
    """Whether the field `execute` lets cells run and show their output."""
    if not isinstance(execute, dict):
        return execute is not False
    return all(execute.get(name, True) in (True, "asis") for name in (*_RUNS, "enabled"))


def _hides_all(code: str) -> bool:
    """Whether a cell sets options of all cells that can hide images."""
    common = _COMMON_OPTION.search(code)
    return common is not None and bool(
        re.search(r"\b(?:eval|include|fig\.show|engine)\s*=", code[common.end() :])
    )
