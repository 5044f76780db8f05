"""Hugo: content and static mounts, permalinks, page bundles, goldmark's ids."""

from __future__ import annotations

import datetime as dt
import hashlib
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.core.regular_files import read_start
from slidescan.core.today import is_ahead
from slidescan.posts.assumptions import Assumption
from slidescan.posts.config_files import MAX_CONFIG_BYTES, subtable
from slidescan.posts.dialect import HUGO, Dialect, Markup, ShortcodeHeading
from slidescan.posts.field_values import date_of, list_of, text_of
from slidescan.posts.file_types import HTML_SUFFIXES, MARKDOWN_SUFFIXES, is_image
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators import hugo_cli
from slidescan.posts.generators.base import (
    Base,
    draft_reason,
    future_reason,
    path_beside,
    target_path,
)
from slidescan.posts.generators.hugo_config import (
    CONFIG_FILES,
    OLD_CONFIG_FILES,
    Mount,
    dates_follow_files,
    load_config,
    mounts_below,
    path_below,
)
from slidescan.posts.generators.hugo_hooks import HeadingHook, heading_hook
from slidescan.posts.generators.hugo_ids import goldmark_ids
from slidescan.posts.generators.hugo_layouts import (
    layout_folders,
    missing_templates,
    module_paths,
)
from slidescan.posts.generators.hugo_permalinks import (
    PageParts,
    fill,
    has_tokens,
    name_slug,
    page_date,
    sanitize_path,
)
from slidescan.posts.generators.hugo_shortcodes import shortcode_headings
from slidescan.posts.generators.hugo_themes import (
    FEATURED_IMAGE,
    HUGO_IMAGE_FIELDS,
    RAW_SHORTCODES,
    featured_images,
    featured_patterns,
    image_fields,
    passes_html,
    resources_like,
    shortcode_templates,
    visible_fields,
)
from slidescan.posts.generators.hugo_version import declared_version
from slidescan.posts.generators.template_fields import template_files
from slidescan.posts.heading_ids import HeadingId, unknown_ids
from slidescan.posts.headings import Heading
from slidescan.posts.org import ORG_SUFFIX, read_org_fields

THEME_FILE = "theme.toml"
"""Describes a theme, in the root of its repository."""

_HUGO_FOLDERS = ("content", "static", "archetypes", "layouts")
"""A `config.*` beside one of these is Hugo's."""

_BUNDLE_SUFFIXES = (".md", ".markdown", ".html", ".htm")
"""Suffixes of the `index` of a bundle."""


