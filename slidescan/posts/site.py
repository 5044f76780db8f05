"""A site: its root, its generator and its files, to which references are resolved."""

from __future__ import annotations

import fnmatch
import os
import posixpath
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote, urljoin, urlsplit

from slidescan.core.records import Failure, Syntax
from slidescan.errors import SiteNotFound
from slidescan.posts.exported import ExportedPictures
from slidescan.posts.file_types import (
    IMAGE_SUFFIXES,
    POST_SUFFIXES,
    is_image,
    is_skipped_folder,
)
from slidescan.posts.generators.protocol import Generator
from slidescan.posts.globs import matches_glob
from slidescan.posts.unreadable import unreadable_folder
from slidescan.posts.walk import WalkedFolder, walk

_ASSET_FOLDERS = ("assets", "static")
"""Addresses can be relative to these folders if the generator's rules don't match a file."""

_TEMPLATE_SYNTAXES = frozenset({"wikilink", "shortcode", "tag", "front matter"})
"""Forms whose addresses a template completes, so only the end of the path is known."""


@dataclass(frozen=True)
class Site:
    """A folder of posts and photos.

    Attributes:
        root: Its absolute path, with symbolic links resolved.
        generator: The rules of the generator that renders it.
        exclude: Patterns of paths to leave out.
    """

    root: Path
    generator: Generator
    exclude: tuple[str, ...] = ()

    def relative(self, path: Path) -> str:
        """The path below the site, with `/` separators.

        Raises:
            SiteNotFound: The path is outside the site.
        """
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError as error:
            raise SiteNotFound(
                f"{path} lies outside the site {self.root}", "name its site with --site"
            ) from error

    def locate(self, path: Path) -> str:
        """The path below the site of a file or folder that a person names; empty for the site.

        Symbolic links in the path, and links of the site to other folders, are followed.

        Raises:
            SiteNotFound: It is outside the site.
        """
        absolute = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - keeps symbolic links
        is_below = absolute.is_relative_to(self.root)
        for above in (self.root,) if is_below else (absolute, *absolute.parents):
            if os.path.realpath(above) == str(self.root):
                below = absolute.relative_to(above).as_posix()
                return "" if below == "." else self.canonical(below)
        real = Path(os.path.realpath(absolute))
        if not real.is_relative_to(self.root):
            for folder, target in self.linked_folders.items():
                if real.is_relative_to(target):
                    return self.canonical(
                        posixpath.normpath(posixpath.join(folder, real.relative_to(target)))
                    )
        below = self.relative(real)
        return "" if below == "." else below

    def is_link_outside(self, path: str) -> bool:
        """Whether a path below the site is a symbolic link that leaves the site."""
        file = self.root / path
        # Not `resolve`, which raises on circular links.
        return file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(self.root)

    def contains(self, path: str) -> bool:
        """Whether a path, with all symbolic links resolved, lies below the site."""
        return Path(os.path.realpath(self.root / path)).is_relative_to(self.root)

    def is_excluded(self, path: str) -> bool:
        """Whether a pattern of `exclude` matches a path below the site."""
        return any(_matches(path, pattern) for pattern in self.exclude)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Posts and images below the site, sorted; files in hidden folders are left out.

        Images behind symbolic links to folders are among them, as generators publish them.
        """
        return tuple(sorted(chain.from_iterable(self._files_in(f) for f in self._folders)))

    @cached_property
    def _folders(self) -> tuple[WalkedFolder, ...]:
        output = {posixpath.normpath(folder) for folder in self.generator.output_folders}
        opened = _with_parents(self.generator.hidden_folders)

        def enters(path: str) -> bool:
            above, name = posixpath.split(path)
            return (
                (not name.startswith(".") or path in opened)
                and (above not in opened or opened[above] or path in opened)
                and not is_skipped_folder(name)
                and path not in output
                and not self.is_excluded(path)
            )

        return tuple(walk(self.root, "", enters))

    @cached_property
    def unreadable_folders(self) -> tuple[Failure, ...]:
        """Folders below the site whose entries can't be read."""
        return tuple(unreadable_folder(f.path, f.error) for f in self._folders if f.error)

    def _files_in(self, folder: WalkedFolder) -> Iterator[str]:
        suffixes = (*POST_SUFFIXES, *IMAGE_SUFFIXES) if folder.target is None else IMAGE_SUFFIXES
        for name in folder.files:
            path = folder.file(name)
            # A reference can't point to a file whose name isn't UTF-8.
            if (
                name.lower().endswith(suffixes)
                and is_utf8_name(path)
                and not self.is_excluded(path)
            ):
                yield path

    @cached_property
    def linked_folders(self) -> Mapping[str, Path]:
        """Folders behind symbolic links, by path below the site, and their real paths."""
        return {f.path: f.target for f in self._folders if f.target is not None}

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        """The path that stands for a folder which several paths lead to, by the others."""
        walked = {folder.path for folder in self._folders if folder.target is None}
        first: dict[Path, str] = {}
        aliases: dict[str, str] = {}
        for path, target in sorted(self.linked_folders.items()):
            is_inside = target.is_relative_to(self.root)
            inside = target.relative_to(self.root).as_posix() if is_inside else None
            chosen = inside if inside in walked else first.setdefault(target, path)
            if chosen != path:
                aliases[path] = chosen
        return aliases

    def canonical(self, path: str) -> str:
        """The one path below the site for a file or folder that symbolic links give several."""
        if path in self._aliases:
            return self._aliases[path]
        folder, name = posixpath.split(path)
        return posixpath.join(self._aliases.get(folder, folder), name)

    def photo_of(self, path: str) -> str:
        """The photo that an image of the site is: another path of it, or what it was made of."""
        image = self.canonical(path)
        return self.sources_of_exported.get(image, image)

    @cached_property
    def post_paths(self) -> tuple[str, ...]:
        """The paths of the site's posts; a post with several names has one path.

        The path is the one that is no symbolic link, else the first.
        """
        return tuple(sorted({paths[0] for paths in self._posts_by_file.values()}))

    @cached_property
    def _posts_by_file(self) -> Mapping[Hashable, Sequence[str]]:
        """The names of each post: several if it is reached by links."""
        suffixes = tuple(self.generator.post_suffixes)
        paths: dict[Hashable, list[str]] = {}
        for path in self.files:
            if path.lower().endswith(suffixes) and self.generator.is_post(path):
                paths.setdefault(self.file_id(path), []).append(path)
        for of_file in paths.values():
            if len(of_file) > 1:
                of_file.sort(key=lambda path: ((self.root / path).is_symlink(), path))
        return paths

    def file_id(self, path: str) -> Hashable:
        """A value that all names of a file share; the path itself if the system tells none."""
        try:
            status = os.stat(os.path.join(self.root, path))  # noqa: PTH116, PTH118 - ten times as fast as Path
        except OSError:
            return path
        return (status.st_dev, status.st_ino) if status.st_ino else path

    def post_paths_of(self, path: str) -> tuple[str, ...]:
        """The posts that a name of a post or a folder stands for; an unlisted file as itself.

        Args:
            path: The path below the site; empty for the site.
        """
        if (self.root / path).is_dir():
            prefix = f"{path}/" if path else ""
            posts = self._posts_by_file.values()
            return tuple(
                sorted(paths[0] for paths in posts if any(p.startswith(prefix) for p in paths))
            )
        return (self._posts_by_file.get(self.file_id(path), (path,))[0],)

    @cached_property
    def exported(self) -> ExportedPictures:
        """The pictures that slidescan exported into the site."""
        return ExportedPictures(self.root)

    @cached_property
    def sources_of_exported(self) -> Mapping[str, str]:
        """The photo that each exported picture was made of, where the site has it."""
        images = {path for path in self.files if is_image(path)}
        sources = {path: self.exported.source_of(path) for path in images}
        return {path: source for path, source in sources.items() if source in images}

    @cached_property
    def images_by_url(self) -> Mapping[str, str]:
        """The published images by address below the base URL."""
        images: dict[str, str] = {}
        for path in self.files:
            if is_image(path):
                for url in self.generator.image_urls(path):
                    images.setdefault(_url_key(url), path)
        return images

    @cached_property
    def _images_by_folded_url(self) -> Mapping[str, str]:
        return {url.casefold(): path for url, path in self.images_by_url.items()}

    @cached_property
    def _images(self) -> Mapping[str, str]:
        """Image paths by their NFC form."""
        return {normalize("NFC", path): path for path in self.files if is_image(path)}

    @cached_property
    def _images_by_folded_path(self) -> Mapping[str, str]:
        return {normal.casefold(): path for normal, path in self._images.items()}

    @cached_property
    def _images_by_name(self) -> Mapping[str, tuple[str, ...]]:
        images: dict[str, list[str]] = {}
        for normal in self._images:
            images.setdefault(posixpath.basename(normal).casefold(), []).append(normal)
        return {name: tuple(paths) for name, paths in images.items()}

    @cached_property
    def base_path(self) -> str:
        """The path of the base URL, without a trailing slash; empty for a site at the root."""
        return urlsplit(self.generator.base_url).path.rstrip("/")

    def absolute(self, url: str) -> str:
        """The full address, which readers open, for an address below the base URL."""
        base = self.generator.base_url
        if not url.startswith("/") or not base:
            return url
        if "://" not in base and not base.startswith("//"):
            return self.base_path + url
        return base.rstrip("/") + url

    def resolve(self, target: str, syntax: Syntax, post: str, url: str | None) -> tuple[str, ...]:
        """Resolves a reference to the paths of the images that it shows.

        First tries the files that the generator resolves the target to, then the address that a
        browser resolves it to, then the folders of the post and the site, as Hugo's resources,
        editors and previews do. A picture that slidescan exported stands for the photo that it
        was made of.

        Args:
            target: The image's address; a pattern (`photos/*`) can show several images.
            syntax: The form of the reference.
            post: The post's path below the site.
            url: The post's address below the base URL; None if it is not known.
        """
        images = self._resolve(target, syntax, post, url)
        return tuple(dict.fromkeys(map(self.photo_of, images)))

    def _resolve(self, target: str, syntax: Syntax, post: str, url: str | None) -> tuple[str, ...]:
        if not _is_valid(target):
            return ()
        if "*" in target:
            return self._matching(target, post, url)
        is_remote = _is_remote(target)
        image = None if is_remote else self._from_generator(target, syntax, post)
        image = image or self._from_browser(target, syntax, url)
        if image is None and (url is None or self.generator.falls_back_to_files):
            image = self._from_folders(target, post)
        if image is None and syntax in _TEMPLATE_SYNTAXES and not is_remote:
            image = self._from_path_end(target, post)
        return (image,) if image else ()

    def embedded_file(self, target: str, post: str) -> str | None:
        """The Markdown file that a page embeds; None if the site doesn't have it.

        Args:
            target: The file as the page names it.
            post: The file that embeds it.
        """
        tried = [normalize("NFC", path) for path in self.generator.embed_files(target, post)]
        file = _first(self._markdown_files, tried)
        if file is None and self.generator.dialect.wikilinks and target:
            tail = normalize("NFC", target.strip("/")).removesuffix(".md").casefold() + ".md"
            candidates = [
                path
                for path in self._markdown_by_name.get(posixpath.basename(tail), ())
                if ("/" + path.casefold()).endswith("/" + tail)
            ]
            file = _nearest(candidates, post)
        return file

    @cached_property
    def _markdown_files(self) -> Mapping[str, str]:
        """Paths of Markdown files by their NFC form."""
        return {
            normalize("NFC", path): path
            for path in self.files
            if path.lower().endswith(POST_SUFFIXES)
        }

    @cached_property
    def _markdown_by_name(self) -> Mapping[str, Sequence[str]]:
        files: dict[str, list[str]] = {}
        for path in self._markdown_files.values():
            name = normalize("NFC", posixpath.basename(path)).casefold()
            files.setdefault(name, []).append(path)
        return files

    def _from_generator(self, target: str, syntax: Syntax, post: str) -> str | None:
        """The image among the files that the generator resolves a target to."""
        files = self.generator.image_files(target, syntax, post)
        paths = [normalize("NFC", file) for file in files]
        return _first(self._images, paths) or _first(
            self._images_by_folded_path, [path.casefold() for path in paths]
        )

    def _from_browser(self, target: str, syntax: Syntax, url: str | None) -> str | None:
        """The image published at the address that a browser requests."""
        urls = self.local_urls(target, url) or ()
        if syntax == "front matter" and not _is_remote(target):
            urls += ("/" + target.lstrip("/"),)  # themes resolve them against the site's root
        keys = [_url_key(candidate) for candidate in urls]
        return _first(self.images_by_url, keys) or _first(
            self._images_by_folded_url, [key.casefold() for key in keys]
        )

    def _from_folders(self, target: str, post: str) -> str | None:
        """The image at a path relative to the post, the site, or a folder of assets."""
        path = unquote(urlsplit(target.strip()).path)
        candidates = (
            path if path.startswith("/") else posixpath.join(posixpath.dirname(post), path),
            path,
            *(posixpath.join(folder, path.lstrip("/")) for folder in _ASSET_FOLDERS),
        )
        return _first(
            self._images,
            [normalize("NFC", posixpath.normpath(c.lstrip("/"))) for c in candidates],
        )

    def _from_path_end(self, target: str, post: str) -> str | None:
        """The image nearest to the post whose path ends with `target`."""
        tail = normalize("NFC", unquote(target).strip("/")).casefold()
        same_name = self._images_by_name.get(posixpath.basename(tail), ())
        candidates = [path for path in same_name if ("/" + path.casefold()).endswith("/" + tail)]
        return _nearest(candidates, post)

    def _matching(self, pattern: str, post: str, url: str | None) -> tuple[str, ...]:
        """The images that a gallery's pattern matches."""
        folder = posixpath.dirname(post)
        prefix = f"{folder}/" if folder else ""
        below = pattern.lstrip("/").removeprefix("./")
        paths = [
            path
            for path in self.files
            if path.startswith(prefix) and matches_glob(path[len(prefix) :], below)
        ]
        if not paths:
            url_pattern = _url_key(_join(url or "/", pattern) or pattern)
            paths = [p for key, p in self.images_by_url.items() if matches_glob(key, url_pattern)]
        return tuple(path for path in paths if is_image(path))

    def local_urls(self, target: str, url: str | None) -> tuple[str, ...] | None:
        """The addresses below the base URL that `target` can mean; None if it is on another site.

        Args:
            target: The address as it is in the page.
            url: The page's address below the base URL; None if it is not known, so that a
                relative target can mean any address.
        """
        try:
            parts = urlsplit(target.strip())
            base = urlsplit(self.generator.base_url)
        except ValueError:
            return None
        if parts.scheme or parts.netloc:
            is_same_host = parts.netloc.casefold() == base.netloc.casefold()
            if not base.netloc or not is_same_host or parts.scheme not in ("", "http", "https"):
                return None
            path = parts.path
        else:
            if url is None and parts.path and not parts.path.startswith("/"):
                return ()
            joined = _join(self.base_path + urlsplit(url or "/").path, parts.path)
            if not parts.path or joined is None:
                return None
            path = joined
        path = "/" + path.lstrip("/")
        is_lenient = self.generator.falls_back_to_files
        if self.base_path and path.startswith(self.base_path + "/"):
            below = path[len(self.base_path) :]
            return (below, path) if is_lenient else (below,)
        if self.base_path and not is_lenient:
            return None
        return (path,)


