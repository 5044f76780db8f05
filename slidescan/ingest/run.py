"""An ingest: scans photos, reads changed ones, links posts, derives slides, indexes them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from slidescan.core.presence import check_readable, is_gone, is_there
from slidescan.core.records import Failure, IngestReport, Options, of_kind
from slidescan.core.versions import DERIVATION_VERSION
from slidescan.errors import FileUnreachable, UsageError
from slidescan.ingest.built_pages import built_pages, page_prefix
from slidescan.ingest.built_site import BuiltUpdate, decide_links
from slidescan.ingest.failures import divide_absent
from slidescan.ingest.link_posts import LinkUpdate, link_changed_posts
from slidescan.ingest.missing_cards import complete_cards
from slidescan.ingest.progress import NullProgress, Progress, PublishedProgress
from slidescan.ingest.request import IngestRequest, images_in_posts, resolve
from slidescan.ingest.scan import ImageFiles, Scan, reader_of, scan_photos
from slidescan.ingest.store_readings import read_and_store
from slidescan.ingest.unread import (
    put_assumptions,
    put_unread_files,
    put_unread_posts,
    unread,
    unread_in_posts,
)
from slidescan.search import manager
from slidescan.search.meaning.registry import choose as choose_embedder
from slidescan.search.meaning.update import VectorUpdate, encode
from slidescan.store.catalogue import FORGOTTEN_KEY, Catalogue
from slidescan.store.lock import deriving, ingesting
from slidescan.store.lookup import site_root, stored_root


def run(paths: Sequence[Path], options: Options, progress: Progress | None = None) -> IngestReport:
    """Brings the index up to date.

    Args:
        paths: Photos, or folders of photos; empty for the photos that posts show.
        options: The options.
        progress: Receives the progress.

    Returns:
        The report; photos and posts that can't be read are failures in it.

    Raises:
        UsageError: The site, the engine or a language is missing.
        IndexUnusable: The index can't be written.
    """
    started = time.monotonic()
    request = resolve(paths, options)
    location = request.location
    files = request.files() if request.paths else None
    with ingesting(location), Catalogue.open(location, write=True) as catalogue:
        with PublishedProgress(catalogue.database, progress or NullProgress()) as published:
            report = _Ingest(catalogue, request, published).run(files)
        seconds = time.monotonic() - started
        return replace(report, seconds=seconds, index=str(location))


class _Ingest:
    """One ingest into one catalogue."""

    def __init__(self, catalogue: Catalogue, request: IngestRequest, progress: Progress) -> None:
        options = request.options
        self.catalogue = catalogue
        self.site = request.site
        self.built = request.built
        self.options = options
        self.progress = progress
        self.reader = reader_of(options)
        self.failures: list[Failure] = []
        self.update: LinkUpdate | None = None

    def run(self, files: ImageFiles | None) -> IngestReport:
        """Runs the ingest.

        Args:
            files: The image files; None for those that posts show.
        """
        self._claim_site()
        if files is None:
            files = self._images_in_posts()
        work = scan_photos(self.catalogue, self.site, files.photos, self.options)
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

    def _images_in_posts(self) -> ImageFiles:
        """The images that posts show, by the generator's rules or the pages of the built site."""
        self.progress.phase("reading posts")
        with built_pages(self.catalogue, self.site, self.built) as built:
            update = self.update = link_changed_posts(self.catalogue, self.site, self._posts())
            return images_in_posts(decide_links(self.catalogue, self.site, built, update).links)

    def _finish(self, files: ImageFiles, work: Scan) -> IngestReport:
        """Links, derives and indexes; runs under the index lock, one ingest at a time."""
        images = files.photos
        photos = self.catalogue.photo_paths()
        # If nothing was read, unchanged photos were seen a moment ago.
        seen = frozenset(() if work.wanted else work.unchanged)
        unseen = [photo for photo in photos if photo not in seen]
        gone, unreachable = divide_absent(self.site.root, unseen)
        # An unmounted share looks like a site without photos, so a watch then prunes nothing.
        all_gone = self.options.follow and len(gone) == len(photos)
        prunes_all = self.options.prune and not all_gone
        pruned = gone if prunes_all else self._renamed(gone)
        # Versions that didn't list what they export read their own pictures as photos.
        pruned += tuple(sorted({*files.exported}.intersection(photos)))
        if pruned:
            with self.catalogue.transaction():
                self.catalogue.forget(pruned)
        self.progress.phase("linking posts")
        posts = self._posts()
        with built_pages(self.catalogue, self.site, self.built) as built:
            update = self.update or link_changed_posts(self.catalogue, self.site, posts)
            decided = decide_links(self.catalogue, self.site, built, update)
        self.failures += (*update.failures, *decided.failures)
        listed = {failure.path for failure in self.failures}
        for failure in (*self.site.unreadable_folders, *unreachable):
            if failure.path not in listed:
                self.failures.append(failure)
                listed.add(failure.path)
        self.progress.phase("indexing")
        complete_cards(self.catalogue)
        self._derive(update, decided)
        self._store_failures(images, posts)
        put_unread_files(self.catalogue, self.site.root, files.unread)
        put_unread_posts(self.catalogue, self.site.tree.unread_posts)
        put_assumptions(self.catalogue, self.site.generator.assumptions)
        vectors, issue = self._encode()
        manager.update(self.catalogue)
        present = frozenset(self.catalogue.images())
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
            missing=of_kind(update.missing, "missing"),
            unclear=of_kind(update.missing, "unclear"),
            case_differences=of_kind(update.missing, "case"),
            shared_urls=update.shared_urls,
            rendered=decided.report,
            unknown_urls=decided.unknown_urls,
            unread=(
                *unread(self.catalogue),
                *unread_in_posts(self.catalogue, present, decided.links),
            ),
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

    def _renamed(self, gone: Sequence[str]) -> tuple[str, ...]:
        """With `follow`, missing photos whose bytes exist under another path."""
        if not self.options.follow or not gone:
            return ()
        photos = self.catalogue.photos()
        absent = set(gone)
        others: dict[str, list[str]] = defaultdict(list)
        for image, photo in photos.items():
            if image not in absent:
                others[photo.sha256].append(image)
        return tuple(
            image
            for image in gone
            if any(self._is_reached(other) for other in others.get(photos[image].sha256, ()))
        )

    def _is_reached(self, image: str) -> bool:
        """Whether a photo is certainly there."""
        try:
            return is_there(self.site.root / image)
        except FileUnreachable:
            return False

    def _is_readable_folder(self, path: str) -> bool:
        try:
            check_readable(self.site.root / path)
        except FileUnreachable:
            return False
        return True

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
            if not is_there(path):
                raise UsageError(f"{given} doesn't exist", "name posts, or folders of posts")
            below = self.site.locate(path)
            if path.is_dir():
                prefix = f"{below}/" if below else ""
                paths += [file for file in self.site.files if file.startswith(prefix)]
            else:
                paths.append(below)
        suffixes = tuple(self.site.generator.post_suffixes)
        posts = [path for path in paths if path.lower().endswith(suffixes)]
        return sorted({one for path in posts for one in self.site.tree.post_paths_of(path)})

    def _derive(self, update: LinkUpdate, decided: BuiltUpdate) -> None:
        """Stores posts and slides in one transaction; if killed, the next ingest repeats it."""
        rules = f"{DERIVATION_VERSION} {self.options.alt_length}"
        stale = self.catalogue.underived()
        rules_changed = self.catalogue.meta("derived") != rules
        if rules_changed:
            stale = self.catalogue.photo_paths()
        has_posts = update.changed or update.gone or decided.changed or decided.gone
        is_smaller = bool(self.catalogue.meta(FORGOTTEN_KEY))
        if not (stale or decided.images or has_posts or is_smaller):
            with self.catalogue.transaction():
                update.files.store(self.catalogue)
                self.catalogue.built.put_stable(decided.stable.to_text())
            return
        from slidescan.ingest.derive import derive  # lazy: slow to load, and often nothing changed

        with self.catalogue.transaction():
            self.catalogue.forget_posts(update.gone)
            for stored in update.changed:
                self.catalogue.put_post(stored)
            update.files.store(self.catalogue)
            self.catalogue.built.forget_links(decided.gone)
            self.catalogue.built.put_links(decided.changed)
            self.catalogue.built.put_stable(decided.stable.to_text())
            derive(
                self.catalogue,
                stale,
                decided.images,
                decided.links,
                alt_length=self.options.alt_length,
                rules_changed=rules_changed,
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
        vanished = {path for path in stored if is_gone(self.site.root / path)}
        vanished |= {path for path in stored if self._is_readable_folder(path)}
        with self.catalogue.transaction():
            self.catalogue.clear_failures(stored & ({*images, *posts, *pages} | vanished) - failed)
            for failure in self.failures:
                self.catalogue.put_failure(failure)
