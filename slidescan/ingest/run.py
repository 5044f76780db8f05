"""An ingest: scans photos, reads changed ones, links posts, derives slides, indexes them."""

from __future__ import annotations

import os
import posixpath
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from slidescan.core.languages import normalize_code, parse_codes
from slidescan.core.records import Failure, IngestReport, Options
from slidescan.core.versions import DERIVATION_VERSION, PIPELINE_VERSION
from slidescan.errors import EngineUnavailable, UsageError
from slidescan.ingest.built_site import BuiltUpdate, decide_links, page_prefix
from slidescan.ingest.derive import derive
from slidescan.ingest.link_posts import LinkUpdate, link_changed_posts
from slidescan.ingest.progress import NullProgress, Progress, PublishedProgress
from slidescan.ingest.scan import ImageFiles, ReaderState, Scan, images_below, scan
from slidescan.ingest.store_readings import read_and_store
from slidescan.ingest.unread import put_unread_files, unread
from slidescan.ocr.registry import choose, model_of
from slidescan.posts.discovery import find_site
from slidescan.posts.file_types import POST_SUFFIXES
from slidescan.posts.rendered.discovery import with_built_site
from slidescan.posts.rendered.folder import BuiltSite
from slidescan.posts.site import Site
from slidescan.search import manager
from slidescan.search.meaning.registry import choose as choose_embedder
from slidescan.search.meaning.update import VectorUpdate, encode
from slidescan.store.backends.registry import parse_location
from slidescan.store.catalogue import Catalogue
from slidescan.store.lock import deriving, ingesting
from slidescan.store.lookup import site_root, stored_root
from slidescan.store.stored import StoredPhoto