@dataclass(frozen=True)
class Hugo(Base):
    """The rules of a Hugo site. The keys of its configuration are in lower case."""

    name = "hugo"
    title = "Hugo"
    config_files = CONFIG_FILES
    post_suffixes = (*MARKDOWN_SUFFIXES, ORG_SUFFIX, *HTML_SUFFIXES)

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds `hugo.*`, `config/_default`, or `config.*` and Hugo's folders.

        A theme is no site: its own is in a folder below, such as `exampleSite`.
        """
        if (root / THEME_FILE).is_file() and not (root / "content").is_dir():
            return False
        if super().recognise(root) or (root / "config" / "_default").is_dir():
            return True
        return any((root / name).is_file() for name in OLD_CONFIG_FILES) and any(
            (root / folder).is_dir() for folder in _HUGO_FOLDERS
        )

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Hugo:
        """Reads the site's configuration, merged from all of its files.

        Raises:
            ConfigInvalid: A configuration file can't be parsed.
        """
        config, contents = load_config(root)
        digest = hashlib.sha256((base_url or "").encode() + contents)
        digest.update((hugo_cli.program() or "").encode())
        digest.update(repr(declared_version(root)).encode())
        return cls(root, config, digest.hexdigest(), base_url)

    def front_matter(self, text: str, path: str) -> FrontMatter:
        """The fields of a post; those of an Org post are in lines of their own."""
        if path.lower().endswith(ORG_SUFFIX):
            return read_org_fields(text)
        matter = super().front_matter(text, path)
        return replace(matter, fields=visible_fields(matter.fields))

    def markup_of(self, path: str, matter: FrontMatter) -> Markup:
        """The language by `markup` in the front matter, else by the suffix of the file."""
        given = (text_of(matter.fields.get("markup")) or "").lower()
        suffix = f".{given}" if given else posixpath.splitext(path)[1].lower()
        if suffix in HTML_SUFFIXES:
            return "html"
        return "org" if suffix == ORG_SUFFIX else "markdown"

    @cached_property
    def dialect(self) -> Dialect:  # type: ignore[override]
        """Raw HTML reaches the page only if the configuration allows it."""
        renderer = subtable(self.config, "markup", "goldmark", "renderer")
        extensions = subtable(self.config, "markup", "goldmark", "extensions")
        is_off = (
            extensions.get("footnote") is False
            or subtable(extensions, "footnote").get("enable") is False
        )
        footnotes = None if is_off else HUGO.footnotes
        hugo = replace(HUGO, shortcode_headings=self._shortcode_headings, footnotes=footnotes)
        if renderer.get("unsafe") is True:
            return hugo
        return replace(hugo, raw_html=False, raw_shortcodes=self._raw_shortcodes)

    @cached_property
    def _shortcode_headings(self) -> tuple[tuple[str, tuple[ShortcodeHeading, ...]], ...]:
        return tuple(sorted(shortcode_headings(self._layouts, self._theme_labels).items()))

    @cached_property
    def _raw_shortcodes(self) -> frozenset[str]:
        """The shortcodes that pass on the HTML between their tags, by their templates."""
        shortcodes = set(RAW_SHORTCODES)
        for path in shortcode_templates(self._layouts):
            try:
                source = read_start(path, MAX_CONFIG_BYTES).decode()
            except (OSError, UnicodeDecodeError):
                continue
            name = path.name.partition(".")[0].lower()
            (shortcodes.add if passes_html(source) else shortcodes.discard)(name)
        return frozenset(shortcodes)

    @property
    def configured_url(self) -> str:
        """`baseURL`."""
        return text_of(self.config.get("baseurl")) or ""

    @property
    def language(self) -> str | None:
        """`languageCode`, else `defaultContentLanguage`."""
        return text_of(self.config.get("languagecode")) or text_of(
            self.config.get("defaultcontentlanguage")
        )

    @property
    def output_folders(self) -> Sequence[str]:
        """The folders of the rendered site, of processed resources and of themes."""
        return (text_of(self.config.get("publishdir")) or "public", "resources", "themes")

    @cached_property
    def content_mounts(self) -> tuple[Mount, ...]:
        """The folders of posts, the longest path first."""
        mounts = mounts_below(self.config, "content")
        if not mounts:
            default = posixpath.normpath(text_of(self.config.get("contentdir")) or "content")
            mounts = [
                Mount(posixpath.normpath(folder), "", code)
                for code in self.languages
                if (folder := text_of(subtable(self.config, "languages", code).get("contentdir")))
            ]
            mounts.append(Mount(default, "", None))
        return tuple(sorted(mounts, key=lambda m: -len(m.source)))

    @cached_property
    def static_mounts(self) -> tuple[Mount, ...]:
        """The folders of files that are published unchanged, the longest path first."""
        mounts = mounts_below(self.config, "static")
        if not mounts:
            folders = list_of(self.config.get("staticdir")) or ("static",)
            mounts = [Mount(posixpath.normpath(folder), "", None) for folder in folders]
        return tuple(sorted(mounts, key=lambda m: -len(m.source)))

    @cached_property
    def falls_back_to_files(self) -> bool:  # type: ignore[override]
        """Whether a render hook resolves images to files, or a module may hold such a hook."""
        if subtable(self.config, "module").get("imports"):
            return True
        if any(not (layout.parent / ".").is_dir() for layout in self._layouts[1:]):
            return True  # a theme that is a module
        return any(
            next(layout.rglob(pattern), None) is not None
            for layout in self._layouts
            for pattern in ("render-image*.html", "_markup/render-image*")
        )

    @cached_property
    def _layouts(self) -> tuple[Path, ...]:
        """The folders of templates: the site's own, then those of its themes and modules."""
        return layout_folders(self.root, self.config)

    @property
    def assumptions(self) -> Iterable[Assumption]:
        """Themes and modules whose templates can't be read."""
        return missing_templates(self.root, self.config)

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The templates: hooks, shortcodes, and what shows the fields of posts."""
        return template_files(self._layouts)

    @cached_property
    def card_fields(self) -> Sequence[str]:  # type: ignore[override]
        """The fields whose images no template of pages shows."""
        return tuple(name for name in HUGO_IMAGE_FIELDS if name not in self.image_fields)

    @cached_property
    def image_fields(self) -> Sequence[str]:  # type: ignore[override]
        """The fields whose images the templates show."""
        return image_fields(self.config, self._layouts)

    @cached_property
    def _themes(self) -> tuple[str, ...]:
        """The names of the configured themes."""
        return list_of(self.config.get("theme"))

    @cached_property
    def _has_embedded_image_hook(self) -> bool:
        """Whether Hugo's own render hook resolves images.

        It does as configured; since 0.123 by default in sites of several languages.
        """
        hook = subtable(self.config, "markup", "goldmark", "renderhooks", "image")
        use = (text_of(hook.get("useembedded")) or "auto").lower()
        if use in ("always", "fallback") or hook.get("enabledefault") is True:
            return True
        return use == "auto" and len(self.languages) > 1

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The page resource, or the file in `assets`, that a render hook or shortcode gets."""
        if target == FEATURED_IMAGE:
            return featured_images(self.root, posixpath.dirname(post), self._theme_labels)
        path = target_path(target).removeprefix("./")
        if syntax == "shortcode" and not is_image(path):
            return resources_like(self.root, posixpath.dirname(post), path)
        if syntax in ("markdown", "reference") and self._has_embedded_image_hook:
            bare = path.lstrip("/")
            return (path_beside(path, post), posixpath.normpath(f"assets/{bare}"))
        return ()

    @cached_property
    def _theme_labels(self) -> str:
        """The names of the themes and the paths of the imported modules."""
        return " ".join((*self._themes, *module_paths(self.config))).lower()

    def implicit_targets(self, path: str, matter: FrontMatter) -> Sequence[str]:
        """The featured image of a bundle, which some themes show without a field that names it."""
        del matter
        is_bundle = posixpath.basename(path).startswith("index.")
        has_featured_images = is_bundle and featured_patterns(self._theme_labels)
        return (FEATURED_IMAGE,) if has_featured_images else ()

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The codes of the configured languages."""
        table = self.config.get("languages")
        return tuple(table) if isinstance(table, dict) else ()

    @cached_property
    def default_language(self) -> str:
        """The language whose addresses have no prefix."""
        return (text_of(self.config.get("defaultcontentlanguage")) or "en").lower()

    def is_post(self, path: str) -> bool:
        """Whether a file is below a content folder."""
        return self._content_mount(path) is not None

    def _content_mount(self, path: str) -> Mount | None:
        return next((m for m in self.content_mounts if path.startswith(m.source + "/")), None)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Goldmark's ids in the configured style; a render hook of the site can change them."""
        handler = text_of(subtable(self.config, "markup").get("defaultmarkdownhandler"))
        if (handler or "goldmark").lower() != "goldmark":
            return unknown_ids(headings, self.unknown(f"the ids of Hugo's {handler} are not known"))
        if self._heading_hook == "computed":
            reason = self.unknown("the site's render hook makes the ids of headings")
            return unknown_ids(headings, reason)
        parser = subtable(self.config, "markup", "goldmark", "parser")
        style = text_of(parser.get("autoidtype")) or text_of(parser.get("autoheadingidtype"))
        extensions = subtable(self.config, "markup", "goldmark", "extensions")
        typographer = extensions.get("typographer")
        is_off = typographer is False or subtable(extensions, "typographer").get("disable") is True
        ids = goldmark_ids(
            headings,
            style or "github",
            auto=parser.get("autoheadingid") is not False,
            version=self.version,
            typographer=not is_off,
            attributes=subtable(parser, "attribute").get("title") is not False,
        )
        if self._heading_hook == "default":
            return ids
        return [
            i if h.attributes is not None else HeadingId(None, i.text)
            for h, i in zip(headings, ids, strict=True)
        ]

    @cached_property
    def _heading_hook(self) -> HeadingHook:
        return heading_hook(self._layouts)

    @cached_property
    def version(self) -> tuple[int, ...]:
        """The version of Hugo that the site declares."""
        return declared_version(self.root)

    @cached_property
    def _permalinks(self) -> Mapping[str, str]:
        return hugo_cli.list_permalinks(self.root, self.configured_url)

    def unpublished(self, path: str, matter: FrontMatter, date: dt.date | None) -> str:
        """Drafts, posts of the future and expired ones have no page, unless they are built."""
        del path
        config, expiry = self.config, date_of(matter.fields.get("expirydate"))
        later = date_of(matter.fields.get("publishdate")) or date
        reason = draft_reason(matter, renders_drafts=config.get("builddrafts"))
        reason = reason or future_reason(later, renders_future=config.get("buildfuture"))
        if not reason and expiry and not config.get("buildexpired") and not is_ahead(expiry):
            return f"the post expired on {expiry}"
        return reason

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The address that an installed Hugo lists, else the one by its rules."""
        build = matter.fields.get("build", matter.fields.get("_build"))
        renders = build.get("render") if isinstance(build, dict) else None
        if matter.fields.get("headless") is True or renders in ("never", "link", False):
            return self.unknown("Hugo renders no page of it", "change its front matter")
        is_listed = "_permalinks" in self.__dict__ or dates_follow_files(self.config)
        earlier = None if is_listed else self._remembered.of(path, matter)
        return earlier or self._permalinks.get(path) or self.url_by_rules(path, matter, title)

    def url_by_rules(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The address of a post without an installed Hugo.

        It is the `url` of the front matter; else, for regular pages, the `permalinks` of the
        section; else the path, with `slug` as its last part.
        """
        mount = self._content_mount(path) or self.content_mounts[-1]
        mounted = posixpath.join(mount.target, posixpath.relpath(path, mount.source))
        below, language = self._split_language(mounted, mount.language)
        prefix = self._language_prefix(language)
        explicit = text_of(matter.fields.get("url"))
        if explicit and not has_tokens(explicit):
            address = explicit if explicit.startswith("/") else "/" + explicit
            if address.endswith("/") or posixpath.splitext(address)[1]:
                return prefix + address
            return prefix + address + "/"
        folder, name = posixpath.split(below)
        stem = posixpath.splitext(name)[0]
        parts = below.split("/")
        section = parts[0] if len(parts) > 1 else ""
        if stem == "_index":
            if section.lower() in subtable(self.config, "permalinks", "section"):
                return self.unknown("the addresses of Hugo's sections have a pattern")
            return prefix + self._page_address(self._sanitize(folder), section)
        if stem == "index":
            folder, stem = posixpath.split(folder)
            section = section if folder or section != stem else ""
        pattern = explicit or self._pattern(section)
        dates = subtable(self.config, "frontmatter").get("date")
        if pattern is not None:
            page = PageParts(
                matter.fields, title, stem, section, self._sections(folder),
                page_date(matter.fields, stem, dates),
            )  # fmt: skip
            filled = fill(pattern, page)
            if filled is None:
                return self.unknown(f"Hugo's pattern {pattern} has a token that is not known here")
            return prefix + self._page_address(self._lower(filled), section)
        slug = text_of(matter.fields.get("slug")) or name_slug(stem, dates)
        if not folder and stem == "index" and not slug:
            return prefix + self._page_address("", section)
        last = self._sanitize(slug or stem)
        return prefix + self._page_address(posixpath.join(self._sanitize(folder), last), section)

    def _split_language(self, below: str, mount_language: str | None) -> tuple[str, str]:
        """The path without the code of a language before its suffix, and the language."""
        stem, suffix = posixpath.splitext(below)
        code = posixpath.splitext(stem)[1].lstrip(".").lower()
        if code and code in self.languages:
            return stem[: -len(code) - 1] + suffix, code
        return below, mount_language or self.default_language

    def _language_prefix(self, language: str) -> str:
        """What the address of a page in this language begins with."""
        if not self.languages:
            return ""
        in_subfolder = self.config.get("defaultcontentlanguageinsubdir") is True
        return f"/{language}" if language != self.default_language or in_subfolder else ""

    def _pattern(self, section: str) -> str | None:
        """The pattern of a section in `permalinks`."""
        table = subtable(self.config, "permalinks")
        pages = table.get("page")
        if isinstance(pages, dict) and section.lower() in pages:
            return text_of(pages[section.lower()])
        return text_of(table.get(section.lower())) if section else text_of(table.get("/"))

    def _page_address(self, path: str, section: str) -> str:
        """The address of a page as a folder, or as a file with `uglyURLs`."""
        ugly = self.config.get("uglyurls")
        ugly = ugly.get(section.lower()) if isinstance(ugly, dict) else ugly
        path = "/" + path.strip("/")
        if path == "/" or posixpath.splitext(path)[1] in (".html", ".htm"):
            return path
        return path + (".html" if ugly is True else "/")

    def _sections(self, folder: str) -> list[str]:
        """The folders that are sections: the first, and those with an `_index`."""
        parts = folder.split("/")
        return [
            part
            for i, part in enumerate(parts)
            if i == 0 or self._has_index("/".join(parts[: i + 1]))
        ]

    def _has_index(self, folder: str) -> bool:
        return any(
            (self.root / mount.source / below / f"_index{suffix}").is_file()
            for mount in self.content_mounts
            if (below := path_below(mount.target, folder)) is not None
            for suffix in (*MARKDOWN_SUFFIXES, *HTML_SUFFIXES)
        )

    def _sanitize(self, text: str) -> str:
        return self._lower(sanitize_path(text))

    def _lower(self, text: str) -> str:
        return text if self.config.get("disablepathtolower") is True else text.lower()

    def image_urls(self, path: str) -> Sequence[str]:
        """In a static folder, the path; in a bundle, below the page's address."""
        for static in self.static_mounts:
            if path.startswith(static.source + "/"):
                below = path[len(static.source) + 1 :]
                return ("/" + (posixpath.join(static.target, below) if static.target else below),)
        mount = self._content_mount(path)
        if mount is None:
            return ()
        folder, inside = posixpath.dirname(path), posixpath.basename(path)
        while folder.startswith(mount.source + "/"):
            urls = self._bundle_urls(folder)
            if urls:
                # Resources are in a folder, also with `uglyURLs`.
                return tuple(posixpath.join(url.removesuffix(".html"), inside) for url in urls)
            inside = posixpath.join(posixpath.basename(folder), inside)
            folder = posixpath.dirname(folder)
        # Outside leaf bundles, a file below a folder with an `_index` is a resource of its page,
        # and its path is made like a page's. Other files are copied unchanged.
        below = "/" + posixpath.join(mount.target, path[len(mount.source) + 1 :])
        folder, name = posixpath.split(below)
        as_page = posixpath.join(self._sanitize(folder), name)
        parts = folder.strip("/").split("/")
        folders = ("/".join(parts[:i]) for i in range(1, len(parts) + 1))
        is_resource = any(self._has_index(folder) for folder in folders)
        return tuple(dict.fromkeys((as_page, below) if is_resource else (below, as_page)))

    def _bundle_urls(self, folder: str) -> list[str]:
        """The addresses of a leaf bundle's page in each language; none if it is no bundle."""
        stems = ("index", *(f"index.{code}" for code in self.languages))
        paths = (f"{folder}/{stem}{suffix}" for stem in stems for suffix in _BUNDLE_SUFFIXES)
        return [url for path in paths if (url := self.page_url(path)) is not None]
