"""What an ingest works on: the site, its index, and the photos."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from slidescan.core.languages import normalize_code, parse_codes
from slidescan.core.presence import is_gone
from slidescan.core.records import Options
from slidescan.errors import EngineUnavailable, IndexUnusable, SiteNotFound, UsageError
from slidescan.imaging.photo_files import is_photo_name, is_unread_image_name
from slidescan.ingest.scan import ImageFiles, images_below
from slidescan.ocr.registry import choose
from slidescan.posts.discovery import find_site
from slidescan.posts.generators.registry import FALLBACK
from slidescan.posts.rendered.discovery import with_built_site
from slidescan.posts.rendered.folder import BuiltSite
from slidescan.posts.site import Site
from slidescan.store.backends.registry import parse_location
from slidescan.store.backends.sqlite import CATALOGUE_FILE
from slidescan.store.catalogue import Catalogue
from slidescan.store.discovery import indexes_at_or_above, short_path
from slidescan.store.location import INDEX_FOLDER, Location
from slidescan.store.lookup import site_root


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """What an ingest works on.

    Attributes:
        paths: Photos, or folders of photos; empty for the photos that posts show.
        site: The site, without the files of its built site.
        built: The built site, if there is one.
        options: The options, with the languages and the engine chosen.
        location: The index.
    """

    paths: tuple[Path, ...]
    site: Site
    built: BuiltSite | None
    options: Options
    location: Location

    def files(self) -> ImageFiles:
        """The image files below the paths."""
        index = self.location if isinstance(self.location, Path) else None
        return images_below(self.site, self.paths, index)


def resolve(paths: Sequence[Path], options: Options) -> IngestRequest:
    """Finds the site, and chooses the languages and the engine.

    Args:
        paths: Photos, or folders of photos; empty for the photos that posts show.
        options: The options.

    Raises:
        UsageError: The site, the engine or a language is missing, or a new index would lie below
            another one of the same site.
    """
    site = find_site_of(paths, options)
    for path in paths:
        if is_gone(path.expanduser()) and not path.is_symlink():
            raise UsageError(f"{path} doesn't exist", "give a photo, or a folder of photos")
    if not paths:
        _check_posts(site)
    location = parse_location(options.index)
    if isinstance(location, Path):
        _refuse_second_index(location, site)
    options = _resolved(site, options)
    site, built = with_built_site(site, options.rendered)
    return IngestRequest(tuple(paths), site, built, options, location)


def find_site_of(paths: Sequence[Path], options: Options) -> Site:
    """The site of an ingest: the given one, else that of the first path or the current folder.

    Where nothing tells a site's root, it is the root of the index's site, if that holds the path.

    Raises:
        SiteNotFound: There is none.
    """
    start = paths[0] if paths else Path.cwd()

    def find(root: Path | None) -> Site:
        return find_site(
            start,
            site=root,
            base_url=options.base_url,
            exclude=options.exclude,
            cdn=options.cdn,
        )

    site = find(Path(options.site) if options.site else None)
    if options.site or type(site.generator) is not FALLBACK:
        return site
    root = _root_of_index(parse_location(options.index))
    if root is None or root == site.root or not site.root.is_relative_to(root):
        return site
    return find(root)


def index_for_ingest(paths: Sequence[Path], options: Options, folder: Path) -> str:
    """The index of an ingest that isn't told one.

    It is the nearest at or above the folder, or else the path, that holds the path's site; if there
    is none, `index/` at the root of the site.

    Args:
        paths: Photos, or folders of photos.
        options: The options; their `index` isn't used.
        folder: The current folder.

    Raises:
        SiteNotFound: There is no site.
    """
    site = find_site_of(paths, replace(options, index=INDEX_FOLDER))
    for start in (folder, site.root):
        for index in indexes_at_or_above(start):
            root = _root_of_index(index)
            if root is not None and site.root.is_relative_to(root):
                return short_path(index, folder)
    return short_path(site.root / INDEX_FOLDER, folder)


def images_in_posts(images: Iterable[str]) -> ImageFiles:
    """The files among the images that posts show."""
    listed = sorted(images)
    return ImageFiles(
        tuple(image for image in listed if is_photo_name(image)),
        tuple(image for image in listed if is_unread_image_name(image)),
    )


def _check_posts(site: Site) -> None:
    """Checks that a site without given photos has posts that can show some.

    Raises:
        SiteNotFound: It has none, or it is a person's home folder, which no site is.
    """
    remedy = "give photos, or a folder of them: slidescan ingest PATH"
    if site.root in (Path.home().resolve(), Path(site.root.anchor)):
        raise SiteNotFound(f"{site.root} is no site", remedy)
    if not site.post_paths:
        raise SiteNotFound(f"there are no posts in {site.root} that show photos", remedy)


def _refuse_second_index(index: Path, site: Site) -> None:
    """Refuses to make an index where commands would find another one, by the folder they run in.

    Raises:
        UsageError: A folder above has an index of the same site.
    """
    folder = Path(os.path.realpath(index))
    if folder.name != INDEX_FOLDER or not is_gone(folder / CATALOGUE_FILE):
        return
    for other in indexes_at_or_above(folder.parent.parent):
        root = _root_of_index(other)
        if root is not None and site.root.is_relative_to(root):
            raise UsageError(
                f"{index} would be a second index below {other}, which holds the site {root}",
                "leave --index out to use that one, or give a folder with a name of its own",
            )


def _root_of_index(location: Location) -> Path | None:
    """The site that an index holds; None if there is no usable index."""
    if not isinstance(location, Path) or is_gone(location / CATALOGUE_FILE):
        return None
    try:
        with Catalogue.open(location) as catalogue:
            return site_root(catalogue) if catalogue.meta("site") else None
    except IndexUnusable:
        return None


def _resolved(site: Site, options: Options) -> Options:
    """The options with the languages and the engine chosen."""
    languages = parse_codes("+".join(options.languages))
    if not languages:
        # If the site has no language either, use English, and other scripts as they appear.
        site_language = normalize_code(site.generator.language or "")
        languages = (site_language,) if site_language else ()
    try:
        engine = choose(options.engine, languages)
    except EngineUnavailable as error:
        if options.languages or not languages:
            raise
        raise EngineUnavailable(
            error.what + f" (the site's language is {languages[0]})",
            error.remedy + ", or choose others with --lang",
        ) from error
    return replace(options, languages=languages, engine=engine)
