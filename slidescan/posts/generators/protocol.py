"""What generators have in common: the rules of one that does nothing of its own."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from slidescan.core.records import Syntax
from slidescan.posts import config_files as configs
from slidescan.posts import heading_ids as anchors
from slidescan.posts.config_files import Script
from slidescan.posts.dialect import COMMONMARK, Dialect
from slidescan.posts.front_matter import FrontMatter, text_of
from slidescan.posts.heading_ids import HeadingId
from slidescan.posts.markdown import Heading

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True)
class Base:
    """A site's rules where its generator has no others.

    Attributes:
        root: The site.
        config: Its configuration.
        digest: Changes whenever the configuration does.
        own_base_url: Overrides the configured address.
    """

    root: Path
    config: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    own_base_url: str | None = None

    name: ClassVar[str] = "plain"
    marks: ClassVar[Sequence[str]] = ()
    dialect: ClassVar[Dialect] = COMMONMARK
    front_images: ClassVar[Sequence[str]] = ()
    lenient: ClassVar[bool] = False
    titled_by_heading: ClassVar[bool] = False

    @property
    def base_url(self) -> str:
        """The site's address."""
        return self.own_base_url or self.configured_url or ""

    @property
    def configured_url(self) -> str:
        """The address that its configuration gives."""
        return ""

    @property
    def language(self) -> str | None:
        """The site's language."""
        return None

    @property
    def state(self) -> str:
        """Changes whenever posts would be read differently."""
        return f"{self.digest} {self.own_base_url or ''}"

    @property
    def output(self) -> Sequence[str]:
        """Folders that hold what the generator writes."""
        return ()

    def is_post(self, path: str) -> bool:
        """Whether a Markdown file is a post of the site."""
        del path
        return True

    def is_draft(self, path: str) -> bool:
        """Whether a post isn't published because of where it stands."""
        del path
        return False

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The address of a post below the base URL."""
        del matter, title
        return "/" + path

    def image_urls(self, path: str) -> Sequence[str]:
        """Where an image is published."""
        return ("/" + path,)

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """Files that a reference names to the generator itself, before any browser sees it."""
        del target, syntax, post
        return ()

    def expand(self, target: str, post: str, matter: FrontMatter) -> str:
        """An address with the template code in it worked off."""
        del post, matter
        return target

    def anchor_url(self, url: str, anchor: str) -> str:
        """The address of a section."""
        return f"{url}#{anchor}"

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The ids of a page's headings."""
        return anchors.github(headings)


@dataclass(frozen=True)
class Configured(Base):
    """Rules of a generator whose configuration is data: YAML, TOML or JSON in one of `marks`."""

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Self:
        """Read the site's configuration.

        Raises:
            ConfigInvalid: It can't be parsed.
        """
        source = configs.first(root, cls.marks)
        return cls(root, configs.mapping(source), source.digest if source else "", base_url)


@dataclass(frozen=True)
class Scripted(Base):
    """Rules of a generator whose configuration is a script in one of `marks`."""

    script: Script = field(default_factory=lambda: Script(""))

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Self:
        """Read what the configuration writes out; nothing of it is run.

        Raises:
            ConfigInvalid: It can't be read.
        """
        source = configs.first(root, cls.marks)
        text, digest = (source.text, source.digest) if source else ("", "")
        return cls(root, {}, digest, base_url, Script(text))


def beside(target: str, post: str) -> str:
    """The file that a relative address names beside a post."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(post), target))


def page(place: str, *, suffix: str = "/") -> str:
    """A page's address by its place: `index` and `README` stand for their folders."""
    folder, stem = posixpath.split(place.strip("/"))
    if stem in ("index", ""):
        return f"/{folder}/" if folder else "/"
    return "/" + posixpath.join(folder, stem) + suffix


_EXPRESSION = re.compile(r"\{\{-?\s*(?P<value>.*?)\s*-?\}\}", re.DOTALL)
_LITERAL = re.compile(r"(?P<quote>[\"'])(?P<text>.*?)(?P=quote)")


def evaluated(
    target: str,
    variable: Callable[[str], str | None],
    filters: Mapping[str, Callable[[str, str], str]],
) -> str:
    """An address with `{{ "…" | filter: argument }}` worked off (Liquid, Nunjucks).

    Args:
        target: The address as written.
        variable: The value of a name; None if it isn't known.
        filters: What filters do, given the value and their argument.
    """

    def value(source: str) -> str | None:
        literal = _LITERAL.fullmatch(source.strip())
        return literal["text"] if literal else variable(source.strip())

    def replaced(found: re.Match[str]) -> str:
        head, *calls = _split(found["value"])
        result = value(head)
        for call in calls:
            name, _, argument = call.partition(":")
            if "(" in name:
                name, _, argument = call.partition("(")
                argument = argument.rstrip(") ")
            does = filters.get(name.strip())
            given = value(argument) if argument.strip() else ""
            if result is None or does is None or given is None:
                return found.group()
            result = does(result, given)
        return found.group() if result is None else result

    return _EXPRESSION.sub(replaced, target)


def _split(expression: str) -> list[str]:
    """An expression's parts between pipes that stand in no quotes."""
    return [m.group().strip() for m in re.finditer(r"(?:\"[^\"]*\"|'[^']*'|[^|\"'])+", expression)]


def field_of(fields: Mapping[str, Any], name: str) -> str | None:
    """A field by its dotted name."""
    found: Any = fields
    for part in name.lower().split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return text_of(found)
