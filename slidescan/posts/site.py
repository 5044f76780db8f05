"""A site: its root, its generator and its files, to which references are resolved."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from slidescan.core.records import Failure, Post, Syntax
from slidescan.errors import SiteNotFound
from slidescan.posts.addresses import is_remote, is_valid, join_addresses, url_key
from slidescan.posts.exported import ExportedPictures
from slidescan.posts.file_types import (
    POST_SUFFIXES,
    is_image,
)
from slidescan.posts.generators.protocol import Generator
from slidescan.posts.generators.several import Several
from slidescan.posts.globs import matches_glob
from slidescan.posts.site_files import SiteFiles, nearest_path, patterns_below
from slidescan.posts.site_hosts import SiteHosts

_ASSET_FOLDERS = ("assets", "static")
"""Addresses can be relative to these folders if the generator's rules don't match a file."""

_TEMPLATE_SYNTAXES = frozenset({"wikilink", "shortcode", "tag", "front matter"})
"""Forms whose addresses a template completes, so only the end of the path is known."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The images that a reference shows.

    Attributes:
        images: Their paths below the site.
        differs_in_case: Whether the reference differs from the file's name in letter case, so that
            it leads nowhere on systems that tell cases apart.
    """

    images: tuple[str, ...] = ()
    differs_in_case: bool = False


@dataclass(frozen=True)
class SitePart:
    """A site in a folder of another.

    Attributes:
        folder: Its path below the other site.
        site: The site.
    """

    folder: str
    site: Site

    def inward(self, path: str) -> str:
        """The path below this site of a path below the other one."""
        prefix = self.folder + "/"
        is_below = path.startswith(prefix)
        return path[len(prefix) :] if is_below else posixpath.relpath(path, self.folder)

    def outward(self, path: str) -> str:
        """The path below the other site of a path below this one."""
        return posixpath.normpath(posixpath.join(self.folder, path))


@dataclass(frozen=True)
class Site:
    """A folder of posts and photos.

    Attributes:
        root: Its absolute path, with symbolic links resolved.
        generator: The rules of the generator that renders it.
        exclude: Patterns of paths to leave out.
        cdn: Beginnings of addresses that serve files of the site, as in `SiteHosts`.
    """

    root: Path
    generator: Generator
    exclude: tuple[str, ...] = ()
    cdn: tuple[tuple[str, str], ...] = ()

    @cached_property
    def tree(self) -> SiteFiles:
        """The files of the site."""
        return SiteFiles(self.root, self.generator, self.exclude)

    @cached_property
    def parts(self) -> tuple[SitePart, ...]:
        """The sites in the folders of this one."""
        inner = self.generator.parts if isinstance(self.generator, Several) else ()
        parts = []
        for folder, generator in inner:
            exclude = patterns_below(self.exclude, folder)
            parts.append(SitePart(folder, Site(self.root / folder, generator, exclude, self.cdn)))
        return tuple(parts)

    def part_of(self, path: str) -> SitePart | None:
        """The site in a folder of this one that holds a file; None if it is of this site itself."""
        return next((part for part in self.parts if path.startswith(part.folder + "/")), None)

    def site_of(self, post: str) -> Site:
        """The site that publishes a post: this one, or one in its folders."""
        part = self.part_of(post)
        return self if part is None else part.site

    def rules_of(self, post: str) -> Generator:
        """The rules of the generator that renders a post."""
        return self.site_of(post).generator

    def address_of(self, post: Post) -> str | None:
        """The full address of a post, without a fragment; None if it is not known."""
        if post.page_url is None:
            return None
        return self.site_of(post.path).absolute(post.page_url)

    @cached_property
    def hosts(self) -> SiteHosts:
        """The hosts that serve files of the site, besides that of its configured address."""
        return SiteHosts(self.root, self.cdn)

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
            for folder, target in self.tree.linked_folders.items():
                if real.is_relative_to(target):
                    return self.canonical(
                        posixpath.normpath(posixpath.join(folder, real.relative_to(target)))
                    )
        below = self.relative(real)
        return "" if below == "." else below

    def is_link_outside(self, path: str) -> bool:
        """Whether a path below the site is a symbolic link that leaves the site."""
        file = f"{self.root}/{path}"
        # Not `resolve`, which raises on circular links; and strings, in a fifth of the time.
        if not os.path.islink(file):  # noqa: PTH114
            return False
        return not Path(os.path.realpath(file)).is_relative_to(self.root)

    def contains(self, path: str) -> bool:
        """Whether a path, with all symbolic links resolved, lies below the site."""
        return Path(os.path.realpath(self.root / path)).is_relative_to(self.root)

    @property
    def files(self) -> tuple[str, ...]:
        """See `SiteFiles.files`."""
        return self.tree.files

    @property
    def post_paths(self) -> tuple[str, ...]:
        """See `SiteFiles.post_paths`."""
        return self.tree.post_paths

    @property
    def unreadable_folders(self) -> tuple[Failure, ...]:
        """See `SiteFiles.unreadable_folders`."""
        return self.tree.unreadable_folders

    def is_excluded(self, path: str) -> bool:
        """Whether a pattern of `exclude` matches a path below the site."""
        return self.tree.is_excluded(path)

    def canonical(self, path: str) -> str:
        """See `SiteFiles.canonical`."""
        return self.tree.canonical(path)

    def photo_of(self, path: str) -> str:
        """The photo that an image of the site is: another path of it, or what it was made of."""
        image = self.canonical(path)
        return self.sources_of_exported.get(image, image)

    @cached_property
    def exported(self) -> ExportedPictures:
        """The pictures that slidescan exported into the site."""
        return ExportedPictures(self.root)

    @cached_property
    def sources_of_exported(self) -> Mapping[str, str]:
        """The photo that each exported picture was made of, where the site has it."""
        folders = {path.rpartition("/")[0] for path in self._image_files}
        if not any(map(self.exported.may_hold, folders)):
            return {}
        sources = {path: self.exported.source_of(path) for path in self._image_files}
        present = {*self._image_files}
        return {path: source for path, source in sources.items() if source in present}

    @cached_property
    def _image_files(self) -> tuple[str, ...]:
        return tuple(path for path in self.files if is_image(path))

    @cached_property
    def images_by_url(self) -> Mapping[str, str]:
        """The published images by address below the base URL, as it is and in NFC."""
        images: dict[str, str] = {}
        for path in self._image_files:
            for url in self.generator.image_urls(path):
                images.setdefault(unquote(url), path)
        others = ((url, path) for url, path in reversed(images.items()) if not url.isascii())
        return {**{normalize("NFC", url): path for url, path in others}, **images}

    @cached_property
    def _images_by_folded_url(self) -> Mapping[str, str]:
        return {url.casefold(): path for url, path in self.images_by_url.items()}

    @cached_property
    def _images(self) -> Mapping[str, str]:
        """Image paths by their exact form; then by their NFC form, if no file has it exactly."""
        images = {path: path for path in self._image_files}
        return {**{normalize("NFC", path): path for path in images if not path.isascii()}, **images}

    @cached_property
    def _images_by_folded_path(self) -> Mapping[str, str]:
        return {normal.casefold(): path for normal, path in self._images.items()}

    @cached_property
    def _images_by_name(self) -> Mapping[str, tuple[str, ...]]:
        images: dict[str, list[str]] = {}
        for path in dict.fromkeys(self._images.values()):
            name = normalize("NFC", posixpath.basename(path)).casefold()
            images.setdefault(name, []).append(path)
        return {name: tuple(paths) for name, paths in images.items()}

    @property
    def _base_url(self) -> str:
        """The configured address; a folder around other sites has none."""
        return "" if self.parts else self.generator.base_url

    @cached_property
    def base_path(self) -> str:
        """The path of the base URL, without a trailing slash; empty for a site at the root."""
        return urlsplit(self._base_url).path.rstrip("/")

    def absolute(self, url: str) -> str:
        """The full address, which readers open, for an address below the base URL."""
        base = self._base_url
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
        return self.resolution(target, syntax, post, url).images

    def resolution(self, target: str, syntax: Syntax, post: str, url: str | None) -> Resolution:
        """What `resolve` returns, and whether only the letter case of a file differs."""
        part = self.part_of(post)
        if part is None:
            resolution = self._resolve(target, syntax, post, url)
        else:
            resolution = self._part_resolution(part, target, syntax, part.inward(post), url)
        images = tuple(dict.fromkeys(map(self.photo_of, resolution.images)))
        return resolution if images == resolution.images else replace(resolution, images=images)

    def _part_resolution(
        self, part: SitePart, target: str, syntax: Syntax, post: str, url: str | None
    ) -> Resolution:
        """The images that a reference of a part's post shows, also those beside the part."""
        resolution = part.site.resolution(target, syntax, post, url)
        if resolution.images or is_remote(target):
            return replace(resolution, images=tuple(map(part.outward, resolution.images)))
        files = part.site.generator_files(target, syntax, post)
        image = self._from_files([part.outward(file) for file in files])
        return Resolution((image,) if image else ())

    def _resolve(self, target: str, syntax: Syntax, post: str, url: str | None) -> Resolution:
        if not is_valid(target):
            return Resolution()
        if "*" in target:
            return Resolution(self._matching(target, post, url))
        has_host = is_remote(target)
        files = self.hosts.files(target) if has_host else self.generator_files(target, syntax, post)
        image = self._from_files(files)
        if image is not None:
            return Resolution((image,))
        urls = self._browser_urls(target, syntax, url)
        image = _first(self.images_by_url, urls)
        if image is not None:
            return Resolution((image,))
        image = self._from_folded_files(files) or _first(
            self._images_by_folded_url, [key.casefold() for key in urls]
        )
        if image is not None:
            # Obsidian finds notes and images whatever their letter case.
            is_lenient = syntax == "wikilink" or not self.generator.is_case_sensitive
            return Resolution((image,), differs_in_case=not is_lenient)
        if url is None or self.generator.falls_back_to_files:
            image = self._from_folders(target, post)
        if image is None and syntax in _TEMPLATE_SYNTAXES and not has_host:
            image = self._from_path_end(target, post)
        return Resolution((image,) if image else ())

    def candidate(self, target: str, post: str) -> str | None:
        """An image on disk that a reference may mean, though the rules don't lead to it.

        Its path ends with that of the reference, it lies in a folder that is left out, or it stands
        beside the post under the same name.
        """
        if not is_valid(target) or "*" in target:
            return None
        path = unquote(urlsplit(target.strip()).path)
        tail = posixpath.normpath("/" + path.lstrip("./")).lstrip("/")
        image = self._from_path_end(tail, post) if tail else None
        if image is not None:
            return image
        folder = posixpath.dirname(post)
        beside = posixpath.normpath(posixpath.join(folder, path))
        for file in (beside, tail, posixpath.join(folder, posixpath.basename(path))):
            is_below = not file.startswith(("/", "../"))
            # Unlike a path's `is_file`, this is false for a name that is too long for the system.
            if is_below and is_image(file) and os.path.isfile(self.root / file):  # noqa: PTH113
                return file
        return None

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
            file = nearest_path(candidates, post)
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

    def generator_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The files that the generator tries for a target."""
        is_markdown = syntax in ("attribute", "attribute list")
        return self.generator.image_files(target, "markdown" if is_markdown else syntax, post)

    def _from_files(self, files: Sequence[str]) -> str | None:
        return _first(self._images, [form for file in files for form in _forms(file)])

    def _from_folded_files(self, files: Sequence[str]) -> str | None:
        keys = [normalize("NFC", file).casefold() for file in files]
        return _first(self._images_by_folded_path, keys)

    def _browser_urls(self, target: str, syntax: Syntax, url: str | None) -> Sequence[str]:
        """The addresses below the base URL that a browser requests for a target."""
        urls = self.local_urls(target, url) or ()
        if syntax == "front matter" and not is_remote(target):
            urls += ("/" + target.lstrip("/"),)  # themes resolve them against the site's root
        return [form for candidate in urls for form in _forms(unquote(candidate))]

    def _from_folders(self, target: str, post: str) -> str | None:
        """The image at a path relative to the post, the site, or a folder of assets."""
        path = unquote(urlsplit(target.strip()).path)
        candidates = (
            path if path.startswith("/") else posixpath.join(posixpath.dirname(post), path),
            path,
            *(posixpath.join(folder, path.lstrip("/")) for folder in _ASSET_FOLDERS),
        )
        return self._from_files([posixpath.normpath(c.lstrip("/")) for c in candidates])

    def _from_path_end(self, target: str, post: str) -> str | None:
        """The image nearest to the post whose path ends with `target`."""
        tail = normalize("NFC", unquote(target).strip("/")).casefold()
        same_name = self._images_by_name.get(posixpath.basename(tail), ())
        candidates = [
            path
            for path in same_name
            if ("/" + normalize("NFC", path).casefold()).endswith("/" + tail)
        ]
        exact = unquote(target).strip("/")
        return nearest_path([p for p in candidates if p.endswith(exact)] or candidates, post)

    def _matching(self, pattern: str, post: str, url: str | None) -> tuple[str, ...]:
        """The images that a gallery's pattern matches."""
        folder = posixpath.dirname(post)
        prefix = f"{folder}/" if folder else ""
        below = pattern.lstrip("/").removeprefix("./")
        paths = [
            path
            for path in self.files
            if path.startswith(prefix)
            and matches_glob(path[len(prefix) :], below, crosses_folders=True)
        ]
        if not paths:
            url_pattern = url_key(join_addresses(url or "/", pattern) or pattern)
            paths = [p for key, p in self.images_by_url.items() if matches_glob(key, url_pattern)]
        return tuple(dict.fromkeys(path for path in paths if is_image(path)))

    def local_urls(self, target: str, url: str | None) -> tuple[str, ...] | None:
        """The addresses below the base URL that `target` can mean; None if it is on another site.

        Args:
            target: The address as it is in the page.
            url: The page's address below the base URL; None if it is not known, so that a
                relative target can mean any address.
        """
        try:
            parts = urlsplit(target.strip())
            base = urlsplit(self._base_url)
        except ValueError:
            return None
        if parts.scheme or parts.netloc:
            host = parts.netloc.casefold()
            is_same_host = bool(base.netloc) and host == base.netloc.casefold()
            if parts.scheme not in ("", "http", "https"):
                return None
            if not is_same_host and host not in self.hosts.domains:
                return self.hosts.urls(target) or None
            path = parts.path
        else:
            if url is None and parts.path and not parts.path.startswith("/"):
                return ()
            joined = join_addresses(self.base_path + urlsplit(url or "/").path, parts.path)
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


def _first(table: Mapping[str, str], keys: Sequence[str]) -> str | None:
    """The value of the first key that is in the table."""
    return next((table[key] for key in keys if key in table), None)


def _forms(path: str) -> tuple[str, str]:
    """The forms in which a path is looked up: as it is, then in NFC, as macOS may change it."""
    return path, normalize("NFC", path)
