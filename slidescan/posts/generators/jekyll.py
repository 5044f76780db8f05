"""Jekyll: posts and collections, permalinks, Liquid, kramdown's ids."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.core.today import today
from slidescan.posts import slugs
from slidescan.posts.config_files import depends_on
from slidescan.posts.dialect import LIQUID, Dialect, Markup
from slidescan.posts.field_values import date_of, datetime_of, list_of, text_of
from slidescan.posts.file_types import MARKDOWN_SUFFIXES
from slidescan.posts.footnotes import FootnoteRules
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Configured, future_reason
from slidescan.posts.generators.jekyll_defaults import default_fields, merged
from slidescan.posts.generators.jekyll_liquid import Liquid
from slidescan.posts.generators.jekyll_permalinks import (
    clean_url,
    date_values,
    file_address,
    fill_permalink,
)
from slidescan.posts.generators.jekyll_plugins import Plugins
from slidescan.posts.generators.jekyll_source import (
    CONFIG_FILES,
    SourcedJekyll,
    is_jekyll_source,
    jekyll_source,
)
from slidescan.posts.generators.jekyll_themes import (
    JEKYLL_IMAGE_FIELDS,
    JekyllFields,
    data_folder,
    template_folders,
)
from slidescan.posts.generators.template_fields import template_files
from slidescan.posts.heading_ids import HeadingId, counted, html_heading_id, unknown_ids
from slidescan.posts.headings import Heading
from slidescan.posts.kramdown_blocks import open_kramdown_html

PERMALINK_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""The templates of the styles that `permalink` can name."""

MAX_DATA_FILES = 200
"""Changes in further data files are not noticed."""

_HTML_SUFFIX = ".html"
"""The suffix of posts and pages in HTML, as imports from WordPress and Blogger write them."""

_PLACEHOLDER = re.compile(r":[a-z_]{2,}")
"""A placeholder that is left in an address."""

_PRETTY_CHARACTERS = "._~!$&'()+,;=@"

_POST_NAME = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>.*)")
_POST_PATH = re.compile(r"(?:.*/)?_(?:posts|drafts)/.+")
_FOLDERS_ABOVE_POSTS = re.compile(r"(?P<folders>.*?)/?_(?:posts|drafts)/")
_QUERY = re.compile(r"[?#].*", re.DOTALL)
_TYPOGRAPHIC = re.compile(r"-{2,3}|\.{3}|<<|>>")
_FOOTNOTE = re.compile(r"\^[^\s\]]+")
_KRAMDOWN_ID = re.compile(r"[\t ]\{#(?P<id>[A-Za-z_:][\w:.-]*)\}\s*$")
_IAL = re.compile(r"^\s{0,3}\{:(?!:)(?P<body>(?:\\\}|[^}])*)\}\s*$")
"""An inline attribute list, in a line next to the heading: `{:#id .class}`."""

_IAL_ID = re.compile(r"(?:^|\s)(?:#(?P<short>[A-Za-z_:][\w:.-]*)|id=[\"'](?P<long>[^\"']+)[\"'])")


