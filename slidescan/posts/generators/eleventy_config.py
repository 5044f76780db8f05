"""Eleventy's configuration: what its function does with `eleventyConfig`, and data files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.posts import slugs
from slidescan.posts.scripts.modules import Modules
from slidescan.posts.scripts.operators import to_string
from slidescan.posts.scripts.packages import PACKAGES, simov_slugify
from slidescan.posts.scripts.values import (
    UNDEFINED,
    Budget,
    Environment,
    Opaque,
    Unevaluable,
    Value,
    call,
)

DATA_SUFFIXES = (".11tydata.js", ".11tydata.mjs", ".11tydata.cjs", ".11tydata.ts",
                 ".11tydata.json", ".json")  # fmt: skip
"""Suffixes of data files of a folder or a post; earlier ones override later ones."""

GLOBAL_DATA_SUFFIXES = (".js", ".cjs", ".mjs", ".json")
"""Suffixes of files of global data."""

ANCHOR_PLUGIN = "markdown-it-anchor"
"""The package that gives headings ids."""

FILTERS: Mapping[str, Value] = {
    "slug": lambda arguments: simov_slugify(to_string(arguments[0]), lower=True),
    "slugify": lambda arguments: slugs.sindresorhus(to_string(arguments[0])),
}
"""Eleventy's filters that ids and addresses use."""

_HEADING_TAG = re.compile(r"\bh[1-6]\b")
_SETS_ID = re.compile(
    r"\.id\s*=(?!=)|(?:setAttribute|attr)\(\s*[\"'`]id[\"'`]|\bid=\\?[\"']?\s*(?:\$\{|\\?[\"'`]\s*\+)"
)
"""Code that gives a tag of a page an id."""

_VARIABLES: Mapping[str, Value] = {
    "process": {"env": Environment("process.env", {"ELEVENTY_RUN_MODE": "build"})},
}


@dataclass(slots=True)
class Recorder:
    """An object that records what code calls on it, such as `eleventyConfig`.

    Attributes:
        calls: The methods that were called, with their arguments.
        parts: The recorders of its properties.
    """

    calls: list[tuple[str, list[Value]]] = field(default_factory=list)
    parts: dict[str, Recorder] = field(default_factory=dict)

    def member(self, name: str) -> Value:
        """A method that is recorded; `ignores` and such are recorders themselves."""
        if name in ("ignores", "watchIgnores", "dir", "directories"):
            return self.parts.setdefault(name, Recorder())
        if name == "getFilter":
            return self._filter
        if name in ("then", "toString", "valueOf", "catch", "@@items"):
            return UNDEFINED

        def record(arguments: list[Value]) -> Value:
            self.calls.append((name, arguments))
            if name == "addPlugin" and callable(arguments[0]):
                call(arguments[0], self, *arguments[1:])
            return self

        return record

    def _filter(self, arguments: list[Value]) -> Value:
        """The filter of a name: a configured one, else Eleventy's."""
        name = to_string(arguments[0])
        configured = [
            a[1] for a in self.arguments("addFilter", "addJavaScriptFunction") if a[0] == name
        ]
        return configured[-1] if configured else FILTERS.get(name, Opaque(f"the filter {name}"))

    def arguments(self, *methods: str) -> Iterator[list[Value]]:
        """The arguments of each call of these methods."""
        return (arguments for name, arguments in self.calls if name in methods and arguments)


