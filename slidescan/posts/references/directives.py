"""Images in MyST's directives."""

from __future__ import annotations

import re

from slidescan.posts.file_types import looks_like_image
from slidescan.posts.references.state import AltSlot, ReferenceMatch, ScanState

_DIRECTIVE = re.compile(
    r"[ \t>]*(?:`{3,}|~{3,}|:{3,})\{(?P<name>[\w:-]+)\}[ \t]*(?P<target>[^\r\n]*)"
    r"(?P<options>(?:(?:\r\n?|\n)[ \t>]*:[\w-]+:[^\r\n]*)*)"
)
_ALT_OPTION = re.compile(r":alt:[ \t]*(?P<alt>[^\r\n]*)")
_IMAGE_DIRECTIVES = frozenset({"image", "figure", "figure-md"})


def directive(state: ScanState, at: int) -> int:
    """A fenced `{image}` or `{figure}` with its `:alt:` option."""
    # Goes beyond the block's end: a directive in a table row has its options on further lines.
    match = _DIRECTIVE.match(state.source, at)
    if match is None:
        return at
    target = match["target"].strip()
    if match["name"] not in _IMAGE_DIRECTIVES or not looks_like_image(target):
        return at
    slot = _alt_slot(state.source, match)
    state.references.append(ReferenceMatch(target, at, "directive", slot))
    return match.end()


def _alt_slot(source: str, match: re.Match[str]) -> AltSlot:
    alt = _ALT_OPTION.search(source, match.start("options"), match.end("options"))
    if alt:
        return AltSlot(alt["alt"].strip(), *alt.span("alt"))
    if source[match.start()] not in "`~:":  # a new line in a quote or list needs its prefix
        return AltSlot()
    after = match.end("target")
    newline = "\r\n" if source.startswith("\r\n", after) else "\n"
    return AltSlot(None, after, after, f"{newline}:alt: ")
