"""The content of a Docusaurus site: folders of documents, blog posts and pages, and their routes.

Source: Docusaurus 3.10 (plugin-content-docs/src/versions, preset-classic/src/index.ts).
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from slidescan.core.regular_files import read_start
from slidescan.posts.config_files import MAX_CONFIG_BYTES
from slidescan.posts.generators.script_options import ScriptOptions
from slidescan.posts.scripts.values import UNDEFINED, Opaque, Value

CONTENT_FOLDERS = {"docs": "docs", "blog": "blog", "pages": "src/pages"}
"""The default folder of each kind of content."""

DEFAULT_ROUTES = {"docs": "docs", "blog": "blog", "pages": ""}
"""The address that the pages of each kind are below."""

CURRENT_VERSION = "current"
"""The version of the documents that are not archived."""

_CONTENT_PLUGIN = re.compile(r"(?:plugin-content-|^[./].*)(?P<kind>docs|blog|pages)")
"""The name of a plugin for content, or of the site's own plugin that extends one."""


class Content(NamedTuple):
    """A folder of documents, blog posts or pages.

    Attributes:
        kind: `docs`, `blog` or `pages`.
        folder: Path below the site.
        route: The address that its pages are below.
        computed: The option by which code decides addresses; empty without one.
    """

    kind: str
    folder: str
    route: str
    computed: str = ""


def read_contents(root: Path, options: ScriptOptions) -> tuple[Content, ...]:
    """The published folders of a site, the longest path first."""
    contents: dict[str, Content] = {}
    for kind, instance in _instances(options):
        for content in (
            _versions(root, kind, instance) if kind == "docs" else _single(kind, instance)
        ):
            contents.setdefault(content.folder, content)
    return tuple(sorted(contents.values(), key=lambda content: -len(content.folder)))


def _instances(options: ScriptOptions) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The kind and the options of each plugin for content."""
    presets, plugins = options.value("presets"), options.value("plugins")
    if presets is UNDEFINED and plugins is UNDEFINED and not options.is_computed("presets"):
        yield from ((kind, {}) for kind in CONTENT_FOLDERS)
    if options.is_computed("presets") or not options.is_computable:
        yield from ((kind, {"...": Opaque("presets")}) for kind in CONTENT_FOLDERS)
    for _, given in _entries(presets):
        for kind in CONTENT_FOLDERS:
            of_kind = given.get(kind, UNDEFINED)
            if of_kind is not False:
                yield kind, of_kind if isinstance(of_kind, Mapping) else {}
    for name, given in _entries(plugins):
        match = _CONTENT_PLUGIN.search(name)
        is_local = name.startswith((".", "/"))
        if match and (not is_local or "path" in given or "routeBasePath" in given):
            yield match["kind"], given


def _entries(entries: Value) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The names and options of presets or plugins."""
    for entry in entries if isinstance(entries, list) else ():
        parts = entry if isinstance(entry, list) else [entry]
        given = parts[1] if len(parts) > 1 and isinstance(parts[1], Mapping) else {}
        name = parts[0] if parts else ""
        yield (
            name.name if isinstance(name, Opaque) else name if isinstance(name, str) else "",
            given,
        )


def _single(kind: str, options: Mapping[str, Any]) -> Sequence[Content]:
    """The folder of a blog or of pages."""
    folder, route = options.get("path", CONTENT_FOLDERS[kind]), _route(kind, options)
    if not isinstance(folder, str):
        return ()
    return (Content(kind, posixpath.normpath(folder), route, _computed(options)),)


def _route(kind: str, options: Mapping[str, Any]) -> str:
    route = options.get("routeBasePath", DEFAULT_ROUTES[kind])
    return route.strip("/") if isinstance(route, str) else DEFAULT_ROUTES[kind]


def _computed(options: Mapping[str, Any]) -> str:
    """The option by which code decides addresses: one that is not known, or a function."""
    for name in ("routeBasePath", "numberPrefixParser", "..."):
        value = options.get(name, UNDEFINED)
        if isinstance(value, Opaque) or callable(value):
            return "presets" if name == "..." else name
    return ""


def _versions(root: Path, kind: str, options: Mapping[str, Any]) -> Iterator[Content]:
    """The folders of the versions of documents."""
    given = options.get("id")
    prefix = f"{given}_" if isinstance(given, str) and given != "default" else ""
    archived = [] if options.get("disableVersioning") is True else _archived(root, prefix)
    listed = [
        *([] if options.get("includeCurrentVersion") is False else [CURRENT_VERSION]),
        *archived,
    ]
    only = options.get("onlyIncludeVersions")
    if isinstance(only, list):
        listed = [name for name in listed if name in only]
    last = options.get("lastVersion", archived[0] if archived else CURRENT_VERSION)
    settings = options.get("versions")
    for name in listed:
        folder = options.get("path", CONTENT_FOLDERS[kind])
        if name != CURRENT_VERSION:
            folder = f"{prefix}versioned_docs/version-{name}"
        if not isinstance(folder, str):
            continue
        of_version = settings.get(name) if isinstance(settings, Mapping) else None
        path = of_version.get("path", UNDEFINED) if isinstance(of_version, Mapping) else UNDEFINED
        if path is UNDEFINED:
            path = "" if name == last else "next" if name == CURRENT_VERSION else name
        computed = _computed(options)
        if isinstance(path, Opaque) or isinstance(last, Opaque) or isinstance(settings, Opaque):
            computed = "versions"
        route = posixpath.join(
            _route(kind, options), path.strip("/") if isinstance(path, str) else ""
        )
        yield Content(kind, posixpath.normpath(folder), route.strip("/"), computed)


def _archived(root: Path, prefix: str) -> list[str]:
    """The archived versions, the newest first."""
    try:
        data = json.loads(read_start(root / f"{prefix}versions.json", MAX_CONFIG_BYTES))
    except (OSError, ValueError, RecursionError):
        return []
    return [str(version) for version in data] if isinstance(data, list) else []
