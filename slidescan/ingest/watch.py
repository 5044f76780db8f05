"""Watching a site: what changes is ingested, once nobody writes it any more."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.core.records import IngestReport
from slidescan.errors import IndexUnusable, SlidescanError, UsageError
from slidescan.imaging.decode import is_photo_name
from slidescan.ingest.progress import Progress
from slidescan.library import Library
from slidescan.posts.discovery import find_site
from slidescan.posts.references.state import POST_SUFFIXES

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

SETTLE = 2.0
"""Seconds for which nothing may change before it is ingested."""

LONGEST = 60.0
"""Seconds after which what has settled is ingested, whatever is still being written."""

OFTEN = 0.25
"""Seconds between two looks."""

AGAIN = (5.0, 15.0, 60.0)
"""Seconds to wait before trying again where the index can't be used: first, then, from then on."""

CONFIGURED = (".toml", ".yml", ".yaml", ".json", ".js", ".mjs", ".ts")
"""Endings of files that say how a site is made; heeded at its root and below `config`."""


@dataclass
class _Written:
    """A file as it was last seen, and since when it has been so."""

    state: tuple[int, int] | None
    since: float


@dataclass
class Pending:
    """Files that have changed, until nobody writes them any more.

    Attributes:
        settle: Seconds for which a file must stay as it is.
    """

    settle: float = SETTLE
    _files: dict[Path, _Written] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _first: float | None = None

    def add(self, path: Path) -> None:
        """A file has changed, came, or went."""
        now = time.monotonic()
        with self._lock:
            self._files[path] = _Written(_state(path), now)
            if self._first is None:
                self._first = now

    def is_ready(self) -> bool:
        """Whether to ingest now; what has settled is then no longer pending."""
        now = time.monotonic()
        with self._lock:
            for path, seen in self._files.items():
                # Some file systems tell of nothing but the first change.
                state = _state(path)
                if state != seen.state:
                    seen.state, seen.since = state, now
            settled = [p for p, seen in self._files.items() if now - seen.since >= self.settle]
            late = self._first is not None and now - self._first >= LONGEST
            if not settled or not (late or len(settled) == len(self._files)):
                return False
            for path in settled:
                del self._files[path]
            self._first = now if self._files else None
            return True


