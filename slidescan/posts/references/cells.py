"""Images that the cells of a Quarto document show, as far as this is known without running them.

`include_graphics` in a cell of R shows files. What other code shows is not known: the names of
image files in cells, and the files of the plots that cells draw, are listed as not understood.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from slidescan.posts.file_types import looks_like_image
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.references.state import AltSlot, ReferenceMatch

FUNCTION = "include_graphics"
"""The function of knitr that shows image files."""

MAX_PLOTS_PER_CELL = 4
"""Further plots of a cell are not looked for."""

_FENCE = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>[^\r\n]*)\r?$", re.MULTILINE)
_INFO = re.compile(r"\{(?P<engine>r|python|julia|ojs)\b(?P<options>.*)\}\s*\Z")
_LABEL = re.compile(r"\s*,?\s*(?P<label>[^\s,=]+)\s*(?:,|\Z)")
_UNSAFE_IN_LABEL = re.compile(r"[^-_./A-Za-z0-9]")
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
    """A cell: where its code starts and ends, its language, and the options behind that."""

    start: int
    end: int
    engine: str
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
    cells = [cell for cell in _cells(text, matter.end) if cell.engine == "r"]
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


def cell_spans(text: str, matter: FrontMatter) -> Iterator[tuple[int, int]]:
    """Where the code of the cells that run starts and ends."""
    if not _runs(matter.fields.get("execute")):
        return
    for cell in _cells(text, matter.end):
        if _shows(dict(_options(cell.options, text[cell.start : cell.end]))):
            yield cell.start, cell.end


def plot_files(text: str, matter: FrontMatter, path: str) -> Iterator[tuple[int, str]]:
    """Yields where the cells of R start, and the files that knitr writes their plots to.

    Whether a cell draws plots, only running it tells.

    Args:
        text: The document.
        matter: Its front matter.
        path: Its path below the site.
    """
    if not _runs(matter.fields.get("execute")):
        return
    folder = f"{posixpath.splitext(path)[0]}_files/figure-html"
    unnamed = 0
    for cell in _cells(text, matter.end):
        if cell.engine != "r":
            continue
        options = dict(_options(cell.options, text[cell.start : cell.end]))
        first = _LABEL.match(cell.options)
        label = options.get("label") or (first["label"] if first else "")
        if not label:
            unnamed += 1
            label = f"unnamed-chunk-{unnamed}"
        if _shows(options):
            stem = _UNSAFE_IN_LABEL.sub("_", label)
            for number in range(1, MAX_PLOTS_PER_CELL + 1):
                yield cell.start, f"{folder}/{stem}-{number}.png"


def _cells(text: str, begin: int) -> Iterator[_Cell]:
    """The cells that can run; those that longer fences show as text are none."""
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
        info = _INFO.match(opening["info"].strip())
        if info:
            yield _Cell(opening.end(), closing.start(), info["engine"], info["options"])
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
