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

from slidescan.errors import SiteNotFound
from slidescan.posts.frontmatter import FrontMatter
from slidescan.posts.images import IMAGE_SUFFIXES

POST_SUFFIXES = (".md", ".markdown", ".mdown", ".mdx")
_NEVER = frozenset({"node_modules", "__pycache__", "venv"})


class Ids(Protocol):
    """Gives the headings of one page their ids, in order."""

    def auto(self, source: str) -> str:
        """The id of a heading that names none itself."""
        ...

    def given(self, name: str) -> str:
        """Take note of an id that the author wrote."""
        ...


class Generator(Protocol):
    """What renders a site: its rules for files, addresses and heading ids."""

    @property
    def name(self) -> str:
        """`hugo`, `plain`."""
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

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The address of a post below the base URL, starting with `/`."""
        ...

    def image_urls(self, path: str) -> Sequence[str]:
        """Addresses at which an image below the site is published, starting with `/`."""
        ...

    def ids(self) -> Ids:
        """Heading ids for one page."""
        ...

    @property
    def ids_from_source(self) -> bool:
        """Whether ids are made of a heading's source rather than of its rendered text."""
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
    def _images(self) -> frozenset[str]:
        return frozenset(unicodedata.normalize("NFC", path) for path in self.files)

    @cached_property
    def base_path(self) -> str:
        """The path of the base URL, without a trailing slash: empty for a site at the root."""
        return urlsplit(self.generator.base_url).path.rstrip("/")

    def absolute(self, url: str) -> str:
        """An address below the base URL, as readers open it."""
        base = self.generator.base_url
        if not base:
            return url
        if "://" not in base and not base.startswith("//"):
            return self.base_path + url
        return base.rstrip("/") + url

    def resolve(self, target: str, post: str, url: str) -> str | None:
        """The image that a post shows, as a path below the site.

        The target is resolved as a browser does, against the address of the page; where that
        shows nothing, against the post's own file and the site's folders, as editors,
        previews and Hugo's resources do.

        Args:
            target: The image's address as written.
            post: The post's path below the site.
            url: The post's address below the base URL.
        """
        local = self.local(target, url)
        if local is None:
            return None
        for candidate in local:
            key = _key(candidate)
            if key in self.published:
                return self.published[key]
        for candidate in local:
            if _key(candidate).casefold() in self._any_case:
                return self._any_case[_key(candidate).casefold()]
        return self._beside(target, post)

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
            path = urljoin(self.base_path + url, parts.path)
        path = "/" + path.lstrip("/")
        if self.base_path and path.startswith(self.base_path + "/"):
            return (path[len(self.base_path) :], path)
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
                return normal
        return None


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
