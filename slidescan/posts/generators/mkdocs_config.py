"""MkDocs' configuration with what it inherits, and what decides addresses beside it.

Source: MkDocs 1.6.1 (utils/yaml.py, config/config_options.py), mike 2.2, Material 9.8.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from slidescan.core.regular_files import open_text
from slidescan.errors import ConfigInvalid
from slidescan.posts.config_files import ConfigFile, find_config, parse_config, subtable
from slidescan.posts.field_values import list_of, text_of
from slidescan.posts.python_config import Computed

CONFIG_FILES = ("mkdocs.yml", "mkdocs.yaml")
"""The configurations that MkDocs reads by default."""

MAX_OTHER_CONFIGS = 10
"""Further configurations with other names are not read."""

MAX_INHERITED_FILES = 10
"""Further configurations that one inherits from another are not read."""

MAX_HOOK_CHARS = 256 * 1024
"""A hook is searched up to here for code that changes addresses."""

LOCAL_HOSTS = ("localhost", "127.0.0.1", "0.0.0.0", "::1")  # noqa: S104 - compared, not bound
"""Hosts at which a site is previewed."""

_INHERIT = "INHERIT"
_ADDRESS_PLUGINS = ("pub-meta", "pub-obsidian", "pub-blog", "publisher")
"""Plugins of MkDocs Publisher, which make addresses by their own rules."""

_CHANGES_ADDRESS = re.compile(
    r"\b(?:dest_uri|dest_path|abs_dest_path|url|use_directory_urls|site_url)(?:\"\]|'\])?\s*=(?!=)"
)
"""Code of a hook that sets a page's address."""


def load_config(root: Path, filenames: Sequence[str]) -> tuple[Mapping[str, Any], str]:
    """A configuration merged over those that it inherits, and the digest of all of them.

    The key `INHERIT` stays if its file can't be read: it must lie in the site's repository.

    Raises:
        ConfigInvalid: The configuration can't be read.
    """
    file = find_config(root, filenames)
    config = dict(parse_config(file))
    digest = file.digest if file else ""
    for _ in range(MAX_INHERITED_FILES):
        parent = _inherited_file(root, file, config)
        if file is None or parent is None:
            break
        file = parent
        digest += file.digest
        try:
            inherited = parse_config(file)
        except ConfigInvalid:
            break
        del config[_INHERIT]
        config = _merged(inherited, config)
    return config, digest


def config_name(root: Path) -> str:
    """The configuration of a folder: `mkdocs.yml`, else the only other one that has an address.

    Sites with several of them inherit from one another: `mkdocs-online.yml`, `mkdocs-base.yml`.
    """
    for name in CONFIG_FILES:
        if (root / name).is_file():
            return name
    others = sorted(path.name for path in root.glob("mkdocs*.y*ml"))[:MAX_OTHER_CONFIGS]
    if not others:
        return ""
    configs = {}
    for name in others:
        try:
            configs[name] = load_config(root, (name,))[0]
        except ConfigInvalid:
            continue
    published = [name for name, config in configs.items() if config.get("site_url")]
    sites = published or [name for name, config in configs.items() if config.get("site_name")]
    return sites[0] if len(sites) == 1 else ""


def is_excluded(path: str, patterns: object) -> bool:
    """Whether patterns as in .gitignore leave a page out (`exclude_docs`).

    Args:
        path: The page's path below `docs_dir`.
        patterns: The patterns, one a line.
    """
    excluded = False
    for line in patterns.splitlines() if isinstance(patterns, str) else ():
        pattern = line.partition(" #")[0].strip()
        bare = pattern.removeprefix("!").strip("/")
        if not bare or pattern.startswith("#"):
            continue
        is_anchored = "/" in pattern.removeprefix("!").rstrip("/")
        parts = path.split("/")
        above = ("/".join(parts[: i + 1]) for i in range(len(parts))) if is_anchored else parts
        bare = bare.removeprefix("**/")
        if any(fnmatch.fnmatchcase(part, bare) for part in above):
            excluded = not pattern.startswith("!")
    return excluded


