"""The folders of a Hugo site's templates: its own, those of its themes and vendored modules."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from slidescan.posts.assumptions import Assumption
from slidescan.posts.config_files import subtable
from slidescan.posts.field_values import list_of, text_of
from slidescan.posts.generators.hugo_config import lower_keys, mounts_below

VENDOR_FOLDER = "_vendor"
"""The folder to which `hugo mod vendor` copies the modules of a site."""

THEME_REMEDY = "git submodule update --init, or build the site and add --rendered"
MODULE_REMEDY = "hugo mod vendor, or build the site and add --rendered"


def layout_folders(root: Path, config: Mapping[str, Any]) -> tuple[Path, ...]:
    """The folders of templates, those that override others first.

    Those of themes are among them even if they aren't there.
    """
    mounts = [root / mount.source for mount in mounts_below(config, "layouts") if not mount.target]
    of_site = mounts or [root / (text_of(config.get("layoutdir")) or "layouts")]
    themes = (folder / "layouts" for _, folder in _themes(root, config))
    modules = (root / VENDOR_FOLDER / path / "layouts" for path in module_paths(config))
    return (*of_site, *themes, *filter(Path.is_dir, modules))


def module_paths(config: Mapping[str, Any]) -> Sequence[str]:
    """The paths of the modules that the configuration imports."""
    imports = subtable(config, "module").get("imports")
    paths = (
        text_of(lower_keys(entry).get("path"))
        for entry in (imports if isinstance(imports, list) else ())
        if isinstance(entry, dict)
    )
    return tuple(posixpath.normpath(path) for path in paths if path)


def missing_templates(root: Path, config: Mapping[str, Any]) -> Iterator[Assumption]:
    """The themes and modules whose templates can't be read."""
    for name, folder in _themes(root, config):
        if not _has_files(folder):
            yield _assumption("theme", name, THEME_REMEDY)
    themes = root / (text_of(config.get("themesdir")) or "themes")
    for path in module_paths(config):
        if not _has_files(root / VENDOR_FOLDER / path) and not _has_files(themes / path):
            yield _assumption("module", path, MODULE_REMEDY)


def _assumption(kind: str, name: str, remedy: str) -> Assumption:
    return Assumption(
        name,
        f"the templates of the {kind} {name} aren't there: headings are taken to have Hugo's own "
        "ids, and shortcodes to show their parameters alone",
        remedy,
    )


def _themes(root: Path, config: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """The configured themes and their folders."""
    folder = root / (text_of(config.get("themesdir")) or "themes")
    for name in list_of(config.get("theme")):
        vendored = root / VENDOR_FOLDER / name
        yield name, vendored if vendored.is_dir() else folder / name


def _has_files(folder: Path) -> bool:
    """Whether a folder holds anything; that of a submodule that isn't fetched is empty."""
    try:
        return next(folder.iterdir(), None) is not None
    except OSError:
        return False
