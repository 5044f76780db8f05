"""Progress of an ingest."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from slidescan.core.records import Failure
from slidescan.core.text import clean

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn

MIN_RATE_COLUMNS = 90
"""Columns from which the bar has room for the rate."""

MIN_BAR_COLUMNS = 60
"""Columns from which there is room for a bar and the remaining time."""


@dataclass
class Reporter:
    """Shows the progress of an ingest: a bar on a terminal, lines in a pipe, nothing if quiet."""

    quiet: bool = False
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    _bar: Progress | None = None
    _task: Any = None
    _done: int = 0
    _total: int = 0

    def open(self) -> None:
        """Shows that the ingest begins: it searches for photos before it reads the first."""
        if not self.quiet and self.stream.isatty() and self._bar is None:
            self._open_bar()

    def start(self, total: int) -> None:
        """Begins to count photos."""
        self._done, self._total = 0, total
        self.open()
        if self._bar is not None:
            self._bar.reset(self._task, total=total, description="reading", rate="")
        elif not self.quiet:
            self._write(f"reading {total} {'photo' if total == 1 else 'photos'}")

    def advance(self, image: str, failure: Failure | None) -> None:
        """Counts one photo."""
        self._done += 1
        if self._bar is not None:
            elapsed = self._bar.tasks[0].elapsed or 0.0
            rate = f"{self._done / elapsed:.1f} photos/s" if elapsed > 0 else ""
            self._bar.update(self._task, advance=1, rate=rate)
        elif not self.quiet:
            state = f"failed: {clean(failure.reason)}" if failure else "read"
            self._write(f"{self._done}/{self._total} {state} {clean(image)}")

    def phase(self, what: str) -> None:
        """Describes the phase beside the bar."""
        if self._bar is not None:
            self._bar.update(self._task, description=what)

    def close(self) -> None:
        """Removes the bar."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _write(self, line: str) -> None:
        self.stream.write(line + "\n")
        self.stream.flush()

    def _open_bar(self) -> None:
        from rich.console import Console  # lazy: pipes need no rich, which costs 60 ms
        from rich.progress import Progress

        console = Console(file=self.stream)
        self._bar = Progress(*_columns(console), console=console, transient=True)
        # Without a total, the bar pulses and the spinner turns.
        self._task = self._bar.add_task("finding photos", total=None, rate="")
        self._bar.start()


def _columns(console: Console) -> list[ProgressColumn]:
    """The columns that fit the terminal: 40 characters hold phase, count and time."""
    from rich.progress import (  # lazy: as in Reporter
        BarColumn,
        MofNCompleteColumn,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns: list[ProgressColumn] = [
        SpinnerColumn("line"),
        TextColumn("{task.description}"),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    ]
    if console.width >= MIN_BAR_COLUMNS:
        columns[2:2] = [BarColumn(bar_width=None if console.width < MIN_RATE_COLUMNS else 40)]
        columns += [TextColumn("left"), TimeRemainingColumn()]
    if console.width >= MIN_RATE_COLUMNS:
        columns.append(TextColumn("{task.fields[rate]}"))
    return columns