@dataclass(frozen=True)
class Jekyll(Configured):
    """The rules of a Jekyll site.

    Attributes:
        project: The folder of the configuration and the list of packages, if it is another one.
    """

    name = "jekyll"
    title = "Jekyll"
    config_files = CONFIG_FILES
    post_suffixes = (*MARKDOWN_SUFFIXES, _HTML_SUFFIX)
    project: Path | None = None

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds a `_config.yml` that is not Hexo's, or posts and layouts."""
        if depends_on(root, "hexo"):
            return False
        if (root / "source" / "_posts").is_dir() and not jekyll_source(root):
            return False
        has_folders = (root / "_posts").is_dir() and (root / "_layouts").is_dir()
        return super().recognise(root) or (has_folders and not is_jekyll_source(root))

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Jekyll | SourcedJekyll:  # type: ignore[override]
        """Reads the configuration; with `source`, the site is that folder.

        Raises:
            ConfigInvalid: It can't be parsed.
        """
        site = super().load(root, base_url)
        source = jekyll_source(root)
        if not source:
            return site
        inner = replace(site, root=root / source, project=root)
        return SourcedJekyll(root, digest=site.digest, parts=((source, inner),))

    @cached_property
    def dialect(self) -> Dialect:  # type: ignore[override]
        """Kramdown's own Markdown needs no space after the hashes of a heading."""
        has_raw_html = self._is_kramdown and self._kramdown.get("parse_block_html") is not True
        opener = open_kramdown_html if has_raw_html else None
        return replace(
            LIQUID,
            spaced_addresses=True,
            space_after_hash=self._is_gfm,
            opener=opener,
            attribute_list="{:" if self._is_kramdown else "",
            footnotes=FootnoteRules() if self._is_kramdown else None,
            definition_lists=self._is_kramdown,
            math=self._is_kramdown,
            indented_headings=not self._is_kramdown,
            empty_headings=not self._is_kramdown,
            text_headings=not self._is_kramdown,
            titles_in_parentheses=not self._is_kramdown,
            loose_tags=not self._is_kramdown,
        )

    def markup_of(self, path: str, matter: FrontMatter) -> Markup:
        """The language by the suffix of the file."""
        del matter
        return "html" if path.lower().endswith(_HTML_SUFFIX) else "markdown"

    @property
    def _is_kramdown(self) -> bool:
        """Whether kramdown renders Markdown, as by default."""
        return (text_of(self.config.get("markdown")) or "kramdown").lower() == "kramdown"

    @cached_property
    def card_fields(self) -> Sequence[str]:  # type: ignore[override]
        """The fields whose images no template of pages shows."""
        return tuple(name for name in JEKYLL_IMAGE_FIELDS if name not in self.image_fields)

    @cached_property
    def image_fields(self) -> Sequence[str]:  # type: ignore[override]
        """The fields whose images the templates show."""
        return self._fields.images

    @property
    def visible_fields(self) -> frozenset[str] | None:  # type: ignore[override]
        """The fields that the templates show in any way."""
        return self._fields.visible

    @cached_property
    def _fields(self) -> JekyllFields:
        return JekyllFields.of(self.root, self.config)

    @cached_property
    def _plugins(self) -> Plugins:
        return Plugins(self.root, self.config, self.project or self.root)

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The site's own plug-ins, data and templates, and its list of packages."""
        templates = template_files(template_folders(self.root, self.config))
        data = sorted(data_folder(self.root, self.config).glob("[!.]*"))[:MAX_DATA_FILES]
        return (self._plugins.gemfile, *self._plugins.files, *data, *templates)

    @property
    def _kramdown(self) -> Mapping[str, Any]:
        options = self.config.get("kramdown")
        return options if isinstance(options, dict) else {}

    @property
    def _is_gfm(self) -> bool:
        """Whether kramdown reads GitHub's Markdown, as by default."""
        return (text_of(self._kramdown.get("input")) or "GFM").upper() == "GFM"

    @property
    def configured_url(self) -> str:
        """`url` and `baseurl`."""
        return (text_of(self.config.get("url")) or "") + self._base_path

    @cached_property
    def _base_path(self) -> str:
        path = (text_of(self.config.get("baseurl")) or "").rstrip("/")
        return path if not path or path.startswith("/") else "/" + path

    @property
    def language(self) -> str | None:
        """`lang` or `locale`."""
        return text_of(self.config.get("lang")) or text_of(self.config.get("locale"))

    @property
    def output_folders(self) -> Sequence[str]:
        """The folders of the rendered site, of gems and of the cache."""
        return (text_of(self.config.get("destination")) or "_site", "vendor", ".jekyll-cache")

    @cached_property
    def collections(self) -> Mapping[str, Mapping[str, Any]]:
        """The options of the collections by name; posts are one."""
        given = self.config.get("collections")
        if isinstance(given, list):
            given = {str(name): {} for name in given}
        tables = {
            str(label): options if isinstance(options, dict) else {}
            for label, options in (given if isinstance(given, dict) else {}).items()
        }
        tables.setdefault("posts", {"output": True})
        return tables

    @cached_property
    def _collections_folder(self) -> str:
        """The folder of the collections with a slash at its end; empty for the site itself."""
        folder = text_of(self.config.get("collections_dir")) or ""
        return folder.strip("/") + "/" if folder.strip("/") else ""

    def _collection(self, path: str) -> tuple[str, str] | None:
        """The collection that a file belongs to, and the file's path in it."""
        if path.startswith(self._collections_folder):
            below = path[len(self._collections_folder) :]
            label, _, inside = below.partition("/")
            if label.startswith("_") and inside and label[1:] in self.collections:
                return label[1:], inside
        # Posts can be below any folders, whose names are categories.
        return ("posts", path) if _POST_PATH.match(path) else None

    def is_post(self, path: str) -> bool:
        """Whether a file is a document of a published collection, or a page."""
        collection = self._collection(path)
        if collection is not None:
            label, inside = collection
            if self._plugins.is_excluded(path):
                return False
            if label == "posts":
                return self.is_draft(path) or bool(_POST_NAME.match(posixpath.basename(inside)))
            return self.collections[label].get("output") is True
        is_hidden = any(part.startswith(("_", ".", "#")) for part in path.split("/"))
        return not is_hidden and not self._plugins.is_excluded(path)

    def is_draft(self, path: str) -> bool:
        """Whether a post is in `_drafts`."""
        return "_drafts/" in "/" + path

    def front_matter(self, text: str, path: str) -> FrontMatter:
        """The fields of a file over those that `defaults` gives it."""
        matter = super().front_matter(text, path)
        collection = self._collection(path)
        kind = "drafts" if self.is_draft(path) else collection[0] if collection else "pages"
        defaults = default_fields(self.config, path, kind) if matter.end else {}
        return replace(matter, fields=merged(defaults, matter.fields)) if defaults else matter

    def unpublished(self, path: str, matter: FrontMatter, date: dt.date | None) -> str:
        """Drafts, posts that say so and those of the future have no page, unless they are built."""
        if matter.fields.get("published") is False and self.config.get("unpublished") is not True:
            return "the post is not published"
        if self.is_draft(path):
            return "" if self.config.get("show_drafts") is True else "the post is a draft"
        collection = self._collection(path)
        is_post = collection is not None and collection[0] == "posts"
        return future_reason(date, renders_future=self.config.get("future")) if is_post else ""

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The `permalink` of the document, of its collection, or of the site.

        It is not known if a plug-in makes it, or if Jekyll doesn't render the file.
        """
        del title
        if self._plugins.address_unknown_reason:
            return self.unknown(self._plugins.address_unknown_reason)
        language = text_of(matter.fields.get("lang"))
        if self._plugins.is_translation(language):
            return self.unknown(f"the plug-in polyglot makes the addresses of pages in {language}")
        collection = self._collection(path)
        is_plain = matter.end == 0 and (collection is None or collection[0] != "posts")
        if is_plain and not self._plugins.has("jekyll-optional-front-matter"):
            return self.unknown(
                "Jekyll copies a file without front matter", "begin it with two lines ---"
            )
        url = self._permalink(path, matter, collection)
        if _PLACEHOLDER.search(url):
            return self.unknown(f"Jekyll's permalink {url} has a placeholder that is not known")
        return url

    def _permalink(self, path: str, matter: FrontMatter, collection: tuple[str, str] | None) -> str:
        label, inside = collection or ("pages", path)
        template = text_of(matter.fields.get("permalink"))
        style = text_of(self.config.get("permalink")) or "date"
        folder, name = posixpath.split(path)
        stem = posixpath.splitext(name)[0]
        if collection is None:
            is_index = stem.lower() == "readme" and self._plugins.has("jekyll-readme-index")
            if is_index and not any((self.root / folder).glob("index.*")):
                stem = "index"
            default = "/:path/" if stem == "index" else "/:path/:basename" + _suffix(style)
            values = {"path": folder, "basename": stem, "output_ext": ".html"}
            return file_address(fill_permalink(template or default, values))
        is_post = label == "posts"
        dated = _POST_NAME.match(stem)
        date = self._date(matter) or date_of(_with_century(dated["date"]) if dated else None)
        slug = text_of(matter.fields.get("slug")) or (dated["slug"] if dated else stem)
        template = template or text_of(self.collections[label].get("permalink"))
        default = PERMALINK_STYLES.get(style, style)
        if not is_post:
            default = "/:collection/:path" + _suffix(style)
        categories = self._categories(path, matter) if is_post else []
        values = {
            "categories": "/".join(dict.fromkeys(c.lower() for c in categories)),
            "slugified_categories": "/".join(dict.fromkeys(_slug(c) for c in categories)),
            "collection": label,
            "name": _slug(stem),
            "title": _slug(slug, pretty=True, cased=True),
            "slug": _slug(slug),
            "path": posixpath.splitext(inside)[0],
            "output_ext": ".html",
            **date_values(date or today()),
        }
        return file_address(fill_permalink(template or default, values))

    def _date(self, matter: FrontMatter) -> dt.date | None:
        """A post's time in the site's zone; a time without a zone is UTC, as in YAML."""
        value = datetime_of(matter.fields.get("date"))
        if value is None:
            return date_of(matter.fields.get("date"))
        aware = value if value.tzinfo else value.replace(tzinfo=dt.timezone.utc)
        try:
            zone = ZoneInfo(text_of(self.config.get("timezone")) or "UTC")
            return aware.astimezone(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
            return value

    def _categories(self, path: str, matter: FrontMatter) -> list[str]:
        """A post's categories: the folders above `_posts`, `categories`, then `category`."""
        match = _FOLDERS_ABOVE_POSTS.match(path)
        folders = [name for name in (match["folders"] if match else "").split("/") if name]
        if folders and folders[0] + "/" == self._collections_folder:
            folders = folders[1:]
        value = matter.fields.get("categories")
        if isinstance(value, str):
            given = value.split()
        else:
            given = list(list_of(value))
        single = text_of(matter.fields.get("category"))
        return [*folders, *given, *([single] if single else [])]

    def image_urls(self, path: str) -> Sequence[str]:
        """The path; in a published collection, the collection's `permalink`."""
        above = self._collections_folder
        label = path[len(above) :].partition("/")[0]
        if path.startswith(above) and label.startswith("_") and label != "_posts":
            options = self.collections.get(label[1:])
            if options and options.get("output") is True:
                below, suffix = posixpath.splitext(path[len(above) + len(label) + 1 :])
                template = text_of(options.get("permalink")) or "/:collection/:path"
                name = posixpath.basename(below)
                values = {"collection": label[1:], "path": below, "name": name, "title": "",
                          "output_ext": ""}  # fmt: skip
                return (clean_url(fill_permalink(template, values)).rstrip("/") + suffix,)
            return ()
        if any(part.startswith(("_", ".", "#")) for part in path.split("/")):
            return ()
        return ("/" + path,)

    def expand(self, target: str, post: str, matter: FrontMatter) -> str:
        """Replaces Liquid's `{{ site.baseurl }}`, `| relative_url` and such, and `{% link … %}`."""
        return self._liquid.expand(target, post, matter)

    @cached_property
    def _liquid(self) -> Liquid:
        return Liquid(self.root, self.config, self.base_url, self._base_path, self._page_address)

    def _page_address(self, path: str, matter: FrontMatter) -> str:
        url = self.post_url(path, matter, text_of(matter.fields.get("title")) or "")
        return url if isinstance(url, str) else ""

    def reference_target(self, target: str, syntax: Syntax, post: str, matter: FrontMatter) -> str:
        """The target with its Liquid replaced, and with Chirpy's `media_subpath` before it."""
        target = super().reference_target(target, syntax, post, matter)
        subpath = text_of(matter.fields.get("media_subpath") or matter.fields.get("img_path"))
        if subpath is None or ":" in target or syntax == "tag":
            return target
        below = posixpath.normpath(f"/{subpath}/{target}").lstrip("/")
        # Other themes have a field of this name too: the file tells.
        is_file = (self.root / unquote(_QUERY.sub("", below))).is_file()
        return f"{self._base_path}/{below}" if is_file else target

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Kramdown's ids; RDiscount and Redcarpet give none, other renderers' are not known."""
        if not self._is_kramdown:
            name = text_of(self.config.get("markdown")) or ""
            if self._plugins.gives_no_ids(name):
                return [html_heading_id(heading) for heading in headings]
            unknown = self.unknown(f"the heading ids of {name} are not known")
            return unknown_ids(headings, unknown, in_html=False)
        ids = self._kramdown_ids(headings)
        if self._kramdown.get("transliterated_header_ids") is not True:
            return ids
        unknown = self.unknown("kramdown transliterates the ids of headings")
        return [
            HeadingId(None, i.text, unknown) if i.value and not h.source.isascii() else i
            for h, i in zip(headings, ids, strict=True)
        ]

    def _kramdown_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        return kramdown_ids(
            headings,
            gfm=self._is_gfm,
            auto=self._kramdown.get("auto_ids") is not False,
            prefix=text_of(self._kramdown.get("auto_id_prefix")) or "",
        )


def kramdown_ids(
    headings: Sequence[Heading], *, gfm: bool = True, auto: bool = True, prefix: str = ""
) -> list[HeadingId]:
    """Kramdown's ids.

    Args:
        headings: The headings of the page.
        gfm: Whether the GFM parser makes the ids.
        auto: Whether headings without an explicit id get one.
        prefix: Stands before automatic ids.
    """
    counts: dict[str, int] = {}
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        explicit = _KRAMDOWN_ID.search(heading.source)
        visible = _KRAMDOWN_ID.sub("", heading.visible_text) if explicit else heading.visible_text
        heading_id = _ial_id(heading.line_after) or (explicit["id"] if explicit else None)
        heading_id = heading_id or _ial_id(heading.line_before)
        if heading_id is None and auto:
            if gfm:
                # Inline HTML and images leave the spaces beside them, which become hyphens.
                text = "".join(
                    content
                    for kind, content in heading.parts
                    if kind in ("text", "code", "break")
                    and not (kind == "text" and _FOOTNOTE.fullmatch(content))
                )
                text = _TYPOGRAPHIC.sub("", text)
                heading_id = prefix + counted(slugs.kramdown_gfm(text), counts)
            else:  # of the Markdown source
                base = slugs.kramdown(heading.source) or "section"
                heading_id = prefix + counted(base, counts)
        ids.append(HeadingId(heading_id or None, visible))
    return ids


def _ial_id(line: str) -> str | None:
    attributes = _IAL.match(line)
    match = _IAL_ID.search(attributes["body"]) if attributes else None
    return (match["short"] or match["long"]) if match else None


def _suffix(style: str) -> str:
    """What a permalink style puts at the end of a page's address."""
    if style == "pretty" or style.endswith("/"):
        return "/"
    has_extension = style in ("date", "ordinal", "none") or style.endswith(":output_ext")
    return ":output_ext" if has_extension else ""


def _slug(text: str, *, pretty: bool = False, cased: bool = False) -> str:
    """Makes a slug of a text (Jekyll's `Utils.slugify`)."""
    allowed = _PRETTY_CHARACTERS if pretty else ""
    characters = []
    for c in text:
        category = unicodedata.category(c)
        is_allowed = category[0] in "LM" or category == "Nd" or c in allowed
        characters.append(c if is_allowed else "\0")
    slug = re.sub("\0+", "-", "".join(characters))
    slug = re.sub(r"^-|-$", "", slug)
    return slug if cased else slug.lower()


def _with_century(date: str) -> str:
    """The date with a year of four digits."""
    year, month, day = date.split("-")
    return f"{'20' + year if len(year) == 2 else year}-{month}-{day}"
