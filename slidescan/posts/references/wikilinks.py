"""Images and notes that Obsidian embeds."""

from __future__ import annotations

import posixpath
import re

from slidescan.posts.embeds import Embed
from slidescan.posts.file_types import POST_SUFFIXES, looks_like_image
from slidescan.posts.references.state import AltSlot, ReferenceMatch, ScanState

_EMBED = re.compile(
    r"!\[\[(?P<target>[^\[\]|\r\n#]*)(?:#(?P<part>[^\[\]|\r\n]*))?(?P<options>(?:\|[^\[\]|\r\n]*)*)\]\]"
)
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{1,5}")
_SIZE = re.compile(r"\d+(?:x\d+)?")


def embed(state: ScanState, at: int) -> int:
    """`![[image.png|alt|300]]` or `![[note#heading]]`; a number is a width, not an alt text."""
    if not state.text.startswith("![[", at):
        return at
    match = _EMBED.match(state.source, at, state.end)
    if match is None:
        return at + 1  # Obsidian doesn't take it for a Markdown image either
    target = match["target"].strip().removesuffix("\\")
    if looks_like_image(target):
        slot = _alt_slot(match, in_table=state.in_table)
        state.references.append(ReferenceMatch(target, at, "wikilink", slot))
    elif _is_markdown_name(target):
        part = (match["part"] or "").strip().removesuffix("\\")
        state.embeds.append(Embed(at, target, part))
    return match.end()


def _is_markdown_name(target: str) -> bool:
    """Whether a name has no suffix, or that of a note; a dot can also be part of the name."""
    suffix = posixpath.splitext(target)[1].lower()
    return suffix in ("", *POST_SUFFIXES) or not _SUFFIX.fullmatch(suffix)


def _alt_slot(match: re.Match[str], *, in_table: bool) -> AltSlot:
    """The option of an embed that is its alt text; in a table, a backslash precedes each bar."""
    start = match.start("options")
    for option in match["options"].split("|")[1:]:
        start += 1
        written = option.removesuffix("\\")
        if not _SIZE.fullmatch(written.strip()):
            return AltSlot(written.strip(), start, start + len(written))
        start += len(option)
    first_bar = match.start("options")
    is_escaped = match.string[first_bar - 1] == "\\"
    at = first_bar - is_escaped
    return AltSlot(None, at, at, "\\|" if in_table or is_escaped else "|")
