"""Quartz: notes of an Obsidian vault as a website, GitHub's ids."""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from slidescan.core.records import Syntax
from slidescan.core.regular_files import read_start
from slidescan.posts.assumptions import Assumption
from slidescan.posts.config_files import MAX_CONFIG_BYTES
from slidescan.posts.dialect import OBSIDIAN
from slidescan.posts.file_types import is_image
from slidescan.posts.footnotes import GFM_FOOTNOTES
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, draft_reason, path_beside, target_path
from slidescan.posts.globs import matches_any_glob
from slidescan.posts.heading_ids import HeadingId, github_slugger, html_heading_id
from slidescan.posts.headings import Heading

CONTENT_FOLDER = "content"
"""The folder of notes, unless the build is told another."""

BUILD_FILES = (
    ".github/workflows/*.y*ml", ".gitlab-ci.yml", "netlify.toml", "vercel.json", "wrangler.toml",
    "Dockerfile", "Makefile",
)  # fmt: skip
"""Files that can tell the build another folder."""

MAX_BUILD_FILES = 20
"""So many of these files are read."""

_PROGRAM_FOLDERS = ("quartz", "docs")
"""The program and its own documentation, which lie beside the notes."""

_DIRECTORY = re.compile(
    r"\bquartz(?:/bootstrap-cli)?(?:\.mjs)?[\"']?\s+build\b[^\n;&|]*?\s(?:-d|--directory)[ =]+"
    r"[\"']?(?:\./)?(?P<folder>[\w.-]+(?:/[\w.-]+)*)"
)
"""The command that builds the site, with its folder of notes."""

_LIST = re.compile(r"ignorePatterns\s*:\s*\[(?P<items>[^\]]*)\]")
_TEXT = re.compile(r"[\"'`]([^\"'`]+)[\"'`]")
_RESOLUTION = re.compile(r"markdownLinkResolution\s*:\s*[\"'`](\w+)[\"'`]")


