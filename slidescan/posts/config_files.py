"""Reads the configuration of site generators without running it.

YAML, TOML and JSON are parsed; YAML tags that would call code become their argument or their name.
A variable of the environment (`!ENV`) is its default, or `Computed`: the environment here is not
that of the published site.
From JavaScript and Python, only literals are read: strings, numbers, booleans, lists of strings.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slidescan.core.presence import problem_of
from slidescan.core.regular_files import open_regular, read_start
from slidescan.errors import ConfigInvalid
from slidescan.posts.front_matter import parse_fields
from slidescan.posts.python_config import Computed

MAX_YAML_ALIASES = 20
"""More aliases are refused: nested aliases expand a few lines to gigabytes."""

PACKAGE_FILE = "package.json"
"""What npm installs for a site."""

MAX_CONFIG_BYTES = 1024 * 1024
"""Longer configurations are cut off here."""

RELATIVE_TAG = "!relative"
"""MkDocs' tag for a folder: of the page, or below `$docs_dir` or `$config_dir`. It stays in the
text of the value."""

_REMEDY = "fix it: its generator can't read it either"


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A configuration file and its text."""

    path: Path
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()


def state_of_files(paths: Iterable[Path]) -> str:
    """SHA-256 of the contents of files; folders and unreadable files count by their names."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode("utf-8", "replace"))
        try:
            with open_regular(path) as file:
                digest.update(file.read(MAX_CONFIG_BYTES))
        except OSError:
            continue
    return digest.hexdigest()


def find_config(root: Path, filenames: Iterable[str]) -> ConfigFile | None:
    """Reads the first of these files that a site has.

    Raises:
        ConfigInvalid: It can't be read.
    """
    for name in filenames:
        path = root / name
        if path.is_file():
            try:
                raw = read_start(path, MAX_CONFIG_BYTES)
                return ConfigFile(path, raw.decode("utf-8-sig"))
            except (OSError, ValueError) as error:
                reason, remedy = problem_of(error, _REMEDY)
                raise ConfigInvalid(f"{name} can't be read ({reason})", remedy) from error
    return None


def parse_config(file: ConfigFile | None) -> Mapping[str, Any]:
    """The fields of a YAML, TOML or JSON file; empty without a file.

    Raises:
        ConfigInvalid: It can't be parsed.
    """
    if file is None:
        return {}
    try:
        if file.path.suffix in (".yml", ".yaml"):
            return _parse_yaml(file.text)
        return parse_fields(file.text, file.path.suffix.lstrip("."))
    except ValueError as error:
        raise ConfigInvalid(f"{file.path.name} can't be read ({error})", _REMEDY) from error


def _parse_yaml(text: str) -> Mapping[str, Any]:
    """Parses YAML; `!!python/name:…` and such tags become their argument or their name."""
    import yaml  # lazy: costs 40 ms, and a search parses no configuration

    class Loader(yaml.SafeLoader):
        """A safe loader that accepts every tag."""

    def construct(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode):
            return loader.construct_scalar(node) or suffix
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        if isinstance(node, yaml.MappingNode):
            return {"!": suffix, **loader.construct_mapping(node, deep=True)}
        return None

    def environment(loader: yaml.SafeLoader, node: yaml.Node) -> object:
        # `!ENV NAME`, or `!ENV [NAME, OTHER_NAME, default]` (pyyaml-env-tag).
        if isinstance(node, yaml.SequenceNode) and len(node.value) > 1:
            return loader.construct_object(node.value[-1], deep=True)
        variables = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return Computed(f"!ENV {' '.join(str(variable.value) for variable in variables)}")

    def relative(loader: yaml.SafeLoader, node: yaml.Node) -> object:
        value = loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else ""
        return f"{RELATIVE_TAG} {value}".strip()

    Loader.add_constructor("!ENV", environment)
    Loader.add_constructor(RELATIVE_TAG, relative)
    Loader.add_multi_constructor("", construct)
    Loader.add_multi_constructor("tag:yaml.org,2002:python/", construct)
    Loader.add_multi_constructor("!", construct)
    try:
        events = yaml.parse(text) if "*" in text else ()
        if sum(isinstance(event, yaml.AliasEvent) for event in events) > MAX_YAML_ALIASES:
            raise ValueError("it has too many aliases")
        data = yaml.load(text, Loader=Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())) from error
    return data if isinstance(data, dict) else {}


def subtable(config: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    """The table below nested keys; empty if there is none."""
    value: Any = config
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def depends_on(root: Path, package: str) -> bool:
    """Whether `package.json` lists a package as a dependency."""
    return package in dependencies(root)


def dependencies(root: Path) -> tuple[str, ...]:
    """The packages that `package.json` lists as dependencies, in its order."""
    manifest = _read_package_json(root)
    tables = (manifest.get("dependencies"), manifest.get("devDependencies"))
    return tuple(name for table in tables if isinstance(table, dict) for name in table)


def dependency_version(root: Path, package: str) -> str:
    """The version of a package that `package.json` asks for; empty without one."""
    manifest = _read_package_json(root)
    tables = (manifest.get("dependencies"), manifest.get("devDependencies"))
    versions = (table.get(package) for table in tables if isinstance(table, dict))
    return next((version for version in versions if isinstance(version, str)), "")


def _read_package_json(root: Path) -> Mapping[str, Any]:
    """The fields of `package.json`; empty if it is missing or unreadable."""
    try:
        data = json.loads(read_start(root / PACKAGE_FILE, MAX_CONFIG_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