def run(paths: Sequence[Path], options: Options, progress: Progress | None = None) -> IngestReport:
    """Brings the index up to date.

    Args:
        paths: Photos, or folders of photos.
        options: The options.
        progress: Receives the progress.

    Returns:
        The report; photos and posts that can't be read are failures in it.

    Raises:
        UsageError: The site, the engine or a language is missing.
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
    options = _resolved(site, options)
    site, built = with_built_site(site, options.rendered)
    location = parse_location(options.index)
    files = images_below(site, paths, location if isinstance(location, Path) else None)
    with ingesting(location), Catalogue.open(location, write=True) as catalogue:
        with PublishedProgress(catalogue.database, progress or NullProgress()) as published:
            report = _Ingest(catalogue, site, built, options, published).run(files)
        return replace(report, seconds=time.monotonic() - started)


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


class _Ingest:
    """One ingest into one catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        site: Site,
        built: BuiltSite | None,
        options: Options,
        progress: Progress,
    ) -> None:
        self.catalogue = catalogue
        self.site = site
        self.built = built
        self.options = options
        self.progress = progress
        self.reader = f"{PIPELINE_VERSION} {model_of(options.engine, options.languages)}"
        self.failures: list[Failure] = []

    def run(self, files: ImageFiles) -> IngestReport:
        self._claim_site()
        images = files.photos
        work = scan(
            self.site,
            images,
            self.catalogue.photos(),
            ReaderState(
                self.catalogue.readers(),
                self.catalogue.engines(),
                self.reader,
                (self.options.engine, self.options.languages),
            ),
            force=self.options.force,
            refresh=self.options.refresh,
        )
        self.failures += (*files.failures, *work.failures)
        with self.catalogue.transaction():
            for photo in work.touched:
                self.catalogue.put_photo(photo)
        count = read_and_store(
            self.catalogue, self.site.root, work.wanted, self.options, self.reader, self.progress
        )
        self.failures += count.failures
        with deriving(self.catalogue.location):
            report = self._finish(files, work)
        return replace(report, photos_read=count.photos, interrupted=count.interrupted)

    def _finish(self, files: ImageFiles, work: Scan) -> IngestReport:
        """Links, derives and indexes; runs under the index lock, one ingest at a time."""
        images = files.photos
        photos = self.catalogue.photos()
        gone = tuple(image for image in photos if not (self.site.root / image).exists())
        # An unmounted share looks like a site without photos, so a watch then prunes nothing.
        all_gone = self.options.follow and len(gone) == len(photos)
        prunes_all = self.options.prune and not all_gone
        pruned = gone if prunes_all else self._renamed(gone, photos)
        # Versions that didn't list what they export read their own pictures as photos.
        pruned += tuple(image for image in files.exported if image in photos)
        if pruned:
            with self.catalogue.transaction():
                self.catalogue.forget(pruned)
        self.progress.phase("linking posts")
        posts = self._posts()
        update = link_changed_posts(self.catalogue, self.site, posts)
        decided = decide_links(self.catalogue, self.site, self.built, update)
        self.failures += (*update.failures, *decided.failures)
        self.progress.phase("indexing")
        self._derive(update, decided)
        self._store_failures(images, posts)
        put_unread_files(self.catalogue, self.site.root, files.unread)
        vectors, issue = self._encode()
        manager.update(self.catalogue)
        present = set(self.catalogue.images())
        return IngestReport(
            site=str(self.site.root),
            generator=self.site.generator.name,
            photos=len(images),
            unchanged=len(work.unchanged),
            outdated=work.outdated,
            linked=sum(1 for image in images if image in present and decided.links.get(image)),
            posts=update.posts,
            posts_read=update.parsed,
            pruned=len(pruned),
            gone=len({*gone} - {*pruned}),
            failures=tuple(self.failures),
            missing=update.missing,
            shared_urls=update.shared_urls,
            rendered=decided.report,
            unknown_urls=decided.unknown_urls,
            unread=unread(self.catalogue),
            exported=len(files.exported),
            encoded=vectors.encoded,
            other_encoder=vectors.other,
            encoder_issue=issue,
        )

    def _encode(self) -> tuple[VectorUpdate, str]:
        """Encodes new and changed slides; an encoder that doesn't answer stops nothing else.

        The slides' final text follows from the whole event, so no worker can encode it. Ten
        thousand slides take about two minutes, a hundredth of the time that reading takes.
        """
        if choose_embedder(self.options) is not None:
            self.progress.phase("encoding")
        return encode(self.catalogue, self.options)

    def _claim_site(self) -> None:
        """Stores the site in the index.

        Raises:
            UsageError: The index belongs to another site; a site may move together with its index.
        """
        root = self.site.root
        site = stored_root(self.catalogue.location, root)
        before = self.catalogue.meta("site")
        if before is not None and before != site and self.catalogue.photos():
            other = site_root(self.catalogue)
            if other != root:
                raise UsageError(
                    f"the index {self.catalogue.location} belongs to the site {other}",
                    "name another with --index, or that site with --site",
                )
        with self.catalogue.transaction():
            self.catalogue.set_site(site)
            self.catalogue.set_meta("generator", self.site.generator.name)
            self.catalogue.set_meta("base_url", self.site.generator.base_url)
            self.catalogue.set_meta("reader", self.reader)

    def _renamed(self, gone: Sequence[str], photos: Mapping[str, StoredPhoto]) -> tuple[str, ...]:
        """With `follow`, missing photos whose bytes exist under another path."""
        if not self.options.follow:
            return ()
        present = {photo.sha256 for image, photo in photos.items() if image not in set(gone)}
        return tuple(image for image in gone if photos[image].sha256 in present)

    def _posts(self) -> list[str]:
        """The posts in the options, by default all posts of the site.

        Raises:
            UsageError: One doesn't exist.
        """
        if not self.options.posts:
            return list(self.site.post_paths)
        paths: list[str] = []
        for given in self.options.posts:
            path = Path(given).expanduser()
            if not path.exists():
                raise UsageError(f"{given} doesn't exist", "name posts, or folders of posts")
            below = self.site.locate(path)
            if path.is_dir():
                prefix = f"{below}/" if below else ""
                paths += [file for file in self.site.files if file.startswith(prefix)]
            else:
                paths.append(below)
        posts = [path for path in paths if path.lower().endswith(POST_SUFFIXES)]
        return sorted({one for path in posts for one in self.site.post_paths_of(path)})

    def _derive(self, update: LinkUpdate, decided: BuiltUpdate) -> None:
        """Stores posts and slides in one transaction; if killed, the next ingest repeats it."""
        rules = f"{DERIVATION_VERSION} {self.options.alt_length}"
        stale = self.catalogue.underived()
        if self.catalogue.meta("derived") != rules:
            stale = tuple(self.catalogue.photos())
        has_posts = update.changed or update.gone or decided.changed or decided.gone
        if not (stale or decided.images or has_posts):
            return
        with self.catalogue.transaction():
            self.catalogue.forget_posts(update.gone)
            for stored in update.changed:
                self.catalogue.put_post(stored)
            self.catalogue.built.forget_links(decided.gone)
            self.catalogue.built.put_links(decided.changed)
            derive(
                self.catalogue,
                {posixpath.dirname(image) for image in stale},
                decided.images,
                decided.links,
                alt_length=self.options.alt_length,
            )
            self.catalogue.set_derived()
            self.catalogue.set_meta("derived", rules)

    def _store_failures(self, images: Sequence[str], posts: Sequence[str]) -> None:
        """Stores the failures of this ingest, and clears those that it resolved."""
        pages: Sequence[str] = ()
        if self.built is not None:
            prefix = page_prefix(self.site, self.built)
            pages = [prefix + path for path in self.built.pages]
        failed = {failure.path for failure in self.failures}
        stored = {failure.path for failure in self.catalogue.failures()}
        if not failed and not stored:
            return
        vanished = {path for path in stored if not os.path.lexists(self.site.root / path)}
        with self.catalogue.transaction():
            self.catalogue.clear_failures(stored & ({*images, *posts, *pages} | vanished) - failed)
            for failure in self.failures:
                self.catalogue.put_failure(failure)
