"""mdBook: the chapters of `SUMMARY.md`, ids of the versions 0.4 and 0.5."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from slidescan.core.regular_files import open_text
from slidescan.posts.config_files import ConfigFile, find_config, subtable
from slidescan.posts.dialect import Dialect, TemplateCode, TemplateSyntax
from slidescan.posts.field_values import text_of
from slidescan.posts.footnotes import FootnoteRules
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Configured
from slidescan.posts.heading_ids import (
    ATTRIBUTES,
    HeadingId,
    UsedIds,
    agreed_ids,
    counted,
    html_heading_id,
    numbered,
    split_attributes,
)
from slidescan.posts.headings import Heading

SUMMARY_FILE = "SUMMARY.md"
"""The list of chapters."""

BUILD_SCRIPTS = (".gitlab-ci.yml", "netlify.toml", "Makefile", "justfile")
"""Files besides those of GitHub's workflows that can name the version of mdBook."""

MAX_SCRIPTS = 20
"""Further workflows are not searched for the version."""

MAX_SCRIPT_CHARS = 64 * 1024
"""The version is searched for up to here."""

_VERSION = re.compile(
    r"mdbook(?:[-_]version)?(?![-\w])[^\r\n]{0,120}?(?<![\d.])0\.([45])\.\d", re.IGNORECASE
)
_CHAPTER = re.compile(
    r"(?<!!)\[[^\[\]\n]*(?:\[[^\[\]\n]{0,200}\][^\[\]\n]*){0,5}\]"
    r"\([ \t]{0,10}<?(?P<path>[^)>\s][^)>\n]{0,300}?)>?[ \t]{0,10}\)"
)
_COMMENTS = TemplateCode(TemplateSyntax("<!--", ("-->",)))


@dataclass(frozen=True)
class MdBook(Configured):
    """The rules of a book."""

    name = "mdbook"
    title = "mdBook"
    config_files = ("book.toml",)
    dialect = Dialect(footnotes=FootnoteRules(in_ids="number"))

    @property
    def configured_url(self) -> str:
        """`site-url`, which is a path."""
        return text_of(subtable(self.config, "output", "html").get("site-url")) or ""

    @property
    def language(self) -> str | None:
        """`language`."""
        return text_of(subtable(self.config, "book").get("language"))

    @property
    def output_folders(self) -> Sequence[str]:
        """`build-dir`, and the folder of the theme."""
        return (text_of(subtable(self.config, "build").get("build-dir")) or "book", "theme")

    @cached_property
    def _source(self) -> str:
        """The folder of chapters with a slash at its end; empty for the book itself."""
        folder = posixpath.normpath(text_of(subtable(self.config, "book").get("src")) or "src")
        return "" if folder == "." else folder + "/"

    @cached_property
    def _summary(self) -> ConfigFile | None:
        return find_config(self.root, (self._source + SUMMARY_FILE,))

    @cached_property
    def _chapters(self) -> frozenset[str]:
        """The files that the summary lists."""
        text = _COMMENTS.sub(lambda _start, _end: "", self._summary.text) if self._summary else ""
        return frozenset(
            posixpath.normpath(self._source + unquote(chapter["path"]))
            for chapter in _CHAPTER.finditer(text)
        )

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The list of chapters, and the scripts that install mdBook."""
        return (self.root / (self._source + SUMMARY_FILE), *self._build_scripts)

    def is_post(self, path: str) -> bool:
        """Whether the summary lists a file."""
        return path in self._chapters

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The path with `.html`; `README` becomes `index`, which its folder's address opens."""
        del matter, title
        folder, name = posixpath.split(path[len(self._source) :])
        stem = posixpath.splitext(name)[0]
        build = subtable(self.config, "build")
        has_index = build.get("use-default-preprocessors") is not False or bool(
            subtable(self.config, "preprocessor", "index")
        )
        is_index = stem == "index" or (stem.lower() == "readme" and has_index)
        return posixpath.join("/", folder, "" if is_index else f"{stem}.html")

    def image_urls(self, path: str) -> Sequence[str]:
        """The path: files beside chapters are copied."""
        return ("/" + path[len(self._source) :],) if path.startswith(self._source) else ()

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The ids of the version that builds the book; without a sign of it, those of both."""
        if self._version:
            return {"4": mdbook_04_ids, "5": mdbook_05_ids}[self._version](headings)
        return agreed_ids(
            self.unknown("mdBook's versions 0.4 and 0.5 give it different ids"),
            mdbook_04_ids(headings),
            mdbook_05_ids(headings),
        )

    @property
    def _build_scripts(self) -> Sequence[Path]:
        workflows = sorted(self.root.glob(".github/workflows/*.y*ml"))[:MAX_SCRIPTS]
        return (*workflows, *(self.root / name for name in BUILD_SCRIPTS))

    @cached_property
    def _version(self) -> str:
        """`4` or `5` for 0.4 and 0.5, by old settings or by the scripts that install mdBook."""
        html = subtable(self.config, "output", "html")
        if "curly-quotes" in html or "multilingual" in subtable(self.config, "book"):
            return "4"
        for file in self._build_scripts:
            try:
                with open_text(file, encoding="utf-8") as script:
                    version = _VERSION.search(script.read(MAX_SCRIPT_CHARS))
            except (OSError, UnicodeDecodeError):
                continue
            if version:
                return version[1]
        return ""


def mdbook_04_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """The ids of mdBook 0.4 (utils/mod.rs): small letters in ASCII only, repetitions counted."""
    counts: dict[str, int] = {}
    ids = []
    for heading, text, explicit in _texts(headings):
        if heading.attributes is not None and heading.attributes.get("id"):
            ids.append(html_heading_id(heading))
            continue
        if any(kind == "break" for kind, _ in heading.parts) and not explicit:
            ids.append(HeadingId(None, heading.visible_text))  # its pattern matches no line end
            continue
        slug = "".join(c.lower() if c.isascii() else c for c in _slug(text.replace("#", "")))
        ids.append(HeadingId(explicit or counted(slug, counts) or None, heading.visible_text))
    return ids


def mdbook_05_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """The ids of mdBook 0.5 (mdbook-html/src/utils.rs): small letters, free numbers, dashes."""
    used = UsedIds()
    ids = []
    for heading, text, explicit in _texts(headings):
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        slug = _slug(re.sub(r"-{2,3}", "\u2014", text)).lower()
        visible = ATTRIBUTES.sub("", heading.visible_text) if explicit else heading.visible_text
        ids.append(HeadingId(explicit or numbered(slug, used) or None, visible))
    return ids


def _texts(headings: Sequence[Heading]) -> Iterator[tuple[Heading, str, str | None]]:
    """Each heading with its text and the id in its braces."""
    for heading in headings:
        yield (heading, *split_attributes(heading.text("text", "code", "break").strip()))


def _slug(text: str) -> str:
    """Letters, digits, `_` and `-`; hyphens for spaces."""
    return "".join(
        "-" if c.isspace() else c
        for c in text.strip()
        if c.isspace() or c in "_-" or unicodedata.category(c)[0] in "LN"
    )