def _state(path: Path) -> tuple[int, int] | None:
    """Size and time of change; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


@dataclass(frozen=True)
class Round:
    """One ingest of what changed.

    Attributes:
        report: What it did; None where the index could not be used.
        trouble: Why it could not, and what will be done.
    """

    report: IngestReport | None
    trouble: str = ""


class Watch:
    """Ingests what changes below a site.

    Args:
        library: Its index.
        paths: Photos, or folders of them, as for an ingest.
        progress: Told how each ingest goes.
        settle: Seconds for which nothing may change before it is ingested.
        poll: Look for changes rather than being told: for shares of other machines, which tell
            of nothing.
    """

    def __init__(
        self,
        library: Library,
        paths: Sequence[Path],
        progress: Progress | None = None,
        *,
        settle: float = SETTLE,
        poll: bool = False,
    ) -> None:
        self._library = Library(str(library.options.index), replace(library.options, follow=True))
        self._paths = list(paths)
        self._progress = progress
        self._poll = poll
        self._pending = Pending(settle)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End after the ingest that is running, if one is."""
        self._stopped.set()

    def rounds(self) -> Iterator[Round]:
        """Ingest everything, then what changes, until it is stopped; yields after each ingest.

        Where the index can't be used (another writes it, the server is gone), it is tried again;
        once the first ingest is done, so is all else: a share may come back.

        Raises:
            UsageError: The site, a path or the engine isn't there, or watchdog isn't installed.
        """
        for path in self._paths:
            if not path.expanduser().exists():
                raise UsageError(f"{path} doesn't exist", "give a photo, or a folder of photos")
        options = self._library.options
        site = find_site(
            self._paths[0],
            site=Path(options.site) if options.site else None,
            base_url=options.base_url,
            exclude=options.exclude,
        )
        # Before the first ingest: what changes while it runs is not missed.
        with self._observed(site.root, site.generator.output):
            due, failed, first = True, 0, True
            while not self._stopped.is_set():
                if due:
                    try:
                        report = self._library.ingest(self._paths, self._progress)
                    except SlidescanError as error:
                        if first and not isinstance(error, IndexUnusable):
                            raise
                        wait = AGAIN[min(failed, len(AGAIN) - 1)]
                        failed += 1
                        yield Round(None, f"{error}; trying again in {wait:.0f} s")
                        self._stopped.wait(wait)
                        continue
                    failed, first = 0, False
                    yield Round(report)
                    if report.interrupted:
                        return
                self._stopped.wait(OFTEN)
                due = self._pending.is_ready()

    @contextmanager
    def _observed(self, root: Path, output: Sequence[str]) -> Iterator[None]:
        passed_over = [Path(os.path.realpath(root / folder)) for folder in output]
        passed_over.append(Path(os.path.realpath(self._library.folder)))
        seen = _Seen(root, passed_over, self._pending)
        roots = {root, *(Path(os.path.realpath(_folder(path))) for path in self._paths)}
        outermost = [r for r in roots if not any(r != o and r.is_relative_to(o) for o in roots)]
        observer = self._observer(seen, outermost)
        try:
            yield
        finally:
            observer.stop()
            observer.join()

    def _observer(self, seen: _Seen, roots: Sequence[Path]) -> BaseObserver:
        try:
            from watchdog.observers import Observer
            from watchdog.observers.polling import PollingObserver
        except ImportError as error:
            raise UsageError(
                "watching needs watchdog", "install it with pip install 'slidescan[watch]'"
            ) from error
        from watchdog.events import FileSystemEventHandler

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: object) -> None:
                seen.tell(event)

        def started(observer: BaseObserver) -> BaseObserver:
            for root in roots:
                observer.schedule(Handler(), str(root), recursive=True)
            observer.start()
            return observer

        if not self._poll:
            try:
                return started(Observer())
            except OSError:
                pass  # no more watches to be had: looking takes none
        return started(PollingObserver(timeout=2.0))


def _folder(path: Path) -> Path:
    found = path.expanduser()
    return found if found.is_dir() else found.parent


@dataclass(frozen=True)
class _Seen:
    """Which changes matter.

    Attributes:
        root: The site.
        passed_over: Folders of which no change does: the index, what the generator writes.
        pending: Where those that do are kept.
    """

    root: Path
    passed_over: Sequence[Path]
    pending: Pending

    def tell(self, event: object) -> None:
        """Something changed: a `watchdog.events.FileSystemEvent`."""
        if getattr(event, "event_type", "") in ("opened", "closed_no_write"):
            return  # by whoever reads
        whole = bool(getattr(event, "is_directory", False))
        if whole and getattr(event, "event_type", "") == "modified":
            return  # what changed in it is told, too
        for name in ("src_path", "dest_path"):
            given = getattr(event, name, "")
            path = Path(os.fsdecode(given)) if given else None
            if path is not None and self.matters(path, whole=whole):
                self.pending.add(path)

    def matters(self, path: Path, *, whole: bool = False) -> bool:
        """Whether a change of a file, or of a whole folder, is to be ingested."""
        if any(path.is_relative_to(folder) for folder in self.passed_over):
            return False
        below = path.relative_to(self.root) if path.is_relative_to(self.root) else Path(path.name)
        if any(part.startswith(".") or part == "node_modules" for part in below.parts):
            return False
        if whole or is_photo_name(path) or path.suffix.lower() in POST_SUFFIXES:
            return True
        configures = len(below.parts) == 1 or below.parts[0] == "config"
        return configures and path.suffix.lower() in CONFIGURED
