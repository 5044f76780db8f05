"""Base classes of the generators, and the helpers that they share."""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.core.regular_files import open_text
from slidescan.core.today import is_ahead
from slidescan.posts.assumptions import Assumption
from slidescan.posts.config_files import PACKAGE_FILE, find_config, parse_config, state_of_files
from slidescan.posts.dialect import COMMONMARK, Dialect, Markup
from slidescan.posts.earlier_addresses import EarlierAddresses, RememberedAddresses, with_digest
from slidescan.posts.field_values import text_of
from slidescan.posts.file_types import MARKDOWN_SUFFIXES
from slidescan.posts.front_matter import MAX_FRONT_MATTER_CHARS, FrontMatter, read_front_matter
from slidescan.posts.heading_ids import HeadingId, github_ids
from slidescan.posts.headings import Heading
from slidescan.posts.inclusions import Inclusion
from slidescan.posts.script_config import ScriptConfig

if TYPE_CHECKING:
    from typing_extensions import Self

MAX_CONSULTED_FILES = 3000
"""Changes in further files are not noticed."""

_EXPRESSION = re.compile(r"\{\{-?\s*(?P<value>.*?)\s*-?\}\}", re.DOTALL)
_LITERAL = re.compile(r"(?P<quote>[\"'])(?P<text>.*?)(?P=quote)")
_PIPE_PART = re.compile(r"(?:\"[^\"]*\"|'[^']*'|[^|\"'])+")
_QUERY_OR_FRAGMENT = re.compile(r"[?#].*", re.DOTALL)


