"""Image references in a stretch of a post, with the bytes of their alt texts.

One function per syntax, tried in the order of the table `RULES` at each place; each returns
where it ends, so that what it covers (code, comments, other tags) isn't looked at again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from slidescan.posts.markdown import Blocks, Stretch
from slidescan.records import Syntax

_PUNCTUATION = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ESCAPE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<entity>&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z]\w*);)"
)
IMAGE_SUFFIXES = (
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff",
    ".bmp", ".gif", ".avif", ".svg",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """An image reference; places are indices of characters in the post's text.

    Attributes:
        target: Its address, unescaped.
        alt: Its alt text, unescaped; None where there is none.
        start: Where the reference begins.
        syntax: How it is written.
        alt_start: Where the alt text (or the place for it) begins.
        alt_end: Where it ends.
        insert: What must precede a new alt text where the attribute is missing.
        quote: The character that would end the alt text.
    """

    target: str
    alt: str | None
    start: int
    syntax: Syntax
    alt_start: int = -1
    alt_end: int = -1
    insert: str = ""
    quote: str = ""


@dataclass(slots=True)
class _Scan:
    """The state of one scan: the text, how far it may look, and what it found."""

    text: str
    end: int
    definitions: Mapping[str, str]
    found: list[Found] = field(default_factory=list)


Rule = Callable[[_Scan, int], int]
"""Looks at a place; returns the index after what it covers, or the same index."""


def scan(text: str, blocks: Blocks) -> list[Found]:
    """Every image reference of a post, in order."""
    found: list[Found] = []
    for stretch in blocks.stretches:
        found += _scan_stretch(text, stretch, blocks.definitions)
    unique = {f.start: f for f in found}
    return [unique[start] for start in sorted(unique)]


def _scan_stretch(text: str, stretch: Stretch, definitions: Mapping[str, str]) -> list[Found]:
    state = _Scan(text, stretch.end, definitions)
    rules = HTML_RULES if stretch.html else RULES
    at = stretch.start
    while at < stretch.end:
        rule = rules.get(text[at])
        if rule is None:
            at += 1
            continue
        at = max(at + 1, rule(state, at))
    return state.found


def _backslash(state: _Scan, at: int) -> int:
    following = state.text[at + 1 : at + 2]
    return at + 2 if following in _PUNCTUATION else at + 1


def _code(state: _Scan, at: int) -> int:
    """A code span: a run of backticks up to a run of the same length."""
    text, end = state.text, state.end
    run = at
    while run < end and text[run] == "`":
        run += 1
    ticks = run - at
    for closing in re.compile(r"`+").finditer(text, run, end):
        if len(closing.group()) == ticks:
            return closing.end()
    return run


_TAG = re.compile(
    r"<(?P<name>[A-Za-z][A-Za-z0-9:-]*)"
    r"(?P<attributes>(?:\s+[A-Za-z_:@][A-Za-z0-9_.:@-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*/?>"
)
_AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>")
_ATTRIBUTE = re.compile(
    r"\s+(?P<name>[^\s\"'<>/=`]+)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'=<>`]+)))?"
)
_RAW = ("script", "style", "template", "textarea", "title", "xmp", "noscript")


def _angle(state: _Scan, at: int) -> int:
    """A comment, an address in angle brackets, or a tag; `img` tags are references."""
    text, end = state.text, state.end
    if text.startswith("<!--", at):
        closing = text.find("-->", at + 4)
        return closing + 3 if closing >= 0 else end
    link = _AUTOLINK.match(text, at, end)
    if link:
        return link.end()
    tag = _TAG.match(text, at, end)
    if tag is None:
        return at
    name = tag["name"].lower()
    if name in _RAW:
        closing_tag = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, tag.end(), end)
        return closing_tag.end() if closing_tag else tag.end()
    if name == "img":
        _img(state, tag)
    return tag.end()


def _img(state: _Scan, tag: re.Match[str]) -> None:
    target: str | None = None
    alt: tuple[str | None, int, int, str, str] | None = None
    for attribute in _ATTRIBUTE.finditer(
        state.text, tag.start("attributes"), tag.end("attributes")
    ):
        name = attribute["name"].lower()
        kind = next((k for k in ("double", "single", "bare") if attribute[k] is not None), None)
        value = html.unescape(attribute[kind]) if kind else ""
        if name == "src" and target is None:
            target = value.strip()
        elif name == "alt" and alt is None:
            if kind is None:  # <img alt src=…>
                alt = ("", attribute.end("name"), attribute.end("name"), '="', '"')
            elif kind == "bare":
                alt = (value, attribute.start(kind), attribute.end(kind), '"', '"')
            else:
                alt = (
                    value,
                    attribute.start(kind),
                    attribute.end(kind),
                    "",
                    '"' if kind == "double" else "'",
                )
    if not target:
        return
    if alt is None:
        after_name = tag.end("name")
        alt = (None, after_name, after_name, ' alt="', '"')
    given, start, end, insert, quote = alt
    state.found.append(Found(target, given, tag.start(), "html", start, end, insert, quote))


_PARAMETER = re.compile(
    r"\s*(?:(?P<name>[\w-]+)\s*=\s*)?"
    r"(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|`(?P<raw>[^`]*)`|(?P<bare>[^\s\"`=<>{}/][^\s\"`=<>{}]*))"
)
_SHORTCODE = re.compile(r"\{\{(?P<kind>[<%])\s*(?P<name>[\w./-]+)")
_ADDRESS_PARAMETERS = ("src", "image", "img", "url", "path", "file")


def _shortcode(state: _Scan, at: int) -> int:
    """`{{< figure src="…" alt="…" >}}` and shortcodes like it."""
    text = state.text
    opening = _SHORTCODE.match(text, at, state.end)
    if opening is None:
        return at
    closing = text.find((">" if opening["kind"] == "<" else "%") + "}}", opening.end(), state.end)
    if closing < 0:
        return at
    target: str | None = None
    alt: tuple[str, int, int, str, str] | None = None
    after_target = opening.end()
    for parameter in _PARAMETER.finditer(text, opening.end(), closing):
        kind = next(k for k in ("double", "raw", "bare") if parameter[k] is not None)
        value = parameter[kind]
        if kind == "double":
            value = re.sub(r"\\(.)", r"\1", value)
        name = (parameter["name"] or "").lower()
        if name == "alt" and alt is None:
            start, end = parameter.span(kind)
            insert, quote = ('"', '"') if kind == "bare" else ("", '"' if kind == "double" else "`")
            alt = (value, start, end, insert, quote)
        elif target is None and (
            name == "src" or (name in ("", *_ADDRESS_PARAMETERS) and _looks_like_image(value))
        ):
            target, after_target = value.strip(), parameter.end()
            named = bool(name)
    if target and (opening["name"].lower() == "figure" or _looks_like_image(target)):
        if alt is not None:
            text_, start, end, insert, quote = alt
            found = Found(target, text_, at, "shortcode", start, end, insert, quote)
        elif named:
            found = Found(target, None, at, "shortcode", after_target, after_target, ' alt="', '"')
        else:  # positional parameters can't be mixed with named ones
            found = Found(target, None, at, "shortcode")
        state.found.append(found)
    return closing + 3


def _looks_like_image(value: str) -> bool:
    return value.split("?")[0].split("#")[0].lower().endswith(IMAGE_SUFFIXES)


def _bang(state: _Scan, at: int) -> int:
    """`![alt](address "title")`, `![alt][label]`, `![label][]`, `![label]`."""
    text, end = state.text, state.end
    if not text.startswith("![", at):
        return at
    closing = _closing_bracket(text, at + 2, end)
    if closing < 0:
        return at
    source = text[at + 2 : closing]
    after = closing + 1
    if text.startswith("(", after):
        destination = _destination(text, after + 1, end)
        if destination is not None:
            target, stop = destination
            if target:
                state.found.append(
                    Found(target, _plain(source), at, "markdown", at + 2, closing, "", "]")
                )
            return stop
    label, stop, full = source, after, False
    if text.startswith("[", after):
        label_end = text.find("]", after + 1, end)
        if label_end >= 0:
            full = bool(text[after + 1 : label_end].strip())
            label = text[after + 1 : label_end] if full else source
            stop = label_end + 1
    target = state.definitions.get(_label(label), "")
    if target:
        # Without a label of its own, the alt text is the label: it can't change alone.
        places = (at + 2, closing, "", "]") if full else (-1, -1, "", "")
        state.found.append(Found(target, _plain(source), at, "reference", *places))
        return stop
    return at


def _label(label: str) -> str:
    from markdown_it.common.utils import normalizeReference

    return normalizeReference(label)


def _closing_bracket(text: str, at: int, end: int) -> int:
    """The bracket that closes one opened before `at`; -1 where there is none."""
    depth = 0
    while at < end:
        c = text[at]
        if c == "\\":
            at += 2
            continue
        if c == "`":
            at = _code(_Scan(text, end, {}), at)
            continue
        if c == "[":
            depth += 1
        elif c == "]":
            if depth == 0:
                return at
            depth -= 1
        at += 1
    return -1


_TITLE = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)", re.DOTALL)
_SPACES = re.compile(r"[ \t]*(?:\r?\n)?[ \t]*(?:>[ \t]*)*")


def _destination(text: str, at: int, end: int) -> tuple[str, int] | None:
    """The address after `(`, unescaped, and the index after `)`; None if it is none."""
    at = _spaces(text, at, end)
    if text.startswith("<", at):
        closing = re.compile(r"(?:[^<>\\\r\n]|\\.)*>").match(text, at + 1, end)
        if closing is None:
            return None
        raw, at = text[at + 1 : closing.end() - 1], closing.end()
    else:
        start, depth = at, 0
        while at < end:
            c = text[at]
            if c == "\\" and text[at + 1 : at + 2] in _PUNCTUATION:
                at += 2
                continue
            if c <= " ":
                break
            if c == "(":
                depth += 1
            elif c == ")":
                if depth == 0:
                    break
                depth -= 1
            at += 1
        if depth:
            return None
        raw = text[start:at]
    spaced = _spaces(text, at, end)
    if spaced > at:
        title = _TITLE.match(text, spaced, end)
        if title:
            spaced = _spaces(text, title.end(), end)
    if not text.startswith(")", spaced) or spaced >= end:
        return None
    return _unescaped(raw), spaced + 1


def _spaces(text: str, at: int, end: int) -> int:
    found = _SPACES.match(text, at, end)
    return found.end() if found else at


def _plain(source: str) -> str:
    """An alt text as it is shown: escapes and entities resolved, markup removed."""
    text = re.sub(r"(?<!\\)(`+)(.+?)\1", r"\2", source)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(?<![\\\w*])(\*{1,2}|_{1,2})(?=\S)(.+?)(?<=\S)\1(?![\w*])", r"\2", text)
    return " ".join(_unescaped(text).split())


def _unescaped(source: str) -> str:
    """Markdown with its escapes and entities resolved, each where it stands."""
    return _ESCAPE.sub(lambda m: m["escaped"] or html.unescape(m["entity"]), source)


def _brace(state: _Scan, at: int) -> int:
    return _shortcode(state, at) if state.text.startswith("{{", at) else at


RULES: Mapping[str, Rule] = {
    "\\": _backslash,
    "`": _code,
    "{": _brace,
    "!": _bang,
    "<": _angle,
}
"""What may begin at a character of inline text."""

HTML_RULES: Mapping[str, Rule] = {"{": _brace, "<": _angle}
"""What may begin at a character of a block of raw HTML."""
