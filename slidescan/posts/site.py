"""Which folder is the site, what renders it, and which files it holds."""

from __future__ import annotations

import fnmatch
import os
import posixpath
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urljoin, urlsplit

from slidescan.core.records import Syntax
from slidescan.errors import SiteNotFound
from slidescan.posts.dialect import Dialect
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.heading_ids import HeadingId
from slidescan.posts.markdown import Heading
from slidescan.posts.references.state import IMAGE_SUFFIXES, POST_SUFFIXES

_NEVER = frozenset({"node_modules", "__pycache__", "venv"})


class Generator(Protocol):
    """What renders a site: its rules for files, Markdown, addresses and heading ids."""

    @property
    def name(self) -> str:
        """`hugo`, `jekyll`, …, `plain`."""
        ...

    @property
    def dialect(self) -> Dialect:
        """How it reads Markdown."""
        ...

    @property
    def front_images(self) -> Sequence[str]:
        """Dotted names of the front matter's fields that show images."""
        ...

    @property
    def lenient(self) -> bool:
        """Whether a reference also means what its own file's folder holds, as in an editor."""
        ...

    @property
    def titled_by_heading(self) -> bool:
        """Whether a first heading stands for a missing title in addresses, too."""
        ...

    @property
    def base_url(self) -> str:
        """The site's address as configured; empty if it has none."""
        ...

    @property
    def language(self) -> str | None:
        """The site's language as configured."""
        ...

    @property
    def state(self) -> str:
        """A text that changes whenever its configuration does."""
        ...

    @property
    def output(self) -> Sequence[str]:
        """Folders below the site that hold what it renders; never read."""
        ...

    def is_post(self, path: str) -> bool:
        """Whether a Markdown file below the site is a post of it."""
        ...

    def is_draft(self, path: str) -> bool:
        """Whether a post isn't published because of where it stands."""
        ...

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The address of a post below the base URL, starting with `/`."""
        ...

    def anchor_url(self, url: str, anchor: str) -> str:
        """The address of a section of the page at `url`."""
        ...

    def image_urls(self, path: str) -> Sequence[str]:
        """Addresses at which an image below the site is published, starting with `/`."""
        ...

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """Files below the site that a reference names to the generator, before any browser."""
        ...

    def expand(self, target: str, post: str, matter: FrontMatter) -> str:
        """An address with the template code in it worked off."""
        ...

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The ids of a page's headings, one for each."""
        ...


