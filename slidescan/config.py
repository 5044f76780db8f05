"""Defaults that a person keeps in `slidescan.toml` or below `[tool.slidescan]`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from slidescan.errors import ConfigInvalid
from slidescan.records import Options

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - for Python 3.10
    import tomli as tomllib

NAME = "slidescan.toml"
INDEX_VARIABLE = "SLIDESCAN_INDEX"


@dataclass(frozen=True, slots=True)
class Config:
    """What was found.

    Attributes:
        values: Names of `Options` and their values; paths are absolute.
        file: Where; None if there is no configuration.
    """

    values: Mapping[str, Any]
    file: Path | None = None


_KEYS: Mapping[str, tuple[str, type | tuple[type, ...]]] = {
    "index": ("index", str),
    "site": ("site", str),
    "posts": ("posts", (str, list)),
    "exclude": ("exclude", (str, list)),
    "engine": ("engine", str),
    "languages": ("languages", (str, list)),
    "lang": ("languages", (str, list)),
    "jobs": ("jobs", int),
    "max_pixels": ("max_pixels", int),
    "timeout": ("timeout", int),
    "alt_length": ("alt_length", int),
    "base_url": ("base_url", str),
    "describe_url": ("describe_url", str),
    "describe_model": ("describe_model", str),
}
"""Names in a file, the options they set, and what they hold."""

_PATHS = ("index", "site", "posts")


def find(start: Path) -> Config:
    """The nearest configuration at or above `start`.

    Raises:
        ConfigInvalid: It can't be read, or holds something that isn't an option.
    """
    folder = start.expanduser().resolve()
    for above in (folder, *folder.parents):
        own = above / NAME
        if own.is_file():
            return _checked(_load(own), own)
        project = above / "pyproject.toml"
        if project.is_file():
            tool = _load(project).get("tool", {})
            table = tool.get("slidescan") if isinstance(tool, dict) else None
            if isinstance(table, dict):
                return _checked(table, project)
    return Config({})


def _load(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            loaded: dict[str, Any] = tomllib.load(file)
            return loaded
    except (OSError, ValueError) as error:
        raise ConfigInvalid(f"{path} can't be read ({error})", "mend the file") from error


def _checked(table: Mapping[str, Any], path: Path) -> Config:
    values: dict[str, Any] = {}
    key: str
    value: Any
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in _KEYS:
            raise ConfigInvalid(
                f"{path} sets “{key}”, which is no option", f"choose from {', '.join(_KEYS)}"
            )
        option, kind = _KEYS[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ConfigInvalid(f"{path} sets “{key}” to {value!r}", "see docs/configuration.md")
        if isinstance(value, list) and not all(isinstance(v, str) for v in value):
            raise ConfigInvalid(f"{path}: “{key}” is a list of texts", "see docs/configuration.md")
        listed: list[Any] = list(value) if isinstance(value, list) else [value]
        if option in _PATHS:
            listed = [_absolute(v, path) for v in listed]
        if option in ("posts", "exclude", "languages"):
            values[option] = tuple(listed)
        else:
            values[option] = listed[0]
    return Config(values, path)


def _absolute(value: str, file: Path) -> str:
    """A path in a configuration is meant from its own folder."""
    return str(Path(os.path.normpath(file.parent / Path(value).expanduser())))


def resolve(config: Config, given: Mapping[str, Any]) -> Options:
    """Options: the command line, then the environment, then the configuration, then defaults.

    Args:
        config: As found.
        given: Names of `Options` that the command line sets; None and empty tuples don't.
    """
    values = dict(config.values)
    environment = os.environ.get(INDEX_VARIABLE)
    if environment:
        values["index"] = environment
    values |= {k: v for k, v in given.items() if v is not None and v != ()}
    known = {field.name for field in fields(Options)}
    return replace(Options(), **{k: v for k, v in values.items() if k in known})
