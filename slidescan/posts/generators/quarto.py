"""Quarto: websites, blogs and books of `.qmd` files, pandoc's ids."""

from __future__ import annotations

import datetime as dt
import fnmatch
import html
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.posts import slugs
from slidescan.posts.config_files import subtable
from slidescan.posts.dialect import QUARTO, Dialect
from slidescan.posts.field_values import list_of, text_of
from slidescan.posts.front_matter import FrontMatter, read_front_matter
from slidescan.posts.generators.base import Configured, draft_reason, path_beside, target_path
from slidescan.posts.heading_ids import (
    HeadingId,
    UsedIds,
    explicit_id,
    html_heading_id,
    numbered,
    unknown_ids,
)
from slidescan.posts.headings import Heading

OUTPUT_FOLDERS: Mapping[str, str] = {
    "website": "_site", "blog": "_site", "book": "_book", "manuscript": "_manuscript",
}  # fmt: skip
"""The output folder of each type of project (quarto-cli, src/project/types)."""

PAGE_FORMATS = ("html", "revealjs", "dashboard", "slidy", "slideous", "s5", "dzslides")
"""Ends of the names of formats that are pages."""

_IGNORED_FILES = (
    "README.md", "README.qmd", "README.Rmd", "README.rmd", "CLAUDE.md", "CLAUDE.local.md",
    "AGENTS.md", "AGENTS.local.md", "*.llms.md",
)  # fmt: skip
_PANDOC_FORMATS = (
    "ansi|asciidoc|asciidoc_legacy|asciidoctor|beamer|biblatex|bibtex|chunkedhtml|commonmark|"
    "commonmark_x|context|csljson|docbook|docbook4|docbook5|docx|dokuwiki|dzslides|epub|epub2|"
    "epub3|fb2|gfm|haddock|html|html4|html5|hugo|icml|ipynb|jats|jats_archiving|"
    "jats_articleauthoring|jats_publishing|jira|json|latex|man|markdown|markdown_github|"
    "markdown_mmd|markdown_phpextra|markdown_strict|markua|mediawiki|ms|muse|native|odt|"
    "opendocument|opml|org|pdf|plain|pptx|revealjs|rst|rtf|s5|slideous|slidy|tei|texinfo|textile|"
    "typst|xwiki|zimwiki"
)
"""The formats whose intermediate files Quarto keeps (quarto-cli, format-aliases.yml)."""

_INTERMEDIATE_FILE = re.compile(rf"(?P<stem>.+)[.-](?:{_PANDOC_FORMATS})\.md")
"""What `keep-md` leaves beside a file: `index.html.md` beside `index.qmd`."""

_INPUT_SUFFIXES = (".qmd", ".md", ".ipynb", ".Rmd", ".rmd", ".markdown")
_IGNORED_FOLDERS = ("renv", "packrat", "env", "venv", "rsconnect", "node_modules")
_ABOUT_IMAGE = "about-image"
_ATTRIBUTE = r"(?:-|[#.][^\s{}#.=]+|[\w:-]+=(?:\"[^\"]*\"|'[^']*'|[^\s{}\"']+))"
_ATTRIBUTES = re.compile(rf"\s*\{{\s*(?P<body>{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*)?\s*\}}\s*$")
_SPAN = re.compile(r"\[([^\]]*)\]\{[^{}]*\}")
_FOOTNOTE = re.compile(r"\^\[[^\]]*\]")
_FOOTNOTE_LABEL = re.compile(r"\[\^[^\]]+\]")
_DASHES = re.compile(r"-{2,3}")


