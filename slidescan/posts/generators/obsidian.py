"""Obsidian vaults: embeds by name, links that open the note in the program."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from slidescan.core.records import Syntax
from slidescan.posts.dialect import OBSIDIAN
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Base, beside
from slidescan.posts.heading_ids import HeadingId
from slidescan.posts.headings import Heading


def recognise(root: Path) -> bool:
    """Whether a folder is a vault."""
    return (root / ".obsidian").is_dir()


@dataclass(frozen=True)
class Obsidian(Base):
    """A vault's rules."""

    name = "obsidian"
    dialect = OBSIDIAN
    falls_back_to_files = True

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Obsidian:
        """Nothing is to be read."""
        return cls(root, base_url_override=base_url)

    @property
    def output_folders(self) -> Sequence[str]:
        """Notes that were thrown away."""
        return (".trash",)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The address that opens the note; below the base URL, if one is given, its place."""
        del matter, title
        note = posixpath.splitext(path)[0]
        if self.base_url:
            return "/" + quote(note)
        return f"obsidian://open?vault={quote(self.root.name, safe='')}&file={quote(note, safe='')}"

    def section_url(self, url: str, anchor: str) -> str:
        """The heading is part of the note's name there."""
        return f"{url}#{quote(anchor)}" if self.base_url else f"{url}{quote('#' + anchor, safe='')}"

    def image_urls(self, path: str) -> Sequence[str]:
        """None: images are found by their files."""
        del path
        return ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """From the vault's root, or relative to the note."""
        del syntax
        path = unquote(target)
        return (posixpath.normpath(path.lstrip("/")), beside(path, post))

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The headings' texts."""
        return obsidian_ids(headings)


_LINK_SYNTAX = re.compile(r"[#|^:\\]|%%|\[\[|\]\]")


def obsidian_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """The names by which Obsidian's links reach headings.

    A heading's name is its text, after the texts of the headings above it if the text is not
    unique.
    """
    texts = [" ".join(_LINK_SYNTAX.sub(" ", h.visible_text).split()) for h in headings]
    parents: list[tuple[int, str]] = []  # level and text
    ids = []
    for heading, text in zip(headings, texts, strict=True):
        parents = [parent for parent in parents if parent[0] < heading.level]
        parents.append((heading.level, text))
        is_unique = texts.count(text) == 1
        name = text if is_unique else "#".join(above for _, above in parents)
        ids.append(HeadingId(name or None, heading.visible_text))
    return ids
