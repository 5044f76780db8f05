"""Defers Ctrl-C while photos are being read."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPT_POLL_SECONDS = 0.2
"""Time between two checks for Ctrl-C."""


@contextmanager
def defer_sigint() -> Iterator[threading.Event]:
    """Sets an event on Ctrl-C instead of raising KeyboardInterrupt; a second Ctrl-C raises it.

    Does nothing outside the main thread, or if the program handles SIGINT itself.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed after the last check of the event.
    """
    pressed = threading.Event()
    previous = signal.getsignal(signal.SIGINT)
    if (
        threading.current_thread() is not threading.main_thread()
        or previous is not signal.default_int_handler
    ):
        yield pressed
        return

    def on_sigint(*_: object) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()

    signal.signal(signal.SIGINT, on_sigint)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, previous)
    if pressed.is_set():
        raise KeyboardInterrupt
