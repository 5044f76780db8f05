"""An ingest: what changed → workers → commit → report."""

from __future__ import annotations

import os
import posixpath
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from slidescan.core import languages as iso
from slidescan.core.records import Failure, IngestReport, Options, PhotoReading
from slidescan.core.versions import DERIVATION_VERSION, PIPELINE_VERSION
from slidescan.errors import EngineUnavailable, UsageError
from slidescan.ingest.corrections import corners_by_image
from slidescan.ingest.derive import derive
from slidescan.ingest.executors.protocol import Task
from slidescan.ingest.executors.registry import executor_for
from slidescan.ingest.link_posts import LinkUpdate, link_changed_posts
from slidescan.ingest.progress import NullProgress, Progress, PublishedProgress
from slidescan.ingest.scan import ReaderState, Scan, photos_below, scan
from slidescan.ocr.registry import choose, model_of
from slidescan.posts.discovery import find_site
from slidescan.posts.references.state import POST_SUFFIXES
from slidescan.posts.site import Site
from slidescan.search import manager as fulltext
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import parse_location
from slidescan.store.lock import finishing, reading
from slidescan.store.lookup import site_place, site_root
from slidescan.store.stored import StoredPhoto, StoredReading


def run(paths: Sequence[Path], options: Options, progress: Progress | None = None) -> IngestReport:
    """Bring the index up to date.

    Args:
        paths: Photos, or folders of them.
        options: What a person chose.
        progress: Told how it goes.

    Returns:
        What was done; a photo or post that could not be read is a failure in it.

    Raises:
        UsageError: The site, the engine or a language isn't there.
        IndexUnusable: The index can't be written.
    """
    started = time.monotonic()
    if not paths:
        raise UsageError("no path was given", "give a photo, or a folder of photos")
    site = find_site(
        paths[0],
        site=Path(options.site) if options.site else None,
        base_url=options.base_url,
        exclude=options.exclude,
    )
    for path in paths:
        if not path.expanduser().exists() and not path.is_symlink():
            raise UsageError(f"{path} doesn't exist", "give a photo, or a folder of photos")
    options = _settled(site, options)
    place = parse_location(options.index)
    images = list(photos_below(site, paths, place if isinstance(place, Path) else None))
    with reading(place), Catalogue.open(place, write=True) as catalogue:
        with PublishedProgress(catalogue.database, progress or NullProgress()) as published:
            report = _Ingest(catalogue, site, options, published).run(images)
        return replace(report, seconds=time.monotonic() - started)


def _settled(site: Site, options: Options) -> Options:
    """`options` with the languages and the engine decided."""
    languages = iso.parse("+".join(options.languages))
    if not languages:
        # Empty where the site doesn't say either: English, and what the script shows.
        of_site = iso.normalize(site.generator.language or "")
        languages = (of_site,) if of_site else ()
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


