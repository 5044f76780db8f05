"""Jupyter Book 1: Sphinx's rules by `_config.yml` and `_toc.yml`."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from slidescan.core.regular_files import open_text
from slidescan.posts.config_files import find_config, parse_config, subtable
from slidescan.posts.dialect import MYST
from slidescan.posts.field_values import list_of, text_of
from slidescan.posts.generators.sphinx import Sphinx, docutils_ids
from slidescan.posts.heading_ids import HeadingId
from slidescan.posts.headings import Heading

TOC_FILE = "_toc.yml"
"""The table of contents, which Jekyll's sites don't have."""

DEFAULT_EXTENSIONS = ("colon_fence", "dollarmath", "linkify", "substitution", "tasklist")
"""The extensions of MyST that a book has without a setting (jupyter_book/config.py)."""

MAX_TOC_HEAD_CHARS = 4096
"""So much of the contents tells whether they are a book's."""

_TOC_ENTRY = re.compile(
    r"^[ \t]*(?:-[ \t]+)*(?:root|file|glob):[ \t]*[\"']?(?P<page>[^\"'#\r\n]+)", re.MULTILINE
)
_TOC_KEY = re.compile(
    r"^[ \t]*(?:-[ \t]+)*(?:format:[ \t]*[\"']?jb-|(?:root|file|part|chapters|sections|parts):)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class JupyterBook(Sphinx):
    """The rules of a book; `config` holds its settings under Sphinx's names."""

    name = "jupyterbook"
    title = "Jupyter Book"
    config_files = ("_config.yml",)
    dialect = replace(MYST, nested_headings=True, math=True)

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds a table of contents of a book."""
        try:
            with open_text(root / TOC_FILE, encoding="utf-8-sig") as file:
                return _TOC_KEY.search(file.read(MAX_TOC_HEAD_CHARS)) is not None
        except (OSError, UnicodeDecodeError):
            return False

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> JupyterBook:
        """Reads the configuration.

        Raises:
            ConfigInvalid: A file can't be parsed.
        """
        file, toc = find_config(root, cls.config_files), find_config(root, (TOC_FILE,))
        digest = "".join(each.digest for each in (file, toc) if each)
        pages = toc_pages(toc.text) if toc else ()
        return cls(root, _sphinx_settings(parse_config(file), pages), digest, base_url)

    def is_post(self, path: str) -> bool:
        """Whether no pattern excludes a file, and the contents list it if only those are built."""
        if not super().is_post(path):
            return False
        stem = posixpath.splitext(path)[0]
        is_listed = any(fnmatch.fnmatchcase(stem, page) for page in self.config["pages"])
        return is_listed or not self.config["only_listed"]

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Docutils' ids; the older Sphinx that builds books gives a label an element of its own."""
        return docutils_ids(
            [replace(heading, line_before="", text_before="") for heading in headings]
        )


def toc_pages(text: str) -> tuple[str, ...]:
    """The pages and patterns that a table of contents lists, without their suffixes."""
    entries = _TOC_ENTRY.finditer(text)
    return tuple(posixpath.splitext(entry["page"].strip())[0] for entry in entries)


def _sphinx_settings(config: Mapping[str, Any], pages: tuple[str, ...]) -> Mapping[str, Any]:
    """The settings of a book as Sphinx's."""
    overrides = subtable(config, "sphinx", "config")
    extensions = subtable(config, "parse").get("myst_enable_extensions")
    settings = {
        "html_baseurl": text_of(subtable(config, "html").get("baseurl")) or "",
        "html_static_path": ["_static"],
        "exclude_patterns": [*list_of(config.get("exclude_patterns")), "_build"],
        "myst_enable_extensions": list(DEFAULT_EXTENSIONS) if extensions is None else extensions,
        "pages": pages,
        "only_listed": config.get("only_build_toc_files") is True,
    }
    for name in ("html_baseurl", "html_extra_path", "html_static_path", "language"):
        if name in overrides:
            settings[name] = overrides[name]
    return settings