@dataclass(frozen=True)
class Quarto(Configured):
    """The rules of a Quarto project."""

    name = "quarto"
    title = "Quarto"
    config_files: ClassVar[Sequence[str]] = ("_quarto.yml", "_quarto.yaml")
    post_suffixes = (".qmd", ".md", ".markdown", ".rmd")
    image_fields = (_ABOUT_IMAGE, "title-block-banner")
    card_fields = ("image",)

    @cached_property
    def dialect(self) -> Dialect:  # type: ignore[override]
        """Quarto's Markdown; without images of cells if the project doesn't run them."""
        runs = subtable(self.config, "execute").get("eval", True) is True
        return QUARTO if runs else replace(QUARTO, cells=False)

    @cached_property
    def _kind(self) -> str:
        """The type of the project."""
        return text_of(subtable(self.config, "project").get("type")) or "default"

    @property
    def configured_url(self) -> str:
        """`site-url` of the website or book."""
        tables = (subtable(self.config, name) for name in ("website", "book"))
        return next((url for table in tables if (url := text_of(table.get("site-url")))), "")

    @property
    def language(self) -> str | None:
        """`lang`."""
        return text_of(self.config.get("lang"))

    @property
    def output_folders(self) -> Sequence[str]:
        """`output-dir`, and the folder of frozen results."""
        folder = text_of(subtable(self.config, "project").get("output-dir"))
        return (folder or OUTPUT_FOLDERS.get(self._kind, "_site"), "_freeze")

    @cached_property
    def _chapters(self) -> frozenset[str]:
        """The files of a book."""
        book = subtable(self.config, "book")
        return frozenset(
            posixpath.normpath(path)
            for key in ("chapters", "appendices")
            for path in _listed_files(book.get(key))
        )

    def is_post(self, path: str) -> bool:
        """Whether a file is a chapter, or matches `render`, and its name doesn't begin with `_`."""
        parts = path.split("/")
        if self._kind == "book" and self._chapters:
            return path in self._chapters
        if any(part.startswith(("_", ".")) or part in _IGNORED_FOLDERS for part in parts):
            return False
        if any(fnmatch.fnmatchcase(parts[-1], pattern) for pattern in _IGNORED_FILES):
            return False
        if self._is_intermediate(path):
            return False
        patterns = list_of(subtable(self.config, "project").get("render"))
        excluded = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
        included = [pattern for pattern in patterns if not pattern.startswith("!")]
        if any(_matches(path, pattern) for pattern in excluded):
            return False
        return not included or any(_matches(path, pattern) for pattern in included)

    def _is_intermediate(self, path: str) -> bool:
        """Whether Quarto made a file on the way from another to its page."""
        match = _INTERMEDIATE_FILE.fullmatch(path)
        if match is None:
            return False
        return any((self.root / f"{match['stem']}{suffix}").is_file() for suffix in _INPUT_SUFFIXES)

    def front_matter(self, text: str, path: str) -> FrontMatter:
        """The fields; `categories` count as tags, and only pages about someone show `image`."""
        del path
        matter = read_front_matter(text)
        fields = dict(matter.fields)
        if "categories" in fields:
            fields.setdefault("tags", fields["categories"])
        if "about" in fields and "image" in fields:
            fields[_ABOUT_IMAGE] = fields["image"]
        return FrontMatter(fields, matter.end, matter.problem)

    def unpublished(self, path: str, matter: FrontMatter, date: dt.date | None) -> str:
        """Drafts have no page."""
        del path, date
        return draft_reason(matter)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The path with `.html`, or the name that `output-file` gives; `index` opens its folder.

        There is none if the post's formats are no pages.
        """
        del title
        formats = _format_list(matter.fields.get("format") or self.config.get("format"))
        if formats and not any(name.endswith(PAGE_FORMATS) for name in formats):
            return self.unknown(f"Quarto renders it to {', '.join(formats)}", "add the format html")
        folder, name = posixpath.split(path)
        stem = posixpath.splitext(name)[0]
        output = text_of(matter.fields.get("output-file"))
        if output:
            stem = output.removesuffix(".html")
        return posixpath.join("/", folder, "" if stem == "index" else f"{stem}.html")

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file relative to the post; after a slash, relative to the project."""
        del syntax
        path = target_path(target)
        if path.startswith("/"):
            return (posixpath.normpath(path.lstrip("/")),)
        return (path_beside(path, post),)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Pandoc's ids; a book takes the first heading for the page's title, which has none."""
        reader = text_of(self.config.get("from")) or text_of(
            subtable(self.config, "format", "html").get("from")
        )
        if reader and re.search(r"auto_identifiers|^(?:gfm|commonmark)", reader):
            return unknown_ids(
                headings, self.unknown(f"the ids of pandoc's {reader} are not known")
            )
        ids = pandoc_ids(headings)
        if self._kind == "book" and ids and headings[0].level == 1:
            ids[0] = HeadingId(None, ids[0].text)
        return ids


def _format_list(value: object) -> list[str]:
    """The names of a post's formats, in one of the ways of writing them."""
    if isinstance(value, str):
        return [value]
    return [str(name) for name in value] if isinstance(value, (dict, list)) else []


def _listed_files(value: object) -> Iterator[str]:
    """The files in nested lists of parts and chapters."""
    if isinstance(value, str):
        yield value
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            for key in ("part", "file", "href"):
                yield from _listed_files(item.get(key))
            for key in ("chapters", "contents"):
                yield from _listed_files(item.get(key))
        else:
            yield from _listed_files(item)


def _matches(path: str, pattern: str) -> bool:
    """Whether a pattern of `render` matches a file or a folder above it."""
    bare = posixpath.normpath(pattern.strip("/"))
    if "/" not in bare and "*" in bare:  # a pattern without a folder matches in all folders
        return fnmatch.fnmatchcase(posixpath.basename(path), bare)
    parts = path.split("/")
    return any(
        fnmatch.fnmatchcase("/".join(parts[: i + 1]), bare.replace("**/", "*"))
        for i in range(len(parts))
    )


def pandoc_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """Pandoc's ids, made from the text with smart punctuation; each id is taken in turn."""
    used = UsedIds()
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        text, attributes = _split_attributes(_plain(heading))
        visible = _FOOTNOTE.sub("", _SPAN.sub(r"\1", heading.visible_text))
        visible = _FOOTNOTE_LABEL.sub("", _split_attributes(visible)[0])
        explicit = explicit_id(attributes) if attributes else None
        if explicit:
            used.add(explicit)
        ids.append(HeadingId(explicit or numbered(slugs.pandoc(text), used), visible))
    return ids


def _plain(heading: Heading) -> str:
    """The text from which pandoc makes the id: without notes, and with dashes for hyphens."""
    parts = []
    for kind, content in heading.parts:
        if kind == "text":
            parts.append(_DASHES.sub("\u2014", content.replace("...", "\u2026")))
        elif kind == "entity":
            parts.append(html.unescape(content))
        elif kind in ("code", "image", "break"):
            parts.append(content)
        elif kind == "html" and content.lower().startswith("<br"):
            parts.append(" ")
    return _FOOTNOTE.sub("", _SPAN.sub(r"\1", "".join(parts)))


def _split_attributes(text: str) -> tuple[str, str]:
    """Splits attributes at the end, such as `{#id .class}` or `{-}`, from a heading's text."""
    match = _ATTRIBUTES.search(text)
    return (text[: match.start()], match["body"] or "") if match else (text, "")
