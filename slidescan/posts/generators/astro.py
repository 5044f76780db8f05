"""Astro: pages by their path, collections by the page that renders them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.posts.dialect import MDX, Dialect
from slidescan.posts.footnotes import NUMBERED_FOOTNOTES
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.astro_content import Collection, ContentPackages, read_collections
from slidescan.posts.generators.astro_routes import Routes, build_variables
from slidescan.posts.generators.base import Scripted, path_beside, target_path
from slidescan.posts.heading_ids import HeadingId, github_slugger, html_heading_id
from slidescan.posts.headings import Heading
from slidescan.posts.scripts.modules import SCRIPT_SUFFIXES, Modules
from slidescan.posts.scripts.values import UNDEFINED, Budget, Opaque, Unevaluable, call

_CUSTOM_ID_PLUGIN = re.compile(r"remark-(?:custom-)?head(?:ing|er)-id|rehype-slug-custom-id")
_CUSTOM_ID = re.compile(r"\s*\\?\{#(?P<id>[^{}]+?)\\?\}\s*$")
_DASH = re.compile(r"(?<!-)--(?!-)")

_MDX = replace(MDX, footnotes=NUMBERED_FOOTNOTES)


@dataclass(frozen=True)
class Astro(Scripted):
    """The rules of an Astro site."""

    name = "astro"
    title = "Astro"
    config_files = tuple(f"astro.config.{suffix}" for suffix in ("mjs", "ts", "js", "mts", "cjs"))
    image_fields = (
        "heroimage", "image", "image.src", "image.url", "cover", "cover.src", "thumbnail",
        "hero.image", "hero.image.file", "hero.image.dark", "hero.image.light",
        "coverimage", "featuredimage", "banner", "heroimage.src", "img",
    )  # fmt: skip
    dialect = Dialect(removed=MDX.removed, hints=MDX.hints, jsx=True, footnotes=NUMBERED_FOOTNOTES)

    @cached_property
    def _modules(self) -> Modules:
        return Modules(
            self.root, ContentPackages().packages, build_variables(), Budget(is_tolerant=True)
        )

    @cached_property
    def options(self) -> Mapping[str, Any]:
        """The configuration's default export, as far as it can be computed."""
        name = next((n for n in self.config_files if (self.root / n).is_file()), None)
        try:
            exported = self._modules.export(name, "default") if name else {}
            if callable(exported):
                exported = call(exported, {"command": "build", "mode": "production"})
        except Unevaluable:
            return {}
        return exported if isinstance(exported, Mapping) else {}

    def _option(self, name: str) -> str:
        """A text of the configuration; empty without one."""
        value = self.options.get(name, UNDEFINED)
        if isinstance(value, str):
            return value
        return (self.script.string(name) or "") if value is UNDEFINED and not self.options else ""

    @property
    def configured_url(self) -> str:
        """`site` and `base`."""
        base = "/" + self._option("base").strip("/")
        return self._option("site").rstrip("/") + base.rstrip("/")

    @property
    def computed_base_url(self) -> str:
        """Why `base` is not known: code decides it."""
        return "Astro's base is computed" if isinstance(self.options.get("base"), Opaque) else ""

    @cached_property
    def source(self) -> str:
        """The folder of sources."""
        return posixpath.normpath(self._option("srcDir") or "src")

    @cached_property
    def public(self) -> str:
        """The folder of files that are published unchanged."""
        return posixpath.normpath(self._option("publicDir") or "public")

    @property
    def output_folders(self) -> Sequence[str]:
        """The folders of the rendered site and of generated types."""
        return (posixpath.normpath(self._option("outDir") or "dist"), ".astro")

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The scripts of the sources, and the aliases of their folders."""
        folder = self.root / self.source
        files = sorted(folder.rglob("*")) if folder.is_dir() else ()
        scripts = (path for path in files if path.suffix in (*SCRIPT_SUFFIXES, ".astro"))
        return (self.root / "tsconfig.json", *scripts)

    @cached_property
    def collections(self) -> Sequence[Collection]:
        """The collections, those of the deepest folders first."""
        collections = read_collections(self.root, self.source).values()
        return sorted(collections, key=lambda c: -c.folder.count("/"))

    @cached_property
    def routes(self) -> Routes:
        """The pages that render collections."""
        base = self._option("base").strip("/")
        return Routes(self.root, self.source, self._option("site"), f"/{base}" if base else "/")

    @cached_property
    def is_starlight(self) -> bool:
        """Whether Starlight renders the collection `docs`."""
        return "@astrojs/starlight" in self.script

    def _collections_of(self, path: str) -> list[Collection]:
        return [c for c in self.collections if c.holds(path)]

    def is_post(self, path: str) -> bool:
        """Whether a file is a page or a collection's entry; `_` before a name excludes it."""
        if path.startswith(f"{self.source}/pages/"):
            return not any(part.startswith("_") for part in path.split("/"))
        return bool(self._collections_of(path))

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """A page's path; for an entry, the address that a page's `getStaticPaths` gives it."""
        del title
        pages = f"{self.source}/pages/"
        if path.startswith(pages):
            url = posixpath.splitext(path[len(pages) :])[0]
            bare = re.sub(r"(?:^|/)index$", "", url)
            return self._formatted(bare, is_index=bare != url)
        reasons = []
        for collection in self._collections_of(path):
            try:
                address = self._entry_address(collection, path, matter)
                # Routes are pages like [slug].astro, not folders with an index.
                return self._formatted(address)
            except Unevaluable as error:
                reasons.append(str(error))
        reason = reasons[0] if reasons else "it is in no collection"
        return self.unknown(f"Astro's route can't be computed: {reason}")

    def _entry_address(self, collection: Collection, path: str, matter: FrontMatter) -> str:
        """The address of an entry below the base URL.

        Raises:
            Unevaluable: It can't be computed.
        """
        if self.is_starlight and collection.name == "docs":
            entry_id = collection.entry_id(path, matter.fields)
            return re.sub(r"(?:^|/)index$", "", entry_id)
        return self.routes.address(collection, path, matter.fields)

    def _formatted(self, url: str, *, is_index: bool = False) -> str:
        """The address in the configured format; `preserve` keeps that of the source."""
        url = url.strip("/")
        if not url:
            return "/"
        if self._option("trailingSlash") == "never":
            return f"/{url}"
        build = self.options.get("build")
        form = build.get("format") if isinstance(build, Mapping) else self.script.string("format")
        if form == "preserve":
            return f"/{url}/" if is_index else f"/{url}.html"
        return f"/{url}.html" if form == "file" else f"/{url}/"

    def image_urls(self, path: str) -> Sequence[str]:
        """In the public folder, the path; Astro bundles other images without an address."""
        return (path[len(self.public) :],) if path.startswith(self.public + "/") else ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file relative to the post, or below the alias of a folder; not in HTML."""
        if syntax in ("html", "srcset", "shortcode", "tag") or target.startswith("/"):
            return ()
        if "?" in target or "#" in target:
            return ()  # no import; the address stays as it is written
        path = target_path(target)
        aliased = self._modules.aliased(path)
        if path.startswith(("@/", "~/")):
            return (*aliased, posixpath.join(self.source, path[2:]), path[2:])
        if path.startswith("@"):
            return (*aliased, posixpath.join(self.source, path[1:]))
        return (*aliased, path_beside(path, post))

    def dialect_of(self, path: str) -> Dialect:
        """MDX reads Markdown between tags, too."""
        return _MDX if path.lower().endswith(".mdx") else self.dialect

    def top_anchor(self, path: str) -> str:
        """Starlight's titles have the id `_top`."""
        return "_top" if self.is_starlight and not path.startswith(f"{self.source}/pages/") else ""

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Astro's ids."""
        return astro_ids(
            headings,
            smart=self.script.flag("smartypants") is not False,
            custom=_CUSTOM_ID_PLUGIN.search(self.script.text) is not None,
        )


def astro_ids(
    headings: Sequence[Heading], *, smart: bool = True, custom: bool = False
) -> list[HeadingId]:
    """Astro's ids: github-slugger's without a hyphen at the end (@astrojs/markdown-remark).

    Args:
        headings: The headings of the page.
        smart: Whether SmartyPants turns `--` into a dash, which ids leave out.
        custom: Whether a plugin reads ids such as `{#own}`, in MDX after a backslash.
    """
    counts: dict[str, int] = {}
    used: set[str] = set()
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        text = heading.text("text", "code", "break")
        explicit = _CUSTOM_ID.search(text) if custom else None
        if explicit:
            used.add(explicit["id"])
            ids.append(HeadingId(explicit["id"], _CUSTOM_ID.sub("", heading.visible_text)))
            continue
        if smart:
            text = "".join(
                _DASH.sub("", content) if kind == "text" else content
                for kind, content in heading.parts
                if kind in ("text", "code", "break")
            )
        heading_id = github_slugger(text, counts, used).removesuffix("-")
        ids.append(HeadingId(heading_id or None, heading.visible_text))
    return ids
