"""VitePress: addresses by path, images bundled or public."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from slidescan.core.records import Syntax
from slidescan.posts import slugs
from slidescan.posts.dialect import VUE
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, path_beside, target_path
from slidescan.posts.generators.globs import matches_any_glob
from slidescan.posts.generators.vitepress_includes import vitepress_inclusions
from slidescan.posts.heading_ids import HeadingId, markdown_it_ids
from slidescan.posts.headings import Heading
from slidescan.posts.inclusions import Inclusion

_REWRITE = re.compile(r"[\"'`]([^\"'`]+)[\"'`]\s*:\s*[\"'`]([^\"'`]+)[\"'`]")
_PARAMETER = re.compile(r":(\w+)(\(\.\*\)|\*)?")


@dataclass(frozen=True)
class VitePress(Scripted):
    """The rules of a VitePress site."""

    name = "vitepress"
    dialect = VUE
    title = "VitePress"
    config_files = tuple(
        f".vitepress/config.{suffix}" for suffix in ("js", "ts", "mjs", "mts", "cjs", "cts")
    )

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds `.vitepress`."""
        return (root / ".vitepress").is_dir()

    @property
    def configured_url(self) -> str:
        """`sitemap.hostname` and `base`."""
        base = "/" + (self.script.string("base") or "").strip("/")
        return (self.script.string("hostname") or "").rstrip("/") + base.rstrip("/")

    @property
    def language(self) -> str | None:
        """`lang`."""
        return self.script.string("lang")

    @property
    def output_folders(self) -> Sequence[str]:
        """The folder of the rendered site."""
        return (posixpath.normpath(self.script.string("outDir") or ".vitepress/dist"),)

    @cached_property
    def source(self) -> str:
        """The folder of pages with a slash at its end; empty for the site itself."""
        folder = posixpath.normpath(self.script.string("srcDir") or ".")
        return "" if folder == "." else folder + "/"

    @cached_property
    def rewrites(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Patterns of paths, and the paths that replace them, with `:name` parameters."""
        block = self.script.block("rewrites")
        return tuple(
            (_rewrite_pattern(source), target)
            for source, target in _REWRITE.findall(block.text if block else "")
        )

    @cached_property
    def _excluded(self) -> tuple[str, ...]:
        """The patterns of `srcExclude`."""
        return tuple(self.script.strings("srcExclude"))

    def is_post(self, path: str) -> bool:
        """Whether a file is a page in the source folder that `srcExclude` doesn't leave out."""
        public = path.startswith(f"{self.source}public/")
        if not path.startswith(self.source) or not path.endswith(".md") or public:
            return False
        return not matches_any_glob(path[len(self.source) :], self._excluded)

    def inclusions(self, text: str, path: str, page: str) -> Sequence[Inclusion]:
        """Comments `<!--@include: file.md-->`."""
        del page
        return vitepress_inclusions(text, path, self.source)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The path, rewritten if a pattern of `rewrites` matches."""
        del matter, title
        stem = posixpath.splitext(self._rewrite(path[len(self.source) :]))[0]
        if posixpath.basename(stem) == "index":
            folder = posixpath.dirname(stem)
            return f"/{folder}/" if folder else "/"
        return f"/{stem}" if self.script.flag("cleanUrls") else f"/{stem}.html"

    def _rewrite(self, path: str) -> str:
        for pattern, target in self.rewrites:
            match = pattern.fullmatch(path)
            if match:
                return _fill_parameters(target, match.groupdict())
        return path

    def image_urls(self, path: str) -> Sequence[str]:
        """In the public folder, the path; VitePress bundles other images without an address."""
        public = f"{self.source}public/"
        return (path[len(public) - 1 :],) if path.startswith(public) else ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file relative to the page; in HTML only for addresses that begin with a dot."""
        path = target_path(target)
        if path.startswith("/"):
            return (f"{self.source}public{path}", f"{self.source}{path.lstrip('/')}")
        if path.startswith(("@/", "~/")):
            return (self.source + path[2:],)
        if syntax in ("html", "srcset") and not path.startswith("."):
            return ()
        return (path_beside(path, post),)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """VitePress's ids."""
        return vitepress_ids(headings)


def _rewrite_pattern(source: str) -> re.Pattern[str]:
    """The pattern of a path with parameters: `:name` in one folder, `:name*` across folders."""
    parts, at = [], 0
    for parameter in _PARAMETER.finditer(source):
        parts.append(re.escape(source[at : parameter.start()]))
        parts.append(f"(?P<{parameter[1]}>{'.*' if parameter[2] else '[^/]+'})")
        at = parameter.end()
    return re.compile("".join((*parts, re.escape(source[at:]))))


def _fill_parameters(target: str, values: Mapping[str, str]) -> str:
    return re.sub(r":(\w+)\*?", lambda m: values.get(m[1], m.group()), target)


def vitepress_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """VitePress's ids (markdown-it-anchor with @mdit-vue's slugs, markdown-it-attrs)."""
    return markdown_it_ids(headings, slugs.mdit_vue, attributes=True, entities=True, emoji=True)
