"""Images in MyST's directives."""

from __future__ import annotations

import re

from slidescan.posts.file_types import looks_like_image
from slidescan.posts.myst import IMAGE_DIRECTIVES, IMAGE_OPTIONS, RST_DIRECTIVE
from slidescan.posts.references.state import AltSlot, ReferenceMatch, ScanState

_DIRECTIVE = re.compile(
    r"(?P<prefix>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?:`{3,}|~{3,}|:{3,})"
    r"\{(?P<name>[^}\s]+)\}[ \t]*(?P<target>[^\r\n]*)"
    r"(?P<options>(?:(?:\r\n?|\n)[ \t>]*:[\w-]+:[^\r\n]*)*)"
)
_OPTION = re.compile(r":(?P<key>[\w-]+):[ \t]*(?P<value>[^\r\n]*)")
_RST_IMAGE = re.compile(
    r"^(?P<indent>[ \t>]*)\.\.[ \t]+(?:image|figure)::[ \t]*(?P<target>[^\r\n]+)"
    r"(?P<options>(?:(?:\r\n?|\n)[ \t>]+:[\w-]+:[^\r\n]*)*)",
    re.MULTILINE,
)
_LINE_END = re.compile(r"\r\n?|\n")


def directive(state: ScanState, at: int) -> int:
    """A fenced `{image}` or `{figure}`, a card with an image, or reStructuredText."""
    # Goes beyond the block's end: a directive in a table row has its options on further lines.
    match = _DIRECTIVE.match(state.source, at)
    if match is None:
        return at
    if match["name"] == RST_DIRECTIVE:
        return _rst(state, match.end())
    prefix = re.sub(r"[^>\s]", " ", match["prefix"])
    target = match["target"].strip()
    if match["name"] in IMAGE_DIRECTIVES and looks_like_image(target):
        slot = _alt_slot(state, match, f"{prefix}:alt: ", "alt")
        state.references.append(ReferenceMatch(target, at, "directive", slot))
        return match.end()
    for option in _OPTION.finditer(state.source, *match.span("options")):
        if option["key"] in IMAGE_OPTIONS and looks_like_image(option["value"].strip()):
            slot = _alt_slot(state, match, f"{prefix}:img-alt: ", "img-alt")
            target, start = option["value"].strip(), option.start()
            state.references.append(ReferenceMatch(target, start, "directive", slot))
            return match.end()
    return at


def _rst(state: ScanState, at: int) -> int:
    """The `image` and `figure` directives of reStructuredText."""
    for match in _RST_IMAGE.finditer(state.source, at, state.end):
        target = match["target"].strip()
        if looks_like_image(target):
            slot = _alt_slot(state, match, f"{match['indent']}   :alt: ", "alt")
            state.references.append(ReferenceMatch(target, match.start(), "directive", slot))
    return state.end


def _alt_slot(state: ScanState, match: re.Match[str], insert: str, key: str) -> AltSlot:
    """The alt text among a directive's options; a missing one is inserted as their first.

    Args:
        state: The scan.
        match: The directive, with the groups `target` and `options`.
        insert: The new line up to the alt text.
        key: The name of the option.
    """
    for option in _OPTION.finditer(state.source, *match.span("options")):
        if option["key"] == key:
            return AltSlot(option["value"].strip(), *option.span("value"))
    after = match.end("target")
    line_end = _LINE_END.match(state.source, after)
    newline = line_end.group() if line_end else "\n"
    if not match["options"] and re.match(r"[ \t>]*---[ \t]*$", _next_line(state.source, after)):
        return AltSlot()  # options in YAML
    return AltSlot(None, after, after, newline + insert)


def _next_line(source: str, after: int) -> str:
    line_end = _LINE_END.match(source, after)
    if line_end is None:
        return ""
    following = _LINE_END.search(source, line_end.end())
    return source[line_end.end() : following.start() if following else len(source)]
