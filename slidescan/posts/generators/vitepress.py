"""VitePress: addresses by path, images bundled or public."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.posts import slugs
from slidescan.posts.dialect import VUE
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, path_beside, target_path
from slidescan.posts.generators.script_options import ScriptOptions
from slidescan.posts.generators.vitepress_includes import vitepress_inclusions
from slidescan.posts.globs import matches_any_glob
from slidescan.posts.heading_ids import HeadingId, markdown_it_ids, unknown_ids
from slidescan.posts.headings import Heading
from slidescan.posts.inclusions import Inclusion
from slidescan.posts.scripts.modules import SCRIPT_SUFFIXES
from slidescan.posts.scripts.operators import to_string
from slidescan.posts.scripts.values import UNDEFINED, Opaque, Unevaluable, Value, call

_SPECIAL = re.compile(r"[(){}?+*:\[\]]")
"""Signs of path-to-regexp beside those of `_PARAMETER`."""

_PARAMETER = re.compile(r":(\w+)(\(\.\*\)|\*)?")


@dataclass(frozen=True)
class VitePress(Scripted):
    """The rules of a VitePress site."""

    name = "vitepress"
    dialect = VUE
    title = "VitePress"
    image_fields = (
        "hero.image", "hero.image.src", "hero.image.light", "hero.image.dark", "features.icon",
        "features.icon.src", "features.icon.light", "features.icon.dark",
    )  # fmt: skip
    config_files = tuple(
        f".vitepress/{name}.{suffix}"
        for name in ("config", "config/index")
        for suffix in ("js", "ts", "mjs", "mts", "cjs", "cts")
    )

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds `.vitepress`."""
        return (root / ".vitepress").is_dir()

    @cached_property
    def options(self) -> ScriptOptions:
        """The configuration, as far as it can be computed."""
        name = next((n for n in self.config_files if (self.root / n).is_file()), "")
        return ScriptOptions(self.root, name)

    @property
    def consulted_files(self) -> Iterable[Path]:
        """All scripts beside the configuration."""
        folder = self.root / ".vitepress"
        files = (p for f in (folder, folder / "config") if f.is_dir() for p in sorted(f.iterdir()))
        return (path for path in files if path.suffix in SCRIPT_SUFFIXES)

    @cached_property
    def configured_url(self) -> str:
        """`sitemap.hostname` and `base`."""
        base = "/" + (self.options.text("base") or "").strip("/")
        return (self.options.text("sitemap", "hostname") or "").rstrip("/") + base.rstrip("/")

    @property
    def computed_base_url(self) -> str:
        """Why `base` is not known: code decides it."""
        if not self.options.is_computable:
            return "VitePress' configuration can't be computed"
        return "VitePress' base is computed" if self.options.is_computed("base") else ""

    @property
    def language(self) -> str | None:
        """`lang`."""
        return self.options.text("lang")

    @property
    def output_folders(self) -> Sequence[str]:
        """The folder of the rendered site."""
        return (posixpath.normpath(self.options.text("outDir") or ".vitepress/dist"),)

    @cached_property
    def source(self) -> str:
        """The folder of pages with a slash at its end; empty for the site itself."""
        folder = posixpath.normpath(self.options.text("srcDir") or ".")
        return "" if folder == "." else folder + "/"

    @cached_property
    def rewrites(self) -> tuple[tuple[re.Pattern[str], str], ...] | None:
        """Patterns of paths, and the paths that replace them; None if one isn't known."""
        given = self.options.value("rewrites")
        rules = given.items() if isinstance(given, Mapping) else ()
        patterns = [
            (_rewrite_pattern(source) if isinstance(target, str) else None, target)
            for source, target in rules
        ]
        rewrites = tuple((pattern, target) for pattern, target in patterns if pattern)
        return rewrites if len(rewrites) == len(patterns) else None

    @cached_property
    def _excluded(self) -> tuple[str, ...]:
        """The patterns of `srcExclude`."""
        given = self.options.value("srcExclude")
        return tuple(p for p in given if isinstance(p, str)) if isinstance(given, list) else ()

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

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The path, rewritten by `rewrites`; not known if code makes it."""
        del matter, title
        if "[" in path:
            return self.unknown("VitePress makes pages of a file with [brackets] by code")
        for option in ("srcDir", "cleanUrls", "rewrites"):
            if self.options.is_computed(option) and not callable(self.options.value(option)):
                return self.unknown(f"VitePress' option {option} is computed")
        rewritten = self._rewrite(path[len(self.source) :])
        if rewritten is None:
            return self.unknown("VitePress' rewrites can't be computed")
        stem = posixpath.splitext(rewritten)[0]
        if posixpath.basename(stem) == "index":
            folder = posixpath.dirname(stem)
            return f"/{folder}/" if folder else "/"
        return f"/{stem}" if self.options.flag("cleanUrls") else f"/{stem}.html"

    def _rewrite(self, path: str) -> str | None:
        """The path that a rewrite gives; None if it can't be computed."""
        given = self.options.value("rewrites")
        if callable(given):
            try:
                rewritten = call(given, path)
            except Unevaluable:
                return None
            return rewritten if isinstance(rewritten, str) else None
        if self.rewrites is None:
            return None
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
        """VitePress's ids; those of a function of the site are computed with it."""
        given = self.options.value("markdown", "anchor", "slugify")
        if given is UNDEFINED:
            return vitepress_ids(headings)
        try:
            return vitepress_ids(headings, lambda text: to_string(strictly(given, text)))
        except Unevaluable:
            reason = self.unknown("VitePress' option markdown.anchor.slugify can't be computed")
            return unknown_ids(headings, reason)


def strictly(function: Value, text: str) -> Value:
    """Calls a function of the configuration.

    Raises:
        Unevaluable: Its result can't be computed.
    """
    result = call(function, text)
    if isinstance(result, Opaque):
        raise Unevaluable(result.name)
    return result


def _rewrite_pattern(source: str) -> re.Pattern[str] | None:
    """The pattern of a path with parameters: `:name` in one folder, `:name*` across folders.

    None for other signs of the package path-to-regexp.
    """
    parts, at = [], 0
    for parameter in _PARAMETER.finditer(source):
        parts.append(source[at : parameter.start()])
        parts.append(f"(?P<{parameter[1]}>{'.*' if parameter[2] else '[^/]+'})")
        at = parameter.end()
    parts.append(source[at:])
    if any(_SPECIAL.search(literal) for literal in parts[::2]):
        return None
    return re.compile("".join(re.escape(p) if i % 2 == 0 else p for i, p in enumerate(parts)))


def _fill_parameters(target: str, values: Mapping[str, str]) -> str:
    return re.sub(r":(\w+)\*?", lambda m: values.get(m[1], m.group()), target)


def vitepress_ids(
    headings: Sequence[Heading], slug: Callable[[str], str] = slugs.mdit_vue
) -> list[HeadingId]:
    """VitePress's ids (markdown-it-anchor with @mdit-vue's slugs, markdown-it-attrs)."""
    return markdown_it_ids(headings, slug, attributes=True, entities=True, emoji=True)
