"""Sphinx with MyST: addresses by path, docutils' ids."""

from __future__ import annotations

import contextlib
import fnmatch
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TypeGuard
from urllib.parse import quote

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.core.regular_files import open_text, read_start
from slidescan.posts import slugs
from slidescan.posts.config_files import MAX_CONFIG_BYTES, find_config
from slidescan.posts.dialect import MYST
from slidescan.posts.field_values import list_of, text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Base, path_beside
from slidescan.posts.heading_ids import HeadingId, explicit_id, html_heading_id
from slidescan.posts.headings import Heading
from slidescan.posts.inclusions import Inclusion, without_front_matter
from slidescan.posts.markdown_parser import line_starts
from slidescan.posts.myst import include_directives
from slidescan.posts.python_config import Computed, python_values

SAFE_CHARACTERS = "!#$%&'()*+,-./:;=?@[]_~"
"""Characters of addresses that MyST does not encode."""

BUILD_FILES = (
    (".readthedocs.yaml", ".readthedocs.yml", "readthedocs.yml"),
    (".github/workflows/*.y*ml", "tox.ini", "noxfile.py", "netlify.toml", "pixi.toml"),
    ("Makefile",),
)
"""Files at or above the root that can name the builder, those that count most first."""

MAX_BUILD_FILES = 20
"""So many files of one pattern are searched for the builder."""

MAX_BUILD_FILE_CHARS = 128 * 1024
"""A file is searched for the builder up to here."""

_BUILDER = re.compile(
    r"(?:-b|-M|--builder|\bmake|\bbuilder:)[ \t\"',=]*(?P<builder>dirhtml|html)\b"
)
_MARKDOWN_EXTENSION = re.compile(r"myst_parser|myst_nb|recommonmark")
_LABEL = re.compile(r"[ ]{0,3}\(([^()\n]+)\)=[ \t]*")
_ATTRIBUTES_LINE = re.compile(r"[ ]{0,3}\{([^{}\n]*)\}[ \t]*")


@dataclass(frozen=True)
class Sphinx(Base):
    """The rules of a Sphinx project."""

    name = "sphinx"
    title = "Sphinx"
    config_files = ("conf.py",)
    dialect = MYST

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder's `conf.py` enables Markdown."""
        try:
            text = read_start(root / "conf.py", MAX_CONFIG_BYTES).decode()
        except (OSError, UnicodeDecodeError):
            return False
        return _MARKDOWN_EXTENSION.search(text) is not None

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Sphinx:
        """Reads the literals of `conf.py` without running it.

        Raises:
            ConfigInvalid: It can't be read.
        """
        file = find_config(root, cls.config_files)
        values = python_values(file.text) if file else {}
        return cls(root, values, file.digest if file else "", base_url)

    @property
    def configured_url(self) -> str:
        """`html_baseurl`."""
        return text_of(self.config.get("html_baseurl")) or ""

    @property
    def computed_base_url(self) -> str:
        """Why `html_baseurl` is not known: code or the environment decides it."""
        value = self.config.get("html_baseurl")
        return f"Sphinx' html_baseurl is computed ({value.source})" if _is_computed(value) else ""

    @property
    def language(self) -> str | None:
        """`language`."""
        return text_of(self.config.get("language"))

    @property
    def output_folders(self) -> Sequence[str]:
        """Common names of the output folder."""
        return ("_build", "build", "_site")

    @property
    def rendered_folder(self) -> str:
        """The folder that `make html` writes."""
        return "_build/html"

    def _build_files(self, patterns: Sequence[str]) -> Sequence[Path]:
        """The files at or above the root with names of these patterns."""
        return [
            path
            for folder in (self.root, self.root.parent, self.root.parent.parent)
            for pattern in patterns
            for path in sorted(folder.glob(pattern))[:MAX_BUILD_FILES]
        ]

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The files that can name the builder."""
        return self._build_files([pattern for patterns in BUILD_FILES for pattern in patterns])

    @cached_property
    def _uses_dirhtml(self) -> bool:
        """Whether each page gets a folder (the `dirhtml` builder).

        The first kind of file that names one builder decides; a Makefile often has targets for all.
        """
        for patterns in BUILD_FILES:
            files = self._build_files(patterns)
            builders = {builder for path in files for builder in _builders(path)}
            if len(builders) == 1:
                return builders == {"dirhtml"}
        return False

    def is_post(self, path: str) -> bool:
        """Whether no pattern of `exclude_patterns` matches."""
        patterns = list_of(self.config.get("exclude_patterns"))
        return not any(
            fnmatch.fnmatchcase(path, pattern) or path.startswith(pattern.rstrip("/") + "/")
            for pattern in patterns
        )

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The path with the suffix of pages, or as a folder with the `dirhtml` builder."""
        del matter, title
        suffix = self.config.get("html_link_suffix") or self.config.get("html_file_suffix")
        if _is_computed(suffix):
            return self.unknown("Sphinx' suffix of pages is computed")
        url = "/" + posixpath.splitext(path)[0]
        if url.endswith("/index"):
            return url.removesuffix("index")
        return url + ("/" if self._uses_dirhtml else text_of(suffix) or ".html")

    def image_urls(self, path: str) -> Sequence[str]:
        """In static folders, the path; Sphinx renames the images of documents."""
        urls = []
        for folder in list_of(self.config.get("html_static_path")):
            if path.startswith(folder.strip("/") + "/"):
                urls.append("/_static" + path[len(folder.strip("/")) :])
        for folder in list_of(self.config.get("html_extra_path")):
            if path.startswith(folder.strip("/") + "/"):
                urls.append(path[len(folder.strip("/")) :])
        return tuple(urls)

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file relative to the document; after a slash, relative to the root."""
        enabled = self.config.get("myst_enable_extensions")
        html = isinstance(enabled, (list, tuple, set)) and "html_image" in enabled
        if syntax in ("html", "srcset") and not html:
            return ()
        # Sphinx looks for a file with the encoded name that MyST passes on.
        path = target if syntax == "directive" else quote(target, safe=SAFE_CHARACTERS)
        return (path.lstrip("/"),) if path.startswith("/") else (path_beside(path, post),)

    def inclusions(self, text: str, path: str, page: str) -> Sequence[Inclusion]:
        """Directives `{include}`; paths count from the page, or after a slash from the root."""
        del path
        inclusions = []
        for directive in include_directives(text):
            target, options = directive.argument, directive.options
            if not target or options.keys() & {"literal", "code", "parser"}:
                continue
            file = target[1:] if target.startswith("/") else path_beside(target, page)
            inclusions.append(
                Inclusion(
                    directive.start + directive.indent,
                    directive.end,
                    (posixpath.normpath(file),),
                    partial(_included_part, options=options),
                    " " * directive.indent,
                    counts_from_file="relative-images" in options,
                )
            )
        return inclusions

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Docutils' ids."""
        return docutils_ids(headings)