@dataclass(frozen=True)
class Site:
    """A folder of posts and photos.

    Attributes:
        root: Absolute, symbolic links resolved.
        generator: What renders it.
        exclude: Patterns of paths to leave out.
    """

    root: Path
    generator: Generator
    exclude: tuple[str, ...] = ()

    def relative(self, path: Path) -> str:
        """A path below the site, `/` separators.

        Raises:
            SiteNotFound: It lies outside.
        """
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError as error:
            raise SiteNotFound(
                f"{path} lies outside the site {self.root}", "name its site with --site"
            ) from error

    def leads_out(self, path: str) -> bool:
        """Whether a path below the site is a link to somewhere that isn't."""
        here = self.root / path
        # Not `resolve`: that raises where links go round in circles.
        return here.is_symlink() and not Path(os.path.realpath(here)).is_relative_to(self.root)

    def leaves_out(self, path: str) -> bool:
        """Whether a path below the site is left out."""
        return any(_matches(path, pattern) for pattern in self.exclude)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Posts and images below the site, sorted; links out of it and hidden folders left out."""
        return tuple(sorted(self._walk()))

    def _walk(self) -> Iterator[str]:
        output = {posixpath.normpath(o) for o in self.generator.output}
        wanted = (*POST_SUFFIXES, *IMAGE_SUFFIXES)
        for folder, folders, names in os.walk(self.root):
            below = Path(folder).relative_to(self.root).as_posix()
            prefix = "" if below == "." else below + "/"
            folders[:] = [
                f
                for f in folders
                if not f.startswith(".")
                and f not in _NEVER
                and prefix + f not in output
                and not self.leaves_out(prefix + f)
            ]
            for name in names:
                path = prefix + name
                # Nothing can refer to a name that isn't UTF-8.
                known = name.lower().endswith(wanted) and is_utf8_name(path)
                if known and not self.leaves_out(path):
                    yield path

    @property
    def post_paths(self) -> tuple[str, ...]:
        """The site's posts, below it."""
        return tuple(
            path
            for path in self.files
            if path.lower().endswith(POST_SUFFIXES) and self.generator.is_post(path)
        )

    @cached_property
    def published(self) -> Mapping[str, str]:
        """Which image each address below the base URL shows."""
        found: dict[str, str] = {}
        for path in self.files:
            if path.lower().endswith(IMAGE_SUFFIXES):
                for url in self.generator.image_urls(path):
                    found.setdefault(_key(url), path)
        return found

    @cached_property
    def _any_case(self) -> Mapping[str, str]:
        return {key.casefold(): path for key, path in self.published.items()}

    @cached_property
    def _images(self) -> Mapping[str, str]:
        images = (path for path in self.files if path.lower().endswith(IMAGE_SUFFIXES))
        return {unicodedata.normalize("NFC", path): path for path in images}

    @cached_property
    def _images_any_case(self) -> Mapping[str, str]:
        return {path.casefold(): own for path, own in self._images.items()}

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for normal in self._images:
            found.setdefault(posixpath.basename(normal).casefold(), []).append(normal)
        return {name: tuple(paths) for name, paths in found.items()}

    @cached_property
    def base_path(self) -> str:
        """The path of the base URL, without a trailing slash: empty for a site at the root."""
        return urlsplit(self.generator.base_url).path.rstrip("/")

    def absolute(self, url: str) -> str:
        """An address below the base URL, as readers open it."""
        base = self.generator.base_url
        if not url.startswith("/"):
            return url
        if not base:
            return url
        if "://" not in base and not base.startswith("//"):
            return self.base_path + url
        return base.rstrip("/") + url

    def resolve(self, target: str, syntax: Syntax, post: str, url: str) -> tuple[str, ...]:
        """The images that a reference shows, as paths below the site.

        The target is resolved as the generator does, then as a browser does against the
        address of the page; where that shows nothing, and the generator has ways of its own
        (Hugo's resources, editors, previews), against the post's folder and the site's.

        Args:
            target: The image's address; a pattern (`photos/*`) shows several.
            syntax: How the reference is written.
            post: The post's path below the site.
            url: The post's address below the base URL.
        """
        if "*" in target:
            return self._matching(target, post, url)
        if _is_remote(target):
            files: Sequence[str] = ()
        else:
            files = self.generator.image_files(target, syntax, post)
        for file in files:
            normal = unicodedata.normalize("NFC", file)
            if normal in self._images:
                return (self._images[normal],)
        for file in files:
            folded = unicodedata.normalize("NFC", file).casefold()
            if folded in self._images_any_case:
                return (self._images_any_case[folded],)
        local = self.local(target, url) or ()
        if syntax == "front matter" and not _is_remote(target):
            local += ("/" + target.lstrip("/"),)  # themes count them from the site's root
        for candidate in local:
            key = _key(candidate)
            if key in self.published:
                return (self.published[key],)
        for candidate in local:
            if _key(candidate).casefold() in self._any_case:
                return (self._any_case[_key(candidate).casefold()],)
        found = self._beside(target, post) if self.generator.lenient else None
        if found is None and syntax in _BY_NAME and not _is_remote(target):
            found = self._by_name(target, post)
        return (found,) if found else ()

    def _matching(self, pattern: str, post: str, url: str) -> tuple[str, ...]:
        """The images that a gallery's pattern names."""
        wanted = posixpath.join(posixpath.dirname(post), pattern.lstrip("/"))
        found = [path for path in self.files if fnmatch.fnmatchcase(path, wanted)]
        if not found:
            address = _key(urljoin(url, pattern))
            found = [
                path for key, path in self.published.items() if fnmatch.fnmatchcase(key, address)
            ]
        return tuple(path for path in found if path.lower().endswith(IMAGE_SUFFIXES))

    def _by_name(self, target: str, post: str) -> str | None:
        """The image whose path ends with `target`; the nearest to the post if there are several."""
        tail = unicodedata.normalize("NFC", unquote(target).strip("/")).casefold()
        named = self._names.get(posixpath.basename(tail), ())
        fitting = [path for path in named if ("/" + path.casefold()).endswith("/" + tail)]
        own = posixpath.dirname(post)

        def distance(path: str) -> tuple[bool, int, str]:
            return (not path.startswith(own + "/"), path.count("/"), path)

        return min(fitting, key=distance, default=None)

    def local(self, target: str, url: str) -> tuple[str, ...] | None:
        """Addresses below the base URL that `target` may mean; None where it is another site's."""
        base = self.generator.base_url
        try:
            parts = urlsplit(target.strip())
            own = urlsplit(base)
        except ValueError:
            return None
        if parts.scheme or parts.netloc:
            same = parts.netloc.casefold() == own.netloc.casefold()
            if not own.netloc or not same or parts.scheme not in ("", "http", "https"):
                return None
            path = parts.path
        elif not parts.path:
            return None
        else:
            path = urljoin(self.base_path + urlsplit(url).path, parts.path)
        path = "/" + path.lstrip("/")
        if self.base_path and path.startswith(self.base_path + "/"):
            below = path[len(self.base_path) :]
            return (below, path) if self.generator.lenient else (below,)
        if self.base_path and not self.generator.lenient:
            return None
        return (path,)

    def _beside(self, target: str, post: str) -> str | None:
        path = unquote(urlsplit(target.strip()).path)
        folder = posixpath.dirname(post)
        attempts = (
            posixpath.join(folder, path) if not path.startswith("/") else path,
            path,
            posixpath.join("assets", path.lstrip("/")),
            posixpath.join("static", path.lstrip("/")),
        )
        for attempt in attempts:
            normal = unicodedata.normalize("NFC", posixpath.normpath(attempt.lstrip("/")))
            if normal in self._images:
                return self._images[normal]
        return None


def _is_remote(target: str) -> bool:
    try:
        parts = urlsplit(target.strip())
    except ValueError:
        return True
    return bool(parts.netloc) or parts.scheme in ("http", "https", "data", "mailto")


_BY_NAME = ("wikilink", "shortcode", "tag", "front matter")
"""Whose addresses only a template completes."""


def is_utf8_name(path: str) -> bool:
    """Whether a path's bytes are UTF-8, as far as the system tells."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _key(url: str) -> str:
    return unicodedata.normalize("NFC", unquote(url))


def _matches(path: str, pattern: str) -> bool:
    """Whether a path, or a folder above it, is meant by a pattern as in .gitignore."""
    bare = pattern.strip("/")
    if not bare:
        return False
    anchored = "/" in bare or pattern.startswith("/")
    parts = path.split("/")
    if anchored:
        return any(fnmatch.fnmatchcase("/".join(parts[: i + 1]), bare) for i in range(len(parts)))
    return any(fnmatch.fnmatchcase(part, bare) for part in parts)
