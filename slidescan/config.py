"""Defaults that a person keeps in `slidescan.toml` or below `[tool.slidescan]`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from slidescan.core import toml
from slidescan.core.records import SERVERS, Options
from slidescan.errors import ConfigInvalid

NAME = "slidescan.toml"
INDEX_VARIABLE = "SLIDESCAN_INDEX"
DESCRIBER_VARIABLE = "SLIDESCAN_DESCRIBE_URL"


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
            return toml.loads(file.read(4 * toml.MAX_LENGTH).decode())
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
        if option == "index" and listed[0].startswith(SERVERS):
            listed = [_endpoint(str(value), path, "index", INDEX_VARIABLE)]
        elif option in _PATHS:
            listed = [_absolute(v, path, key) for v in listed]
        if option == "describe_url":
            listed = [_endpoint(str(value), path, "describe_url", DESCRIBER_VARIABLE)]
        if option in ("posts", "exclude", "languages"):
            values[option] = tuple(listed)
        else:
            values[option] = listed[0]
    return Config(values, path)


def _absolute(value: str, file: Path, key: str) -> str:
    """A path in a configuration is meant from its own folder, and stays below it.

    A cloned repository may bring a configuration: it must not send slidescan elsewhere.
    """
    try:
        path = Path(os.path.normpath(file.parent / Path(value).expanduser()))
        inside = Path(os.path.realpath(path)).is_relative_to(os.path.realpath(file.parent))
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigInvalid(f"{file} sets “{key}” to no path ({error})", "mend the file") from error
    if not inside:
        raise ConfigInvalid(
            f"{file} sets “{key}” to {value}, which lies outside its folder",
            f"give it on the command line{', or in $' + INDEX_VARIABLE if key == 'index' else ''}",
        )
    return str(path)


def _endpoint(value: str, file: Path, key: str, variable: str) -> str:
    """A file may name a server on this machine; any other is for the person to name."""
    host = ""
    try:
        host = urlsplit(value).hostname or ""
        here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here:
        raise ConfigInvalid(
            f"{file} sets “{key}” to a server on another machine ({host})",
            f"give it with --{key.replace('_', '-')}, or in ${variable}",
        )
    return value


def resolve(config: Config, given: Mapping[str, Any]) -> Options:
    """Options: the command line, then the environment, then the configuration, then defaults.

    Args:
        config: As found.
        given: Names of `Options` that the command line sets; None and empty tuples don't.
    """
    values = dict(config.values)
    for variable, option in ((INDEX_VARIABLE, "index"), (DESCRIBER_VARIABLE, "describe_url")):
        if os.environ.get(variable):
            values[option] = os.environ[variable]
    values |= {k: v for k, v in given.items() if v is not None and v != ()}
    known = {field.name for field in fields(Options)}
    return replace(Options(), **{k: v for k, v in values.items() if k in known})
