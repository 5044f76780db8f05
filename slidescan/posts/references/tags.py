"""Images shown by what Markdown doesn't know: shortcodes, template tags, embeds, directives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from slidescan.core.records import Syntax
from slidescan.posts.references.state import Found, Rule, Scan, looks_like_image

_PARAMETER = re.compile(
    r"(?:(?P<name>[\w-]+)\s*[=:]\s*)?"
    r"(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'|`(?P<raw>[^`]*)`"
    r"|(?P<bare>[^\s\"'`=<>{},()/][^\s\"'`=<>{},()]*|/[^\s\"'`=<>{},()]+))"
)
_ADDRESSES = (
    "src", "image", "img", "url", "path", "file", "filename", "image_path", "image_url", "match",
    "dir", "link",
)  # fmt: skip
"""Names under which shortcodes take an image's address."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    """A parameter of a tag.

    Attributes:
        name: In lower case; empty for positional ones.
        value: Unescaped.
        start: Where the value begins, without its quote.
        end: Where it ends.
        kind: How it is quoted.
        after: The index after it.
    """

    name: str
    value: str
    start: int
    end: int
    kind: str
    after: int


def _parameters(text: str, at: int, end: int) -> Iterator[_Parameter]:
    for found in _PARAMETER.finditer(text, at, end):
        kind = next(k for k in ("double", "single", "raw", "bare") if found[k] is not None)
        value = found[kind]
        if kind in ("double", "single"):
            value = re.sub(r"\\(.)", r"\1", value)
        name = (found["name"] or "").lower()
        yield _Parameter(name, value, found.start(kind), found.end(kind), kind, found.end())


def template(state: Scan, at: int) -> int:
    """Template code, if it shows an image."""
    end = state.templates.get(at)
    if end is None:
        return at
    rule = _TAGS.get(state.dialect.tags)
    if rule is not None:
        rule(state, at)
    return end


_HUGO = re.compile(r"\{\{[<%]\s*(?P<name>[\w./-]+)")
_GALLERY = re.compile(r"gallery|carousel|slider|album|lightbox", re.IGNORECASE)


def _hugo(state: Scan, at: int) -> int:
    """`{{< figure src="…" alt="…" >}}` and shortcodes like it; galleries by their pattern."""
    text, end = state.source, state.templates[at]
    opening = _HUGO.match(text, at, end)
    if opening is None or opening["name"].startswith("/"):
        return at
    closing = end - 3
    target: _Parameter | None = None
    alt: _Parameter | None = None
    for parameter in _parameters(text, opening.end(), closing):
        if parameter.name == "alt" and alt is None:
            alt = parameter
        elif target is None and (
            parameter.name == "src"
            or (parameter.name in ("", *_ADDRESSES) and looks_like_image(parameter.value))
            or (_GALLERY.search(opening["name"]) and parameter.name in ("", "match", "dir", "src"))
        ):
            target = parameter
    if target is None or not target.value.strip():
        return at
    value = target.value.strip()
    if _GALLERY.search(opening["name"]) and not looks_like_image(value):
        value = value if "*" in value else value.rstrip("/") + "/*"
    elif opening["name"].lower() != "figure" and not looks_like_image(value):
        return at
    _found(state, at, value, alt, target if target.name else None)
    return end


def _found(
    state: Scan,
    at: int,
    value: str,
    alt: _Parameter | None,
    named: _Parameter | None,
    sep: str = "",
) -> None:
    syntax: Syntax = "shortcode" if state.dialect.tags == "hugo" else "tag"
    if alt is not None:
        quote = {"double": '"', "single": "'", "raw": "`", "bare": '"'}[alt.kind]
        insert = '"' if alt.kind == "bare" else ""
        found = Found(value, alt.value, at, syntax, alt.start, alt.end, insert, quote)
    elif named is not None:
        insert = f'{sep} alt="'
        found = Found(value, None, at, syntax, named.after, named.after, insert, '"')
    else:  # positional parameters can't be mixed with named ones
        found = Found(value, None, at, syntax)
    state.found.append(found)


_LIQUID = re.compile(
    r"\{%-?\s*(?P<name>[\w-]+)\s*(?P<file>[\w./-]*\.\w+(?=\s)|[\w./-]+(?=\s+\w+\s*=))?"
)


def _liquid(state: Scan, at: int) -> int:
    """`{% include figure.html image_path="…" alt="…" %}`, `{% image "a.jpg", "alt" %}`."""
    text, end = state.source, state.templates[at]
    opening = _LIQUID.match(text, at, end)
    if opening is None or opening["name"] in ("link", "post_url", "asset_path", "asset_link"):
        return at
    if opening["name"] in ("asset_img", "img"):
        return _asset(state, at, opening)
    begin = opening.end() if opening["name"].startswith("include") else opening.end("name")
    target: _Parameter | None = None
    alt: _Parameter | None = None
    second: _Parameter | None = None
    for parameter in _parameters(text, begin, end - 2):
        if parameter.name in ("alt", "image_alt", "alt_text"):
            alt = alt or parameter
        elif parameter.name in ("", *_ADDRESSES) and looks_like_image(parameter.value):
            target = target or parameter
        elif not parameter.name and target and parameter.kind != "bare":
            second = second or parameter
    if target is not None:
        _found(state, at, target.value.strip(), alt or second, target if target.name else None)
    return end


_META = re.compile(
    r"\s*([\"'])(?P<title>(?:(?!\1).)*)\1\s*(?P<quote>[\"'])(?P<alt>(?:(?!(?P=quote)).)*)(?P=quote)\s*"
)


def _asset(state: Scan, at: int, opening: re.Match[str]) -> int:
    """Hexo's `{% asset_img [class] name [width] [height] '"title" "alt"' %}` and `{% img … %}`.

    Only quotes within quotes part a title from an alt text.
    """
    end = state.templates[at]
    target: _Parameter | None = None
    alt: _Parameter | None = None
    for parameter in _parameters(state.source, opening.end("name"), end - 2):
        if target is None and looks_like_image(parameter.value):
            target = parameter
        elif target is not None and parameter.kind in ("double", "single"):
            meta = _META.fullmatch(state.source, parameter.start, parameter.end)
            if meta:
                kind = "double" if meta["quote"] == '"' else "single"
                alt = _Parameter("alt", meta["alt"], *meta.span("alt"), kind, parameter.after)
    if target is not None:
        _found(state, at, target.value, alt, None)
    return end


_ZOLA = re.compile(r"\{[{%]\s*(?P<name>\w+)\(")


def _zola(state: Scan, at: int) -> int:
    """`{{ figure(src="…", alt="…") }}`."""
    text, end = state.source, state.templates[at]
    opening = _ZOLA.match(text, at, end)
    if opening is None:
        return at
    target: _Parameter | None = None
    alt: _Parameter | None = None
    for parameter in _parameters(text, opening.end(), end - 2):
        if parameter.name == "alt":
            alt = alt or parameter
        elif parameter.name in _ADDRESSES and looks_like_image(parameter.value):
            target = target or parameter
    if target is not None:
        _found(state, at, target.value.strip(), alt, target, sep=",")
    return end


_TAGS: Mapping[str, Rule] = {"hugo": _hugo, "liquid": _liquid, "nunjucks": _liquid, "zola": _zola}

_WIKILINK = re.compile(
    r"!\[\[(?P<target>[^\[\]|\r\n#]+)(?:#[^\[\]|\r\n]*)?(?P<rest>(?:\|[^\[\]|\r\n]*)*)\]\]"
)
_SIZE = re.compile(r"\d+(?:x\d+)?")


def wikilink(state: Scan, at: int) -> int:
    """Obsidian's `![[image.png|alt|300]]`; a number is a width, not an alt text."""
    found = _WIKILINK.match(state.source, at, state.end)
    if found is None:
        return at
    target = found["target"].strip().removesuffix("\\")
    if looks_like_image(target):
        alt: tuple[str | None, int, int, str, str] = (
            None, found.end("target"), found.end("target"), "|", "",
        )  # fmt: skip
        place = found.start("rest")
        for part in found["rest"].split("|")[1:]:
            place += 1
            if not _SIZE.fullmatch(part.strip()):
                alt = (part.strip().removesuffix("\\"), place, place + len(part), "", "")
                break
            place += len(part)
        state.found.append(Found(target, alt[0], at, "wikilink", *alt[1:]))
    return found.end()


