"""Progress of an ingest."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from slidescan.core.records import Failure
from slidescan.core.text import clean

if TYPE_CHECKING:
    from rich.progress import Progress


@dataclass
class Reporter:
    """Shows the progress of an ingest: a bar on a terminal, lines in a pipe, nothing if quiet."""

    quiet: bool = False
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    _bar: Progress | None = None
    _task: Any = None
    _done: int = 0
    _total: int = 0

    def start(self, total: int) -> None:
        """Starts the bar."""
        self._total = total
        if self.quiet or not self.stream.isatty():
            return
        from rich.console import Console  # lazy: pipes need no rich, which costs 60 ms
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TaskProgressColumn(show_speed=True),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=Console(file=self.stream),
            transient=True,
        )
        self._task = self._bar.add_task("reading", total=total, rate="")
        self._bar.start()

    def advance(self, image: str, failure: Failure | None) -> None:
        """Counts one photo."""
        self._done += 1
        if self._bar is not None:
            elapsed = self._bar.tasks[0].elapsed or 0.0
            rate = f"{self._done / elapsed:.1f} photos/s" if elapsed > 0 else ""
            self._bar.update(self._task, advance=1, rate=rate)
        elif not self.quiet:
            state = f"failed: {clean(failure.reason)}" if failure else "read"
            self.stream.write(f"{self._done}/{self._total} {state} {clean(image)}\n")
            self.stream.flush()

    def phase(self, what: str) -> None:
        """Names the phase beside the bar."""
        if self._bar is not None:
            self._bar.update(self._task, description=what)

    def close(self) -> None:
        """Removes the bar."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
