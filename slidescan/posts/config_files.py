"""Configuration of site generators, read without running any of it.

YAML, TOML and JSON are parsed; tags that would call code become what they name. Of JavaScript
and Python only what is written out is seen: strings, numbers, booleans, lists of strings.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slidescan.errors import ConfigInvalid
from slidescan.posts import front_matter as frontmatter

MAX_ALIASES = 20
"""A YAML file with more is not read."""

MAX_BYTES = 1024 * 1024
"""Longer configurations are not read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A configuration file: its text, and the digest that tells when it changes."""

    path: Path
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()


def first(root: Path, names: Iterable[str]) -> Source | None:
    """The first of these files that a site has.

    Raises:
        ConfigInvalid: It can't be read.
    """
    for name in names:
        path = root / name
        if path.is_file():
            try:
                raw = path.read_bytes()[:MAX_BYTES]
                return Source(path, raw.decode("utf-8-sig"))
            except (OSError, ValueError) as error:
                raise ConfigInvalid(
                    f"{name} can't be read ({error})", "mend it, as its generator would ask, too"
                ) from error
    return None


def mapping(source: Source | None) -> Mapping[str, Any]:
    """The fields of a YAML, TOML or JSON file; none if there is no file.

    Raises:
        ConfigInvalid: It can't be parsed.
    """
    if source is None:
        return {}
    try:
        if source.path.suffix in (".yml", ".yaml"):
            return _yaml(source.text)
        return frontmatter.parse(source.text, source.path.suffix.lstrip("."))
    except ValueError as error:
        raise ConfigInvalid(
            f"{source.path.name} can't be read ({error})",
            "mend it, as its generator would ask, too",
        ) from error


def _yaml(text: str) -> Mapping[str, Any]:
    """YAML in which tags (`!!python/name:…`, `!ENV`) are kept as what they name."""
    import yaml

    class Loader(yaml.SafeLoader):
        """A safe loader that knows no tag, and minds none."""

    def tagged(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode):
            return loader.construct_scalar(node) or suffix
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        if isinstance(node, yaml.MappingNode):
            return {"!": suffix, **loader.construct_mapping(node, deep=True)}
        return None

    Loader.add_multi_constructor("", tagged)
    Loader.add_multi_constructor("tag:yaml.org,2002:python/", tagged)
    Loader.add_multi_constructor("!", tagged)
    try:
        # Aliases within aliases can blow a few lines up to gigabytes.
        events = yaml.parse(text) if "*" in text else ()
        if sum(isinstance(event, yaml.AliasEvent) for event in events) > MAX_ALIASES:
            raise ValueError("it has too many aliases")
        data = yaml.load(text, Loader=Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())) from error
    return data if isinstance(data, dict) else {}


_COMMENTS = re.compile(
    r"(?P<kept>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|//[^\n]*|/\*.*?\*/",
    re.DOTALL,
)


class Script:
    """A JavaScript configuration, as far as it is written out."""

    def __init__(self, text: str) -> None:
        self.text = _COMMENTS.sub(lambda m: m["kept"] or " ", text)

    def within(self, key: str) -> Script | None:
        """What stands in the braces after a key's first place; None if there are none."""
        at = re.search(rf"(?<![\w.$])[\"']?{key}[\"']?\s*[:=,(]?\s*\(?\s*\{{", self.text)
        if at is None:
            return None
        depth, end = 1, at.end()
        while end < len(self.text) and depth:
            depth += {"{": 1, "}": -1}.get(self.text[end], 0)
            end += 1
        return Script(self.text[at.end() : end])

    def string(self, key: str) -> str | None:
        """The first string given to a key."""
        found = re.search(
            rf"(?<![\w.$])[\"']?{re.escape(key)}[\"']?\s*[:=]\s*(?P<quote>[\"'`])(?P<value>.*?)(?P=quote)",
            self.text,
        )
        return found["value"] if found and "${" not in found["value"] else None

    def flag(self, key: str) -> bool | None:
        """The first boolean given to a key."""
        found = re.search(
            rf"(?<![\w.$])[\"']?{re.escape(key)}[\"']?\s*[:=]\s*(true|false)\b", self.text
        )
        return found[1] == "true" if found else None

    def __contains__(self, text: str) -> bool:
        return text in self.text

    def pairs(self, call: str) -> list[tuple[str, str]]:
        """The strings that calls of a method are given: alone, or as keys and values."""
        found: list[tuple[str, str]] = []
        for given in re.finditer(
            rf"\.{re.escape(call)}\(\s*(\{{[^}}]*\}}|[\"'`][^\"'`]+[\"'`])", self.text
        ):
            if given[1].startswith("{"):
                found += re.findall(
                    r"[\"'`]([^\"'`]+)[\"'`]\s*:\s*[\"'`]([^\"'`]*)[\"'`]", given[1]
                )
            else:
                found.append((given[1][1:-1], given[1][1:-1]))
        return found


def python_values(text: str) -> Mapping[str, Any]:
    """The names that a Python file sets to literals, at its top."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    values: dict[str, Any] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                try:
                    values[target.id] = ast.literal_eval(statement.value)
                except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                    continue
    return values


def package(root: Path) -> Mapping[str, Any]:
    """What `package.json` holds; nothing if there is none, or if it can't be read."""
    try:
        data = json.loads((root / "package.json").read_bytes()[:MAX_BYTES])
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def depends_on(root: Path, name: str) -> bool:
    """Whether `package.json` names a package."""
    found = package(root)
    tables = (found.get("dependencies"), found.get("devDependencies"))
    return any(isinstance(table, dict) and name in table for table in tables)
