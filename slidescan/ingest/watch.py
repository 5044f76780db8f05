"""Watches a site, and ingests changed files once nothing writes them any more."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.core.records import IngestReport, Options
from slidescan.errors import IndexUnusable, SlidescanError, UsageError
from slidescan.imaging.decode import is_photo_name
from slidescan.ingest.progress import Progress
from slidescan.ingest.run import run
from slidescan.posts.discovery import find_site
from slidescan.posts.references.state import POST_SUFFIXES
from slidescan.store.location import folder_of, parse_location

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

SETTLE_SECONDS = 2.0
"""How long a file must stay unchanged before it is ingested."""

MAX_WAIT_SECONDS = 60.0
"""How long a file that has settled waits for others that are still being written."""

WATCH_POLL_SECONDS = 0.25
"""Time between two checks whether files have settled."""

POLLING_OBSERVER_SECONDS = 2.0
"""Time between two scans of a folder whose file system reports no changes."""

RETRY_SECONDS = (5.0, 15.0, 60.0)
"""Time before each retry when the index can't be used; the last one repeats."""

CONFIG_SUFFIXES = (".toml", ".yml", ".yaml", ".json", ".js", ".mjs", ".ts")
"""Suffixes of a generator's configuration files, at the site's root and below `config`."""


@dataclass
class _FileState:
    """Size and time of a changed file (None if it's gone), and since when they are the same."""

    state: tuple[int, int] | None
    since: float


@dataclass
class Pending:
    """Changed files that may still be being written.

    Attributes:
        settle: How long a file must stay unchanged, seconds.
    """

    settle: float = SETTLE_SECONDS
    _files: dict[Path, _FileState] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _first: float | None = None

    def add(self, path: Path) -> None:
        """Adds a file that was changed, created or deleted."""
        now = time.monotonic()
        with self._lock:
            self._files[path] = _FileState(_state(path), now)
            if self._first is None:
                self._first = now

    def is_ready(self) -> bool:
        """Whether to ingest now; removes the files that have settled if so."""
        now = time.monotonic()
        with self._lock:
            for path, file in self._files.items():
                # Some file systems report only the first change of a file.
                state = _state(path)
                if state != file.state:
                    file.state, file.since = state, now
            stable = [p for p, file in self._files.items() if now - file.since >= self.settle]
            late = self._first is not None and now - self._first >= MAX_WAIT_SECONDS
            if not stable or not (late or len(stable) == len(self._files)):
                return False
            for path in stable:
                del self._files[path]
            self._first = now if self._files else None
            return True


def _state(path: Path) -> tuple[int, int] | None:
    """Size in bytes and time of change in nanoseconds; None if there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


@dataclass(frozen=True)
class Round:
    """One ingest of changes.

    Attributes:
        report: The ingest's report; None if the index could not be used.
        trouble: Why it could not be used, and when the next attempt is.
    """

    report: IngestReport | None
    trouble: str = ""


class Watch:
    """Ingests a site whenever it changes.

    Args:
        options: As for an ingest; `follow` is always on.
        paths: Photos, or folders of photos, as for an ingest.
        progress: Is told about the progress of each ingest.
        settle: How long a file must stay unchanged before it is ingested, seconds.
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

        If the index can't be used (another process writes it, the server is gone), retries. After
        the first ingest, retries on any other error as well: a network share may come back.

        Raises:
            UsageError: The site, a path, the engine or watchdog is missing.
        """
        for path in self._paths:
            if not path.expanduser().exists():
                raise UsageError(f"{path} doesn't exist", "give a photo, or a folder of photos")
        site = find_site(
            self._paths[0],
            site=Path(self._options.site) if self._options.site else None,
            base_url=self._options.base_url,
            exclude=self._options.exclude,
        )
        # Observed from before the first ingest on, so that no change during it is missed.
        with self._observed(site.root, site.generator.output):
            due, failed, first = True, 0, True
            while not self._stopped.is_set():
                if due:
                    try:
                        report = run(self._paths, self._options, self._progress)
                    except SlidescanError as error:
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
    def _observed(self, root: Path, output: Sequence[str]) -> Iterator[None]:
        ignored = [Path(os.path.realpath(root / folder)) for folder in output]
        index = folder_of(parse_location(self._options.index))
        ignored.append(Path(os.path.realpath(index)))
        changes = ChangeFilter(root, ignored, self._pending)
        roots = {root, *(Path(os.path.realpath(_folder(path))) for path in self._paths)}
        outermost = [r for r in roots if not any(r != o and r.is_relative_to(o) for o in roots)]
        observer = self._observer(changes, outermost)
        try:
            yield
        finally:
            observer.stop()
            observer.join()

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
                pass  # the system's limit of watches is reached: polling needs none
        return started(PollingObserver(timeout=POLLING_OBSERVER_SECONDS))


def _folder(path: Path) -> Path:
    expanded = path.expanduser()
    return expanded if expanded.is_dir() else expanded.parent


@dataclass(frozen=True)
class ChangeFilter:
    """Passes on the changes that matter to an ingest.

    Attributes:
        root: The site.
        ignored: Folders whose changes don't matter: the index, the generator's output.
        pending: Gets the files that matter.
    """

    root: Path
    ignored: Sequence[Path]
    pending: Pending

    def handle(self, event: object) -> None:
        """Handles a `watchdog.events.FileSystemEvent`."""
        if getattr(event, "event_type", "") in ("opened", "closed_no_write"):
            return  # a process that only reads
        is_folder = bool(getattr(event, "is_directory", False))
        if is_folder and getattr(event, "event_type", "") == "modified":
            return  # the changes inside have events of their own
        for attribute in ("src_path", "dest_path"):
            given = getattr(event, attribute, "")
            path = Path(os.fsdecode(given)) if given else None
            if path is not None and self.matters(path, is_folder=is_folder):
                self.pending.add(path)

    def matters(self, path: Path, *, is_folder: bool = False) -> bool:
        """Whether to ingest a change of this file or folder."""
        if any(path.is_relative_to(folder) for folder in self.ignored):
            return False
        below = path.relative_to(self.root) if path.is_relative_to(self.root) else Path(path.name)
        if any(part.startswith(".") or part == "node_modules" for part in below.parts):
            return False
        if is_folder or is_photo_name(path) or path.suffix.lower() in POST_SUFFIXES:
            return True
        may_configure = len(below.parts) == 1 or below.parts[0] == "config"
        return may_configure and path.suffix.lower() in CONFIG_SUFFIXES
