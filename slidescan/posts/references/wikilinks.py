"""Images that Obsidian embeds."""

from __future__ import annotations

import re

from slidescan.posts.file_types import looks_like_image
from slidescan.posts.references.state import AltSlot, ReferenceMatch, ScanState

_EMBED = re.compile(
    r"!\[\[(?P<target>[^\[\]|\r\n#]+)(?:#[^\[\]|\r\n]*)?(?P<options>(?:\|[^\[\]|\r\n]*)*)\]\]"
)
_SIZE = re.compile(r"\d+(?:x\d+)?")


def embed(state: ScanState, at: int) -> int:
    """`![[image.png|alt|300]]`; a number is a width, not an alt text."""
    if not state.text.startswith("![[", at):
        return at
    match = _EMBED.match(state.source, at, state.end)
    if match is None:
        return at + 1  # Obsidian doesn't take it for a Markdown image either
    target = match["target"].strip().removesuffix("\\")
    if looks_like_image(target):
        state.references.append(ReferenceMatch(target, at, "wikilink", _alt_slot(match)))
    return match.end()


def _alt_slot(match: re.Match[str]) -> AltSlot:
    start = match.start("options")
    for option in match["options"].split("|")[1:]:
        start += 1
        if not _SIZE.fullmatch(option.strip()):
            return AltSlot(option.strip().removesuffix("\\"), start, start + len(option))
        start += len(option)
    after_target = match.end("target")
    return AltSlot(None, after_target, after_target, "|")
