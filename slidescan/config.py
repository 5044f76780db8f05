"""Reads defaults from `slidescan.toml`, or from `[tool.slidescan]` in `pyproject.toml`."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from slidescan.core import toml
from slidescan.core.presence import problem_of, status_of
from slidescan.core.records import Options, is_address
from slidescan.core.regular_files import open_regular
from slidescan.errors import ConfigInvalid

FILE_NAME = "slidescan.toml"
INDEX_VARIABLE = "SLIDESCAN_INDEX"
DESCRIBER_VARIABLE = "SLIDESCAN_DESCRIBE_URL"
EMBEDDER_VARIABLE = "SLIDESCAN_EMBED_URL"

_VARIABLES = {
    INDEX_VARIABLE: "index",
    DESCRIBER_VARIABLE: "describe_url",
    EMBEDDER_VARIABLE: "embed_url",
}
"""The environment variables, and the options that they set."""

MAX_FILE_BYTES = 4 * toml.MAX_TOML_CHARS
"""The size of the longest TOML that is parsed, in UTF-8."""


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration.

    Attributes:
        values: Values of `Options` by name; paths are absolute.
        file: The file that sets them, or None.
    """

    values: Mapping[str, Any]
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """A key of a configuration file.

    Attributes:
        file: The file.
        key: The key as spelled in the file.
    """

    file: Path
    key: str


def find(start: Path) -> Config:
    """Finds the nearest configuration at or above `start`; returns an empty one if there is none.

    Raises:
        ConfigInvalid: The file can't be read, or sets something that isn't an option.
        FileUnreachable: The system can't tell whether there is one.
    """
    folder = start.expanduser().resolve()
    for parent in (folder, *folder.parents):
        path = parent / FILE_NAME
        if _is_file(path):
            return _config(_load(path), path)
        project = parent / "pyproject.toml"
        if _is_file(project):
            tool = _load(project).get("tool", {})
            table = tool.get("slidescan") if isinstance(tool, dict) else None
            if isinstance(table, dict):
                return _config(table, project)
    return Config({})


def resolve(config: Config, given: Mapping[str, Any]) -> Options:
    """Resolves options: first the command line, then the environment, the file, the defaults.

    Args:
        config: From `find`.
        given: Values of `Options` by name, from the command line; None and empty tuples count as
            not given.
    """
    values = dict(config.values)
    for variable, option in _VARIABLES.items():
        if os.environ.get(variable):
            values[option] = os.environ[variable]
    values |= {name: value for name, value in given.items() if value is not None and value != ()}
    options = {field.name for field in fields(Options)}
    return replace(Options(), **{k: v for k, v in values.items() if k in options})


def index_of(config: Config, given: str | None) -> str | None:
    """The index that the command line, the environment or the file names; None without any."""
    value: str | None = given or os.environ.get(INDEX_VARIABLE) or config.values.get("index")
    return value


def _is_file(path: Path) -> bool:
    status = status_of(path)
    return status is not None and stat.S_ISREG(status.st_mode)


def _load(path: Path) -> dict[str, Any]:
    try:
        with open_regular(path) as file:
            return toml.loads(file.read(MAX_FILE_BYTES).decode())
    except (OSError, ValueError) as error:
        reason, remedy = problem_of(error, "correct the file")
        raise ConfigInvalid(f"{path} can't be read ({reason})", remedy) from error


def _config(table: Mapping[str, Any], path: Path) -> Config:
    values: dict[str, Any] = {}
    for key, value in table.items():
        setting = _SETTINGS.get(key.replace("-", "_"))
        if setting is None:
            raise ConfigInvalid(
                f"{path} sets “{key}”, which is not an option",
                f"choose from {', '.join(_SETTINGS)}",
            )
        if not isinstance(value, setting.types) or isinstance(value, bool):
            raise ConfigInvalid(f"{path} sets “{key}” to {value!r}", "see docs/configuration.md")
        if isinstance(value, list) and not all(isinstance(item, str) for item in value):
            raise ConfigInvalid(
                f"{path}: “{key}” must be a list of texts", "see docs/configuration.md"
            )
        values[setting.option] = setting.convert(value, _Source(path, key))
    return Config(values, path)


def _unchanged(value: Any, _source: _Source) -> Any:  # noqa: ANN401 - its type is checked already
    return value


