"""Obsidian vaults: embeds by name, links that open a note in Obsidian."""

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
from slidescan.posts.generators.base import Base, path_beside
from slidescan.posts.heading_ids import HeadingId
from slidescan.posts.headings import Heading

_LINK_SYNTAX = re.compile(r"[#|^:\\]|%%|\[\[|\]\]")


@dataclass(frozen=True)
class Obsidian(Base):
    """The rules of an Obsidian vault."""

    name = "obsidian"
    title = "Obsidian"
    dialect = OBSIDIAN
    falls_back_to_files = True
    is_case_sensitive = False

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder is a vault."""
        return (root / ".obsidian").is_dir()

    @property
    def output_folders(self) -> Sequence[str]:
        """The folder of deleted notes."""
        return (".trash",)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The path of the note below a given base URL; else the address that opens it."""
        del matter, title
        stem = posixpath.splitext(path)[0]
        if self.base_url:
            return "/" + quote(stem)
        return f"obsidian://open?vault={quote(self.root.name, safe='')}&file={quote(stem, safe='')}"

    def section_url(self, url: str, anchor: str) -> str:
        """The address of a heading; in an address that opens a note, part of the note's name."""
        return f"{url}#{quote(anchor)}" if self.base_url else f"{url}{quote('#' + anchor, safe='')}"

    def image_urls(self, path: str) -> Sequence[str]:
        """None: Obsidian publishes no images."""
        del path
        return ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The path from the vault's root, then the path relative to the note."""
        del syntax
        path = unquote(target)
        return (posixpath.normpath(path.lstrip("/")), path_beside(path, post))

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The headings' texts."""
        return obsidian_ids(headings)


def obsidian_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """The texts by which Obsidian's links reach headings.

    If several headings have the same text, the texts of the headings above come before it.
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
