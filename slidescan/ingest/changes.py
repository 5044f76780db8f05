"""Changes of a watched site: which ones matter, and when the files have settled."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from slidescan.imaging.photo_files import is_photo_name
from slidescan.posts.file_types import POST_SUFFIXES
from slidescan.posts.rendered.folder import PAGE_SUFFIXES

SETTLE_SECONDS = 2.0
"""How long a file must stay unchanged before it is ingested."""

MAX_WAIT_SECONDS = 60.0
"""How long a settled file waits for others that are still being written."""

CONFIG_SUFFIXES = (".toml", ".yml", ".yaml", ".json", ".js", ".mjs", ".ts")
"""Suffixes of a generator's configuration files, at the site's root and below `config`."""


@dataclass
class _FileState:
    """Size and time of a changed file (None if it's gone), and since when they are unchanged."""

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
        """Whether to ingest now; if so, removes the settled files."""
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
class ChangeFilter:
    """Passes on the changes that matter to an ingest.

    Attributes:
        root: The site.
        ignored: Folders whose changes don't matter: the index, the generator's output.
        pending: Collects the files that matter.
        built: The built site, whose pages matter; None without one.
    """

    root: Path
    ignored: Sequence[Path]
    pending: Pending
    built: Path | None = None

    def handle(self, event: object) -> None:
        """Handles a `watchdog.events.FileSystemEvent`."""
        if getattr(event, "event_type", "") in ("opened", "closed_no_write"):
            return  # a process that only reads
        is_folder = bool(getattr(event, "is_directory", False))
        if is_folder and getattr(event, "event_type", "") == "modified":
            return  # changes inside the folder have their own events
        for attribute in ("src_path", "dest_path"):
            given = getattr(event, attribute, "")
            path = Path(os.fsdecode(given)) if given else None
            if path is not None and self.matters(path, is_folder=is_folder):
                self.pending.add(path)

    def matters(self, path: Path, *, is_folder: bool = False) -> bool:
        """Whether to ingest a change of this file or folder."""
        if self.built is not None and path.is_relative_to(self.built):
            return not is_folder and path.suffix.lower() in PAGE_SUFFIXES
        if any(path.is_relative_to(folder) for folder in self.ignored):
            return False
        below = path.relative_to(self.root) if path.is_relative_to(self.root) else Path(path.name)
        if any(part.startswith(".") or part == "node_modules" for part in below.parts):
            return False
        if is_folder or is_photo_name(path) or path.suffix.lower() in POST_SUFFIXES:
            return True
        may_configure = len(below.parts) == 1 or below.parts[0] == "config"
        return may_configure and path.suffix.lower() in CONFIG_SUFFIXES