def _is_computed(value: object) -> TypeGuard[Computed]:
    return isinstance(value, Computed)


def _builders(path: Path) -> Iterator[str]:
    """The builders that a file calls."""
    try:
        with open_text(path, encoding="utf-8") as file:
            text = file.read(MAX_BUILD_FILE_CHARS)
    except (OSError, UnicodeDecodeError):
        return
    yield from (match["builder"] for match in _BUILDER.finditer(text))


def _included_part(text: str, *, options: Mapping[str, str]) -> Sequence[tuple[int, int]]:
    """The part of a file that the options of `{include}` select.

    Lines count from 0; the last one is left out, as in a slice.
    """
    ((start, end),) = without_front_matter(text)
    first, last = options.get("start-line", ""), options.get("end-line", "")
    if first or last:
        starts = [*line_starts(text), len(text)]
        with contextlib.suppress(ValueError):
            lines = slice(int(first) if first else None, int(last) if last else None)
            selected = range(len(starts) - 1)[lines]
            if not selected:
                return ()
            start, end = starts[selected[0]], starts[selected[-1] + 1]
    after, before = options.get("start-after", ""), options.get("end-before", "")
    if after:
        at = text.find(after, start, end)
        start = at + len(after) if at >= 0 else start
    if before:
        at = text.find(before, start, end)
        end = at if at >= 0 else end
    return ((start, end),)


def docutils_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """Docutils' ids: `id1`, `id2`, … if the heading's slug is empty or used.

    References to footnotes have such ids, too.

    Links reach a heading below a label (`(label)=`) or an attribute (`{#label}`) by that name.
    """
    used: set[str] = set()
    number = 0
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        label = _label(heading)
        if label:
            used.add(label)
        heading_id = slugs.docutils(heading.text("text", "code", "break"))
        while not heading_id or heading_id in used:
            number += 1
            heading_id = f"id{number + heading.notes_before}"
        used.add(heading_id)
        ids.append(HeadingId(label or heading_id, heading.visible_text))
    return ids


def _label(heading: Heading) -> str | None:
    """The label that stands above a heading, with or without blank lines between."""
    line = heading.text_before
    label = _LABEL.fullmatch(line)
    if label:
        return slugs.docutils(label[1]) or None
    attributes = _ATTRIBUTES_LINE.fullmatch(line)
    explicit = explicit_id(attributes[1]) if attributes else None
    return slugs.docutils(explicit) or None if explicit else None
