"""Escapes text for Markdown and for HTML inside Markdown, in every dialect and template engine."""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    r"[\\`*{}\[\]<>|~$^]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word it is a letter
    r"|&(?=\w|#)"
    r"|#(?=\w)"  # a tag in some dialects
    r"|:(?=[\w:+/-])"  # an emoji, a directive, or an address that would become a link
    r"|%(?=%)|(?<=%)%|=(?==)|(?<==)="  # comments and highlights
)
"""Characters that a dialect, a template engine or JSX may take for markup."""

_SPECIAL_AT_START = re.compile(r"^(?:[#+>:=-]|\d+(?=[.)]))")


def escaped_html(text: str) -> str:
    """`text` for HTML inside Markdown, MDX or a template: markup becomes character references."""
    return _SPECIAL.sub(_character_references, text)


def escaped_markdown(text: str) -> str:
    """`text` as Markdown that shows it literally."""
    return _SPECIAL_AT_START.sub(_character_references, _SPECIAL.sub(_character_references, text))


def _character_references(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(c)};" for c in match.group())
