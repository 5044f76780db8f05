"""Escapes text for Markdown and for HTML inside Markdown.

Posts need character references: every dialect and template engine takes them literally. Files of
Markdown that people read and edit have backslashes, and only where a character would act.
"""

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

_ACTIVE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)"
    r"|[`*{}\[\]|]|<(?=[A-Za-z/!?%])"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|&(?=#?\w+;)"
    r"|:(?=[A-Za-z+-][\w+-]*:)"  # an emoji
    r"|(?<=[{<%])%|%(?=[>}%])|(?<=\{)#"  # templates and comments
    r"|~(?=.*~)|(?<=~)~|\$(?=.*\$)|=(?==)|(?<==)="  # strikethrough, formulas, highlights
)
"""Characters that act in CommonMark, GitHub's Markdown, MDX or a template, where they do."""

_REFERENCES = {"<": "&lt;", "&": "&amp;"}
"""Characters that become references."""

_ACTIVE_AT_START = re.compile(r"^(?:[#+>=-]|\d{1,9}(?=[.)]))")
"""Characters that act at the start of a line."""


def escaped_html(text: str) -> str:
    """`text` for HTML inside Markdown, MDX or a template: markup becomes character references."""
    return _SPECIAL.sub(_character_references, text)


def escaped_markdown(text: str) -> str:
    """`text` as Markdown that shows it literally."""
    return _SPECIAL_AT_START.sub(_character_references, _SPECIAL.sub(_character_references, text))


def _character_references(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(c)};" for c in match.group())


def readable_markdown(text: str) -> str:
    """`text` as CommonMark that shows it literally and that people can read (section 2.4).

    What could begin a tag or an entity has a reference, as some dialects know no backslash there.
    """
    escaped = _ACTIVE.sub(lambda match: _REFERENCES.get(match[0], "\\" + match[0]), text)
    start = _ACTIVE_AT_START.match(escaped)
    if start is None:
        return escaped
    if start[0].isdecimal():
        return f"{start[0]}\\{escaped[start.end() :]}"
    return "\\" + escaped
