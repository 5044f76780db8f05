"""docsify: pages rendered in the browser, addressed behind a hash."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from slidescan.core.records import Syntax
from slidescan.posts import slugs
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, beside
from slidescan.posts.heading_ids import HeadingId, counted, html_heading_id
from slidescan.posts.headings import Heading

MARKS = ("index.html",)


def recognise(root: Path) -> bool:
    """Whether a folder's `index.html` starts docsify."""
    try:
        with (root / "index.html").open(encoding="utf-8") as file:
            text = file.read(64 * 1024)
    except (OSError, UnicodeDecodeError):
        return False
    return "docsify" in text


@dataclass(frozen=True)
class Docsify(Scripted):
    """A docsify site's rules."""

    name = "docsify"
    config_files = MARKS

    @property
    def _home(self) -> str:
        return self.script.string("homepage") or "README.md"

    def is_post(self, path: str) -> bool:
        """All pages; the sidebar, the bars and the cover are none."""
        return path.endswith(".md") and not posixpath.basename(path).startswith("_")

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """Behind the hash, unless the router keeps a history."""
        del matter, title
        folder, name = posixpath.split(path)
        place = f"/{folder}/" if folder else "/"
        if name != "README.md" and path != self._home:
            place += posixpath.splitext(name)[0]
        history = self.script.string("routerMode") == "history"
        return place if history else f"/#{place}"

    def section_url(self, url: str, anchor: str) -> str:
        """Sections are asked for by a query."""
        return f"{url}?id={anchor}"

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """In Markdown relative to the page's file, slash or not; in HTML from the site's root."""
        path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
        root = posixpath.normpath(path.lstrip("/"))
        if syntax in ("markdown", "reference"):
            return (beside(path.lstrip("/"), post), root)
        return (root,)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Docsify's."""
        return docsify_ids(headings)


_CONFIG = re.compile(r"(?:^|\s):(?P<key>[\w-]+)(?![\w:-])(?:=(?P<value>[\w%-]+))?")
_IGNORED = re.compile(r"\s*\{docsify-ignore(?:-all)?\}")


def docsify_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """Docsify's ids: of the rendered HTML, without the heading's options."""
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
        options = {option["key"]: option["value"] for option in _CONFIG.finditer(text)}
        base = slugs.docsify(options.get("id") or _without_options(text))
        visible = _without_options(heading.visible_text).strip()
        ids.append(HeadingId(counted(base, counts) or None, visible))
    return ids


def _without_options(text: str) -> str:
    return _IGNORED.sub("", _CONFIG.sub("", text))
