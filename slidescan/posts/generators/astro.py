"""Astro: pages by their place, collections by the page that shows them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from slidescan.core.records import Syntax
from slidescan.posts import slugs
from slidescan.posts.config_files import find_config
from slidescan.posts.dialect import MDX, Dialect
from slidescan.posts.field_values import text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, beside
from slidescan.posts.heading_ids import HeadingId, github_slugger, html_heading_id
from slidescan.posts.headings import Heading
from slidescan.posts.script_config import ScriptConfig

MARKS = tuple(f"astro.config.{suffix}" for suffix in ("mjs", "ts", "js", "mts", "cjs"))
CONTENT_CONFIGS = tuple(
    f"{name}.{suffix}" for name in ("content.config", "content/config")
    for suffix in ("ts", "js", "mjs", "mts")
)  # fmt: skip
_COLLECTION = re.compile(r"getCollection\(\s*[\"'`](\w[\w-]*)[\"'`]")
_DEFINED = re.compile(
    r"(?P<name>\w+)\s*[=:]\s*defineCollection\(\s*\{\s*loader\s*:\s*glob\(\s*\{(?P<options>[^}]*(?:\{[^}]*\}[^}]*)*)\}"
)

_DASH = re.compile(r"(?<!-)--(?!-)")


def recognise(root: Path) -> bool:
    """Whether a folder is the root of an Astro site."""
    return any((root / mark).is_file() for mark in MARKS)


@dataclass(frozen=True)
class Astro(Scripted):
    """An Astro site's rules."""

    name = "astro"
    config_files = MARKS
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
        """The folder that is published as it is."""
        return posixpath.normpath(self.script.string("publicDir") or "public")

    @property
    def output_folders(self) -> Sequence[str]:
        """Where the site is written."""
        return (posixpath.normpath(self.script.string("outDir") or "dist"), ".astro")

    @cached_property
    def folders(self) -> Mapping[str, str]:
        """The folder of each collection."""
        found: dict[str, str] = {}
        content = self.root / self.source / "content"
        if content.is_dir():
            for path in sorted(content.iterdir()):
                if path.is_dir():
                    found[path.name] = f"{self.source}/content/{path.name}"
        source = find_config(self.root / self.source, CONTENT_CONFIGS)
        if source is not None:
            text = ScriptConfig(source.text).text
            named = dict(
                re.findall(
                    r"[\"']?(\w[\w-]*)[\"']?\s*:\s*(\w+)\b", text[text.rfind("collections") :]
                )
            )
            for defined in _DEFINED.finditer(text):
                base = ScriptConfig(defined["options"]).string("base")
                if base:
                    names = [k for k, v in named.items() if v == defined["name"]] or [
                        defined["name"]
                    ]
                    found.update(dict.fromkeys(names, posixpath.normpath(base)))
        return found

    @cached_property
    def routes(self) -> Mapping[str, str]:
        """The address below which each collection is shown, by the page that does."""
        found: dict[str, str] = {}
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
                found.setdefault(name, "" if folder == "." else folder)
        return found

    def _collection(self, path: str) -> str | None:
        named = [n for n, folder in self.folders.items() if path.startswith(folder + "/")]
        return max(named, key=lambda n: len(self.folders[n]), default=None)

    def is_post(self, path: str) -> bool:
        """Pages, and entries of collections; names that start with `_` are left out."""
        if path.startswith(f"{self.source}/pages/"):
            return not any(part.startswith("_") for part in path.split("/"))
        name = self._collection(path)
        return name is not None and not posixpath.basename(path).startswith("_")

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """By its place, or by its collection's page and its id."""
        del title
        pages = f"{self.source}/pages/"
        if path.startswith(pages):
            place = posixpath.splitext(path[len(pages) :])[0]
        else:
            name = self._collection(path) or ""
            below = posixpath.splitext(path[len(self.folders.get(name, "")) :].lstrip("/"))[0]
            identity = text_of(matter.fields.get("slug")) or "/".join(
                slugs.github(part) for part in below.split("/")
            )
            place = posixpath.join(self.routes.get(name, name), re.sub(r"/index$", "", identity))
        place = re.sub(r"(?:^|/)index$", "", place).strip("/")
        if not place:
            return "/"
        if self.script.string("format") == "file":
            return (
                f"/{place}.html" if self.script.string("trailingSlash") != "never" else f"/{place}"
            )
        return f"/{place}" if self.script.string("trailingSlash") == "never" else f"/{place}/"

    def image_urls(self, path: str) -> Sequence[str]:
        """The public folder as it is; everything else is bundled."""
        return (path[len(self.public) :],) if path.startswith(self.public + "/") else ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """In Markdown, modules and fields: relative to the file, or below an alias."""
        if syntax in ("html", "srcset", "shortcode", "tag") or target.startswith("/"):
            return ()
        path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
        if path.startswith(("@/", "~/")):
            return (posixpath.join(self.source, path[2:]), path[2:])
        if path.startswith("@"):
            return (posixpath.join(self.source, path[1:]),)
        return (beside(path, post),)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """github-slugger's, without a hyphen at the end."""
        return astro_ids(headings, smart=self.script.flag("smartypants") is not False)


def astro_ids(headings: Sequence[Heading], *, smart: bool = True) -> list[HeadingId]:
    """Astro's ids (@astrojs/markdown-remark, rehype-collect-headings).

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
