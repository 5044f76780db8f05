"""A folder that is no site itself, with sites of other generators in its folders."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from slidescan.posts.assumptions import Assumption
from slidescan.posts.earlier_addresses import EarlierAddress, EarlierAddresses
from slidescan.posts.file_types import is_skipped_folder
from slidescan.posts.generators.plain import Plain
from slidescan.posts.generators.protocol import Generator

MAX_SITE_DEPTH = 2
"""A site lies at most this many folders below a repository."""

MAX_SEARCHED_FOLDERS = 2000
"""At most this many folders are searched for sites."""

_SKIPPED_FOLDERS = frozenset({"test", "tests", "__tests__", "testdata", "fixtures", "vendor"})
"""Folders of a repository whose sites are made for tests, or are somebody else's."""

_CONFIG_SUFFIXES = (
    *(".toml", ".yml", ".yaml", ".json", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".py"),
    *(".html", ".rb", ".xml", ".gradle", ".kts"),
)
"""The suffixes of files that give a generator away."""


@dataclass(frozen=True)
class Several(Plain):
    """The rules of a plain folder, and of the sites in its folders.

    Attributes:
        parts: The path of each site below this one, and its rules.
    """

    parts: tuple[tuple[str, Generator], ...] = ()

    @property
    def name(self) -> str:  # type: ignore[override]
        """The names of the generators: `vitepress, zola`."""
        return ", ".join(dict.fromkeys(inner.name for _, inner in self.parts))

    @property
    def title(self) -> str:  # type: ignore[override]
        """The names of the generators as people write them."""
        return ", ".join(dict.fromkeys(inner.title for _, inner in self.parts))

    @property
    def _only(self) -> Generator | None:
        return self.parts[0][1] if len(self.parts) == 1 else None

    @property
    def configured_url(self) -> str:
        """The address of the only site; empty if there are several."""
        return self._only.base_url if self._only is not None else ""

    @property
    def language(self) -> str | None:
        """The language on which the sites agree."""
        languages = {inner.language for _, inner in self.parts}
        return next(iter(languages)) if len(languages) == 1 else None

    @cached_property
    def config_state(self) -> str:
        """Changes whenever a configuration does."""
        states = (f"{folder} {inner.name} {inner.config_state}" for folder, inner in self.parts)
        return f"{super().config_state} {'; '.join(states)}"

    @property
    def assumptions(self) -> Iterable[Assumption]:
        """Those of the sites."""
        for folder, inner in self.parts:
            for each in inner.assumptions:
                yield each._replace(file=posixpath.join(folder, each.file))

    @property
    def output_folders(self) -> Sequence[str]:
        """The output of the sites, and common output folders that hold no site."""
        holders = [folder + "/" for folder, _ in self.parts]
        common = [
            output
            for output in super().output_folders
            if not any(folder.startswith(output + "/") for folder in holders)
        ]
        outputs = [
            posixpath.join(folder, output)
            for folder, inner in self.parts
            for output in inner.output_folders
        ]
        return (*outputs, *common)

    @property
    def hidden_folders(self) -> Sequence[str]:  # type: ignore[override]
        """The hidden folders that hold images of the sites."""
        return tuple(
            posixpath.join(folder, hidden)
            for folder, inner in self.parts
            for hidden in inner.hidden_folders
        )

    @property
    def rendered_folder(self) -> str:
        """The folder that the only site is written to."""
        if self._only is None:
            return "its folder"
        return posixpath.join(self.parts[0][0], self._only.rendered_folder)

    def part_of(self, path: str) -> tuple[str, Generator] | None:
        """The folder and the rules of the site that holds a file; None outside all sites."""
        return next((part for part in self.parts if path.startswith(part[0] + "/")), None)

    def is_post(self, path: str) -> bool:
        """Whether the generator of the file's site reads it."""
        part = self.part_of(path)
        if part is None:
            return path.lower().endswith(tuple(super().post_suffixes))
        folder, inner = part
        is_read = path.lower().endswith(tuple(inner.post_suffixes))
        return is_read and inner.is_post(path[len(folder) + 1 :])

    @property
    def post_suffixes(self) -> Sequence[str]:  # type: ignore[override]
        """The suffixes that any of the generators reads."""
        suffixes = (suffix for _, inner in self.parts for suffix in inner.post_suffixes)
        return tuple(dict.fromkeys((*super().post_suffixes, *suffixes)))

    def remember(self, earlier: EarlierAddresses) -> None:
        """Passes known addresses on to the sites."""
        for folder, inner in self.parts:
            inner.remember(partial(_below, earlier, folder))

    def image_urls(self, path: str) -> Sequence[str]:
        """The addresses of an image below the base URL of its site."""
        part = self.part_of(path)
        return ("/" + path,) if part is None else part[1].image_urls(path[len(part[0]) + 1 :])


def _below(earlier: EarlierAddresses, folder: str, path: str) -> EarlierAddress | None:
    """The known address of a post of the site in a folder."""
    return earlier(f"{folder}/{path}")


def candidate_folders(root: Path) -> Iterator[str]:
    """Yields folders up to `MAX_SITE_DEPTH` below a root that may hold a site, nearest first."""
    pending = [""]
    searched = 0
    while pending:
        above, pending = pending, []
        for folder in above:
            for name, may_hold_site in _subfolders(root / folder):
                path = posixpath.join(folder, name)
                searched += 1
                if searched > MAX_SEARCHED_FOLDERS:
                    return
                if may_hold_site:
                    yield path
                if path.count("/") < MAX_SITE_DEPTH - 1:
                    pending.append(path)


def _subfolders(folder: Path) -> Iterator[tuple[str, bool]]:
    """The folders in a folder, and whether the files in each can give a generator away."""
    try:
        with os.scandir(folder) as entries:
            subfolders = sorted(e.name for e in entries if e.is_dir(follow_symlinks=False))
    except OSError:
        return
    for name in subfolders:
        is_skipped = name.startswith(".") or is_skipped_folder(name) or name in _SKIPPED_FOLDERS
        if not is_skipped:
            yield name, _may_hold_site(folder / name)


def _may_hold_site(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(
                entry.name.startswith((".", "_")) or entry.name.endswith(_CONFIG_SUFFIXES)
                for entry in entries
            )
    except OSError:
        return False
