"""Docusaurus: documents, blog and pages in MDX, images bundled or static."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urljoin

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.posts.dialect import MDX
from slidescan.posts.field_values import text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, draft_reason, path_beside, target_path
from slidescan.posts.generators.docusaurus_config import Content, read_contents
from slidescan.posts.generators.script_options import ScriptOptions
from slidescan.posts.heading_ids import HeadingId, github_slugger, html_heading_id
from slidescan.posts.headings import Heading
from slidescan.posts.scripts.modules import SCRIPT_SUFFIXES

_DATED_PATH = re.compile(
    r"^(?P<folder>.*)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*?)(?:/index)?\.mdx?$"
)
_DATE_OR_VERSION = re.compile(r"^\d+[-_.]\d+")
_NUMBER_PREFIX = re.compile(r"^\d+\s*[-_.]+\s*(?P<suffix>[^-_.\s].*)$")
_CLASSIC_ID = re.compile(r"\s*\{#(?P<id>(?:(?!\{#|\}).)+)\}$")
_COMMENT_ID = re.compile(r"\s*(?:\{/\*|<!--)\s*#(?P<id>\S+?)(?=\s|\*/|-->)[^*]*?(?:\*/\}|-->)\s*$")
_DIRECTIVE = re.compile(r"(?<!:):[A-Za-z](?:[\w-]*[A-Za-z0-9])?(?![\w:-])")
"""What remark-directive removes from a text: the `:Invent` of "re:Invent"."""


@dataclass(frozen=True)
class Docusaurus(Scripted):
    """The rules of a Docusaurus site."""

    name = "docusaurus"
    title = "Docusaurus"
    config_files = tuple(
        f"docusaurus.config.{suffix}" for suffix in ("js", "ts", "mjs", "mts", "cjs", "cts")
    )
    dialect = MDX

    @cached_property
    def options(self) -> ScriptOptions:
        """The configuration, as far as it can be computed."""
        name = next((n for n in self.config_files if (self.root / n).is_file()), "")
        return ScriptOptions(self.root, name)

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The scripts and JSON files beside the configuration."""
        return (path for path in sorted(self.root.iterdir()) if path.suffix in SCRIPT_SUFFIXES)

    @cached_property
    def configured_url(self) -> str:
        """`url` and `baseUrl`."""
        base = "/" + (self.options.text("baseUrl") or "").strip("/")
        return (self.options.text("url") or "").rstrip("/") + base.rstrip("/")

    @property
    def computed_base_url(self) -> str:
        """Why `baseUrl` is not known: code decides it."""
        if not self.options.is_computable:
            return "Docusaurus' configuration can't be computed"
        return "Docusaurus' baseUrl is computed" if self.options.is_computed("baseUrl") else ""

    @property
    def language(self) -> str | None:
        """The default locale."""
        return self.options.text("i18n", "defaultLocale")

    @property
    def output_folders(self) -> Sequence[str]:
        """The folders of the rendered site and of its cache."""
        return ("build", ".docusaurus")

    @cached_property
    def static_folders(self) -> tuple[str, ...]:
        """Folders of files that are published unchanged."""
        given = self.options.value("staticDirectories")
        folders = [f for f in given if isinstance(f, str)] if isinstance(given, list) else []
        return tuple(posixpath.normpath(folder) for folder in folders) or ("static",)

    @cached_property
    def contents(self) -> tuple[Content, ...]:
        """The published folders, the longest path first."""
        return read_contents(self.root, self.options)

    def _content(self, path: str) -> Content | None:
        return next((c for c in self.contents if path.startswith(c.folder + "/")), None)

    def is_post(self, path: str) -> bool:
        """Whether a file is in a published folder; `_` before a name excludes it."""
        content = self._content(path)
        if content is None or not path.endswith((".md", ".mdx")):
            return False
        return not any(part.startswith("_") for part in path[len(content.folder) + 1 :].split("/"))

    def unpublished(self, path: str, matter: FrontMatter, date: dt.date | None) -> str:
        """Drafts have no page."""
        del path, date
        return draft_reason(matter)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The `slug`, else the path without the numbers that order files.

        It is not known if code decides an option on which addresses depend.
        """
        del title
        content = self._content(path) or Content("pages", "", "")
        computed = content.computed or next(
            (n for n in ("trailingSlash", "presets") if self.options.is_computed(n)), ""
        )
        if computed or callable(self.options.value("markdown", "parseFrontMatter")):
            option = computed or "markdown.parseFrontMatter"
            return self.unknown(f"Docusaurus' option {option} is computed")
        below = path[len(content.folder) :].lstrip("/")
        slug = text_of(matter.fields.get("slug"))
        if content.kind == "blog":
            address = slug or self._blog_url(below)
        elif content.kind == "pages":
            address = slug or re.sub(r"(?:^|/)index$", "/", posixpath.splitext(below)[0])
        else:
            address = self._doc_url(below, slug, text_of(matter.fields.get("id")))
        url = re.sub(r"/{2,}", "/", f"/{content.route}/{address}")
        trailing = self.options.flag("trailingSlash")
        if trailing is True and not url.endswith("/"):
            return url + "/"
        if trailing is False or (content.kind == "pages" and url != "/"):
            return url.rstrip("/") or "/"
        return url

    @staticmethod
    def _blog_url(below: str) -> str:
        dated = _DATED_PATH.match(below)
        if dated:
            return f"/{dated['date'].replace('-', '/')}/{dated['folder']}{dated['text']}"
        return "/" + re.sub(r"(?:/index)?\.mdx?$", "", below)

    @staticmethod
    def _doc_url(below: str, slug: str | None, doc_id: str | None) -> str:
        folder, name = posixpath.split(below)
        stem = posixpath.splitext(name)[0]
        above = "/".join(_without_number(part) for part in folder.split("/")) if folder else ""
        above = f"/{above}/" if above else "/"
        if slug and slug.startswith("/"):
            return slug
        is_index = stem.lower() in ("index", "readme", posixpath.basename(folder).lower() or "\0")
        if not slug and is_index:
            return above
        return urljoin(above, slug or doc_id or _without_number(stem))

    def image_urls(self, path: str) -> Sequence[str]:
        """In a static folder, the path; Docusaurus bundles other images without an address."""
        for folder in self.static_folders:
            if path.startswith(folder + "/"):
                return (path[len(folder) :],)
        return ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """In Markdown and JSX: the file relative to the post, `@site/…`, or a static file."""
        if syntax not in ("markdown", "jsx"):
            return ()
        path = target_path(target.removeprefix("pathname://"))
        if path.startswith("@site/"):
            return (posixpath.normpath(path[6:]),)
        if path.startswith("/") or (syntax == "jsx" and not path.startswith(".")):
            return tuple(posixpath.join(folder, path.lstrip("/")) for folder in self.static_folders)
        return (path_beside(path, post),)

    def embed_files(self, target: str, post: str) -> Sequence[str]:
        """An imported file: relative to the post, or below the site after `@site/`."""
        if target.startswith("@site/"):
            return (posixpath.normpath(target[6:]),)
        return (path_beside(target, post),) if target.startswith(".") else ()

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Docusaurus's ids."""
        keep = self.options.flag("markdown", "anchors", "maintainCase") is True
        return docusaurus_ids(headings, maintain_case=keep)


def docusaurus_ids(headings: Sequence[Heading], *, maintain_case: bool = False) -> list[HeadingId]:
    """Docusaurus's ids, github-slugger's; headings of the first level have none."""
    counts: dict[str, int] = {}
    used: set[str] = set()
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        text = heading.text("text", "code", "image", "break")
        visible = heading.visible_text
        comment = _COMMENT_ID.search(heading.raw)
        classic = _CLASSIC_ID.search(text)
        if comment:
            heading_id, visible = comment["id"], _COMMENT_ID.sub("", visible)
        elif classic:
            heading_id, visible = classic["id"].strip(), _CLASSIC_ID.sub("", visible)
        else:
            text = _DIRECTIVE.sub("", text)
            heading_id = github_slugger(text, counts, used, maintain_case=maintain_case)
        ids.append(HeadingId(heading_id if heading.level > 1 else None, visible))
    return ids


def _without_number(name: str) -> str:
    """A name without the number that orders it; dates and versions stay."""
    if _DATE_OR_VERSION.match(name):
        return name
    numbered = _NUMBER_PREFIX.match(name)
    return numbered["suffix"] if numbered else name
