"""Astro: pages by their path, collections by the page that renders them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from slidescan.core.records import Syntax
from slidescan.posts import slugs
from slidescan.posts.config_files import find_config
from slidescan.posts.dialect import MDX, Dialect
from slidescan.posts.field_values import text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, path_beside, target_path
from slidescan.posts.heading_ids import HeadingId, github_slugger, html_heading_id
from slidescan.posts.headings import Heading
from slidescan.posts.script_config import ScriptConfig

CONTENT_CONFIGS = tuple(
    f"{name}.{suffix}" for name in ("content.config", "content/config")
    for suffix in ("ts", "js", "mjs", "mts")
)  # fmt: skip
"""Files below the source folder that define collections."""

_COLLECTION = re.compile(r"getCollection\(\s*[\"'`](\w[\w-]*)[\"'`]")
_DEFINITION = re.compile(
    r"(?P<name>\w+)\s*[=:]\s*defineCollection\(\s*\{\s*loader\s*:\s*glob\(\s*\{(?P<options>[^}]*(?:\{[^}]*\}[^}]*)*)\}"
)
_VARIABLE_BY_COLLECTION = re.compile(r"[\"']?(\w[\w-]*)[\"']?\s*:\s*(\w+)\b")
_DASH = re.compile(r"(?<!-)--(?!-)")


@dataclass(frozen=True)
class Astro(Scripted):
    """The rules of an Astro site."""

    name = "astro"
    title = "Astro"
    config_files = tuple(f"astro.config.{suffix}" for suffix in ("mjs", "ts", "js", "mts", "cjs"))
    image_fields = (
        "heroimage", "image", "image.src", "image.url", "cover", "cover.src", "thumbnail",
        "hero.image",
    )  # fmt: skip
    dialect = Dialect(removed=MDX.removed, hints=MDX.hints, jsx=True)

    @property
    def configured_url(self) -> str:
        """`site` and `base`."""
        base = "/" + (self.script.string("base") or "").strip("/")
        return (self.script.string("site") or "").rstrip("/") + base.rstrip("/")

    @cached_property
    def source(self) -> str:
        """The folder of sources."""
        return posixpath.normpath(self.script.string("srcDir") or "src")

    @cached_property
    def public(self) -> str:
        """The folder of files that are published unchanged."""
        return posixpath.normpath(self.script.string("publicDir") or "public")

    @property
    def output_folders(self) -> Sequence[str]:
        """The folders of the rendered site and of generated types."""
        return (posixpath.normpath(self.script.string("outDir") or "dist"), ".astro")

    @cached_property
    def folders(self) -> Mapping[str, str]:
        """The folder of each collection."""
        folders: dict[str, str] = {}
        content = self.root / self.source / "content"
        if content.is_dir():
            for path in sorted(content.iterdir()):
                if path.is_dir():
                    folders[path.name] = f"{self.source}/content/{path.name}"
        config = find_config(self.root / self.source, CONTENT_CONFIGS)
        if config is not None:
            text = ScriptConfig(config.text).text
            exports = text[text.rfind("collections") :]
            variables = dict(_VARIABLE_BY_COLLECTION.findall(exports))
            for definition in _DEFINITION.finditer(text):
                variable = definition["name"]
                base = ScriptConfig(definition["options"]).string("base")
                if base:
                    collections = [name for name, v in variables.items() if v == variable]
                    folders |= dict.fromkeys(collections or [variable], posixpath.normpath(base))
        return folders

    @cached_property
    def routes(self) -> Mapping[str, str]:
        """The address below which a page renders each collection."""
        routes: dict[str, str] = {}
        pages = self.root / self.source / "pages"
        for path in sorted(pages.rglob("*.astro")) if pages.is_dir() else ():
            if "[" not in path.name:
                continue
            try:
                text = path.read_text("utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            folder = path.parent.relative_to(pages).as_posix()
            if "[" in folder or "getStaticPaths" not in text:
                continue
            for name in _COLLECTION.findall(text):
                routes.setdefault(name, "" if folder == "." else folder)
        return routes

    def _collection(self, path: str) -> str | None:
        matches = [name for name, f in self.folders.items() if path.startswith(f + "/")]
        return max(matches, key=lambda name: len(self.folders[name]), default=None)

    def is_post(self, path: str) -> bool:
        """Whether a file is a page or a collection's entry; `_` before a name excludes it."""
        if path.startswith(f"{self.source}/pages/"):
            return not any(part.startswith("_") for part in path.split("/"))
        name = self._collection(path)
        return name is not None and not posixpath.basename(path).startswith("_")

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """A page's path; for an entry, its collection's address and its id."""
        del title
        pages = f"{self.source}/pages/"
        if path.startswith(pages):
            url = posixpath.splitext(path[len(pages) :])[0]
        else:
            name = self._collection(path) or ""
            below = posixpath.splitext(path[len(self.folders.get(name, "")) :].lstrip("/"))[0]
            entry_id = text_of(matter.fields.get("slug")) or "/".join(
                slugs.github(part) for part in below.split("/")
            )
            url = posixpath.join(self.routes.get(name, name), re.sub(r"/index$", "", entry_id))
        url = re.sub(r"(?:^|/)index$", "", url).strip("/")
        if not url:
            return "/"
        if self.script.string("trailingSlash") == "never":
            return f"/{url}"
        return f"/{url}.html" if self.script.string("format") == "file" else f"/{url}/"

    def image_urls(self, path: str) -> Sequence[str]:
        """In the public folder, the path; Astro bundles other images without an address."""
        return (path[len(self.public) :],) if path.startswith(self.public + "/") else ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file relative to the post, or below the alias of a folder; not in HTML."""
        if syntax in ("html", "srcset", "shortcode", "tag") or target.startswith("/"):
            return ()
        path = target_path(target)
        if path.startswith(("@/", "~/")):
            return (posixpath.join(self.source, path[2:]), path[2:])
        if path.startswith("@"):
            return (posixpath.join(self.source, path[1:]),)
        return (path_beside(path, post),)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Astro's ids."""
        return astro_ids(headings, smart=self.script.flag("smartypants") is not False)


def astro_ids(headings: Sequence[Heading], *, smart: bool = True) -> list[HeadingId]:
    """Astro's ids: github-slugger's without a hyphen at the end (@astrojs/markdown-remark).

    Args:
        headings: The headings of the page.
        smart: Whether SmartyPants turns `--` into a dash, which ids leave out.
    """
    counts: dict[str, int] = {}
    used: set[str] = set()
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        text = heading.text("text", "code", "break")
        if smart:
            text = "".join(
                _DASH.sub("", content) if kind == "text" else content
                for kind, content in heading.parts
                if kind in ("text", "code", "break")
            )
        heading_id = github_slugger(text, counts, used).removesuffix("-")
        ids.append(HeadingId(heading_id or None, heading.visible_text))
    return ids
