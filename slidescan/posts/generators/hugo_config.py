"""Hugo's configuration, merged from all of its files."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from slidescan.core.presence import problem_of
from slidescan.core.regular_files import read_start
from slidescan.errors import ConfigInvalid
from slidescan.posts.config_files import MAX_CONFIG_BYTES, ConfigFile, parse_config, subtable
from slidescan.posts.field_values import text_of

_FORMATS = {".toml": "toml", ".yaml": "yaml", ".yml": "yaml", ".json": "json"}

CONFIG_FILES = tuple(f"hugo{suffix}" for suffix in _FORMATS)
"""Configurations that only Hugo has."""

OLD_CONFIG_FILES = tuple(f"config{suffix}" for suffix in _FORMATS)
"""Their names before Hugo 0.110, which other generators use too."""


class Mount(NamedTuple):
    """A folder of the site that Hugo reads as part of `content` or `static`.

    Attributes:
        source: Path below the site.
        target: Path below `content` or `static`; empty for the folder itself.
        language: Language of its pages, if the mount sets one.
    """

    source: str
    target: str
    language: str | None


def path_below(target: str, folder: str) -> str | None:
    """The path of a folder below a mount's target; None if it is not below."""
    if not target or folder == target:
        return "" if folder == target else folder
    return folder[len(target) + 1 :] if folder.startswith(target + "/") else None


def mounts_below(config: Mapping[str, Any], component: str) -> list[Mount]:
    """The configured mounts at or below a component, such as `content` or `static`."""
    given = subtable(config, "module").get("mounts")
    mounts = []
    for entry in given if isinstance(given, list) else ():
        fields = lower_keys(entry) if isinstance(entry, dict) else {}
        source, target = text_of(fields.get("source")), text_of(fields.get("target"))
        below = path_below(component, posixpath.normpath(target)) if target else None
        if source and below is not None:
            mounts.append(Mount(posixpath.normpath(source), below, text_of(fields.get("lang"))))
    return mounts


def load_config(root: Path) -> tuple[dict[str, Any], bytes]:
    """Reads the configuration of a site.

    Returns:
        The merged fields, names in lower case, and the bytes of all files.

    Raises:
        ConfigInvalid: A file can't be parsed.
    """
    merged: dict[str, Any] = {}
    contents = b""
    for path in _config_paths(root):
        try:
            raw = read_start(path, MAX_CONFIG_BYTES)
            document = raw.decode("utf-8-sig")
        except (OSError, ValueError) as error:
            reason, remedy = problem_of(error, "fix it: Hugo can't read it either")
            raise ConfigInvalid(f"{path.name} can't be read ({reason})", remedy) from error
        fields: Any = lower_keys(parse_config(ConfigFile(path, document)))
        contents += raw
        if path.parent != root and path.stem not in ("config", "hugo"):
            # permalinks.toml holds the table `permalinks`, languages.en.toml `languages.en`.
            for key in reversed(path.stem.lower().split(".")):
                fields = {key: fields}
        _merge(merged, fields)
    return merged, contents


def dates_follow_files(config: Mapping[str, Any]) -> bool:
    """Whether the dates of pages, and addresses with them, can follow from their files or Git."""
    sources = str(config.get("frontmatter")).lower()
    return config.get("enablegitinfo") is True or ":filemodtime" in sources or ":git" in sources


def _config_paths(root: Path) -> list[Path]:
    """The configuration files of a published site; later ones override earlier ones."""
    at_root = (root / name for name in (*CONFIG_FILES, *OLD_CONFIG_FILES))
    paths = [path for path in at_root if path.is_file()][:1]
    for environment in ("_default", "production"):
        folder = root / "config" / environment
        if folder.is_dir():
            files = sorted(p for p in folder.iterdir() if p.suffix in _FORMATS and p.is_file())
            files.sort(key=lambda p: p.stem not in ("config", "hugo"))
            paths += files
    return paths


def lower_keys(data: Any) -> Any:  # noqa: ANN401 - a configuration holds any value
    """The data with the keys of all its mappings in lower case."""
    if isinstance(data, Mapping):
        return {str(key).lower(): lower_keys(value) for key, value in data.items()}
    return data


def _merge(into: dict[str, Any], data: Mapping[str, Any]) -> None:
    for key, value in data.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value
