"""Plans an ingest: what it would read, without reading a photo or writing anything."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from slidescan.core.records import Failure, IngestPlan, Options
from slidescan.errors import IndexMissing, UsageError
from slidescan.ingest.built_pages import built_pages
from slidescan.ingest.built_site import decide_links
from slidescan.ingest.failures import divide_absent
from slidescan.ingest.link_posts import link_changed_posts
from slidescan.ingest.request import IngestRequest, images_in_posts, resolve
from slidescan.ingest.scan import ImageFiles, scan_photos
from slidescan.store.catalogue import Catalogue
from slidescan.store.lookup import site_root
from slidescan.store.stored import StoredPhoto


def plan(paths: Sequence[Path], options: Options) -> IngestPlan:
    """Tells what an ingest would do.

    Args:
        paths: Photos, or folders of photos; empty for the photos that posts show.
        options: The options.

    Raises:
        UsageError: The ingest would raise it.
        IndexUnusable: The index can't be read.
    """
    request = resolve(paths, options)
    with _catalogue(request) as catalogue:
        files = request.files() if request.paths else _images_in_posts(request, catalogue)
        work = scan_photos(catalogue, request.site, files.photos, request.options)
        root = request.site.root
        gone, unreachable = divide_absent(root, catalogue.images())
    return IngestPlan(
        site=str(root),
        generator=request.site.generator.name,
        index=str(request.location),
        engine=request.options.engine,
        languages=request.options.languages,
        posts=len(request.site.post_paths),
        photos=len(files.photos),
        wanted=tuple(photo.image for photo in work.wanted),
        unchanged=len(work.unchanged),
        outdated=work.outdated,
        gone=gone,
        prunes=request.options.prune,
        failures=_once(*files.failures, *work.failures, *unreachable),
        formats=files.unread,
    )


def _once(*failures: Failure) -> tuple[Failure, ...]:
    """The first failure of each path."""
    return tuple({failure.path: failure for failure in reversed(failures)}.values())[::-1]


@contextmanager
def _catalogue(request: IngestRequest) -> Iterator[Catalogue]:
    """The index, open for reading; an empty one that vanishes if there is none yet.

    Raises:
        UsageError: The index belongs to another site.
    """
    try:
        with Catalogue.open(request.location) as catalogue:
            root = site_root(catalogue)
            if catalogue.photos() and root != request.site.root:
                raise UsageError(
                    f"the index {request.location} belongs to the site {root}",
                    "name another with --index, or that site with --site",
                )
            yield catalogue
    except IndexMissing:
        with _empty_catalogue(()) as catalogue:
            yield catalogue


@contextmanager
def _empty_catalogue(photos: Sequence[StoredPhoto]) -> Iterator[Catalogue]:
    """A catalogue with these photos alone, in a folder that vanishes."""
    with (
        tempfile.TemporaryDirectory(prefix="slidescan-plan-") as folder,
        Catalogue.open(Path(folder), write=True) as catalogue,
    ):
        with catalogue.transaction():
            for photo in photos:
                catalogue.put_photo(photo)
        yield catalogue


def _images_in_posts(request: IngestRequest, catalogue: Catalogue) -> ImageFiles:
    """The images that posts show; reads all posts, and stores what it needs elsewhere."""
    with (
        _empty_catalogue(tuple(catalogue.photos().values())) as scratch,
        built_pages(scratch, request.site, request.built) as built,
    ):
        update = link_changed_posts(scratch, request.site, request.site.post_paths)
        return images_in_posts(decide_links(scratch, request.site, built, update).links)
