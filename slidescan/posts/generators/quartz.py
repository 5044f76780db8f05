"""Quartz: notes of an Obsidian vault as a website, GitHub's ids."""

from __future__ import annotations

import datetime as dt
import fnmatch
import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from slidescan.core.records import Syntax
from slidescan.posts.dialect import OBSIDIAN
from slidescan.posts.file_types import is_image
from slidescan.posts.footnotes import GFM_FOOTNOTES
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, draft_reason, path_beside, target_path
from slidescan.posts.heading_ids import HeadingId, github_slugger, html_heading_id
from slidescan.posts.headings import Heading

CONTENT_FOLDER = "content"
"""The folder of notes, unless the build is told another."""

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
        return ("public", "quartz", "docs")

    @cached_property
    def _ignored(self) -> tuple[str, ...]:
        """`ignorePatterns`."""
        match = _LIST.search(self.script.text)
        return tuple(_TEXT.findall(match["items"])) if match else ()

    def is_post(self, path: str) -> bool:
        """Whether a file is a note that no pattern ignores."""
        if not path.startswith(CONTENT_FOLDER + "/") or not path.endswith(".md"):
            return False
        below = path[len(CONTENT_FOLDER) + 1 :]
        return not any(
            fnmatch.fnmatchcase(below, pattern) or fnmatch.fnmatchcase(part, pattern)
            for pattern in self._ignored
            for part in below.split("/")
        )

    def unpublished(self, path: str, matter: FrontMatter, date: dt.date | None) -> str:
        """Drafts have no page."""
        del path, date
        return draft_reason(matter)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The path without a suffix, its spaces as hyphens; `index` opens its folder."""
        del matter, title
        slug = _slug(posixpath.splitext(path[len(CONTENT_FOLDER) + 1 :])[0])
        folder, name = posixpath.split(slug)
        return posixpath.join("/", folder, "" if name in ("index", "_index") else name)

    def image_urls(self, path: str) -> Sequence[str]:
        """The path, its spaces as hyphens."""
        if not path.startswith(CONTENT_FOLDER + "/"):
            return ()
        stem, suffix = posixpath.splitext(path[len(CONTENT_FOLDER) :])
        return (_slug(stem) + suffix,)

    @cached_property
    def _images_by_name(self) -> Mapping[str, tuple[str, ...]]:
        """The paths of images by their name as Quartz writes it."""
        images: dict[str, list[str]] = defaultdict(list)
        for folder, folders, files in os.walk(self.root / CONTENT_FOLDER):
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
        return (posixpath.normpath(f"{CONTENT_FOLDER}/{path}"),)

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
