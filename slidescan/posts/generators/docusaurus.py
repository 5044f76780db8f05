"""Docusaurus: documents, blog and pages, MDX, images bundled or static."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin

from slidescan.core.records import Syntax
from slidescan.posts.dialect import MDX
from slidescan.posts.field_values import text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, beside
from slidescan.posts.heading_ids import HeadingId, github_slugger, html_heading_id
from slidescan.posts.headings import Heading
from slidescan.posts.script_config import ScriptConfig

MARKS = tuple(f"docusaurus.config.{suffix}" for suffix in ("js", "ts", "mjs", "mts", "cjs", "cts"))


def recognise(root: Path) -> bool:
    """Whether a folder is the root of a Docusaurus site."""
    return any((root / mark).is_file() for mark in MARKS)


class Part(NamedTuple):
    """Documents, blog posts or pages: their folder, and the address below which they are."""

    kind: str
    folder: str
    route: str


_DATED = re.compile(
    r"^(?P<folder>.*)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*?)(?:/index)?\.mdx?$"
)
_IGNORED_NUMBER = re.compile(r"^\d+[-_.]\d+")
_NUMBER = re.compile(r"^\d+\s*[-_.]+\s*(?P<suffix>[^-_.\s].*)$")


@dataclass(frozen=True)
class Docusaurus(Scripted):
    """A Docusaurus site's rules."""

    name = "docusaurus"
    config_files = MARKS
    dialect = MDX

    @property
    def configured_url(self) -> str:
        """`url` and `baseUrl`."""
        base = "/" + (self.script.string("baseUrl") or "").strip("/")
        return (self.script.string("url") or "").rstrip("/") + base.rstrip("/")

    @property
    def language(self) -> str | None:
        """The default locale."""
        return self.script.string("defaultLocale")

    @property
    def output_folders(self) -> Sequence[str]:
        """Where the site is written."""
        return ("build", ".docusaurus")

    @cached_property
    def statics(self) -> tuple[str, ...]:
        """Folders that are published as they are."""
        found = re.search(r"staticDirectories\s*:\s*\[([^\]]*)\]", self.script.text)
        named = re.findall(r"[\"'`]([^\"'`]+)[\"'`]", found[1]) if found else []
        return tuple(posixpath.normpath(folder) for folder in named) or ("static",)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What is published, those with the longest folder first."""
        found: list[Part] = []
        for kind, folder in (("docs", "docs"), ("blog", "blog"), ("pages", "src/pages")):
            if self.script.flag(kind) is False:
                continue
            own = self.script.block(kind)
            place = (own.string("path") if own else None) or folder
            route = own.string("routeBasePath") if own else None
            default = "" if kind == "pages" else kind
            found.append(Part(kind, posixpath.normpath(place), default if route is None else route))
        for plugin in re.finditer(r"plugin-content-(docs|blog|pages)[\"'`]\s*,", self.script.text):
            own = ScriptConfig(self.script.text[plugin.end() :]).block("")
            named = own.string("path") if own else None
            if own and named:
                route = own.string("routeBasePath")
                default = "" if plugin[1] == "pages" else plugin[1]
                found.append(
                    Part(plugin[1], posixpath.normpath(named), default if route is None else route)
                )
        found += self._versions(found[0].route if found and found[0].kind == "docs" else "docs")
        return tuple(sorted(set(found), key=lambda part: -len(part.folder)))

    def _versions(self, route: str) -> list[Part]:
        try:
            names = json.loads((self.root / "versions.json").read_text("utf-8"))
        except (OSError, ValueError):
            return []
        names = [str(name) for name in names] if isinstance(names, list) else []
        last = self.script.string("lastVersion") or (names[0] if names else None)
        return [
            Part(
                "docs",
                f"versioned_docs/version-{name}",
                route if name == last else posixpath.join(route, name),
            )
            for name in names
        ]

    def _part(self, path: str) -> Part | None:
        return next((p for p in self.parts if path.startswith(p.folder + "/")), None)

    def is_post(self, path: str) -> bool:
        """What stands in a published folder; names that start with `_` are parts of others."""
        part = self._part(path)
        if part is None or not path.endswith((".md", ".mdx")):
            return False
        return not any(p.startswith("_") for p in path[len(part.folder) + 1 :].split("/"))

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """By `slug`, else by its place; numbers before names are left out."""
        del title
        part = self._part(path) or Part("pages", "", "")
        below = path[len(part.folder) :].lstrip("/")
        slug = text_of(matter.fields.get("slug"))
        if part.kind == "blog":
            address = slug or self._blog(below)
        elif part.kind == "pages":
            address = slug or re.sub(r"(?:^|/)index$", "/", posixpath.splitext(below)[0])
        else:
            address = self._doc(below, slug, text_of(matter.fields.get("id")))
        route = part.route
        if part.kind == "docs" and (self.root / "versions.json").is_file():
            current = not part.folder.startswith("versioned_docs/")
            if current and self.script.string("lastVersion") != "current":
                route = posixpath.join(route, "next")
        url = re.sub(r"/{2,}", "/", f"/{route}/{address}")
        trailing = self.script.flag("trailingSlash")
        if trailing is True and not url.endswith("/"):
            return url + "/"
        if trailing is False or (part.kind == "pages" and url != "/"):
            return url.rstrip("/") or "/"
        return url

    @staticmethod
    def _blog(below: str) -> str:
        dated = _DATED.match(below)
        if dated:
            return f"/{dated['date'].replace('-', '/')}/{dated['folder']}{dated['text']}"
        return "/" + re.sub(r"(?:/index)?\.mdx?$", "", below)

    @staticmethod
    def _doc(below: str, slug: str | None, identity: str | None) -> str:
        folder, name = posixpath.split(below)
        stem = posixpath.splitext(name)[0]
        above = "/".join(_without_number(part) for part in folder.split("/")) if folder else ""
        above = f"/{above}/" if above else "/"
        if slug and slug.startswith("/"):
            return slug
        names = ("index", "readme", posixpath.basename(folder).lower() or "\0")
        if not slug and stem.lower() in names:
            return above
        return urljoin(above, slug or identity or _without_number(stem))

    def image_urls(self, path: str) -> Sequence[str]:
        """Static folders as they are; everything else is bundled, without a lasting address."""
        for folder in self.statics:
            if path.startswith(folder + "/"):
                return (path[len(folder) :],)
        return ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """In Markdown and in modules: relative to the file, `@site/…`, or static."""
        if syntax not in ("markdown", "jsx"):
            return ()
        path = unquote(re.split(r"[?#]", target.removeprefix("pathname://"), maxsplit=1)[0])
        if path.startswith("@site/"):
            return (posixpath.normpath(path[6:]),)
        if path.startswith("/") or (syntax == "jsx" and not path.startswith(".")):
            return tuple(posixpath.join(folder, path.lstrip("/")) for folder in self.statics)
        return (beside(path, post),)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """github-slugger's; the title of the page has none."""
        keep = self.script.flag("maintainCase") is True
        return docusaurus_ids(headings, maintain_case=keep)


_CLASSIC_ID = re.compile(r"\s*\{#(?P<id>(?:(?!\{#|\}).)+)\}$")
_COMMENT_ID = re.compile(r"\s*(?:\{/\*|<!--)\s*#(?P<id>\S+?)(?=\s|\*/|-->)[^*]*?(?:\*/\}|-->)\s*$")
_DIRECTIVE = re.compile(r"(?<!:):[A-Za-z](?:[\w-]*[A-Za-z0-9])?(?![\w:-])")
"""What remark-directive removes from a text: the `:Invent` of "re:Invent"."""


def docusaurus_ids(headings: Sequence[Heading], *, maintain_case: bool = False) -> list[HeadingId]:
    """Docusaurus's ids; headings of the first level have none."""
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
    if _IGNORED_NUMBER.match(name):
        return name
    found = _NUMBER.match(name)
    return found["suffix"] if found else name