def _texts(value: str | list[str], _source: _Source) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _paths(value: str | list[str], source: _Source) -> tuple[str, ...]:
    return tuple(_path(item, source) for item in _texts(value, source))


def _optional_path(value: str, source: _Source) -> str:
    return _path(value, source) if value else ""


def _prefixes(
    value: str | list[str] | dict[str, Any], source: _Source
) -> tuple[tuple[str, str], ...]:
    """Beginnings of addresses with the folders that they serve.

    Raises:
        ConfigInvalid: One is no address, or a folder is no text or leaves the site.
    """
    folders = value if isinstance(value, dict) else dict.fromkeys(_texts(value, source), "")
    for prefix, folder in folders.items():
        is_below = isinstance(folder, str) and not Path(folder).is_absolute()
        if not is_address(prefix) or not is_below or ".." in Path(folder).parts:
            raise ConfigInvalid(
                f"{source.file} sets “{source.key}” to {prefix} = {folder!r}",
                "give addresses (https://…), each with a folder of the site",
            )
    return tuple(folders.items())


def _index(value: str, source: _Source) -> str:
    if is_address(value):
        return _endpoint(value, source, INDEX_VARIABLE)
    return _path(value, source)


def _embed_url(value: str, source: _Source) -> str:
    return _endpoint(value, source, EMBEDDER_VARIABLE)


def _describe_url(value: str, source: _Source) -> str:
    return _endpoint(value, source, DESCRIBER_VARIABLE)


def _path(value: str, source: _Source) -> str:
    """Returns an absolute path; relative ones start at the file's folder, and none leaves it.

    A cloned repository may bring a configuration, which must not lead slidescan elsewhere.

    Raises:
        ConfigInvalid: It isn't a path, or lies outside.
    """
    file, key = source.file, source.key
    try:
        path = Path(os.path.normpath(file.parent / Path(value).expanduser()))
        is_inside = Path(os.path.realpath(path)).is_relative_to(os.path.realpath(file.parent))
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigInvalid(
            f"{file} sets “{key}” to an invalid path ({error})", "correct the file"
        ) from error
    if not is_inside:
        raise ConfigInvalid(
            f"{file} sets “{key}” to {value}, which lies outside its folder",
            f"give it on the command line{', or in $' + INDEX_VARIABLE if key == 'index' else ''}",
        )
    return str(path)


def _endpoint(value: str, source: _Source, variable: str) -> str:
    """Returns the address of a server on this machine; only the user may name other servers.

    Raises:
        ConfigInvalid: The server is on another machine.
    """
    host = ""
    try:
        host = urlsplit(value).hostname or ""
        is_local = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_local = False
    if not is_local:
        raise ConfigInvalid(
            f"{source.file} sets “{source.key}” to a server on another machine ({host})",
            f"give it with --{source.key.replace('_', '-')}, or in ${variable}",
        )
    return value


@dataclass(frozen=True, slots=True)
class _Setting:
    """A key of the configuration.

    Attributes:
        option: The name in `Options`.
        types: The types that its TOML value may have.
        convert: Converts the TOML value to the option's value.
    """

    option: str
    types: tuple[type, ...]
    convert: Callable[[Any, _Source], Any] = _unchanged


_SETTINGS: Mapping[str, _Setting] = {
    "index": _Setting("index", (str,), _index),
    "site": _Setting("site", (str,), _path),
    "posts": _Setting("posts", (str, list), _paths),
    "rendered": _Setting("rendered", (str,), _optional_path),
    "exclude": _Setting("exclude", (str, list), _texts),
    "engine": _Setting("engine", (str,)),
    "languages": _Setting("languages", (str, list), _texts),
    "lang": _Setting("languages", (str, list), _texts),
    "jobs": _Setting("jobs", (int,)),
    "max_pixels": _Setting("max_pixels", (int,)),
    "timeout": _Setting("timeout", (int,)),
    "alt_length": _Setting("alt_length", (int,)),
    "base_url": _Setting("base_url", (str,)),
    "cdn": _Setting("cdn", (str, list, dict), _prefixes),
    "describe_url": _Setting("describe_url", (str,), _describe_url),
    "describe_model": _Setting("describe_model", (str,)),
    "embedder": _Setting("embedder", (str,)),
    "embed_url": _Setting("embed_url", (str,), _embed_url),
    "embed_model": _Setting("embed_model", (str,)),
}
"""The keys of a configuration file."""
