"""Markdown's images, and the inline syntax that hides them: escapes and code spans."""

from __future__ import annotations

import html
import re

from slidescan.core.records import Syntax
from slidescan.posts.dialect import MASK
from slidescan.posts.file_types import can_be_image
from slidescan.posts.inline import strip_code_spans
from slidescan.posts.markdown_parser import normalize_label
from slidescan.posts.references.image_attributes import alt_attribute, listed_alt
from slidescan.posts.references.state import AltSlot, ImageLink, ReferenceMatch, ScanState

MAX_ALT_CHARS = 2000
"""Longer alt texts and labels are ignored; no real one is longer."""

MAX_SPACED_ADDRESS_CHARS = 2000
"""Longer addresses with spaces are ignored."""

MAX_SPACED_TITLE_CHARS = 1000
"""Longer titles behind such addresses are none."""

MAX_PARENTHESES = 32
"""The maximum nesting of parentheses in an address, as in CommonMark's reference parsers."""

_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ESCAPE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<entity>&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z]\w*);)"
)
_TITLE = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)", re.DOTALL)
_SIZE = re.compile(r"=(?:\d+%?x(?:\d+%?)?|x\d+%?|\d+%?)(?=[\s)])")
_ROW_SIZE = re.compile(r"(?:(?P<text>.*)\\\|)?\s*\d{2,4}(?:x\d{2,4})?\s*", re.DOTALL)
"""A size behind a text, as `alt_styling` knows it, with the bar that a row of a table needs."""
_SPACES = re.compile(r"[ \t]*(?:\r?\n)?[ \t]*(?:>[ \t]*)*")
_BRACKETED_ADDRESS = re.compile(r"(?:[^<>\\\r\n]|\\.)*>")
_SPACED_STOP = re.compile(r"[()]|\s(?=[\"'])|\n\s*\n")
_TITLE_BEFORE_PARENTHESIS = re.compile(r"\s*([\"']).+?\1\s*\)", re.DOTALL)
_LINK = re.compile(r"(?<!\\)!?(?<!\\)\[((?:[^\]\\]|\\.)*)\]\([^)]*\)")
_IMAGE_OPENING = re.compile(rf"!\[|<[A-Za-z]|{MASK}")
_MARKUP = re.compile(r"[`\[\]*_&\\]")
_EMPHASIS = re.compile(r"(?<![\\\w*])(\*{1,2}|_{1,2})(?=\S)(.+?)(?<=\S)\1(?![\w*])")


def backslash_escape(state: ScanState, at: int) -> int:
    """A backslash and the character that it escapes."""
    return at + 2 if state.text[at + 1 : at + 2] in _PUNCTUATION else at + 1


def code_span(state: ScanState, at: int) -> int:
    """A code span, or backticks that don't begin one."""
    return state.delimiters.code_span(at)


def image(state: ScanState, at: int) -> int:
    """`![alt](address "title")`, `![alt][label]`, `![label][]`, `![label]`."""
    if not state.text.startswith("![", at):
        return at
    closing = state.delimiters.closing_bracket(at + 1)
    if closing < 0 or closing - at > MAX_ALT_CHARS:
        return at
    if state.text.startswith("(", closing + 1):
        destination = _destination(state, closing + 2)
        if destination is not None:
            target, end = destination
            if target:
                _add_image(state, target, at, closing, end)
            return end
    return _reference_image(state, at, closing)


def link(state: ScanState, at: int) -> int:
    """`[![](thumbnail.png)](image.png)`: a link to an image; its contents are scanned further."""
    if at > state.last_image_opening():
        return at
    closing = state.delimiters.closing_bracket(at)
    if closing < 0 or not _IMAGE_OPENING.search(state.text, at, closing):
        return at
    target = ""
    if state.text.startswith("(", closing + 1):
        destination = _destination(state, closing + 2)
        target = destination[0] if destination else ""
    elif state.text.startswith("[", closing + 1):
        label_end = state.text.find("]", closing + 2, min(state.end, closing + MAX_ALT_CHARS))
        label = normalize_label(state.text[closing + 2 : label_end])
        target = state.definitions.get(label, "") if label_end >= 0 else ""
    if can_be_image(target):
        state.image_links.append(ImageLink(at, closing, target))
    return at


def _add_image(state: ScanState, target: str, at: int, closing: int, end: int) -> None:
    """Records an inline image, whose brackets close at `closing` and whose address at `end`."""
    alt = _bracket_slot(state, at, closing)
    syntax: Syntax = "markdown"
    attribute = alt_attribute(state, at, end) if state.dialect.alt_attribute else None
    listed = listed_alt(state, end)
    if attribute is not None:
        alt, syntax = attribute, "attribute"
    elif listed is not None:
        alt, syntax = listed, "attribute list"
    state.references.append(ReferenceMatch(target, at, syntax, alt))


def _bracket_slot(state: ScanState, at: int, closing: int) -> AltSlot:
    """The alt text in an image's brackets; in a table, without the size behind an escaped bar."""
    source = state.source[at + 2 : closing]
    size = _ROW_SIZE.fullmatch(source) if state.in_table else None
    if size is None:
        return AltSlot(_plain(source), at + 2, closing, "", "]")
    if size["text"] is None:  # `![300](a.png)`: the opening bracket is written anew before a bar
        return AltSlot("", at + 1, at + 2, "[", "\\|")
    return AltSlot(_plain(size["text"]), at + 2, at + 2 + size.end("text"), "", "]")