@dataclass(frozen=True)
class Quartz(Scripted):
    """The rules of a Quartz site."""

    name = "quartz"
    title = "Quartz"
    config_files = ("quartz.config.ts", "quartz.config.js")
    is_case_sensitive = False
    dialect = replace(OBSIDIAN, footnotes=GFM_FOOTNOTES)

    @property
    def configured_url(self) -> str:
        """`baseUrl`, which has no protocol."""
        url = (self.script.string("baseUrl") or "").strip("/")
        return url if not url or "://" in url else f"https://{url}"

    @property
    def language(self) -> str | None:
        """`locale`."""
        return self.script.string("locale")

    @property
    def output_folders(self) -> Sequence[str]:
        """The rendered site, and the program itself, which lies beside the notes."""
        return ("public", *_PROGRAM_FOLDERS)

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The files that can name the folder of notes."""
        files = (file for pattern in BUILD_FILES for file in sorted(self.root.glob(pattern)))
        return islice(files, MAX_BUILD_FILES)

    @property
    def assumptions(self) -> Iterable[Assumption]:
        """Build files that can't be read, and those that name several folders of notes."""
        text = f"the notes are taken to be in {self._content}"
        for file, command in self._build_texts.items():
            if command is None:
                yield Assumption(file, f"{file} can't be read: {text}", "make it readable")
        if len(self._built_folders) > 1:
            listed = ", ".join(self._built_folders)
            reason = f"commands build several folders of notes ({listed}): {text}"
            yield Assumption("quartz build", reason, "build the site and add --rendered public")

    @cached_property
    def _content(self) -> str:
        """The folder of notes: the only one that commands name, else Quartz's own."""
        return self._built_folders[0] if len(self._built_folders) == 1 else CONTENT_FOLDER

    @cached_property
    def _built_folders(self) -> Sequence[str]:
        """The folders of notes that commands name."""
        texts = (text for text in self._build_texts.values() if text is not None)
        folders = {posixpath.normpath(m["folder"]) for t in texts for m in _DIRECTORY.finditer(t)}
        return [
            folder
            for folder in sorted(folders.difference(_PROGRAM_FOLDERS))
            if not folder.startswith(".") and (self.root / folder).is_dir()
        ]

    @cached_property
    def _build_texts(self) -> Mapping[str, str | None]:
        """The build files by path; None for one that can't be read."""
        texts: dict[str, str | None] = {}
        for file in self.consulted_files:
            name = file.relative_to(self.root).as_posix()
            try:
                texts[name] = read_start(file, MAX_CONFIG_BYTES).decode(errors="replace")
            except OSError:
                texts[name] = None
        return texts

    @cached_property
    def _ignored(self) -> tuple[str, ...]:
        """`ignorePatterns`."""
        match = _LIST.search(self.script.text)
        return tuple(_TEXT.findall(match["items"])) if match else ()

    def is_post(self, path: str) -> bool:
        """Whether a file is a note that no pattern ignores."""
        if not path.startswith(self._content + "/") or not path.endswith(".md"):
            return False
        below = path[len(self._content) + 1 :]
        parts = below.split("/")
        # A pattern without a slash matches beside the home page only, as in fast-glob.
        return not any(
            matches_any_glob("/".join(parts[: i + 1]), self._ignored) for i in range(len(parts))
        )

    def unpublished(self, path: str, matter: FrontMatter, date: dt.date | None) -> str:
        """Drafts have no page."""
        del path, date
        return draft_reason(matter)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The path without a suffix, its spaces as hyphens; `index` opens its folder."""
        del matter, title
        slug = _slug(posixpath.splitext(path[len(self._content) + 1 :])[0])
        folder, name = posixpath.split(slug)
        return posixpath.join("/", folder, "" if name in ("index", "_index") else name)

    def image_urls(self, path: str) -> Sequence[str]:
        """The path, its spaces as hyphens."""
        if not path.startswith(self._content + "/"):
            return ()
        stem, suffix = posixpath.splitext(path[len(self._content) :])
        return (_slug(stem) + suffix,)

    @cached_property
    def _images_by_name(self) -> Mapping[str, tuple[str, ...]]:
        """The paths of images by their name as Quartz writes it."""
        images: dict[str, list[str]] = defaultdict(list)
        for folder, folders, files in os.walk(self.root / self._content):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            below = os.path.relpath(folder, self.root).replace(os.sep, "/")
            for name in files:
                if is_image(name):
                    images[_slug(name)].append(posixpath.join(below, name))
        return {name: tuple(paths) for name, paths in images.items()}

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """By `markdownLinkResolution`: the only file of that name, or a path from the root.

        A dot before a path counts for nothing there (quartz/util/path.ts, `transformLink`).
        """
        del syntax
        path = target_path(target)
        match = _RESOLUTION.search(self.script.text)
        resolution = match[1] if match else "absolute"
        if resolution == "relative":
            return (path_beside(path, post),)
        path = re.sub(r"^\.{0,2}/", "", path)
        if resolution == "shortest" and "/" not in path:
            same_name = self._images_by_name.get(_slug(path), ())
            if len(same_name) == 1:
                return same_name
        return (posixpath.normpath(f"{self._content}/{path}"),)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The ids of github-slugger (rehype-slug)."""
        counts: dict[str, int] = {}
        used: set[str] = set()
        ids = []
        for heading in headings:
            if heading.attributes and heading.attributes.get("id"):
                ids.append(html_heading_id(heading))
                continue
            text = heading.text("text", "code", "break").strip()
            slug = github_slugger(text, counts, used)
            ids.append(HeadingId(slug or None, heading.visible_text))
        return ids


def _slug(path: str) -> str:
    """A path as Quartz writes it (quartz/util/path.ts, `sluggify`)."""
    text = re.sub(r"\s", "-", path).replace("&", "-and-").replace("%", "-percent")
    return text.replace("?", "").replace("#", "")
