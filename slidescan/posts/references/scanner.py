"""Image references in a stretch of a post, with the bytes of their alt texts.

One function per syntax, tried in the order of the table `RULES` at each place; each returns
where it ends, so that what it covers (code, comments, other tags) isn't looked at again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from slidescan.core.records import Syntax
from slidescan.posts.dialect import VEIL
from slidescan.posts.inline import Inline, without_code
from slidescan.posts.markdown import MAX_HEADING, Blocks, Heading, Stretch
from slidescan.posts.references.state import Found, Rule, Scan, looks_like_image
from slidescan.posts.references.tags import directive, template, wikilink

_PUNCTUATION = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ESCAPE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<entity>&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z]\w*);)"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What `scan` finds.

    Attributes:
        images: Image references, in order.
        headings: Headings written as HTML, in order.
    """

    images: tuple[Found, ...]
    headings: tuple[Heading, ...]


def scan(text: str, blocks: Blocks) -> Seen:
    """Every image reference of a post, and every heading that is HTML."""
    found: dict[int, Found] = {}
    headings: dict[int, Heading] = {}
    imports = _imports(text) if blocks.dialect.jsx else {}
    for stretch in blocks.stretches:
        state = Scan(
            blocks.veiled.text, text, stretch.end, blocks.definitions, blocks.veiled.ends,
            blocks.dialect, blocks.line_at, imports=imports,
            inline=Inline(blocks.veiled.text, stretch.end),
        )  # fmt: skip
        _scan_stretch(state, stretch)
        for image in state.found:
            found.setdefault(image.start, image)
        for heading in state.headings:
            headings.setdefault(heading.line, heading)
    return Seen(
        tuple(found[start] for start in sorted(found)),
        tuple(headings[line] for line in sorted(headings)),
    )


def _scan_stretch(state: Scan, stretch: Stretch) -> None:
    rules = HTML_RULES if stretch.html else RULES
    next_rule = _HTML_MARKS if stretch.html else _MARKS
    at = stretch.start
    if state.dialect.directives:
        at = directive(state, at)
    while (found := next_rule.search(state.text, at, stretch.end)) is not None:
        at = found.start()
        at = max(at + 1, rules[found.group()](state, at))


_IMPORT = re.compile(r"^import[ \t]+(\w+)[ \t]+from[ \t]+[\"']([^\"'\r\n]+)[\"']", re.MULTILINE)


def _imports(text: str) -> Mapping[str, str]:
    return {name: path for name, path in _IMPORT.findall(text) if looks_like_image(path)}


def _backslash(state: Scan, at: int) -> int:
    following = state.text[at + 1 : at + 2]
    return at + 2 if following in _PUNCTUATION else at + 1


def _code(state: Scan, at: int) -> int:
    """A code span."""
    return state.inline.code_span(at)


_NAME = r"<(?P<name>[A-Za-z][A-Za-z0-9:.-]*)"
_TAG = re.compile(
    _NAME + r"(?P<attributes>(?:\s+[A-Za-z_:@][A-Za-z0-9_.:@-]*"
    r"(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*/?>"
)
_JSX_TAG = re.compile(
    _NAME + r"(?P<attributes>(?:\s+(?:\{[^{}]*\}|[A-Za-z_:@][A-Za-z0-9_.:@-]*"
    r"(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?))*)\s*/?>"
)
_AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>")
_ATTRIBUTE = re.compile(
    r"\s+(?P<name>[^\s\"'<>/={}`]+)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|(?P<braces>\{(?:[^{}]|\{[^{}]*\})*\})|(?P<bare>[^\s\"'=<>`]+)))?"
)
_RAW = ("script", "style", "template", "textarea", "title", "xmp", "noscript")


