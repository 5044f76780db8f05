"""Eleventy's layouts: what their front matter tells about the addresses of posts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.core.regular_files import open_text
from slidescan.posts.front_matter import read_front_matter
from slidescan.posts.scripts.values import UNDEFINED, Unevaluable, Value

LAYOUT_SUFFIXES = (".njk", ".liquid", ".html", ".webc", ".hbs", ".ejs", ".vto", ".md", ".pug",
                   ".mustache", ".haml")  # fmt: skip
"""Suffixes that a layout's name may leave out; code in other layouts isn't read."""

MAX_LAYOUTS = 500
"""Further layouts are not read."""

MAX_LAYOUT_CHARS = 16 * 1024
"""A layout's front matter is read up to here."""

MAX_LAYOUT_LEVELS = 20
"""How many layouts may lie around each other."""


@dataclass(frozen=True)
class EleventyLayouts:
    """The layouts of a site.

    Attributes:
        root: The site.
        folders: Folders of layouts, those of `layouts` before those of `includes`.
        aliases: Other names of layouts.
    """

    root: Path
    folders: Sequence[str]
    aliases: Mapping[str, str]

    @cached_property
    def _fields(self) -> Mapping[str, Mapping[str, Any]]:
        """The front matter of each layout, by its path below the site."""
        fields: dict[str, Mapping[str, Any]] = {}
        for path in self._files():
            if len(fields) == MAX_LAYOUTS:
                break
            try:
                with open_text(self.root / path, encoding="utf-8-sig", errors="replace") as file:
                    fields[path] = read_front_matter(file.read(MAX_LAYOUT_CHARS)).fields
            except OSError:
                fields[path] = {"permalink": Unreadable(path)}
        return fields

    @property
    def files(self) -> Sequence[str]:
        """The layouts that are read, as paths below the site."""
        return tuple(self._fields)

    def _files(self) -> Iterator[str]:
        for folder in self.folders:
            for path in sorted((self.root / folder).rglob("[!.]*")):
                if path.name.endswith(LAYOUT_SUFFIXES) and not path.is_dir():
                    yield path.relative_to(self.root).as_posix()

    @cached_property
    def has_permalinks(self) -> bool:
        """Whether a layout sets permalinks."""
        return any("permalink" in fields for fields in self._fields.values())

    def permalink(self, layout: Value) -> Value:
        """The permalink that a layout, or the layouts around it, set; `UNDEFINED` if none does.

        Args:
            layout: The name of the layout as a post or its data has it; `UNDEFINED` without one.

        Raises:
            Unevaluable: It is not known.
        """
        if not self.has_permalinks:
            return UNDEFINED
        for _ in range(MAX_LAYOUT_LEVELS):
            if layout is UNDEFINED or layout is None or layout is False or layout == "":
                return UNDEFINED
            if not isinstance(layout, str):
                raise Unevaluable("the layout is computed")
            fields = self._of(layout)
            if "permalink" in fields:
                permalink: Value = fields["permalink"]
                if isinstance(permalink, Unreadable):
                    raise Unevaluable(f"the layout {permalink.path} can't be read")
                return permalink
            layout = fields.get("layout", UNDEFINED)
        raise Unevaluable("layouts lead to each other")

    def _of(self, name: str) -> Mapping[str, Any]:
        """The front matter of the layout of a name."""
        name = self.aliases.get(name, name)
        for folder in self.folders:
            path = posixpath.normpath(posixpath.join(folder, name))
            for candidate in (path, *(path + suffix for suffix in LAYOUT_SUFFIXES)):
                if candidate in self._fields:
                    return self._fields[candidate]
        raise Unevaluable(f"the layout {name} is not read")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands for the permalink of a layout that can't be read.

    Attributes:
        path: The layout.
    """

    path: str
