"""A plain folder of Markdown, read as GitHub shows it; also any site without rules of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from slidescan.posts.generators.base import Base

MARKS = ("slidescan.toml", ".git")


def recognise(root: Path) -> bool:
    """Whether a folder is marked as the root of something."""
    return any((root / mark).exists() for mark in MARKS)


@dataclass(frozen=True)
class Plain(Base):
    """The rules of a plain folder: an address is a path."""

    name = "plain"
    falls_back_to_files = True

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Plain:
        """Nothing is to be read."""
        return cls(root, base_url_override=base_url)

    @property
    def output_folders(self) -> Sequence[str]:
        """Where generators write that are not known."""
        return ("_site", "site", "public", "build", "dist", "target")