def _angle(state: Scan, at: int) -> int:
    """A comment, an address in angle brackets, or a tag; those that show images are references."""
    text, end = state.text, state.end
    if text.startswith("<!--", at):
        closing = text.find("-->", at + 4)
        return closing + 3 if closing >= 0 else end
    link = _AUTOLINK.match(text, at, end)
    if link:
        return link.end()
    tag = (_JSX_TAG if state.dialect.jsx else _TAG).match(text, at, end)
    if tag is None:
        return at
    name = tag["name"].lower()
    if name in _RAW:
        closing_tag = state.inline.closing_tag(name, tag.end())
        return closing_tag.end() if closing_tag else tag.end()
    if not state.dialect.raw_html:
        return tag.end()
    if name == "img" or (state.dialect.jsx and tag["name"][0].isupper()):
        _img(state, tag)
    elif name == "source":
        _source(state, tag)
    elif len(name) == 2 and name[0] == "h" and name[1] in "123456":
        _heading(state, tag)
    return tag.end()


def _attributes(state: Scan, tag: re.Match[str]) -> dict[str, tuple[str, re.Match[str], str]]:
    """A tag's attributes by name: value, place, and how it is quoted (a group's name or "")."""
    found: dict[str, tuple[str, re.Match[str], str]] = {}
    for attribute in _ATTRIBUTE.finditer(
        state.text, tag.start("attributes"), tag.end("attributes")
    ):
        kinds = ("double", "single", "braces", "bare")
        kind = next((k for k in kinds if attribute[k] is not None), "")
        raw = state.source[attribute.start(kind) : attribute.end(kind)] if kind else ""
        value = _evaluated(raw, state) if kind == "braces" else html.unescape(raw)
        found.setdefault(attribute["name"].lower(), (value, attribute, kind))
    return found


_QUOTED = re.compile(r"[\"'`]([^\"'`]*)[\"'`]")


def _evaluated(expression: str, state: Scan) -> str:
    """The image that a JSX expression names: required, wrapped in a call, or imported."""
    quoted = _QUOTED.search(expression)
    if quoted:
        return quoted[1]
    name = re.match(r"\{\s*(\w+)", expression)
    return state.imports.get(name[1], "") if name else ""


def _img(state: Scan, tag: re.Match[str]) -> None:
    attributes = _attributes(state, tag)
    target, braced = "", False
    if "src" in attributes:
        target = attributes["src"][0].strip()
        braced = attributes["src"][2] == "braces"
    if tag["name"].lower() != "img" and not looks_like_image(target):
        return
    if target:
        place: tuple[str | None, int, int, str, str]
        given = attributes.get("alt")
        if given is None:
            after_name = tag.end("name")
            place = (None, after_name, after_name, ' alt="', '"')
        else:
            value, attribute, kind = given
            start, end = attribute.span(kind) if kind else (attribute.end("name"),) * 2
            insert, quote = {
                "": ('="', '"'),  # <img alt src=…>
                "bare": ('"', '"'),
                "double": ("", '"'),
                "single": ("", "'"),
                "braces": ("", ""),
            }[kind]
            place = (value, start, end, insert, quote)
            if kind == "braces":
                place = (value, -1, -1, "", "")
        syntax: Syntax = "jsx" if braced else "html"
        lang = attributes["lang"][0] if "lang" in attributes else None
        state.found.append(Found(target, place[0], tag.start(), syntax, *place[1:], lang=lang))
    _sources(state, attributes)


def _source(state: Scan, tag: re.Match[str]) -> None:
    _sources(state, _attributes(state, tag))


_CANDIDATE = re.compile(r"\s*,*\s*([^\s,][^\s]*[^\s,]|[^\s,])(?:\s+[^\s,]+)?\s*(?:,|$)")


def _sources(state: Scan, attributes: Mapping[str, tuple[str, re.Match[str], str]]) -> None:
    """The other files of one image (`srcset`): shown, with the alt text of their `img`."""
    if "srcset" not in attributes:
        return
    value, attribute, kind = attributes["srcset"]
    for i, candidate in enumerate(_CANDIDATE.finditer(value)):
        if looks_like_image(candidate[1]) and kind:
            at = min(attribute.start(kind) + i, attribute.end(kind))
            state.found.append(Found(candidate[1], None, at, "srcset"))


