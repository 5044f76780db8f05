"""mystmd and Jupyter Book 2: addresses by `myst.yml`, ids in ASCII."""

from __future__ import annotations

import fnmatch
import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.posts import slugs
from slidescan.posts.config_files import find_config, subtable
from slidescan.posts.dialect import MYST
from slidescan.posts.field_values import list_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Configured, path_beside
from slidescan.posts.generators.jupyterbook import TOC_FILE, toc_pages
from slidescan.posts.generators.sphinx import SAFE_CHARACTERS
from slidescan.posts.globs import matches_any_glob
from slidescan.posts.heading_ids import HeadingId, UsedIds, numbered
from slidescan.posts.headings import Heading

INDEX_STEMS = ("index", "readme", "main")
"""Names of the page that opens a site without a table of contents, the first choice first."""

_IGNORED_FOLDERS = ("node_modules", "_build")
_LABEL = re.compile(r"\s*\(([^()]+)\)=\s*$")


@dataclass(frozen=True)
class Mystmd(Configured):
    """The rules of a MyST project."""

    name = "mystmd"
    title = "MyST"
    config_files: ClassVar[Sequence[str]] = ("myst.yml", "myst.yaml")
    dialect = replace(MYST, nested_headings=True, definition_lists=True, math=True)

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The older table of contents."""
        return (self.root / TOC_FILE,)

    @property
    def output_folders(self) -> Sequence[str]:
        """The folder of everything that is built."""
        return ("_build",)

    @cached_property
    def _toc(self) -> object:
        return subtable(self.config, "project").get("toc")

    @cached_property
    def _listed(self) -> tuple[str, ...]:
        """The files of the table of contents, without suffixes; empty without one."""
        entries = tuple(_toc_entries(self._toc, "file"))
        if not entries and not self._patterns:
            file = find_config(self.root, (TOC_FILE,))
            entries = toc_pages(file.text) if file else ()
        return tuple(posixpath.splitext(posixpath.normpath(entry))[0] for entry in entries)

    @cached_property
    def _patterns(self) -> tuple[str, ...]:
        """The patterns of files in the table of contents."""
        return tuple(_toc_entries(self._toc, "pattern"))

    def is_post(self, path: str) -> bool:
        """Whether a file is in the table of contents; without one, whether nothing excludes it."""
        if self._listed or self._patterns:
            stem = posixpath.splitext(path)[0]
            is_listed = any(fnmatch.fnmatchcase(stem, entry) for entry in self._listed)
            return is_listed or matches_any_glob(path, self._patterns)
        patterns = list_of(subtable(self.config, "project").get("exclude"))
        return not any(
            fnmatch.fnmatchcase(path, pattern) or path.startswith(pattern.rstrip("/*") + "/")
            for pattern in patterns
        )

    @cached_property
    def _index(self) -> str:
        """The page that opens the site, without its suffix."""
        if self._listed:
            return self._listed[0]
        stems = {path.stem.lower(): path.stem for path in sorted(self.root.glob("*.md"))}
        return next((stems[stem] for stem in INDEX_STEMS if stem in stems), "")

    @cached_property
    def _shared_slugs(self) -> frozenset[str]:
        """Slugs that several pages have, which mystmd numbers in the order of the contents."""
        counts: Counter[str] = Counter()
        for folder, folders, files in os.walk(self.root):
            folders[:] = [f for f in folders if not f.startswith(".") and f not in _IGNORED_FOLDERS]
            below = os.path.relpath(folder, self.root).replace(os.sep, "/")
            pages = (posixpath.normpath(posixpath.join(below, file)) for file in files)
            counts.update(self._slug(p) for p in pages if p.endswith(".md") and self.is_post(p))
        return frozenset(slug for slug, count in counts.items() if count > 1)

    def _slug(self, path: str) -> str:
        folder, name = posixpath.split(posixpath.splitext(path)[0])
        slug = slugs.myst_page(name)
        options = subtable(self.config, "site", "options")
        if options.get("folders") is not True or not folder:
            return slug
        return "/".join([*(slugs.myst_page(part) for part in folder.split("/")), slug])

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The slug of the file's name, with those of its folders if `folders` is set."""
        del matter, title
        if posixpath.splitext(path)[0] == self._index:
            return "/"
        slug = self._slug(path)
        if slug in self._shared_slugs:
            return self.unknown(
                f"MyST numbers the pages named {slug}", "give each of them a name of its own"
            )
        return "/" + (slug.removesuffix("index") if slug.endswith("/index") else slug)

    def image_urls(self, path: str) -> Sequence[str]:
        """None: mystmd renames the images that pages show."""
        del path
        return ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file relative to the page; after a slash, relative to the project."""
        # Like Sphinx, it looks for a file with the encoded name.
        path = target if syntax == "directive" else quote(target, safe=SAFE_CHARACTERS)
        if path.startswith("/"):
            return (posixpath.normpath(path.lstrip("/")),)
        return (path_beside(path, post),)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Labels, else ids of the headings' texts; the page's title has none."""
        return myst_ids(headings)


def _text(heading: Heading) -> str:
    """The text of a heading, and that of its comments."""
    comments = [c for kind, c in heading.parts if kind == "html" and c.startswith("<!--")]
    if not comments:
        return heading.text("text", "code", "break")
    parts = tuple(("text" if c in comments else kind, c) for kind, c in heading.parts)
    return replace(heading, parts=parts).text("text", "code", "break")


def _toc_entries(entries: object, key: str) -> Iterator[str]:
    """The values of a key in nested entries of a table of contents."""
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            if entry.get(key):
                yield str(entry[key])
            yield from _toc_entries(entry.get("children"), key)


def myst_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """The ids of mystmd (myst-common, `normalizeLabel`, `createHtmlId`)."""
    used = UsedIds()
    ids = []
    for number, heading in enumerate(headings):
        label = _LABEL.match(heading.text_before)
        is_title = number == 0 and heading.level == 1
        text = label[1] if label else _text(heading)
        slug = "" if is_title else slugs.myst(text)
        ids.append(HeadingId(numbered(slug, used) if slug else None, heading.visible_text))
    return ids
