"""Files that MkDocs' pages include: PyMdown's snippets, and three plugins.

Sources: PyMdown Extensions 13.1 (snippets), mkdocs-include-markdown-plugin 7.3,
mkdocs-macros-plugin 1.5 and markdown-include 0.8.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import partial

from slidescan.posts.inclusions import Inclusion, Selection, line_span, without_front_matter

_SNIPPET = re.compile(
    r"^(?P<indent>[ \t]*)-+8<-+(?:[ \t]+(?:\"(?P<double>[^\"\r\n]+)\"|'(?P<single>[^'\r\n]+)')"
    r"|(?P<block>))[ \t]*\r?$",
    re.MULTILINE,
)
_LINE = re.compile(r"^(?P<indent>[ \t]*)(?P<path>[^\r\n]*?)[ \t]*\r?$", re.MULTILINE)
_FILE_SPEC = re.compile(
    r"(?P<path>.+?)(?::(?P<lines>\d*(?::\d*)?(?:,\d*(?::\d*)?)*)|:(?P<section>[a-z][-\w]*))?",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"^[^\r\n]*?(?<!;)-+8<-+[ \t]+\[[ \t]*(?P<type>start|end)[ \t]*:[ \t]*(?P<name>[a-z][-\w]*)"
    r"[ \t]*\][^\r\n]*(?:\r?\n|$)",
    re.MULTILINE | re.IGNORECASE,
)
_PLUGIN_INCLUDE = re.compile(
    r"^(?P<indent>[ \t]*)\{%-?\s*(?P<kind>include-markdown|include)\s+"
    r"(?P<quote>[\"'])(?P<path>[^\"'\r\n]+)(?P=quote)(?P<options>.*?)-?%\}",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(
    r"(?P<name>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>\S+))"
)
_JINJA_INCLUDE = re.compile(
    r"\{%[-+]?\s*include\s+(?P<quote>[\"'])(?P<path>[^\"'\r\n]+)(?P=quote)"
    r"(?:\s+(?:ignore\s+missing|with(?:out)?\s+context))*\s*[-+]?%\}"
)
_BRACED_INCLUDE = re.compile(r"\{!\s*(?P<path>[^!\r\n]+?)\s*!\}")


def snippet_inclusions(text: str, base_paths: Sequence[str]) -> Iterator[Inclusion]:
    """`--8<-- "file.md"`, or a block of files between two lines `--8<--`.

    Args:
        text: The text of the file.
        base_paths: The folders below the site in which snippets are looked for.
    """
    if "8<-" not in text:
        return
    opening: re.Match[str] | None = None
    for marker in _SNIPPET.finditer(text):
        if marker["block"] is None:
            if opening is None:
                spec = (marker["double"] or marker["single"]).strip()
                yield from _snippet(marker.span(), spec, marker["indent"], base_paths)
        elif opening is None:
            opening = marker
        else:
            for line in _LINE.finditer(text, opening.end() + 1, marker.start()):
                if line["path"]:
                    yield from _snippet(line.span(), line["path"], line["indent"], base_paths)
            opening = None


def _snippet(
    span: tuple[int, int], spec: str, indent: str, base_paths: Sequence[str]
) -> Iterator[Inclusion]:
    match = _FILE_SPEC.fullmatch(spec)
    if match is None or spec.startswith((";", "http://", "https://")):
        return
    paths = tuple(posixpath.normpath(posixpath.join(base, match["path"])) for base in base_paths)
    select: Selection = _everything
    if match["section"]:
        select = partial(_section, name=match["section"])
    elif match["lines"]:
        select = partial(_lines, spec=match["lines"])
    # The indentation stays before the inclusion, and the expansion adds it to further lines.
    yield Inclusion(span[0] + len(indent), span[1], paths, select, indent)


def _everything(text: str) -> Sequence[tuple[int, int]]:
    """A text without the lines that mark its sections."""
    ranges, at = [], 0
    for marker in _SECTION.finditer(text):
        ranges.append((at, marker.start()))
        at = marker.end()
    return (*ranges, (at, len(text)))


def _section(text: str, *, name: str) -> Sequence[tuple[int, int]]:
    """A section of a text without the lines that mark other sections."""
    ranges: list[tuple[int, int]] = []
    at: int | None = None
    for marker in _SECTION.finditer(text):
        if at is not None:
            ranges.append((at, marker.start()))
            if marker["name"] == name and marker["type"].lower() == "end":
                return ranges
            at = marker.end()
        elif marker["name"] == name and marker["type"].lower() == "start":
            at = marker.end()
    return ranges if at is None else (*ranges, (at, len(text)))


def _lines(text: str, *, spec: str) -> Sequence[tuple[int, int]]:
    ranges = []
    for part in spec.split(","):
        first, _, last = part.partition(":")
        ranges.append(line_span(text, int(first or 0), int(last or 0)))
    return ranges


def appended_inclusions(
    text: str, files: Sequence[str], base_paths: Sequence[str]
) -> Iterator[Inclusion]:
    """The files of `auto_append`, at the end of each page."""
    for name in files:
        yield from _snippet((len(text), len(text)), name, "", base_paths)


def plugin_inclusions(text: str, path: str, docs: str) -> Iterator[Inclusion]:
    """`{% include-markdown "file.md" %}` and `{% include "file.md" %}`.

    Args:
        text: The text of the file.
        path: The file.
        docs: The folder of pages.
    """
    for match in _PLUGIN_INCLUDE.finditer(text):
        options = {
            option["name"]: option["double"] or option["single"] or option["bare"] or ""
            for option in _OPTION.finditer(match["options"])
        }
        base = posixpath.dirname(path) if match["path"].startswith(".") else docs
        file = posixpath.normpath(posixpath.join(base, match["path"]))
        is_rewritten = options.get("rewrite-relative-urls", "true") != "false"
        yield Inclusion(
            match.start() + len(match["indent"]),
            match.end(),
            (file,),
            partial(_between, start=options.get("start", ""), end=options.get("end", "")),
            match["indent"],
            counts_from_file=match["kind"] == "include-markdown" and is_rewritten,
        )


def macro_inclusions(text: str, base: str) -> Iterator[Inclusion]:
    """`{% include "file.md" %}` of mkdocs-macros-plugin, which is Jinja's.

    Args:
        text: The text of the file.
        base: The folder of included files.
    """
    for match in _JINJA_INCLUDE.finditer(text):
        yield Inclusion(*match.span(), (posixpath.normpath(posixpath.join(base, match["path"])),))


def _between(text: str, *, start: str, end: str) -> Sequence[tuple[int, int]]:
    """The text after a marker and before another one, each if it is there."""
    ((begin, stop),) = without_front_matter(text)
    opening = text.find(start, begin) if start else -1
    if opening >= 0:
        begin = opening + len(start)
    closing = text.find(end, begin) if end else -1
    return ((begin, closing if closing >= 0 else stop),)


def braced_inclusions(text: str, base: str) -> Iterator[Inclusion]:
    """`{!file.md!}` of the extension markdown-include, below its base folder."""
    for match in _BRACED_INCLUDE.finditer(text):
        yield Inclusion(*match.span(), (posixpath.normpath(posixpath.join(base, match["path"])),))