def _heading(state: Scan, tag: re.Match[str]) -> None:
    closing = state.inline.closing_tag(tag["name"].lower(), tag.end())
    end = min(closing.start() if closing else state.end, tag.end() + MAX_HEADING)
    inner = state.source[tag.end() : end]
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", "", inner)).split())
    attributes = {name: found[0] for name, found in _attributes(state, tag).items()}
    level, line = int(tag["name"][1]), state.line_at(tag.start())
    state.headings.append(Heading(level, line, inner, (("text", text),), attributes))


def _bang(state: Scan, at: int) -> int:
    """`![alt](address "title")`, `![alt][label]`, `![label][]`, `![label]`."""
    text, end = state.text, state.end
    if not text.startswith("![", at):
        return at
    if state.dialect.wikilinks and text.startswith("![[", at):
        return wikilink(state, at)
    closing = state.inline.closing_bracket(at + 1)
    if closing < 0 or closing - at > MAX_ALT:
        return at
    source = state.source[at + 2 : closing]
    after = closing + 1
    if text.startswith("(", after):
        destination = _destination(state, after + 1, end)
        if destination is not None:
            target, stop = destination
            if target:
                state.found.append(
                    Found(target, _plain(source), at, "markdown", at + 2, closing, "", "]")
                )
            return stop
    label, stop, full = source, after, False
    if text.startswith("[", after):
        label_end = text.find("]", after + 1, min(end, after + MAX_ALT))
        if label_end >= 0:
            full = bool(text[after + 1 : label_end].strip())
            label = text[after + 1 : label_end] if full else text[at + 2 : closing]
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


MAX_ALT = 2000
"""Characters of an alt text or label, at most: nobody writes or reads longer ones."""

MAX_PARENTHESES = 32
"""How deep they may be nested in an address, as in CommonMark's own parsers."""

_TITLE = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)", re.DOTALL)
_SPACES = re.compile(r"[ \t]*(?:\r?\n)?[ \t]*(?:>[ \t]*)*")


def _destination(state: Scan, at: int, end: int) -> tuple[str, int] | None:
    """The address after `(`, unescaped, and the index after `)`; None if it is none."""
    text = state.text
    at = _spaces(text, at, end)
    if text.startswith("<", at):
        closing = re.compile(r"(?:[^<>\\\r\n]|\\.)*>").match(text, at + 1, end)
        if closing is None:
            return None
        raw, at = state.source[at + 1 : closing.end() - 1], closing.end()
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
                if depth > MAX_PARENTHESES:
                    return None
            elif c == ")":
                if depth == 0:
                    break
                depth -= 1
            at += 1
        if depth:
            return None
        raw = state.source[start:at]
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
    text = without_code(source)
    text = re.sub(r"(?<!\\)!?(?<!\\)\[((?:[^\]\\]|\\.)*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(?<![\\\w*])(\*{1,2}|_{1,2})(?=\S)(.+?)(?<=\S)\1(?![\w*])", r"\2", text)
    return " ".join(_unescaped(text).split())


def _unescaped(source: str) -> str:
    """Markdown with its escapes and entities resolved, each where it stands."""
    return _ESCAPE.sub(lambda m: m["escaped"] or html.unescape(m["entity"]), source)


RULES: Mapping[str, Rule] = {
    "\\": _backslash,
    "`": _code,
    VEIL: template,
    "!": _bang,
    "<": _angle,
}
"""What may begin at a character of inline text."""

HTML_RULES: Mapping[str, Rule] = {VEIL: template, "<": _angle}
"""What may begin at a character of a block of raw HTML."""

_MARKS = re.compile(f"[{re.escape(''.join(RULES))}]")
_HTML_MARKS = re.compile(f"[{re.escape(''.join(HTML_RULES))}]")