def _reference_image(state: ScanState, at: int, closing: int) -> int:
    """An image whose address is defined elsewhere; its alt text ends at `closing`."""
    source = state.source[at + 2 : closing]
    label, end, is_full = source, closing + 1, False
    if state.text.startswith("[", end):
        limit = min(state.end, end + MAX_ALT_CHARS)
        label_end = state.text.find("]", end + 1, limit)
        if label_end >= 0:
            is_full = bool(state.text[end + 1 : label_end].strip())
            label = state.text[end + 1 : label_end] if is_full else state.text[at + 2 : closing]
            end = label_end + 1
    target = state.definitions.get(normalize_label(label), "")
    if not target:
        return at
    alt = _label_slot(state, at, closing)
    if is_full:
        alt = AltSlot(_plain(source), at + 2, closing, "", "]")
    listed = listed_alt(state, end)
    if listed is not None:
        state.references.append(ReferenceMatch(target, at, "attribute list", listed))
    else:
        state.references.append(ReferenceMatch(target, at, "reference", alt))
    return end


def _label_slot(state: ScanState, at: int, closing: int) -> AltSlot:
    """The alt text of `![label]` or `![label][]`: a new one stands before the label."""
    source = state.source[at + 2 : closing]
    is_collapsed = state.text.startswith("[]", closing + 1)
    if not is_collapsed and state.text.startswith("[", closing + 1):
        return AltSlot(_plain(source))
    end = closing + 2 if is_collapsed else closing
    return AltSlot(_plain(source), at + 1, end, "[", f"][{source}")


def _destination(state: ScanState, at: int) -> tuple[str, int] | None:
    """Parses an address and its title after `(`; returns the address and the index after `)`."""
    destination = _common_destination(state, at)
    if destination is None and state.dialect.spaced_addresses:
        return _spaced_destination(state, at)
    return destination


def _common_destination(state: ScanState, at: int) -> tuple[str, int] | None:
    """Parses an address as CommonMark does."""
    text, end = state.text, state.end
    at = _skip_spaces(text, at, end)
    if text.startswith("<", at):
        closing = _BRACKETED_ADDRESS.match(text, at + 1, end)
        if closing is None:
            return None
        address, at = state.source[at + 1 : closing.end() - 1], closing.end()
    else:
        address_end = _bare_address_end(text, at, end)
        if address_end is None:
            return None
        address, at = state.source[at:address_end], address_end
    after = _skip_spaces(text, at, end)
    if after > at:
        title = _TITLE.match(text, after, end)
        if title and (state.dialect.titles_in_parentheses or text[after] != "("):
            after = _skip_spaces(text, title.end(), end)
        size = _SIZE.match(text, after, end) if state.dialect.image_sizes else None
        if size:
            after = _skip_spaces(text, size.end(), end)
    if not text.startswith(")", after) or after >= end:
        return None
    return _unescape(address), after + 1


def _spaced_destination(state: ScanState, at: int) -> tuple[str, int] | None:
    """Parses an address with spaces as kramdown does (parser/kramdown/link.rb); others do alike."""
    depth, begin = 0, at
    for stop in _SPACED_STOP.finditer(
        state.text, at, min(state.end, at + MAX_SPACED_ADDRESS_CHARS)
    ):
        if stop.group() == "(":
            depth += 1
        elif stop.group() != ")":
            title_end = min(state.end, stop.start() + MAX_SPACED_TITLE_CHARS)
            title = _TITLE_BEFORE_PARENTHESIS.match(state.text, stop.start(), title_end)
            return (state.source[begin : stop.start()].strip(), title.end()) if title else None
        elif depth:
            depth -= 1
        else:
            return state.source[begin : stop.start()].strip(), stop.end()
    return None


def _bare_address_end(text: str, at: int, end: int) -> int | None:
    """The end of an address without angle brackets; None if its parentheses aren't balanced."""
    depth = 0
    while at < end:
        c = text[at]
        if c == "\\" and text[at + 1 : at + 2] in _PUNCTUATION:
            at += 2
            continue
        if c <= " ":
            break
        if c == "(":
            depth += 1
            if depth > MAX_PARENTHESES:
                return None
        elif c == ")":
            if depth == 0:
                break
            depth -= 1
        at += 1
    return None if depth else at


def _skip_spaces(text: str, at: int, end: int) -> int:
    """Skips spaces, one line end, and the quote markers after it."""
    spaces = _SPACES.match(text, at, end)
    return spaces.end() if spaces else at


def _plain(source: str) -> str:
    """The rendered text of a Markdown alt text."""
    if not _MARKUP.search(source):
        return " ".join(source.split())
    text = strip_code_spans(source)
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(r"\2", text)
    return " ".join(_unescape(text).split())


def _unescape(source: str) -> str:
    """Resolves Markdown's escapes and entities."""
    return _ESCAPE.sub(lambda m: m["escaped"] or html.unescape(m["entity"]), source)