_DIRECTIVE = re.compile(
    r"[ \t>]*(?:`{3,}|~{3,}|:{3,})\{(?P<name>[\w:-]+)\}[ \t]*(?P<target>[^\r\n]*)"
    r"(?P<options>(?:(?:\r\n?|\n)[ \t>]*:[\w-]+:[^\r\n]*)*)"
)
_ALT = re.compile(r":alt:[ \t]*(?P<alt>[^\r\n]*)")


def directive(state: Scan, at: int) -> int:
    """MyST's `{image}` and `{figure}` directives, fenced; with their `:alt:` option."""
    found = _DIRECTIVE.match(state.source, at)  # options are lines of their own, even in a table
    if found is None:
        return at
    target = found["target"].strip()
    if found["name"] in ("image", "figure", "figure-md") and looks_like_image(target):
        alt = _ALT.search(state.source, found.start("options"), found.end("options"))
        place: tuple[str | None, int, int, str, str]
        if alt:
            place = (alt["alt"].strip(), alt.start("alt"), alt.end("alt"), "", "")
        elif state.source[at] in "`~:":
            after = found.end("target")
            newline = "\r\n" if state.source.startswith("\r\n", after) else "\n"
            place = (None, after, after, f"{newline}:alt: ", "")
        else:  # in a quote or list, a new line would need its marks
            place = (None, -1, -1, "", "")
        state.found.append(Found(target, place[0], at, "directive", *place[1:]))
        return found.end()
    return at