def _with_parents(folders: Sequence[str]) -> Mapping[str, bool]:
    """Folders and those above them; the value tells whether all of a folder is opened."""
    opened = dict.fromkeys(folders, True)
    for folder in folders:
        while folder := posixpath.dirname(folder):
            opened.setdefault(folder, False)
    return opened


def _first(table: Mapping[str, str], keys: Sequence[str]) -> str | None:
    """The value of the first key that is in the table."""
    return next((table[key] for key in keys if key in table), None)


def _nearest(paths: Sequence[str], post: str) -> str | None:
    """The path that is nearest to a post: below its folder, or else nearest to the root."""
    folder = posixpath.dirname(post) + "/"

    def distance(path: str) -> tuple[bool, int, str]:
        return (not path.startswith(folder), path.count("/"), path)

    return min(paths, key=distance, default=None)


def _is_valid(target: str) -> bool:
    """Whether an address can be parsed: `http://[x.png` can't."""
    try:
        urlsplit(target.strip())
    except ValueError:
        return False
    return True


def _join(base: str, address: str) -> str | None:
    """Resolves an address against a base; None if it can't be parsed."""
    try:
        return urljoin(base, address)
    except ValueError:
        return None


def _is_remote(target: str) -> bool:
    """Whether an address has a host, or doesn't point to a file at all."""
    parts = urlsplit(target.strip())
    return bool(parts.netloc) or parts.scheme in ("http", "https", "data", "mailto")


def is_utf8_name(path: str) -> bool:
    """Whether a path is valid UTF-8 (Python escapes other bytes as surrogates)."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _url_key(url: str) -> str:
    return normalize("NFC", unquote(url))


def _matches(path: str, pattern: str) -> bool:
    """Whether a pattern, as in .gitignore, matches a path or a folder above it."""
    bare = pattern.strip("/")
    if not bare:
        return False
    is_anchored = "/" in bare or pattern.startswith("/")
    parts = path.split("/")
    if is_anchored:
        return any(fnmatch.fnmatchcase("/".join(parts[: i + 1]), bare) for i in range(len(parts)))
    return any(fnmatch.fnmatchcase(part, bare) for part in parts)
