"""JSON Schemas of arguments and answers. Every text and number in a request has a bound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

MAX_QUERY_CHARS = 1000
MAX_PATH_CHARS = 1024
MAX_TEXT_CHARS = 2000
MAX_ANSWERS = 50
"""The most hits, slides or images of one answer."""

DEFAULT_ANSWERS = 10

PHOTO: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": MAX_PATH_CHARS,
    "description": "The photo's path below the site, as `image` in other answers, or its end.",
}

POST: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": MAX_PATH_CHARS,
    "description": "Only this post: its path below the site, the end of its path, or its title.",
}

LIMIT: Schema = {
    "type": "integer",
    "minimum": 1,
    "maximum": MAX_ANSWERS,
    "default": DEFAULT_ANSWERS,
    "description": "The most answers.",
}

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
FLAG: Schema = {"type": "boolean"}


def choice(description: str, default: str, *choices: str) -> Schema:
    """The schema of a word out of some."""
    return {"enum": list(choices), "default": default, "description": description}


def record(properties: Mapping[str, Schema]) -> Schema:
    """The schema of an object that has all of these members, and maybe others."""
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def listing(items: Schema) -> Schema:
    """The schema of a list."""
    return {"type": "array", "items": items}


LINKS = listing(
    record(
        {"post": TEXT, "line": COUNT, "title": TEXT, "section": listing(TEXT), "url": MAYBE_TEXT}
    )
)
"""The posts that show a slide."""

RESOURCES = record({"slide": TEXT, "photo": TEXT})
"""The addresses of a slide's pictures."""
