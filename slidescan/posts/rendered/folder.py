"""The folder with the built site: where it is, and which pages and images it holds."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from slidescan.core.presence import is_gone_error
from slidescan.errors import UsageError
from slidescan.posts.file_types import IMAGE_SUFFIXES, POST_SUFFIXES

OUTPUT_FOLDERS = (
    "public", "_site", "site", "dist", "build", "out", "output", "book", "_build/html",
    "docs/_build/html", "build/html", "docs/build/html", ".vitepress/dist", "docs/.vitepress/dist",
    ".vuepress/dist", "docs/.vuepress/dist", "src/.vuepress/dist",
)  # fmt: skip
"""Folders that generators render into, below the root of the site."""

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")

MAX_BUILT_PAGES = 50_000
"""The most pages of a built site: what is read of them takes a gigabyte of memory."""

MAX_BUILT_IMAGES = 400_000
"""The most images of a built site: their paths take 100 MB."""

BUILD_REMEDY = "build the site, and name the folder that holds its index.html with --rendered"


class PageFile(NamedTuple):
    """A page's file: its size in bytes, and when it was written, in nanoseconds."""

    size: int
    mtime: int
    changed: int


@dataclass(frozen=True)
class BuiltSite:
    """The folder with the built site. Paths are relative to it, with `/` separators.

    Attributes:
        root: Its absolute path, with symbolic links resolved.
        pages: Its pages, by path.
        images: Paths of its images.
        linked: Real paths of images and folders that symbolic links in it lead to, by their paths
            in it; they may be outside and are never read.
        posts: The number of Markdown files in it.
    """

    root: Path
    pages: Mapping[str, PageFile]
    images: frozenset[str]
    linked: Mapping[str, Path] = field(default_factory=dict)
    posts: int = 0

    @property
    def newest(self) -> int:
        """When its newest page was written, in nanoseconds."""
        return max((page.mtime for page in self.pages.values()), default=0)


def open_folder(folder: Path) -> BuiltSite:
    """Lists the pages and images of a built site.

    Raises:
        UsageError: It is no folder, holds no page, or holds too many files.
    """
    root = Path(os.path.realpath(folder.expanduser()))
    if not root.is_dir():
        raise UsageError(f"the built site {folder} is no folder", BUILD_REMEDY)
    built = _listed(root)
    if not built.pages:
        raise UsageError(f"the built site {folder} holds no HTML page", BUILD_REMEDY)
    return built


def find_folder(root: Path, candidates: Sequence[str], oldest: int) -> BuiltSite | None:
    """Finds the built site in one of the folders that generators render into.

    Args:
        root: The site.
        candidates: Folders below it, the likeliest first.
        oldest: When the oldest post was written, in nanoseconds: an older folder holds none of the
            posts as they are.

    Returns:
        The folder with the newest pages; None if no folder holds an `index.html`, more pages than
        posts, and a page that is newer than a post.
    """
    newer = []
    for candidate in dict.fromkeys(candidates):
        folder = Path(os.path.realpath(root / candidate))
        is_below = folder != root and folder.is_relative_to(root)
        if not is_below or not (folder / "index.html").is_file():
            continue
        try:
            built = _listed(folder)
        except UsageError:
            continue
        if built.newest > oldest and len(built.pages) > built.posts:
            newer.append(built)
    return max(newer, key=lambda built: built.newest, default=None)


def _listed(root: Path) -> BuiltSite:
    pages: dict[str, PageFile] = {}
    images: list[str] = []
    linked: dict[str, Path] = {}
    posts = 0
    for path, entry in _entries(root):
        name = entry.name.lower()
        try:
            if entry.is_symlink():
                target = Path(os.path.realpath(entry.path))
                if not target.is_relative_to(root):
                    linked[path] = target
                    continue
                if target.is_dir():
                    continue
            if name.endswith(PAGE_SUFFIXES):
                status = entry.stat()
                if stat.S_ISREG(status.st_mode):
                    pages[path] = PageFile(status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            elif name.endswith(IMAGE_SUFFIXES) and entry.is_file():
                images.append(path)
            posts += name.endswith(POST_SUFFIXES)
        except OSError:
            continue
        if len(pages) > MAX_BUILT_PAGES or len(images) > MAX_BUILT_IMAGES:
            raise UsageError(
                f"the built site {root} holds more than {MAX_BUILT_PAGES:,} pages or"
                f" {MAX_BUILT_IMAGES:,} images",
                "name the folder of one site with --rendered",
            )
    return BuiltSite(root, pages, frozenset(images), linked, posts)


def _entries(root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Files and symbolic links below a folder with their paths; follows no link.

    Raises:
        OSError: A folder can't be read: links that its pages decide must not be forgotten.
    """
    folders = [""]
    while folders:
        below = folders.pop()
        try:
            with os.scandir(f"{root}{os.sep}{below}") as entries:
                for entry in entries:
                    path = f"{below}/{entry.name}" if below else entry.name
                    if not _is_utf8(path):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(path)
                    else:
                        yield path, entry
        except OSError as error:
            if not is_gone_error(error):
                raise


def _is_utf8(path: str) -> bool:
    return path.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in path)
