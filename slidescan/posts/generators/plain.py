"""A plain folder of Markdown, as GitHub renders it, and any site whose generator is unknown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from slidescan.core.records import Syntax
from slidescan.posts.dialect import GITHUB
from slidescan.posts.file_types import HIDDEN_IMAGE_FOLDERS, MARKDOWN_SUFFIXES
from slidescan.posts.generators.base import Base

ROOT_ENTRIES = ("slidescan.toml", ".git")
"""A folder that holds one of these is the root of a site."""

PAGE_DEPTH = 2
"""GitHub shows a file two folders below the repository: at `blob/main/`."""

_FILE_AT_HOST = re.compile(
    r"(?P<up>(?:\.\./)+)(?:raw|blob)/[^/?#]+/(?P<path>[^?#]+)(?:\?raw=(?:true|1))?(?:#.*)?"
)


@dataclass(frozen=True)
class Plain(Base):
    """The rules of a plain folder: each path is an address."""

    name = "plain"
    title = "a plain folder"
    dialect = GITHUB
    falls_back_to_files = True
    hidden_image_folders = HIDDEN_IMAGE_FOLDERS
    post_suffixes = (*MARKDOWN_SUFFIXES, ".qmd", ".rmd")

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder is a repository, or configured for slidescan."""
        return any((root / name).exists() for name in ROOT_ENTRIES)

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file of the repository that `../../raw/main/a.png` means on its page at GitHub."""
        del syntax
        above = post.count("/") + PAGE_DEPTH
        match = _FILE_AT_HOST.fullmatch(target)
        if match is None or match["up"].count("/") != above or not (self.root / ".git").exists():
            return ()
        return (unquote(match["path"]),)

    @property
    def output_folders(self) -> Sequence[str]:
        """Common output folders of generators; `public` without a page is a source (Next, Vite)."""
        rendered = ("public",) if (self.root / "public" / "index.html").is_file() else ()
        return ("_site", "site", "build", "dist", "target", *rendered)
