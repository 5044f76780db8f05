"""The collections of an Astro site: their files, and the entries that pages get."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slidescan.posts import slugs
from slidescan.posts.field_values import text_of
from slidescan.posts.globs import matches_globs
from slidescan.posts.scripts.fields import ScriptFields
from slidescan.posts.scripts.members import member
from slidescan.posts.scripts.modules import Modules
from slidescan.posts.scripts.operators import to_string
from slidescan.posts.scripts.packages import PACKAGES
from slidescan.posts.scripts.values import Budget, Opaque, Unevaluable, Value, call

CONTENT_CONFIGS = tuple(
    f"{name}.{suffix}" for name in ("content.config", "content/config")
    for suffix in ("ts", "js", "mjs", "mts")
)  # fmt: skip
"""Files below the source folder that define collections."""

_ALL_POSTS = ("**/*.{md,mdx,markdown,mdown}",)
_INDEX_PAGE = re.compile(r"/index$")
_DOCS_LOADER = "docs"


@dataclass(frozen=True)
class Collection:
    """A collection of posts.

    Attributes:
        name: Its name.
        folder: The folder of its files, below the site.
        patterns: Patterns of its files below the folder.
        is_legacy: Whether its entries have a `slug` and a file name as `id`.
        generate_id: The function that makes an entry's id; None for Astro's own.
    """

    name: str
    folder: str
    patterns: Sequence[str] = _ALL_POSTS
    is_legacy: bool = False
    generate_id: Value = None

    def holds(self, path: str) -> bool:
        """Whether a file is an entry."""
        prefix = f"{self.folder}/" if self.folder != "." else ""
        if not path.startswith(prefix):
            return False
        below = path[len(prefix) :]
        if self.is_legacy and any(part.startswith("_") for part in below.split("/")):
            return False
        return matches_globs(below, self.patterns)

    def entry_id(self, path: str, fields: Mapping[str, Any]) -> str:
        """The id of an entry: its `slug`, the id of the collection's function, or its path.

        Raises:
            Unevaluable: The function can't be computed.
        """
        below = path[len(self.folder) :].lstrip("/") if self.folder != "." else path
        if self.generate_id is not None:
            options = {"entry": below, "base": Opaque("base"), "data": ScriptFields(fields)}
            return to_string(call(self.generate_id, options))
        slug = text_of(fields.get("slug"))
        if slug:
            return slug
        stem = posixpath.splitext(below)[0]
        return _INDEX_PAGE.sub("", "/".join(slugs.github(part) for part in stem.split("/")))

    def entry(self, path: str, fields: Mapping[str, Any]) -> dict[str, Value]:
        """An entry as `getCollection` returns it.

        Raises:
            Unevaluable: Its id can't be computed.
        """
        entry_id = self.entry_id(path, fields)
        entry: dict[str, Value] = {
            "id": entry_id,
            "collection": self.name,
            "data": ScriptFields(fields),
            "filePath": path,
            "body": Opaque("the post's text"),
            "render": lambda _: Opaque("the rendered post"),
        }
        if self.is_legacy:
            entry["slug"] = entry_id
            entry["id"] = path[len(self.folder) + 1 :]
        return entry


@dataclass
class ContentPackages:
    """What `astro:content` and the loaders export, with the entry of one post.

    Attributes:
        entry: The only entry that collections have, since each post is computed alone.
        budget: Counts the steps of all functions.
    """

    entry: dict[str, Value] | None = None
    budget: Budget = field(default_factory=Budget)
    packages: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        def identity(arguments: list[Value]) -> Value:
            return arguments[0] if arguments else {}

        def starlight(arguments: list[Value]) -> Value:
            return {"name": "starlight", "options": arguments[0] if arguments else {}}

        content = {
            "getCollection": self._collection,
            "getEntry": lambda _: Opaque("getEntry()"),
            "render": lambda _: Opaque("the rendered post"),
            "defineCollection": identity,
        }
        loaders = {"glob": lambda arguments: {"loader": "glob", **identity(arguments)}}
        docs = {"docsLoader": lambda arguments: {"loader": _DOCS_LOADER, **identity(arguments)}}
        self.packages = {
            **PACKAGES,
            "astro:content": content,
            "astro/loaders": loaders,
            "@astrojs/starlight/loaders": docs,
            "@astrojs/starlight": {"default": starlight},
            "astro/config": {"defineConfig": identity},
        }

    def _collection(self, arguments: list[Value]) -> list[Value]:
        self.budget.reads += 1
        name = to_string(arguments[0])
        entries = [self.entry] if self.entry and self.entry["collection"] == name else []
        return call(member(entries, "filter"), *arguments[1:]) if arguments[1:] else entries


def read_collections(root: Path, source: str) -> Mapping[str, Collection]:
    """The collections of a site that are read from files, by name.

    Args:
        root: The site.
        source: Its folder of sources.
    """
    collections = {
        path.name: Collection(path.name, f"{source}/content/{path.name}", is_legacy=True)
        for path in _folders(root / source / "content")
    }
    modules = Modules(root, ContentPackages().packages, budget=Budget(is_tolerant=True))
    defined = _defined(modules, root, source)
    for name, definition in defined.items():
        loader = definition.get("loader") if isinstance(definition, Mapping) else None
        if not isinstance(loader, Mapping):
            if loader is not None:  # of a package, or one of the site itself
                collections.pop(name, None)
            continue
        folder = loader.get("base", "." if loader.get("loader") == "glob" else "")
        patterns = loader.get("pattern")
        if loader.get("loader") == _DOCS_LOADER:
            folder, patterns = f"{source}/content/{name}", "**/[^_]*.{md,mdx,markdown,mdown}"
        if not isinstance(folder, str):
            continue
        patterns = patterns if isinstance(patterns, list) else [patterns]
        texts = [p for p in patterns if isinstance(p, str)] or _ALL_POSTS
        collections[name] = Collection(
            name, posixpath.normpath(folder or "."), texts, False, loader.get("generateId")
        )
    return collections


def _folders(content: Path) -> list[Path]:
    return sorted(p for p in content.iterdir() if p.is_dir()) if content.is_dir() else []


def _defined(modules: Modules, root: Path, source: str) -> Mapping[str, Value]:
    """The definitions that the content configuration exports."""
    for name in CONTENT_CONFIGS:
        path = f"{source}/{name}"
        if (root / path).is_file():
            try:
                exported = modules.export(path, "collections")
            except Unevaluable:
                return {}
            return exported if isinstance(exported, Mapping) else {}
    return {}
