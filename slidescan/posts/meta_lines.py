"""Metadata in plain lines (`Title: …`) at the top of a post, as Python-Markdown reads them."""

from __future__ import annotations

import re
from typing import Any

from slidescan.posts.front_matter import MAX_FRONT_MATTER_CHARS, FrontMatter

_FIELD = re.compile(r"[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
_MORE = re.compile(r"[ ]{4,}(?P<value>.*)")
_BEGIN = re.compile(r"-{3}(\s.*)?$")
_END = re.compile(r"(-{3}|\.{3})(\s.*)?$")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")


def read_meta_lines(text: str) -> FrontMatter:
    """Reads the metadata of a post (without a byte order mark); never raises.

    They end at the first empty line, at `---` or `...`, or before the first line that is no field.
    A field that occurs several times, or has several lines, becomes a list. (Python-Markdown,
    extensions/meta.py.)
    """
    values: dict[str, list[str]] = {}
    key, at = "", 0
    head = text[:MAX_FRONT_MATTER_CHARS]
    first = _LINE.match(head, 0)
    if first and _BEGIN.match(first.group().rstrip("\r\n")):
        at = first.end()
    while at < len(head):
        line = _LINE.match(head, at)
        content = line.group().rstrip("\r\n") if line else ""
        end = line.end() if line else len(head)
        field, more = _FIELD.match(content), _MORE.match(content)
        if not content.strip() or _END.match(content):
            at = end
            break
        if field:
            key = field["key"].lower().strip()
            values.setdefault(key, []).append(field["value"].strip())
        elif more and key:
            values[key].append(more["value"].strip())
        else:
            break
        at = end
    fields: dict[str, Any] = {k: v[0] if len(v) == 1 else v for k, v in values.items()}
    return FrontMatter(fields, at) if fields else FrontMatter({}, 0)
