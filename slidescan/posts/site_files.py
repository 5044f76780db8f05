"""The files of a site: its posts and images, each with one path."""

from __future__ import annotations

import fnmatch
import os
import posixpath
import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from slidescan.core.records import Failure
from slidescan.core.regular_files import open_regular
from slidescan.posts.file_types import (
    DOCUMENT_SUFFIXES,
    HTML_SUFFIXES,
    IMAGE_SUFFIXES,
    POST_SUFFIXES,
    is_hidden_image_folder,
    is_skipped_folder,
)
from slidescan.posts.generators.protocol import Generator
from slidescan.posts.unreadable import unreadable_folder
from slidescan.posts.walk import Listings, WalkedFolder, walk

MAX_FRONT_MATTER_START = 64
"""How many bytes of a file are read to see whether it begins with front matter."""

_FRONT_MATTER_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:---|\+\+\+|\{\s*[\"}])")

_LITTER = (".#", "._")
"""How the names of an editor's locks (Emacs) and of a system's metadata (macOS) begin."""


@dataclass(frozen=True)
class SiteFiles:
    """The files of a site.

    Attributes:
        root: The site's absolute path, with symbolic links resolved.
        generator: The rules of the generator that renders it.
        exclude: Patterns of paths to leave out.
    """

    root: Path
    generator: Generator
    exclude: tuple[str, ...] = ()

    def is_excluded(self, path: str) -> bool:
        """Whether a pattern of `exclude` matches a path below the site."""
        if not self.exclude:
            return False
        answers = self._excluded_folders
        folder, unanswered = path.rpartition("/")[0], []
        while folder and folder not in answers:
            unanswered.append(folder)
            folder = folder.rpartition("/")[0]
        is_below = answers.get(folder, False)
        for folder in reversed(unanswered):
            is_below = answers[folder] = is_below or self._matches_exclude(folder)
        return is_below or self._matches_exclude(path)

    def _matches_exclude(self, path: str) -> bool:
        """Whether a pattern of `exclude` matches a path itself."""
        return any(matches_last_part(path, pattern) for pattern in self.exclude)

    @cached_property
    def _excluded_folders(self) -> dict[str, bool]:
        """Whether a pattern matches folders, or folders above them."""
        return {}

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Posts and images below the site, sorted; files in hidden folders are left out.

        Images behind symbolic links to folders are among them, as generators publish them.
        """
        return tuple(sorted(chain.from_iterable(self._files_in(f) for f in self._folders)))

    @cached_property
    def listings(self) -> Listings:
        """The entries of its folders."""
        return Listings(self.root)

    @cached_property
    def _folders(self) -> tuple[WalkedFolder, ...]:
        output = {posixpath.normpath(folder) for folder in self.generator.output_folders}
        opened = _with_parents(self.generator.hidden_folders)
        hidden_image_folders = self.generator.hidden_image_folders

        def enters(path: str) -> bool:
            above, name = posixpath.split(path)
            return (
                (not name.startswith(".") or path in opened or name in hidden_image_folders)
                and (above not in opened or opened[above] or path in opened)
                and not is_skipped_folder(name)
                and path not in output
                and not self.is_excluded(path)
            )

        return tuple(walk(self.listings, "", enters))

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of the site, as paths below it; empty for the site itself."""
        return tuple(folder.path for folder in self._folders)

    @cached_property
    def unreadable_folders(self) -> tuple[Failure, ...]:
        """Folders below the site whose entries can't be read."""
        return tuple(unreadable_folder(f.path, f.error) for f in self._folders if f.error)

    def _files_in(self, folder: WalkedFolder) -> Iterator[str]:
        holds_posts = folder.target is None and not is_hidden_image_folder(folder.path)
        suffixes = (*POST_SUFFIXES, *IMAGE_SUFFIXES) if holds_posts else IMAGE_SUFFIXES
        reads_html = holds_posts and not {*HTML_SUFFIXES}.isdisjoint(self.generator.post_suffixes)
        for name in folder.files:
            lowered = name.lower()
            is_html = reads_html and lowered.endswith(HTML_SUFFIXES)
            # A reference can't point to a file whose name isn't UTF-8.
            if (
                (is_html or lowered.endswith(suffixes))
                and not name.startswith(_LITTER)
                and is_utf8_name(path := folder.file(name))
                and not self.is_excluded(path)
                and (not is_html or self._is_html_post(path))
            ):
                yield path

    def _is_html_post(self, path: str) -> bool:
        return self.generator.is_post(path) and self._has_front_matter(path)

    @cached_property
    def unread_posts(self) -> tuple[str, ...]:
        """Files that look like posts of the site, but aren't read."""
        suffixes = tuple(self.generator.post_suffixes)
        documents = (
            folder.file(name)
            for folder in self._folders
            if folder.target is None and not is_hidden_image_folder(folder.path)
            for name in folder.files
            if (lowered := name.lower()).endswith(DOCUMENT_SUFFIXES)
            and not lowered.endswith(suffixes)
        )
        return tuple(sorted(path for path in documents if self._may_be_post(path)))

    def _may_be_post(self, path: str) -> bool:
        if not is_utf8_name(path) or self.is_excluded(path) or not self.generator.is_post(path):
            return False
        return not path.lower().endswith(HTML_SUFFIXES) or self._has_front_matter(path)

    def _has_front_matter(self, path: str) -> bool:
        try:
            with open_regular(self.root / path) as file:
                return _FRONT_MATTER_START.match(file.read(MAX_FRONT_MATTER_START)) is not None
        except OSError:
            return False

    @cached_property
    def linked_folders(self) -> Mapping[str, Path]:
        """Folders behind symbolic links, by path below the site, and their real paths."""
        return {f.path: f.target for f in self._folders if f.target is not None}

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        """The path that stands for a folder which several paths lead to, by the others."""
        walked = {folder.path for folder in self._folders if folder.target is None}
        first: dict[Path, str] = {}
        aliases: dict[str, str] = {}
        for path, target in sorted(self.linked_folders.items()):
            is_inside = target.is_relative_to(self.root)
            inside = target.relative_to(self.root).as_posix() if is_inside else None
            chosen = inside if inside in walked else first.setdefault(target, path)
            if chosen != path:
                aliases[path] = chosen
        return aliases

    def canonical(self, path: str) -> str:
        """The one path below the site for a file or folder that symbolic links give several."""
        if not self._aliases:
            return path
        if path in self._aliases:
            return self._aliases[path]
        folder, name = posixpath.split(path)
        return posixpath.join(self._aliases.get(folder, folder), name)

    @cached_property
    def post_paths(self) -> tuple[str, ...]:
        """The paths of the site's posts; a post with several names has one path.

        The path is the one that is no symbolic link, else the first.
        """
        return tuple(sorted({paths[0] for paths in self._posts_by_file.values()}))

    @cached_property
    def _posts_by_file(self) -> Mapping[Hashable, Sequence[str]]:
        """The names of each post: several if it is reached by links."""
        suffixes = tuple(self.generator.post_suffixes)
        paths: dict[Hashable, list[str]] = {}
        for path in self.files:
            if path.lower().endswith(suffixes) and self.generator.is_post(path):
                paths.setdefault(self.file_id(path), []).append(path)
        for of_file in paths.values():
            if len(of_file) > 1:
                of_file.sort(key=lambda path: ((self.root / path).is_symlink(), path))
        return paths

    def file_id(self, path: str) -> Hashable:
        """A value that all names of a file share; the path itself if the system tells none."""
        try:
            status = os.stat(f"{self.root}{os.sep}{path}")  # noqa: PTH116 - ten times as fast as Path
        except OSError:
            return path
        return (status.st_dev, status.st_ino) if status.st_ino else path

    def post_paths_of(self, path: str) -> tuple[str, ...]:
        """The posts that a name of a post or a folder stands for; an unlisted file as itself.

        Args:
            path: The path below the site; empty for the site.
        """
        if (self.root / path).is_dir():
            prefix = f"{path}/" if path else ""
            posts = self._posts_by_file.values()
            return tuple(
                sorted(paths[0] for paths in posts if any(p.startswith(prefix) for p in paths))
            )
        return (self._posts_by_file.get(self.file_id(path), (path,))[0],)


def patterns_below(patterns: Sequence[str], folder: str) -> tuple[str, ...]:
    """The patterns of paths to leave out, for the paths below a folder."""
    anchored = "/" + folder + "/"
    below = []
    for pattern in patterns:
        if "/" not in pattern.strip("/") and not pattern.startswith("/"):
            below.append(pattern)
        elif ("/" + pattern.lstrip("/")).startswith(anchored):
            below.append("/" + pattern.lstrip("/")[len(folder) + 1 :])
    return tuple(below)


def _with_parents(folders: Sequence[str]) -> Mapping[str, bool]:
    """Folders and those above them; the value tells whether all of a folder is opened."""
    opened = dict.fromkeys(folders, True)
    for folder in folders:
        while folder := posixpath.dirname(folder):
            opened.setdefault(folder, False)
    return opened


def is_utf8_name(path: str) -> bool:
    """Whether a path is valid UTF-8 (Python escapes other bytes as surrogates)."""
    if path.isascii():
        return True
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def matches_pattern(path: str, pattern: str) -> bool:
    """Whether a pattern, as in .gitignore, matches a path or a folder above it."""
    parts = path.split("/")
    return any(matches_last_part("/".join(parts[: i + 1]), pattern) for i in range(len(parts)))


def matches_last_part(path: str, pattern: str) -> bool:
    """Whether a pattern, as in .gitignore, matches a path itself."""
    bare = pattern.strip("/")
    if not bare:
        return False
    is_anchored = "/" in bare or pattern.startswith("/")
    return fnmatch.fnmatchcase(path if is_anchored else path.rpartition("/")[2], bare)


def nearest_path(paths: Sequence[str], post: str) -> str | None:
    """The path that is nearest to a post: below its folder, or else nearest to the root."""
    folder = posixpath.dirname(post) + "/"

    def distance(path: str) -> tuple[bool, int, str]:
        return (not path.startswith(folder), path.count("/"), path)

    return min(paths, key=distance, default=None)
