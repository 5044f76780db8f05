"""Front matter: the YAML, TOML or JSON fields at the top of a post."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slidescan.core import toml

MAX_FRONT_MATTER_CHARS = 64 * 1024
"""Longer front matter is treated as text of the post."""

_FENCES = tuple(
    (
        re.compile(rf"{fence}[ \t]*\r?\n"),
        re.compile(rf"^{fence}[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
        format_name,
    )
    for fence, format_name in (("---", "yaml"), (r"\+\+\+", "toml"))
)
"""The opening, the closing and the format of front matter."""
_CLOSING_FENCE = re.compile(r"^-{3,}[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_JSON_END = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_YAML_REFERENCE = re.compile(r"[*&]\w")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields of a post.

    Attributes:
        fields: Values by lower-case name; empty without front matter.
        end: Index of the body's first character in the post.
        problem: Why the front matter could not be parsed; empty if it could.
        digest: Digest of its text; empty if it wasn't computed.
    """

    fields: Mapping[str, Any]
    end: int
    problem: str = ""
    digest: str = ""


NO_FRONT_MATTER = FrontMatter({}, 0)
"""The front matter of a post without any."""


def read_front_matter(text: str) -> FrontMatter:
    """Reads the front matter of a post (without a byte order mark); never raises."""
    for opening_fence, closing_fence, format_name in _FENCES:
        opening = opening_fence.match(text)
        if opening is None:
            continue
        limit = opening.end() + MAX_FRONT_MATTER_CHARS
        closing = closing_fence.search(text, opening.end(), limit)
        if closing is None:
            return FrontMatter({}, 0)
        try:
            data = parse_fields(text[opening.end() : closing.start()], format_name)
        except ValueError as error:
            return FrontMatter({}, closing.end(), str(error))
        return FrontMatter(_lower_keys(data), closing.end())
    return _read_json(text) if text.startswith("{") else FrontMatter({}, 0)


def read_unopened_front_matter(text: str) -> FrontMatter:
    """Reads YAML fields that end with a fence but begin without one, as Hexo reads them.

    Source: hexo-front-matter 4.2, `rFrontMatterNew`.
    """
    closing = _CLOSING_FENCE.search(text, 0, MAX_FRONT_MATTER_CHARS)
    if closing is None:
        return NO_FRONT_MATTER
    try:
        data = parse_fields(text[: closing.start()], "yaml")
    except ValueError:
        return NO_FRONT_MATTER  # it is the text of the post
    return FrontMatter(_lower_keys(data), closing.end()) if data else NO_FRONT_MATTER


def _read_json(text: str) -> FrontMatter:
    try:
        data, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return FrontMatter({}, 0)
    after = _JSON_END.match(text, end)
    if not isinstance(data, dict) or after is None:
        return FrontMatter({}, 0)
    return FrontMatter(_lower_keys(data), after.end())


def parse_fields(document: str, format_name: str) -> Mapping[str, Any]:
    """Parses a document of fields in one of `FORMATS`.

    Raises:
        ValueError: The document can't be parsed or isn't a mapping, or the format is unknown.
    """
    if format_name not in FORMATS:
        raise ValueError(f"{format_name!r} is none of {', '.join(FORMATS)}")
    try:
        data = FORMATS[format_name](document)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ValueError("it is not a mapping")
    return data


def _parse_yaml(document: str) -> Any:  # noqa: ANN401 - YAML holds any value
    import yaml  # lazy: costs 40 ms, and a search parses no post

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # Nested aliases expand a few lines to gigabytes, and no post needs an alias.
        events = yaml.parse(document, Loader=loader) if _YAML_REFERENCE.search(document) else ()
        if any(isinstance(event, yaml.AliasEvent) for event in events):
            raise ValueError("aliases are not supported")
        return yaml.load(document, Loader=loader)  # noqa: S506 - both loaders are safe
    except (yaml.YAMLError, TypeError, AttributeError, KeyError, OverflowError) as error:
        # PyYAML doesn't catch the errors that Python raises for odd keys and numbers.
        raise ValueError(" ".join(str(error).split())) from error


def _lower_keys(data: Mapping[Any, Any]) -> Mapping[str, Any]:
    return {str(key).lower(): value for key, value in data.items()}


FORMATS: Mapping[str, Callable[[str], Any]] = {
    "yaml": _parse_yaml,
    "toml": toml.loads,
    "json": json.loads,
}
"""The parser of each format."""
