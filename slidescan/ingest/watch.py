"""Watches a site, and ingests changed files when they have settled."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.core.presence import is_folder, is_gone
from slidescan.core.records import IngestReport, Options
from slidescan.errors import IndexUnusable, SlidescanError, UsageError
from slidescan.ingest.changes import SETTLE_SECONDS, ChangeFilter, Pending
from slidescan.ingest.progress import Progress
from slidescan.ingest.request import find_site_of
from slidescan.ingest.run import run
from slidescan.posts.rendered.discovery import with_built_site
from slidescan.posts.site import Site
from slidescan.store.backends.registry import parse_location
from slidescan.store.location import folder_of

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

WATCH_POLL_SECONDS = 0.25
"""Time between two checks for settled files."""

POLLING_OBSERVER_SECONDS = 2.0
"""Time between two scans of a folder whose file system reports no changes."""

RETRY_SECONDS = (5.0, 15.0, 60.0)
"""Time before each retry when the index can't be used; the last one repeats."""


@dataclass(frozen=True)
class Round:
    """One ingest of changes.

    Attributes:
        report: The ingest's report; None if the index couldn't be used.
        trouble: Why it couldn't be used, and when the next attempt is.
    """

    report: IngestReport | None
    trouble: str = ""


class Watch:
    """Ingests a site whenever it changes.

    Args:
        options: The options of an ingest; `follow` is always on.
        paths: Photos, or folders of photos, as for an ingest.
        progress: Receives the progress of each ingest.
        settle: How long a file must stay unchanged before it is ingested, in seconds.
        poll: Scan for changes instead of waiting for events: network shares send none.
    """

    def __init__(
        self,
        options: Options,
        paths: Sequence[Path],
        progress: Progress | None = None,
        *,
        settle: float = SETTLE_SECONDS,
        poll: bool = False,
    ) -> None:
        self._options = replace(options, follow=True)
        self._paths = list(paths)
        self._progress = progress
        self._poll = poll
        self._pending = Pending(settle)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Ends the rounds after the current ingest, if one is running."""
        self._stopped.set()

    def rounds(self) -> Iterator[Round]:
        """Ingests everything, then each change, until `stop`; yields after each ingest.

        Retries if the index can't be used (another process writes it, the server is gone). After
        the first ingest, retries after any other error, too, as a network share may come back.

        Raises:
            UsageError: The site, a path, the engine or watchdog is missing.
        """
        for path in self._paths:
            if is_gone(path.expanduser()):
                raise UsageError(f"{path} doesn't exist", "give a photo, or a folder of photos")
        site = find_site_of(self._paths, self._options)
        _, built = with_built_site(site, self._options.rendered)
        # Observes before the first ingest, so that no change during it is missed.
        with self._observed(site, built.root if built else None):
            due, failed, first = True, 0, True
            while not self._stopped.is_set():
                if due:
                    try:
                        report = run(self._paths, self._options, self._progress)
                    except (SlidescanError, OSError) as error:
                        if first and not isinstance(error, IndexUnusable):
                            raise
                        delay = RETRY_SECONDS[min(failed, len(RETRY_SECONDS) - 1)]
                        failed += 1
                        yield Round(None, f"{error}; trying again in {delay:.0f} s")
                        self._stopped.wait(delay)
                        continue
                    failed, first = 0, False
                    yield Round(report)
                    if report.interrupted:
                        return
                self._stopped.wait(WATCH_POLL_SECONDS)
                due = self._pending.is_ready()

    @contextmanager
    def _observed(self, site: Site, built: Path | None) -> Iterator[None]:
        root = site.root
        output = site.generator.output_folders
        ignored = [Path(os.path.realpath(root / folder)) for folder in output]
        index = folder_of(parse_location(self._options.index))
        ignored.append(Path(os.path.realpath(index)))
        changes = ChangeFilter(root, ignored, self._pending, built)
        roots = {root, *(Path(os.path.realpath(_folder(path))) for path in self._paths)}
        roots |= set(site.tree.linked_folders.values())
        if built is not None:
            roots.add(built)
        outermost = [r for r in roots if not any(r != o and r.is_relative_to(o) for o in roots)]
        observer = self._observer(changes, outermost)
        try:
            yield
        finally:
            # A thread of watchdog that is stopped at work says so on the terminal.
            log = logging.getLogger("watchdog")
            level = log.level
            log.setLevel(logging.CRITICAL)
            observer.stop()
            observer.join()
            log.setLevel(level)

    def _observer(self, changes: ChangeFilter, roots: Sequence[Path]) -> BaseObserver:
        try:
            from watchdog.events import FileSystemEventHandler  # lazy: optional extra
            from watchdog.observers import Observer
            from watchdog.observers.polling import PollingObserver
        except ImportError as error:
            raise UsageError(
                "watching needs watchdog", "install it with pip install 'slidescan[watch]'"
            ) from error

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: object) -> None:
                changes.handle(event)

        def started(observer: BaseObserver) -> BaseObserver:
            for root in roots:
                observer.schedule(Handler(), str(root), recursive=True)
            observer.start()
            return observer

        if not self._poll:
            try:
                return started(Observer())
            except OSError:
                pass  # the system's limit of watches is reached; polling needs no watches
        return started(PollingObserver(timeout=POLLING_OBSERVER_SECONDS))


def _folder(path: Path) -> Path:
    expanded = path.expanduser()
    return expanded if is_folder(expanded) else expanded.parent