@dataclass(frozen=True)
class Base:
    """The rules of a generator that adds none: each path is an address.

    Attributes:
        root: The site.
        config: Its configuration.
        digest: Changes whenever the configuration does.
        base_url_override: Replaces the configured address.
        title: The generator's name as people write it.
        config_files: Names below the root; the first that exists is the configuration.
    """

    root: Path
    config: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    base_url_override: str | None = None

    name: ClassVar[str] = "plain"
    title: ClassVar[str] = ""
    config_files: ClassVar[Sequence[str]] = ()
    dialect: ClassVar[Dialect] = COMMONMARK
    post_suffixes: ClassVar[Sequence[str]] = MARKDOWN_SUFFIXES
    hidden_folders: ClassVar[Sequence[str]] = ()
    hidden_image_folders: ClassVar[Set[str]] = frozenset()
    image_fields: ClassVar[Sequence[str]] = ()
    card_fields: ClassVar[Sequence[str]] = ()
    visible_fields: ClassVar[Set[str] | None] = None
    falls_back_to_files: ClassVar[bool] = False
    is_case_sensitive: ClassVar[bool] = True
    uses_heading_as_title: ClassVar[bool] = False

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds one of `config_files`."""
        return any((root / name).is_file() for name in cls.config_files)

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Self:
        """The rules of a site without a configuration."""
        return cls(root, base_url_override=base_url)

    @property
    def base_url(self) -> str:
        """The site's address."""
        return self.base_url_override or self.configured_url or ""

    @property
    def configured_url(self) -> str:
        """The address in the configuration."""
        return ""

    @cached_property
    def unknown_base_url(self) -> UnknownUrl | None:
        """Why the path of the site's address is not known, unless a person gives the address."""
        reason = "" if self.base_url_override else self.computed_base_url
        return self.unknown(reason, "set base_url in slidescan.toml") if reason else None

    @property
    def computed_base_url(self) -> str:
        """Why code or the environment decides the path of the address; empty if neither does."""
        return ""

    @property
    def language(self) -> str | None:
        """The site's language."""
        return None

    @cached_property
    def config_state(self) -> str:
        """Changes whenever the configuration, a file that it consults or the address does."""
        consulted = (self.root / PACKAGE_FILE, *islice(self.consulted_files, MAX_CONSULTED_FILES))
        # Unlike a path's `is_file`, this is false for a file that can't be reached.
        states = state_of_files(path for path in consulted if os.path.isfile(path))  # noqa: PTH113
        return f"{self.digest} {self.base_url_override or ''} {states}"

    @property
    def assumptions(self) -> Iterable[Assumption]:
        """What the rules take for granted, since a file can't be read."""
        return ()

    @property
    def consulted_files(self) -> Iterable[Path]:
        """Files beside the configuration that posts, links or addresses depend on.

        Posts are read again when one changes, comes or goes. `package.json` is one everywhere.
        """
        return ()

    @property
    def output_folders(self) -> Sequence[str]:
        """Folders that the generator writes."""
        return ()

    @property
    def rendered_folder(self) -> str:
        """The folder that the generator writes the site to."""
        return next(iter(self.output_folders), "public")

    def unknown(self, reason: str, remedy: str = "") -> UnknownUrl:
        """An address, or the id of a heading, that these rules don't tell.

        Args:
            reason: Why they don't; it begins with the generator's name or a setting.
            remedy: What a person can do; by default, build the site.
        """
        build = f"build the site and add --rendered {self.rendered_folder}"
        return UnknownUrl(reason, remedy or build)

    def is_post(self, path: str) -> bool:
        """Whether a Markdown file is a post of the site."""
        del path
        return True

    def is_draft(self, path: str) -> bool:
        """Whether a post's folder keeps it from being published."""
        del path
        return False

    def front_matter(self, text: str, path: str) -> FrontMatter:
        """The fields of a post."""
        del path
        return read_front_matter(text)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The address of a post below the base URL, or why it is not known."""
        del matter, title
        return "/" + path

    def unpublished(self, path: str, matter: FrontMatter, date: dt.date | None) -> str:
        """Why the generator renders no page of a post yet."""
        del path, matter, date
        return ""

    def page_url(self, path: str) -> str | None:
        """The address of a page, by its front matter; None if it isn't known or can't be read.

        Pages behind symbolic links that lead out of the site are not read.
        """
        if path not in self._page_urls:
            file_path = self.root / path
            try:
                if not file_path.resolve().is_relative_to(self.root.resolve()):
                    self._page_urls[path] = None
                    return None
                with open_text(file_path, encoding="utf-8-sig", newline="") as file:
                    text = file.read(MAX_FRONT_MATTER_CHARS)
                matter = with_digest(self.front_matter(text, path), text)
                title = text_of(matter.fields.get("title")) or ""
                url = self.post_url(path, matter, title)
                self._page_urls[path] = url if isinstance(url, str) else None
            except (OSError, UnicodeDecodeError):
                self._page_urls[path] = None
        return self._page_urls[path]

    @cached_property
    def _page_urls(self) -> dict[str, str | None]:
        return {}

    def image_urls(self, path: str) -> Sequence[str]:
        """The addresses at which an image is published."""
        return ("/" + path,)

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The files that the generator tries for a reference."""
        del target, syntax, post
        return ()

    def inclusions(self, text: str, path: str, page: str) -> Sequence[Inclusion]:
        """The places where a file includes another as text."""
        del text, path, page
        return ()

    def embed_files(self, target: str, post: str) -> Sequence[str]:
        """The file relative to the post."""
        return (path_beside(target, post),)

    def expand(self, target: str, post: str, matter: FrontMatter) -> str:
        """An address with its template code replaced."""
        del post, matter
        return target

    def reference_target(self, target: str, syntax: Syntax, post: str, matter: FrontMatter) -> str:
        """The address that a reference means, without template code."""
        del syntax
        return self.expand(target, post, matter) if "{" in target else target

    def implicit_targets(self, path: str, matter: FrontMatter) -> Sequence[str]:
        """The images that a theme shows at the top of a post that doesn't name them."""
        del path, matter
        return ()

    def remember(self, earlier: EarlierAddresses) -> None:
        """Takes addresses that are known from before; only what takes long looks them up."""
        self._remembered.lookup = earlier

    @cached_property
    def _remembered(self) -> RememberedAddresses:
        return RememberedAddresses()

    def section_url(self, url: str, anchor: str) -> str:
        """The address of a section."""
        return f"{url}#{anchor}"

    def markup_of(self, path: str, matter: FrontMatter) -> Markup:
        """The language that a post is written in."""
        del path, matter
        return "markdown"

    def dialect_of(self, path: str) -> Dialect:
        """How the generator reads the Markdown of a post."""
        del path
        return self.dialect

    def top_anchor(self, path: str) -> str:
        """The id of the title that a theme puts above a post's text; empty if it has none."""
        del path
        return ""

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The ids of a page's headings."""
        return github_ids(headings)


