"""Programs on a pseudo-terminal, as a person uses them."""

from __future__ import annotations

import os
import select
import signal
import struct
import subprocess
import time
from pathlib import Path
from types import TracebackType

from support.cli import PROGRAM

WAIT_SECONDS = 120
"""How long to wait for an output: machines may be busy."""


class Terminal:
    """slidescan on a pseudo-terminal.

    Attributes:
        shown: Everything that it printed so far.
    """

    def __init__(self, *args: str | Path, cwd: Path, columns: int = 80) -> None:
        import fcntl
        import pty
        import termios

        self._fd, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

        def control_terminal() -> None:
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            signal.signal(signal.SIGINT, signal.SIG_DFL)

        environment = {
            k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")
        }
        self._process = subprocess.Popen(
            [*PROGRAM, *map(str, args)],
            cwd=cwd,
            stdin=child,
            stdout=child,
            stderr=child,
            env={**environment, "TERM": "xterm"},
            preexec_fn=control_terminal,
        )
        os.close(child)
        self.shown = ""
        self._read_to = 0

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._fd >= 0:
            os.close(self._fd)

    def wait_for(self, text: str) -> str:
        """Waits until it prints `text`; returns what it printed since the last call."""
        end = time.monotonic() + WAIT_SECONDS
        while (at := self.shown.find(text, self._read_to)) < 0:
            assert time.monotonic() < end, f"no {text!r} in {self.shown[self._read_to :]!r}"
            if not self._read(1.0):
                raise AssertionError(f"no {text!r} before its end: {self.shown[self._read_to :]!r}")
        since = self.shown[self._read_to : at + len(text)]
        self._read_to = at + len(text)
        return since

    def type(self, keys: str) -> None:
        """Types keys."""
        os.write(self._fd, keys.encode())

    def send_signal(self, number: signal.Signals) -> None:
        """Sends a signal to the program."""
        self._process.send_signal(number)

    def is_silent(self, seconds: float) -> bool:
        """Whether it prints nothing for some time, and goes on."""
        before = len(self.shown)
        return self._read(seconds) and len(self.shown) == before

    def settle(self, seconds: float) -> None:
        """Reads until it prints nothing for some time, or ends."""
        while not self.is_silent(seconds) and self._process.poll() is None:
            pass

    def finish(self) -> int:
        """Reads until it ends; returns its exit code."""
        end = time.monotonic() + WAIT_SECONDS
        while self._read(1.0):
            assert time.monotonic() < end, f"it goes on after {self.shown[-500:]!r}"
        return self._process.wait(WAIT_SECONDS)

    def _read(self, seconds: float) -> bool:
        """Reads what is there; returns whether the program still holds the terminal."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # Linux: the other end is closed
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)