def _inherited_file(
    root: Path, file: ConfigFile | None, config: Mapping[str, Any]
) -> ConfigFile | None:
    """The file that a configuration inherits from; None without one that can be read."""
    name = text_of(config.get(_INHERIT))
    if file is None or name is None:
        return None
    path = (file.path.parent / name).resolve()
    if path.suffix not in (".yml", ".yaml") or not path.is_relative_to(_repository(root)):
        return None
    try:
        return find_config(path.parent, (path.name,))
    except ConfigInvalid:
        return None


def _repository(root: Path) -> Path:
    """The folder of the repository that a site is in; without one, the site."""
    resolved = root.resolve()
    return next((f for f in (resolved, *resolved.parents) if (f / ".git").exists()), resolved)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Two configurations in one; mappings are merged, and the values of `above` count."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        is_nested = isinstance(value, dict) and isinstance(under, dict)
        merged[key] = _merged(under or {}, value) if is_nested else value
    return merged


def option_entries(option: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The names of plugins or extensions with their options, given as a list or as a mapping."""
    entries = option if isinstance(option, list) else [option] if option else []
    for entry in entries:
        for name, values in entry.items() if isinstance(entry, dict) else ((entry, None),):
            yield str(name), values if isinstance(values, dict) else {}


def is_enabled(options: Mapping[str, Any]) -> bool:
    """Whether a plugin is on; one that the environment switches on counts as off."""
    return options.get("enabled", True) is True


def site_url(config: Mapping[str, Any], plugins: Mapping[str, Mapping[str, Any]]) -> str:
    """`site_url`; with mike, the address of the canonical version below it."""
    address = text_of(config.get("site_url")) or ""
    version = text_of(plugins.get("mike", {}).get("canonical_version"))
    return urljoin(address.rstrip("/") + "/", version) if address and version else address


def computed_site_url(config: Mapping[str, Any], plugins: Mapping[str, Mapping[str, Any]]) -> str:
    """Why the site's address is not known; empty if it is, or if none is set."""
    address = config.get("site_url")
    if isinstance(address, Computed):
        return f"MkDocs takes site_url from the environment ({address.source})"
    try:
        host = urlsplit(text_of(address) or "").hostname
    except ValueError:
        host = None
    if host in LOCAL_HOSTS:
        return "MkDocs' site_url is that of a preview, unless the environment sets it"
    uses_mike = text_of(subtable(config, "extra", "version").get("provider")) == "mike"
    if (uses_mike or "mike" in plugins) and "canonical_version" not in plugins.get("mike", {}):
        return "mike gives each version of the site an address of its own"
    return ""


def computed_addresses(
    root: Path, config: Mapping[str, Any], plugins: Mapping[str, Mapping[str, Any]]
) -> str:
    """Why the addresses of pages are not known; empty if the rules tell them."""
    if _INHERIT in config:
        return f"mkdocs.yml inherits {config[_INHERIT]}, which can't be read"
    if isinstance(config.get("use_directory_urls"), Computed):
        return "MkDocs takes use_directory_urls from the environment"
    plugin = next((name for name in _ADDRESS_PLUGINS if name in plugins), None)
    if plugin:
        return f"the plugin {plugin} makes the addresses"
    return next(filter(None, (_hook_effect(root, name) for name in hook_files(config))), "")


def hook_files(config: Mapping[str, Any]) -> Sequence[str]:
    """The scripts that MkDocs runs (`hooks`), as paths below the site."""
    hooks = config.get("hooks")
    return list_of(list(hooks) if isinstance(hooks, (list, dict)) else hooks)


def _hook_effect(root: Path, name: str) -> str:
    """Why the addresses of pages are not known beside a hook; empty if it doesn't set them."""
    path = root / posixpath.normpath(name)
    if path.suffix != ".py":
        return f"the hook {name} is no script"
    if not path.resolve().is_relative_to(root.resolve()):
        return f"the hook {name} lies outside the site"
    try:
        with open_text(path, encoding="utf-8") as file:
            changes_address = _CHANGES_ADDRESS.search(file.read(MAX_HOOK_CHARS)) is not None
    except FileNotFoundError:
        return ""  # MkDocs builds no site without it: the hook is made by what builds the site
    except (OSError, UnicodeDecodeError):
        return f"the hook {name} can't be read"
    return f"the hook {name} changes addresses" if changes_address else ""
