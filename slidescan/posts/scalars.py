"""The positions of front-matter values, which are needed to replace them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from slidescan.posts.front_matter import FrontMatter

if TYPE_CHECKING:
    import yaml

MAX_FIELD_DEPTH = 4
"""Fields in deeper mappings are ignored."""

_TABLE = re.compile(r"^\s*\[(?P<name>[\w.-]+)\]\s*(?:#.*)?$")
_TOML_FIELD = re.compile(
    r"^\s*(?P<name>[\w-]+)\s*=\s*(?P<value>\"(?:[^\"\\]|\\.)*\"|'[^']*')\s*(?:#.*)?$"
)
_JSON_FIELD = re.compile(r"^\s*\"(?P<name>[\w-]+)\"\s*:\s*(?P<value>\"(?:[^\"\\]|\\.)*\")\s*,?\s*$")
_JSON_OBJECT = re.compile(r"^\s*\"(?P<name>[\w-]+)\"\s*:\s*\{\s*$")


@dataclass(frozen=True, slots=True)
class Scalar:
    """The value of a field, and the indices of its source in the post, including quotes."""

    value: str
    start: int
    end: int


FieldPath: TypeAlias = tuple[str, ...]
"""The lower-case names of a field and the fields around it, outermost first; an item of a list
has its number for a name."""


def field_scalars(text: str, matter: FrontMatter) -> Mapping[FieldPath, Scalar]:
    """The text fields of front matter by path; never raises.

    Leaves out, in TOML, fields in lists and values of several lines.
    """
    if not matter.fields:
        return {}
    if text.startswith("---"):
        begin = text.index("\n") + 1
        return _yaml_scalars(text[begin : text.rindex("---", begin, matter.end)], begin)
    if text.startswith("+++"):
        return _toml_scalars(text, matter)
    # JSON is YAML, except for tabs.
    return _yaml_scalars(text[: matter.end], 0) or _json_scalars(text, matter)


def _yaml_scalars(body: str, begin: int) -> Mapping[FieldPath, Scalar]:
    """The scalars of YAML or JSON that begins at an index of the post."""
    import yaml  # lazy: costs 40 ms, and a search parses no post

    try:
        root = yaml.compose(body, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    scalars: dict[FieldPath, Scalar] = {}

    def walk(node: yaml.Node | None, path: FieldPath) -> None:
        if isinstance(node, yaml.MappingNode) and len(path) < MAX_FIELD_DEPTH:
            for key, value in node.value:
                walk(value, (*path, str(key.value).lower()))
        elif isinstance(node, yaml.SequenceNode) and len(path) < MAX_FIELD_DEPTH:
            for i, item in enumerate(node.value):
                walk(item, (*path, str(i)))
        elif isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">"):
            start, end = node.start_mark.index, node.end_mark.index
            if start == end:  # an empty value is right after its colon
                start = end = body.rfind(":", 0, start) + 1
            scalars[path] = Scalar(str(node.value), begin + start, begin + end)

    walk(root, ())
    return scalars


def _toml_scalars(text: str, matter: FrontMatter) -> Mapping[FieldPath, Scalar]:
    scalars: dict[FieldPath, Scalar] = {}
    table: list[str] = []
    for at, line in _lines(text[: matter.end]):
        header, field = _TABLE.match(line), _TOML_FIELD.match(line)
        if header:
            table = header["name"].lower().split(".")
        elif field:
            scalars[(*table, field["name"].lower())] = _scalar(field, at)
    return scalars


def _json_scalars(text: str, matter: FrontMatter) -> Mapping[FieldPath, Scalar]:
    scalars: dict[FieldPath, Scalar] = {}
    path: list[str] = []
    for at, line in _lines(text[: matter.end]):
        opening, field = _JSON_OBJECT.match(line), _JSON_FIELD.match(line)
        if opening:
            path.append(opening["name"].lower())
        elif line.strip() in ("}", "},") and path:
            path.pop()
        elif field:
            scalars[(*path, field["name"].lower())] = _scalar(field, at)
    return scalars


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line without its end, and the index where it begins."""
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, line.rstrip("\r\n")
        at += len(line)


def _scalar(field: re.Match[str], at: int) -> Scalar:
    """The value of a field in a line that begins at `at`."""
    raw = field["value"]
    try:
        value = raw[1:-1] if raw.startswith("'") else str(json.loads(raw))
    except ValueError:  # an escape that JSON lacks
        value = raw[1:-1]
    return Scalar(value, at + field.start("value"), at + field.end("value"))
