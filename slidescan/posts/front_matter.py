"""The fields at the top of a post: YAML, TOML or JSON, and where their values stand."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slidescan.core import toml

MAX_LENGTH = 64 * 1024
"""Longer front matter is no front matter, characters."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Fields with lower-case names, and where the body begins.

    Attributes:
        fields: Empty where there are none.
        end: Index of the body's first character in the post's text.
        problem: What is wrong with it, if it couldn't be read.
    """

    fields: Mapping[str, Any]
    end: int
    problem: str = ""


_FENCES = (("---", "yaml"), ("+++", "toml"))


def read(text: str) -> FrontMatter:
    """Read the front matter of a post (without a byte order mark); never raises."""
    for fence, kind in _FENCES:
        opening = re.match(rf"{re.escape(fence)}[ \t]*\r?\n", text)
        if opening is None:
            continue
        closing = re.compile(rf"^{re.escape(fence)}[ \t]*(?:\r?\n|\Z)", re.MULTILINE).search(
            text, opening.end(), opening.end() + MAX_LENGTH
        )
        if closing is None:
            return FrontMatter({}, 0, "")
        body = text[opening.end() : closing.start()]
        return _parsed(body, kind, closing.end())
    if text.startswith("{"):
        try:
            data, end = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return FrontMatter({}, 0)
        after = re.compile(r"[ \t]*(?:\r?\n|\Z)").match(text, end)
        if isinstance(data, dict) and after:
            return FrontMatter(_lowered(data), after.end())
    return FrontMatter({}, 0)


def _parsed(body: str, kind: str, end: int) -> FrontMatter:
    try:
        data = parse(body, kind)
    except ValueError as error:
        return FrontMatter({}, end, str(error))
    return FrontMatter(_lowered(data), end)


def parse(body: str, kind: str) -> Mapping[str, Any]:
    """Parse a document of fields.

    Args:
        body: The document.
        kind: `yaml`, `toml` or `json`.

    Raises:
        ValueError: It can't be parsed, or is no mapping.
    """
    data: Any
    try:
        if kind == "toml":
            data = toml.loads(body)
        elif kind == "json":
            data = json.loads(body)
        else:
            data = _yaml(body)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ValueError("it is no mapping")
    return data


def _yaml(body: str) -> Any:  # noqa: ANN401 - whatever the document holds
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # An alias can blow a few lines up to gigabytes, and no post needs one.
        for event in yaml.parse(body, Loader=loader) if re.search(r"[*&]\w", body) else ():
            if isinstance(event, yaml.AliasEvent):
                raise ValueError("aliases are not read")
        return yaml.load(body, Loader=loader)  # noqa: S506 - a safe loader either way
    except (yaml.YAMLError, TypeError, AttributeError, KeyError, OverflowError) as error:
        # Constructors raise what Python raises on odd keys and numbers.
        raise ValueError(" ".join(str(error).split())) from error


def _lowered(data: Mapping[Any, Any]) -> Mapping[str, Any]:
    return {str(key).lower(): value for key, value in data.items()}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A field's value where it is written, quotes included; indices in the post's text."""

    value: str
    start: int
    end: int


def scalars(text: str, matter: FrontMatter) -> Mapping[tuple[str, ...], Scalar]:
    """Texts of the front matter by the names they stand under, in lower case; never raises.

    Fields in lists are left out, and in TOML and JSON those that span lines.
    """
    if not matter.fields:
        return {}
    if text.startswith("---"):
        return _yaml_scalars(text, matter)
    return _line_scalars(text, matter, toml=text.startswith("+++"))


def _yaml_scalars(text: str, matter: FrontMatter) -> Mapping[tuple[str, ...], Scalar]:
    import yaml

    begin = text.index("\n") + 1
    body = text[begin : text.rindex("---", begin, matter.end)]
    try:
        root = yaml.compose(body, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    found: dict[tuple[str, ...], Scalar] = {}

    def walk(node: yaml.Node | None, path: tuple[str, ...]) -> None:
        if isinstance(node, yaml.MappingNode) and len(path) < 4:
            for key, value in node.value:
                walk(value, (*path, str(key.value).lower()))
        elif isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">"):
            start, end = node.start_mark.index, node.end_mark.index
            if start == end:  # nothing written: right after the colon
                start = end = body.rfind(":", 0, start) + 1
            found[path] = Scalar(str(node.value), begin + start, begin + end)

    walk(root, ())
    return found


_TABLE = re.compile(r"^\s*\[(?P<name>[\w.-]+)\]\s*$")
_TOML_FIELD = re.compile(r"^\s*(?P<name>[\w-]+)\s*=\s*(?P<value>\"(?:[^\"\\]|\\.)*\"|'[^']*')\s*$")
_JSON_FIELD = re.compile(r"^\s*\"(?P<name>[\w-]+)\"\s*:\s*(?P<value>\"(?:[^\"\\]|\\.)*\")\s*,?\s*$")
_JSON_OBJECT = re.compile(r"^\s*\"(?P<name>[\w-]+)\"\s*:\s*\{\s*$")


def _line_scalars(
    text: str, matter: FrontMatter, *, toml: bool
) -> Mapping[tuple[str, ...], Scalar]:
    found: dict[tuple[str, ...], Scalar] = {}
    path: list[str] = []
    at = 0
    for line in text[: matter.end].splitlines(keepends=True):
        content = line.rstrip("\r\n")
        table = _TABLE.match(content) if toml else None
        opened = None if toml else _JSON_OBJECT.match(content)
        field = (_TOML_FIELD if toml else _JSON_FIELD).match(content)
        if table:
            path = table["name"].lower().split(".")
        elif opened:
            path.append(opened["name"].lower())
        elif not toml and content.strip() in ("}", "},") and path:
            path.pop()
        elif field:
            raw = field["value"]
            try:
                value = raw[1:-1] if raw.startswith("'") else str(json.loads(raw))
            except ValueError:  # an escape that only TOML knows
                value = raw[1:-1]
            start, end = at + field.start("value"), at + field.end("value")
            found[(*path, field["name"].lower())] = Scalar(value, start, end)
        at += len(line)
    return found


def text_of(value: object) -> str | None:
    """A field that should be text; None if there is none."""
    if value is None or isinstance(value, (dict, list)):
        return None
    return str(value).strip() or None


def list_of(value: object) -> tuple[str, ...]:
    """A field that should be a list of texts: a list, or a text parted by commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list):
        return tuple(str(part).strip() for part in value if part is not None and str(part).strip())
    return ()


_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2})[T ]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?"
    r"\s*(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))?$"
)


def moment_of(value: object) -> dt.datetime | None:
    """A field that should be a time, with its zone if it names one; None if it is none."""
    if isinstance(value, dt.datetime):
        return value
    found = _MOMENT.match(value.strip()) if isinstance(value, str) else None
    day = date_of(found["day"]) if found else None
    if found is None or day is None:
        return None
    hour, minute, *second = (int(part) for part in found["time"].split(":"))
    zone = dt.timezone.utc if found["utc"] else None
    try:
        if found["sign"]:
            offset = dt.timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
            zone = dt.timezone(offset if found["sign"] == "+" else -offset)
        time = dt.time(hour, minute, second[0] if second else 0)
        return dt.datetime.combine(day, time, zone)
    except ValueError:
        return None


_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def date_of(value: object) -> dt.date | None:
    """A field that should be a date; the day in its own zone."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found = _DATE.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