@dataclass(frozen=True)
class Configured(Base):
    """A generator configured by YAML, TOML or JSON."""

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Self:
        """Reads the site's configuration.

        Raises:
            ConfigInvalid: It can't be parsed.
        """
        file = find_config(root, cls.config_files)
        return cls(root, parse_config(file), file.digest if file else "", base_url)


@dataclass(frozen=True)
class Scripted(Base):
    """A generator configured by a script."""

    script: ScriptConfig = field(default_factory=lambda: ScriptConfig(""))

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Self:
        """Reads the literals of the script without running it.

        Raises:
            ConfigInvalid: It can't be read.
        """
        file = find_config(root, cls.config_files)
        text, digest = (file.text, file.digest) if file else ("", "")
        return cls(root, {}, digest, base_url, ScriptConfig(text))


def draft_reason(matter: FrontMatter, *, renders_drafts: object = False) -> str:
    """Why a post with `draft: true` has no page; empty if it has one.

    Args:
        matter: The front matter.
        renders_drafts: The option by which the generator renders drafts.
    """
    is_draft = matter.fields.get("draft") is True and renders_drafts is not True
    return "the post is a draft" if is_draft else ""


def future_reason(date: dt.date | None, *, renders_future: object = False) -> str:
    """Why a post with a future date has no page; empty if it has one."""
    is_later = date is not None and renders_future is not True and is_ahead(date)
    return f"the post is dated {date}" if is_later else ""


def target_path(target: str) -> str:
    """The decoded path of an address, without its query and fragment."""
    return unquote(_QUERY_OR_FRAGMENT.sub("", target))


def path_beside(target: str, post: str) -> str:
    """The file that a relative address names beside a post."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(post), target))


def evaluate(
    target: str,
    variable: Callable[[str], str | None],
    filters: Mapping[str, Callable[[str, str], str]],
) -> str:
    """Replaces `{{ "…" | filter: argument }}` (Liquid, Nunjucks) in an address.

    An expression with an unknown variable or filter stays as written.

    Args:
        target: The address as written.
        variable: Returns the value of a variable; None if it is unknown.
        filters: Functions of a value and an argument, by name.
    """

    def value(source: str) -> str | None:
        literal = _LITERAL.fullmatch(source.strip())
        return literal["text"] if literal else variable(source.strip())

    def replacement(expression: re.Match[str]) -> str:
        head, *calls = _split_pipes(expression["value"])
        result = value(head)
        for call in calls:
            name, _, argument = call.partition(":")
            if "(" in name:
                name, _, argument = call.partition("(")
                argument = argument.rstrip(") ")
            apply = filters.get(name.strip())
            argument_value = value(argument) if argument.strip() else ""
            if result is None or apply is None or argument_value is None:
                return expression.group()
            result = apply(result, argument_value)
        return expression.group() if result is None else result

    return _EXPRESSION.sub(replacement, target)


def _split_pipes(expression: str) -> list[str]:
    """Splits an expression at the pipes outside quotes."""
    return [part.group().strip() for part in _PIPE_PART.finditer(expression)]


def field_of(fields: Mapping[str, Any], name: str) -> str | None:
    """The value of a field by its dotted name."""
    value: Any = fields
    for part in name.lower().split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return text_of(value)
