"""Escapes alt texts for each form of reference."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from slidescan.core.records import Syntax

_HARMLESS = str.maketrans(
    {'"': "”", "'": "’", "`": "’", "<": "‹", ">": "›", "|": "/", "\\": "/", "{": "(", "}": ")",
     "[": "(", "]": ")", "*": "·", "%": "％"}
)  # fmt: skip
"""Look-alikes of the characters that have a meaning in templates, Markdown or HTML."""

_ENTITIES = {"`": "&#96;", "<": "&lt;", ">": "&gt;", "{": "&#123;"}
_HTML_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_HTML_QUOTES = {'"': "&quot;", "'": "&#39;"}
_MARKUP_IN_HTML = re.compile(r"[`{\[\]*|]|\b_|_\b")
_WIKILINK_SYNTAX = re.compile(r"[\[\]|#^\\]|%%")
_WIDTH = re.compile(r"\d+(x\d+)?")
_LONE_UNDERSCORE = re.compile(r"\b_+|_+\b")
_BRACES = re.compile(r"[{}](?=[{}%<])|[%>](?=\})")


def escape_alt(text: str, syntax: Syntax, quote: str) -> str:
    """Returns `text` as it must be written in the post.

    Args:
        text: The text for the reader; line ends become spaces.
        syntax: The form of the reference.
        quote: The character that ends its alt text.

    Raises:
        ValueError: References of this form have no alt text.
    """
    escape = _ESCAPERS.get(syntax)
    if escape is None:
        raise ValueError(f"{syntax} holds no alt text; these do: {', '.join(_ESCAPERS)}")
    return escape(" ".join(text.split()), quote)


def _markdown(text: str, _quote: str) -> str:
    """Escapes only what Markdown would interpret.

    Backticks, angle brackets and braces become entities: an unpaired backtick or tag before the
    image would end at an escaped character, and template code has no escapes.
    """
    parts = []
    for i, c in enumerate(text):
        if c in _ENTITIES:
            parts.append(_ENTITIES[c])
            continue
        before = text[i - 1] if i else " "
        after = text[i + 1] if i + 1 < len(text) else " "
        inside_word = before.isalnum() and after.isalnum()
        if (
            c in "\\[]*|"
            or (c == "_" and not inside_word)
            or (c == "&" and (after.isalnum() or after == "#"))
            or (c == "~" and "~" in (before, after))
            or (c == "$" and "$" in (before, after))
        ):
            parts.append("\\")
        parts.append(c)
    return "".join(parts)


def _html(text: str, quote: str) -> str:
    text = text.translate(_HTML_ENTITIES)
    # Some generators process Markdown and templates in attributes too.
    text = _MARKUP_IN_HTML.sub(lambda m: "".join(f"&#{ord(c)};" for c in m[0]), text)
    quote = quote if quote == '"' else "'"
    return text.replace(quote, _HTML_QUOTES[quote])


def _wikilink(text: str, _quote: str) -> str:
    """Removes brackets and bars, because wikilinks have no escapes."""
    text = " ".join(_WIKILINK_SYNTAX.sub(" ", text).split())
    return text + "." if _WIDTH.fullmatch(text) else text


def _attribute(text: str, _quote: str) -> str:
    """Escapes what pandoc interprets in a quoted attribute: backslashes, quotes and entities."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return _BRACES.sub(r"\g<0> ", text)


def _attribute_list(text: str, quote: str) -> str:
    """Replaces what Markdown or the list interprets: neither has escapes there."""
    return _LONE_UNDERSCORE.sub(" ", _tag(text, quote))


def _directive(text: str, _quote: str) -> str:
    return text


def _tag(text: str, _quote: str) -> str:
    """Replaces special characters: the tag's template may or may not escape its parameters."""
    return text.translate(_HARMLESS)


def _shortcode(text: str, quote: str) -> str:
    """Breaks up braces, which end a shortcode even in quotes; shortcodes don't resolve entities."""
    text = _BRACES.sub(r"\g<0> ", text.replace("`", "'"))
    return text if quote == "`" else text.replace("\\", "\\\\").replace(quote, f"\\{quote}")


def _front_matter(text: str, _quote: str) -> str:
    """Writes a string with its quotes, which are part of the span."""
    return json.dumps(text, ensure_ascii=False)


_ESCAPERS: Mapping[Syntax, Callable[[str, str], str]] = {
    "markdown": _markdown,
    "reference": _markdown,
    "html": _html,
    "jsx": _html,
    "attribute": _attribute,
    "attribute list": _attribute_list,
    "wikilink": _wikilink,
    "directive": _directive,
    "tag": _tag,
    "shortcode": _shortcode,
    "front matter": _front_matter,
}
"""The escaping function of each form with an alt text."""
