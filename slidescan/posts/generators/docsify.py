"""docsify: pages rendered in the browser, addressed after a hash."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.core.regular_files import open_text
from slidescan.posts import slugs
from slidescan.posts.dialect import Dialect
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, path_beside, target_path
from slidescan.posts.heading_ids import HeadingId, counted, html_heading_id
from slidescan.posts.headings import Heading
from slidescan.posts.inclusions import Inclusion

MAX_INDEX_CHARS = 64 * 1024
"""`index.html` is searched for docsify up to here."""

_HEADING_OPTION = re.compile(r"(?:^|\s):(?P<key>[\w-]+)(?![\w:-])(?:=(?P<value>[\w%-]+))?")
_INCLUDE = re.compile(
    r"(?<!!)\[[^\[\]\r\n]*\]\((?P<target>[^\s()]+)\s+(?P<quote>[\"'])(?P<options>[^\"'\r\n]*:include"
    r"[^\"'\r\n]*)(?P=quote)\s*\)"
)
_IGNORE_OPTION = re.compile(r"\s*\{docsify-ignore(?:-all)?\}")

_NEWER_DOCSIFY = re.compile(r"docsify@(?:v?[5-9]|\d{2})")


@dataclass(frozen=True)
class Docsify(Scripted):
    """The rules of a docsify site."""

    name = "docsify"
    title = "docsify"
    config_files = ("index.html",)

    @cached_property
    def dialect(self) -> Dialect:  # type: ignore[override]
        """The Markdown of marked 1, or of a later one since docsify 5."""
        return Dialect(spaces_end_html=_NEWER_DOCSIFY.search(self.script.text) is not None)

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder's `index.html` starts docsify."""
        try:
            with open_text(root / "index.html", encoding="utf-8") as file:
                return "docsify" in file.read(MAX_INDEX_CHARS)
        except (OSError, UnicodeDecodeError):
            return False

    @property
    def _base(self) -> str:
        """`basePath` with a slash at its end; empty for the site itself."""
        path = (self.script.string("basePath") or "").strip("./")
        return f"{path}/" if path else ""

    @property
    def _home(self) -> str:
        return self.script.string("homepage") or "README.md"

    def is_post(self, path: str) -> bool:
        """Whether a file is a page, not the sidebar, a bar or the cover."""
        return path.endswith(".md") and not posixpath.basename(path).startswith("_")

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The path after a hash, or without one if `routerMode` is `history`."""
        del matter, title
        if "://" in self._base or not path.startswith(self._base):
            return self.unknown(f"docsify reads its pages below {self._base}")
        path = path[len(self._base) :]
        folder, name = posixpath.split(path)
        url = f"/{folder}/" if folder else "/"
        if name != "README.md" and path != self._home:
            url += posixpath.splitext(name)[0]
        return url if self.script.string("routerMode") == "history" else f"/#{url}"

    def section_url(self, url: str, anchor: str) -> str:
        """The address of a section, as a query."""
        return f"{url}?id={anchor}"

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file from the site's root; in Markdown, first the file relative to the page."""
        path = target_path(target)
        from_root = posixpath.normpath(path.lstrip("/"))
        if syntax in ("markdown", "reference"):
            return (path_beside(path.lstrip("/"), post), from_root)
        return (from_root,)

    def inclusions(self, text: str, path: str, page: str) -> Sequence[Inclusion]:
        """Links `[label](file.md ':include')`; their paths count from the page."""
        del path
        inclusions = []
        for link in _INCLUDE.finditer(text) if ":include" in text else ():
            target = target_path(link["target"])
            file = target.lstrip("/") if target.startswith("/") else path_beside(target, page)
            if target.endswith(".md") and ":type" not in link["options"]:
                inclusions.append(Inclusion(*link.span(), (posixpath.normpath(file),)))
        return inclusions

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Docsify's ids."""
        return docsify_ids(headings)


def docsify_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """Docsify's ids, of the rendered HTML without the heading's options."""
    counts: dict[str, int] = {}
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        text = "".join(
            content if kind == "entity" else html.escape(content).replace("&#x27;", "&#39;")
            for kind, content in heading.parts
            if kind in ("text", "entity", "code", "break")
        )
        options = {option["key"]: option["value"] for option in _HEADING_OPTION.finditer(text)}
        base = slugs.docsify(options.get("id") or _without_options(text))
        visible = _without_options(heading.visible_text).strip()
        ids.append(HeadingId(counted(base, counts) or None, visible))
    return ids


def _without_options(text: str) -> str:
    return _IGNORE_OPTION.sub("", _HEADING_OPTION.sub("", text))