@dataclass
class EleventyConfig:
    """The configuration of a site, as far as it can be computed.

    Attributes:
        root: The site.
        file: The configuration's path below the site; empty without one.
    """

    root: Path
    file: str

    @cached_property
    def _modules(self) -> Modules:
        return Modules(self.root, _packages(), _VARIABLES, Budget(is_tolerant=True))

    @cached_property
    def _data_modules(self) -> Modules:
        """The modules of data files, whose functions must be computed wholly."""
        return Modules(self.root, _packages(), _VARIABLES)

    @cached_property
    def recorder(self) -> Recorder:
        """What the configuration does with `eleventyConfig`."""
        return self._evaluated[0]

    @cached_property
    def options(self) -> Mapping[str, Any]:
        """What the configuration returns or exports as `config`."""
        return self._evaluated[1]

    @cached_property
    def _evaluated(self) -> tuple[Recorder, Mapping[str, Any]]:
        recorder = Recorder()
        options: dict[str, Any] = {}
        if not self.file:
            return recorder, options
        for name in ("config", "default"):
            try:
                exported = self._modules.export(self.file, name)
                if callable(exported) and name == "default":
                    exported = call(exported, recorder)
            except Unevaluable:
                continue
            if isinstance(exported, Mapping):
                options |= exported
        return recorder, options

    def call(self, function: Value, *arguments: Value) -> Value:
        """Calls a function of the configuration; unlike the configuration, it must run wholly.

        Raises:
            Unevaluable: It can't be computed.
        """
        budget = self._modules.budget
        budget.restart()
        budget.is_tolerant = False
        try:
            return call(function, *arguments)
        finally:
            budget.is_tolerant = True

    def folder(self, method: str, key: str, default: str) -> str:
        """A configured folder: by a call, else by a key of `dir`."""
        called = [a[0] for a in self.recorder.arguments(method) if isinstance(a[0], str)]
        folders = self.options.get("dir")
        given = folders.get(key) if isinstance(folders, Mapping) else None
        value = called[-1] if called else given if isinstance(given, str) else default
        return posixpath.normpath(value or ".")

    @cached_property
    def passthrough_copies(self) -> tuple[tuple[str, str], ...]:
        """What is copied: files, folders or patterns, each with the configured target.

        The target is empty if the source has no target of its own.
        """
        copies: list[tuple[str, str]] = []
        for arguments in self.recorder.arguments("addPassthroughCopy"):
            mode = arguments[1].get("mode") if _is_object(arguments[1:]) else None
            if mode == "html-relative":
                continue
            for source in arguments[0] if isinstance(arguments[0], list) else [arguments[0]]:
                if isinstance(source, str):
                    copies.append((source, ""))
                elif isinstance(source, Mapping):
                    copies += [(k, t) for k, t in source.items() if isinstance(t, str)]
        return tuple((posixpath.normpath(source), target) for source, target in copies)

    @cached_property
    def copies_beside_posts(self) -> bool:
        """Whether images are copied or transformed relative to the posts that show them."""
        plugins = [a[0] for a in self.recorder.arguments("addPlugin")]
        transforms = any(isinstance(p, Opaque) and "mageTransform" in p.name for p in plugins)
        copies = self.recorder.arguments("addPassthroughCopy")
        return transforms or any(
            _is_object(a[1:]) and a[1].get("mode") == "html-relative" for a in copies
        )

    @cached_property
    def ignored(self) -> tuple[str, ...]:
        """Patterns of templates that are not rendered."""
        recorder = self.recorder.parts.get("ignores", Recorder())
        return tuple(
            posixpath.normpath(a[0]) for a in recorder.arguments("add") if isinstance(a[0], str)
        )

    @property
    def reads_git(self) -> bool:
        """Whether templates that Git ignores are not rendered."""
        return all(a[0] is not False for a in self.recorder.arguments("setUseGitIgnore"))

    @cached_property
    def markdown_plugins(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """The plugins of the Markdown parser and their options."""
        libraries = [Recorder()]
        for arguments in self.recorder.arguments("setLibrary"):
            if len(arguments) > 1 and isinstance(arguments[1], Recorder):
                libraries = [arguments[1]]
        for arguments in self.recorder.arguments("amendLibrary"):
            if len(arguments) > 1 and callable(arguments[1]):
                libraries.append(Recorder())
                try:
                    call(arguments[1], libraries[-1])
                except Unevaluable:
                    continue
        used = [a for library in libraries for a in library.arguments("use")]
        plugins = ((a[0], a[1] if _is_object(a[1:]) else {}) for a in used)
        return tuple((p.name, options) for p, options in plugins if isinstance(p, Opaque))

    @property
    def replaces_markdown(self) -> bool:
        """Whether the site sets a parser of its own for Markdown."""
        return any(
            arguments and arguments[0] == "md"
            for arguments in self.recorder.arguments("setLibrary")
        )

    @cached_property
    def has_unknown_markdown(self) -> bool:
        """Whether a parser that isn't known here renders Markdown."""
        return any(
            len(arguments) > 1 and arguments[0] == "md" and isinstance(arguments[1], Opaque)
            for arguments in self.recorder.arguments("setLibrary")
        )

    @cached_property
    def sets_ids_by_code(self) -> bool:
        """Whether code of the site makes ids of headings: render rules, or changes of pages."""
        changes_pages = any(True for _ in self.recorder.arguments("addTransform"))
        return any(
            "heading_open" in source
            or (changes_pages and _HEADING_TAG.search(source) and _SETS_ID.search(source))
            for source in self._modules.sources
        )

    @cached_property
    def id_plugin(self) -> Mapping[str, Any] | None:
        """The options of `IdAttributePlugin`; None without it."""
        for arguments in self.recorder.arguments("addPlugin"):
            if isinstance(arguments[0], Opaque) and "IdAttributePlugin" in arguments[0].name:
                return arguments[1] if _is_object(arguments[1:]) else {}
        return None

    def permalink(self, path: str, stop: str, data: Mapping[str, Value]) -> Value:
        """The permalink in the data files of a post and of the folders above it.

        Args:
            path: The post's path below the site.
            stop: The input folder, the last one that is searched.
            data: The post's data, with which functions are called.

        Returns:
            A text, false, or `UNDEFINED` if no data file has one.

        Raises:
            Unevaluable: It can't be computed.
        """
        result: Value = UNDEFINED
        for values in self._data_of(path, stop):
            computed = values.get("eleventyComputed")
            if isinstance(computed, Mapping) and "permalink" in computed:
                self._data_modules.restart()
                given = computed["permalink"]
                return call(given, data) if callable(given) else given
            if result is UNDEFINED:
                result = values.get("permalink", UNDEFINED)
        if callable(result):
            self._data_modules.restart()
            return call(result, data)
        return result

    def layout(self, path: str, stop: str) -> Value:
        """The layout in the data files of a post and of the folders above it, or of all posts.

        Args:
            path: The post's path below the site.
            stop: The input folder, the last one that is searched.

        Raises:
            Unevaluable: It can't be computed.
        """
        result: Value = UNDEFINED
        for values in self._data_of(path, stop):
            computed = values.get("eleventyComputed")
            if isinstance(computed, Mapping) and "layout" in computed:
                raise Unevaluable("the layout is computed")
            if result is UNDEFINED:
                result = values.get("layout", UNDEFINED)
        if result is UNDEFINED:
            result = self.global_data("layout", stop)
        return result

    def global_permalink(self, stop: str, data: Mapping[str, Value]) -> Value:
        """The permalink of all pages that have no other.

        Args:
            stop: The input folder.
            data: The post's data, with which functions are called.

        Raises:
            Unevaluable: It can't be computed.
        """
        given = self.global_data("permalink", stop)
        if callable(given):
            self._modules.restart()
            given = self.call(given, data)
        return given

    def global_data(self, key: str, stop: str) -> Value:
        """A value of the global data: of the configuration, else of a file named after it.

        Args:
            key: The name of the value.
            stop: The input folder.

        Raises:
            Unevaluable: It can't be computed.
        """
        prefix = posixpath.normpath(posixpath.join(stop, self.data_folder, key))
        files = [prefix + suffix for suffix in GLOBAL_DATA_SUFFIXES]
        if any(True for _ in self._existing(files)):
            raise Unevaluable(f"global data sets {key}")
        result: Value = UNDEFINED
        for name, value, *_ in (
            arguments for arguments in self.recorder.arguments("addGlobalData") if arguments[1:]
        ):
            if name == key:
                result = self.call(value) if callable(value) else value
            elif name in ("eleventyComputed", f"eleventyComputed.{key}"):
                is_other = isinstance(value, Mapping) and key not in value
                if not is_other:
                    raise Unevaluable(f"global data computes {key}")
        return result

    def data_text(self, name: str, stop: str) -> str | None:
        """What templates write for a dotted name of the global data; None if it is not known.

        A name that a table of the data doesn't have is empty, as in Liquid and Nunjucks.

        Args:
            name: Such as `site.url`, for the key `url` of `_data/site.json`.
            stop: The input folder.
        """
        head, *keys = name.split(".")
        prefix = posixpath.normpath(posixpath.join(stop, self.data_folder, head))
        files = [prefix + suffix for suffix in GLOBAL_DATA_SUFFIXES]
        file = next(self._existing(files), None) if head.isidentifier() else None
        if file is None:
            return None
        try:
            value = self._data(file)
        except Unevaluable:
            return None
        for key in keys:
            if not isinstance(value, Mapping):
                return None
            value = value.get(key, "")
        is_text = isinstance(value, str | int | float) and not isinstance(value, bool)
        return to_string(value) if is_text else None

    @property
    def data_folder(self) -> str:
        """The folder of global data below the input folder."""
        return self.folder("setDataDirectory", "data", "_data")

    @cached_property
    def layout_folders(self) -> tuple[str, ...]:
        """The folders of layouts below the input folder."""
        includes = self.folder("setIncludesDirectory", "includes", "_includes")
        layouts = self.folder("setLayoutsDirectory", "layouts", "_layouts")
        return layouts, includes

    @cached_property
    def layout_aliases(self) -> Mapping[str, str]:
        """Other names of layouts."""
        pairs = (a for a in self.recorder.arguments("addLayoutAlias") if len(a) > 1)
        return {a[0]: a[1] for a in pairs if isinstance(a[0], str) and isinstance(a[1], str)}

    def _data_of(self, path: str, stop: str) -> Iterator[Mapping[str, Value]]:
        """The data of a post, its own first, then those of the folders above."""
        for file in self._data_files(path, stop):
            values = self._data(file)
            if isinstance(values, Mapping):
                yield values

    def _data_files(self, path: str, stop: str) -> Iterator[str]:
        """The data files of a post, its own first, then those of the folders above."""
        stem = posixpath.splitext(path)[0]
        folder = posixpath.dirname(path)
        yield from self._existing([stem + s for s in DATA_SUFFIXES])
        while True:
            name = posixpath.basename(folder)
            if name:
                yield from self._existing([f"{folder}/{name}{s}" for s in DATA_SUFFIXES])
            if not folder or folder == stop:
                return
            folder = posixpath.dirname(folder)

    def _existing(self, paths: Sequence[str]) -> Iterator[str]:
        return (path for path in paths if self._exists(path))

    def _exists(self, path: str) -> bool:
        if path not in self._existence:
            self._existence[path] = (self.root / path).is_file()
        return self._existence[path]

    @cached_property
    def _existence(self) -> dict[str, bool]:
        return {}

    def _data(self, file: str) -> Value:
        """The data of a file.

        Raises:
            Unevaluable: It can't be computed.
        """
        data = self._data_modules.export(file, "default")
        if data is UNDEFINED:
            return {"permalink": self._data_modules.export(file, "permalink")}
        return call(data) if callable(data) else data


def _is_object(arguments: Sequence[Value]) -> bool:
    return bool(arguments) and isinstance(arguments[0], Mapping)


def _packages() -> Mapping[str, Any]:
    """The packages that configurations use, and those whose use is recorded."""
    markdown_it = {"default": lambda _: Recorder()}
    plugins = {
        name: {"default": Opaque(name)}
        for name in (ANCHOR_PLUGIN, "markdown-it-attrs", "markdown-it-named-headings",
                     "@mdit/plugin-attrs", "markdown-it-heading-anchor")
    }  # fmt: skip
    return {**PACKAGES, "markdown-it": markdown_it, **plugins}
