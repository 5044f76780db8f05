"""VitePress: pages by their place, images bundled or public."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from slidescan.core.records import Syntax
from slidescan.posts import slugs
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, beside
from slidescan.posts.heading_ids import HeadingId, markdown_it_ids
from slidescan.posts.headings import Heading

MARKS = tuple(f".vitepress/config.{suffix}" for suffix in ("js", "ts", "mjs", "mts", "cjs", "cts"))


def recognise(root: Path) -> bool:
    """Whether a folder is the root of a VitePress site."""
    return (root / ".vitepress").is_dir()


@dataclass(frozen=True)
class VitePress(Scripted):
    """A VitePress site's rules."""

    name = "vitepress"
    config_files = MARKS

    @property
    def configured_url(self) -> str:
        """`sitemap.hostname` and `base`."""
        base = "/" + (self.script.string("base") or "").strip("/")
        return (self.script.string("hostname") or "").rstrip("/") + base.rstrip("/")

    @property
    def language(self) -> str | None:
        """`lang`."""
        return self.script.string("lang")

    @cached_property
    def source(self) -> str:
        """The folder of pages, with a slash behind it; empty for the site itself."""
        folder = posixpath.normpath(self.script.string("srcDir") or ".")
        return "" if folder == "." else folder + "/"

    @cached_property
    def rewrites(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Other places of pages, by patterns with `:names`."""
        own = self.script.block("rewrites")
        found = []
        for pattern, place in re.findall(
            r"[\"'`]([^\"'`]+)[\"'`]\s*:\s*[\"'`]([^\"'`]+)[\"'`]", own.text if own else ""
        ):
            source = re.sub(
                r":(\w+)(\(\.\*\)|\*)?",
                lambda m: f"\0{m[1]}\0{'.*' if m[2] else '[^/]+'}\0",
                pattern,
            )
            wanted = re.sub("\0(\\w+)\0(.*?)\0", lambda m: f"(?P<{m[1]}>{m[2]})", _literal(source))
            found.append((re.compile(wanted), place))
        return tuple(found)

    def is_post(self, path: str) -> bool:
        """Pages in the source folder."""
        public = path.startswith(f"{self.source}public/")
        return path.startswith(self.source) and path.endswith(".md") and not public

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """By its place, or where it is rewritten to."""
        del matter, title
        below = path[len(self.source) :]
        for pattern, place in self.rewrites:
            found = pattern.fullmatch(below)
            if found:
                names = found.groupdict()
                below = re.sub(r":(\w+)\*?", lambda m, n=names: n.get(m[1], m.group()), place)  # type: ignore[misc]
                break
        place = posixpath.splitext(below)[0]
        if posixpath.basename(place) == "index":
            folder = posixpath.dirname(place)
            return f"/{folder}/" if folder else "/"
        return f"/{place}" if self.script.flag("cleanUrls") else f"/{place}.html"

    def image_urls(self, path: str) -> Sequence[str]:
        """The public folder as it is; everything else is bundled."""
        public = f"{self.source}public/"
        return (path[len(public) - 1 :],) if path.startswith(public) else ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """Relative to the page; in HTML only where they begin with a dot."""
        path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
        if path.startswith("/"):
            return (f"{self.source}public{path}", f"{self.source}{path.lstrip('/')}")
        if path.startswith(("@/", "~/")):
            return (self.source + path[2:],)
        if syntax in ("html", "srcset") and not path.startswith("."):
            return ()
        return (beside(path, post),)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Those of its Markdown plugins."""
        return vitepress_ids(headings)


def _literal(pattern: str) -> str:
    """A pattern in which only what stands between null characters is one already."""
    parts = re.split("(\0\\w+\0.*?\0)", pattern)
    return "".join(part if part.startswith("\0") else re.escape(part) for part in parts)


def vitepress_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """VitePress's ids (markdown-it-anchor with @mdit-vue's slugs, markdown-it-attrs)."""
    return markdown_it_ids(headings, slugs.mdit_vue, attributes=True, entities=True, emoji=True)
