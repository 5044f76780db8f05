"""Sphinx with MyST: documents by their place, docutils' ids."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from slidescan.core.records import Syntax
from slidescan.posts import slugs
from slidescan.posts.config_files import find_config, python_literals
from slidescan.posts.dialect import MYST
from slidescan.posts.field_values import list_of, text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Base, beside
from slidescan.posts.heading_ids import HeadingId, html_heading_id
from slidescan.posts.headings import Heading

MARKS = ("conf.py",)
_KEPT = "!#$%&'()*+,-./:;=?@[]_~"


def recognise(root: Path) -> bool:
    """Whether a folder holds a Sphinx configuration that reads Markdown."""
    try:
        text = (root / "conf.py").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return re.search(r"myst_parser|myst_nb|recommonmark", text) is not None


@dataclass(frozen=True)
class Sphinx(Base):
    """A Sphinx project's rules."""

    name = "sphinx"
    dialect = MYST

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Sphinx:
        """Read the literals of `conf.py`; nothing of it is run.

        Raises:
            ConfigInvalid: It can't be read.
        """
        source = find_config(root, MARKS)
        values = python_literals(source.text) if source else {}
        return cls(root, values, source.digest if source else "", base_url)

    @property
    def configured_url(self) -> str:
        """`html_baseurl`."""
        return text_of(self.config.get("html_baseurl")) or ""

    @property
    def language(self) -> str | None:
        """`language`."""
        return text_of(self.config.get("language"))

    @property
    def output_folders(self) -> Sequence[str]:
        """Where documents are written by habit."""
        return ("_build", "build", "_site")

    @cached_property
    def _by_folders(self) -> bool:
        """Whether pages have folders of their own (the `dirhtml` builder)."""
        for folder in (self.root, self.root.parent):
            for name in (
                "Makefile",
                ".readthedocs.yaml",
                ".readthedocs.yml",
                "tox.ini",
                "noxfile.py",
            ):
                try:
                    if "dirhtml" in (folder / name).read_text("utf-8"):
                        return True
                except (OSError, UnicodeDecodeError):
                    continue
        return False

    def is_post(self, path: str) -> bool:
        """Documents that `exclude_patterns` doesn't leave out."""
        patterns = list_of(self.config.get("exclude_patterns"))
        return not any(
            fnmatch.fnmatchcase(path, pattern) or path.startswith(pattern.rstrip("/") + "/")
            for pattern in patterns
        )

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """By its place."""
        del matter, title
        place = "/" + posixpath.splitext(path)[0]
        if place.endswith("/index"):
            return place.removesuffix("index")
        return place + ("/" if self._by_folders else ".html")

    def image_urls(self, path: str) -> Sequence[str]:
        """Static folders; images of documents are copied under names of their own."""
        urls = []
        for folder in list_of(self.config.get("html_static_path")):
            if path.startswith(folder.strip("/") + "/"):
                urls.append("/_static" + path[len(folder.strip("/")) :])
        for folder in list_of(self.config.get("html_extra_path")):
            if path.startswith(folder.strip("/") + "/"):
                urls.append(path[len(folder.strip("/")) :])
        return tuple(urls)

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """Relative to the document; from the source's root where they begin with a slash."""
        enabled = self.config.get("myst_enable_extensions")
        html = isinstance(enabled, (list, tuple, set)) and "html_image" in enabled
        if syntax in ("html", "srcset") and not html:
            return ()
        # MyST hands encoded addresses on as they are, and Sphinx looks for files named so.
        path = target if syntax == "directive" else quote(target, safe=_KEPT)
        return (path.lstrip("/"),) if path.startswith("/") else (beside(path, post),)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Docutils'."""
        return docutils_ids(headings)


_LABEL = re.compile(r"\s*\(([^()]+)\)=\s*$")


def docutils_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """Docutils' ids: `id1`, `id2`, … for a heading whose own id is empty or used.

    A label above a heading (`(label)=`) is what links reach it by.
    """
    used: set[str] = set()
    number = 0
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        heading_id = slugs.docutils(heading.text("text", "code", "break"))
        while not heading_id or heading_id in used:
            number += 1
            heading_id = f"id{number}"
        used.add(heading_id)
        label = _LABEL.match(heading.line_before)
        ids.append(
            HeadingId(slugs.docutils(label[1]) if label else heading_id, heading.visible_text)
        )
    return ids
