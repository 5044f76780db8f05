"""Jekyll sites whose posts lie in a folder of their own: `source` in the configuration."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from slidescan.core.regular_files import read_start
from slidescan.posts.generators.several import Several

CONFIG_FILES = ("_config.yml", "_config.yaml", "_config.toml")
"""The configuration of a site; Hexo's has some of these names."""

MAX_SEARCHED_BYTES = 256 * 1024
"""A configuration is searched for its source up to here."""

MAX_SOURCE_DEPTH = 3
"""A source lies at most this many folders below its configuration."""

_SOURCE = re.compile(
    r"^source[ \t]*[:=][ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s#\"']+))", re.MULTILINE
)


def jekyll_source(root: Path) -> str:
    """The folder that holds the posts of a Jekyll site; empty for the site's root itself."""
    for name in CONFIG_FILES:
        try:
            text = read_start(root / name, MAX_SEARCHED_BYTES).decode("utf-8", "replace")
        except OSError:
            continue
        match = _SOURCE.search(text)
        folder = posixpath.normpath(next(filter(None, match.groups()), ".")) if match else "."
        is_below = folder != "." and not folder.startswith(("/", "..", "~"))
        return folder if is_below and (root / folder).is_dir() else ""
    return ""


def is_jekyll_source(folder: Path) -> bool:
    """Whether a folder is the source of a Jekyll site whose configuration lies above it."""
    return any(
        jekyll_source(above) == folder.relative_to(above).as_posix()
        for above in folder.parents[:MAX_SOURCE_DEPTH]
    )


@dataclass(frozen=True)
class SourcedJekyll(Several):
    """A Jekyll site whose posts lie in a folder: files beside that folder aren't published."""

    @property
    def output_folders(self) -> Sequence[str]:
        """Those of the configuration, which lie beside the source."""
        return tuple(self.parts[0][1].output_folders)

    @property
    def rendered_folder(self) -> str:
        """The folder that the site is written to."""
        return self.parts[0][1].rendered_folder

    def is_post(self, path: str) -> bool:
        """Whether a file is a post or a page of the source."""
        return self.part_of(path) is not None and super().is_post(path)

    def image_urls(self, path: str) -> Sequence[str]:
        """The addresses of an image of the source."""
        return super().image_urls(path) if self.part_of(path) is not None else ()