class _Ingest:
    """One run over one catalogue."""

    def __init__(
        self, catalogue: Catalogue, site: Site, options: Options, progress: Progress
    ) -> None:
        self.catalogue = catalogue
        self.site = site
        self.options = options
        self.progress = progress
        self.reader = f"{PIPELINE_VERSION} {model_of(options.engine, options.languages)}"
        self.failures: list[Failure] = []
        self.read = 0
        self.interrupted = False

    def run(self, images: list[str]) -> IngestReport:
        self._own_site()
        work = scan(
            self.site,
            images,
            self.catalogue.photos(),
            ReaderState(
                self.catalogue.readers(),
                self.catalogue.chosen(),
                self.reader,
                (self.options.engine, self.options.languages),
            ),
            force=self.options.force,
            refresh=self.options.refresh,
        )
        self.failures += work.failures
        self._touch(work)
        self._read(work.wanted)
        with finishing(self.catalogue.location):
            return self._finish(images, work)

    def _finish(self, images: list[str], work: Scan) -> IngestReport:
        """What follows from all photos together; of several ingests, one at a time does it."""
        known = self.catalogue.photos()
        gone = tuple(i for i in known if not (self.site.root / i).exists())
        # A share that is not there looks like a folder without photos: who watches keeps them.
        vanished = self.options.follow and len(gone) == len(known)
        everything = self.options.prune and not vanished
        dropped = gone if everything else self._renamed(gone, known)
        self._prune(dropped)
        self.progress.phase("linking posts")
        posts = self._posts()
        update = link_changed_posts(self.catalogue, self.site, posts)
        self.failures += update.failures
        self.progress.phase("indexing")
        self._derive(update)
        self._keep_failures(images, posts)
        fulltext.update(self.catalogue)
        present = set(self.catalogue.images())
        return IngestReport(
            site=str(self.site.root),
            generator=self.site.generator.name,
            photos=len(images),
            read=self.read,
            unchanged=len(work.unchanged),
            outdated=work.outdated,
            linked=sum(1 for image in images if image in present and update.links.get(image)),
            posts=update.posts,
            posts_read=update.posts_read,
            pruned=len(dropped),
            gone=len(gone) - len(dropped),
            failures=tuple(self.failures),
            missing=update.missing,
            shared_urls=update.shared_urls,
            interrupted=self.interrupted,
        )

    def _own_site(self) -> None:
        """An index belongs to one site, wherever both are moved together."""
        root = self.site.root
        place = site_place(self.catalogue.location, root)
        before = self.catalogue.meta("site")
        if before is not None and before != place and self.catalogue.photos():
            other = site_root(self.catalogue)
            if other != root:
                raise UsageError(
                    f"the index {self.catalogue.location} belongs to the site {other}",
                    "name another with --index, or that site with --site",
                )
        with self.catalogue.transaction():
            self.catalogue.set_site(place)
            self.catalogue.set_meta("generator", self.site.generator.name)
            self.catalogue.set_meta("base_url", self.site.generator.base_url)
            self.catalogue.set_meta("reader", self.reader)

    def _touch(self, work: Scan) -> None:
        with self.catalogue.transaction():
            for photo in work.touched:
                self.catalogue.put_photo(photo)

    def _read(self, wanted: Sequence[StoredPhoto]) -> None:
        """Read photos and commit each as it is done; the same bytes are read once."""
        by_bytes: dict[str, list[StoredPhoto]] = defaultdict(list)
        for photo in wanted:
            by_bytes[photo.sha256].append(photo)
        first = {photos[0].image: photos for photos in by_bytes.values()}
        if not first:
            return
        self.progress.start(len(first))
        contents = {image: photos[0].sha256 for image, photos in first.items()}
        corners = corners_by_image(self.catalogue.corners(), contents)
        task = Task(str(self.site.root), self.options, self.reader, corners)
        batches = executor_for(self.options)(task, tuple(first))
        try:
            for batch in batches:
                self._commit([(first[i], r) for i, r in batch if not isinstance(r, Failure)])
                for image, result in batch:
                    failed = result if isinstance(result, Failure) else None
                    if failed:
                        self.failures += [replace(failed, path=p.image) for p in first[image]]
                    self.progress.advance(image, failed)
        except KeyboardInterrupt:
            # What was finished is kept, linked and indexed; the workers are stopped.
            self.interrupted = True
        finally:
            batches.close()  # type: ignore[attr-defined]

    def _commit(self, done: Sequence[tuple[Sequence[StoredPhoto], PhotoReading]]) -> None:
        """Keep what was read; all of a batch at once."""
        if not done:
            return
        with self.catalogue.transaction():
            for photos, read in done:
                self.catalogue.put_reading(
                    StoredReading(self.reader, read.photo, read.detection, read.reading, read.kind)
                )
                for photo in photos:
                    # The bytes may have changed since they were listed: the reading's count.
                    self.catalogue.put_photo(replace(photo, sha256=read.photo.sha256))
                self.read += len(photos)

    def _renamed(self, gone: Sequence[str], known: Mapping[str, StoredPhoto]) -> tuple[str, ...]:
        """Photos that are gone and whose bytes stand under another name, if they are followed."""
        if not self.options.follow:
            return ()
        there = {photo.sha256 for image, photo in known.items() if image not in set(gone)}
        return tuple(image for image in gone if known[image].sha256 in there)

    def _prune(self, gone: Sequence[str]) -> None:
        if gone:
            with self.catalogue.transaction():
                self.catalogue.forget(gone)

    def _posts(self) -> list[str]:
        """The site's posts, or those that a person named."""
        if not self.options.posts:
            return list(self.site.post_paths)
        named: list[str] = []
        for given in self.options.posts:
            path = Path(os.path.realpath(Path(given).expanduser()))
            if not path.exists():
                raise UsageError(f"{given} doesn't exist", "name posts, or folders of posts")
            below = self.site.relative(path)
            if path.is_dir():
                prefix = "" if below == "." else below + "/"
                named += [p for p in self.site.files if p.startswith(prefix)]
            else:
                named.append(below)
        return sorted({p for p in named if p.lower().endswith(POST_SUFFIXES)})

    def _derive(self, update: LinkUpdate) -> None:
        """Keep posts and make slides, all or nothing: a run that is killed here is made up for."""
        rules = f"{DERIVATION_VERSION} {self.options.alt_length}"
        underived = self.catalogue.underived()
        known = underived
        if self.catalogue.meta("derived") != rules:
            known = tuple(self.catalogue.photos())
        if not (known or update.images or update.changed or update.gone):
            return
        with self.catalogue.transaction():
            self.catalogue.forget_posts(update.gone)
            for stored in update.changed:
                self.catalogue.put_post(stored)
            derive(
                self.catalogue,
                {posixpath.dirname(image) for image in known},
                update.images,
                update.links,
                alt_length=self.options.alt_length,
            )
            self.catalogue.set_derived()
            self.catalogue.set_meta("derived", rules)

    def _keep_failures(self, images: Sequence[str], posts: Sequence[str]) -> None:
        failed = {failure.path for failure in self.failures}
        known = {failure.path for failure in self.catalogue.failures()}
        if not failed and not known:
            return
        vanished = {path for path in known if not os.path.lexists(self.site.root / path)}
        with self.catalogue.transaction():
            self.catalogue.clear_failures(known & ({*images, *posts} | vanished) - failed)
            for failure in self.failures:
                self.catalogue.put_failure(failure)
