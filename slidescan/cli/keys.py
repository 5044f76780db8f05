"""Single keys and editable lines from a person at a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Protocol

ARROW_LEFT = "\x1b[D"
"""The escape sequence of a key (ECMA-48)."""

CTRL_C, CTRL_D = "\x03", "\x04"


class Keys(Protocol):
    """What a person types."""

    def key(self) -> str:
        """Waits for a key; returns its character, or the escape sequence of a special key.

        Raises:
            EOFError: The terminal is gone, or the person pressed Ctrl-D.
            KeyboardInterrupt: The person pressed Ctrl-C.
        """
        ...

    def line(self, prompt: str, text: str) -> str:
        """Lets a person edit a line that holds `text` at first; raises as `key` does."""
        ...


class TerminalKeys:
    """Keys from standard input, which is a terminal."""

    def key(self) -> str:
        """See `Keys.key`."""
        if os.name == "nt":
            from slidescan.cli.windows_keys import read_key  # lazy: its module is that of Windows
        else:
            from slidescan.cli.posix_keys import read_key  # lazy: Windows lacks its modules
        pressed = read_key()
        if pressed in ("", CTRL_D):
            raise EOFError
        if pressed == CTRL_C:
            raise KeyboardInterrupt
        return pressed

    def line(self, prompt: str, text: str) -> str:
        """See `Keys.line`; without readline, as on Windows, the line is empty at first."""
        with _prefilled(text):
            return input(prompt)


@contextmanager
def _prefilled(text: str) -> Iterator[None]:
    """Puts a text into the line that a person edits next; earlier lines are its history."""
    module = _readline()
    if module is None:
        yield
        return
    set_hook: Callable[..., None] = module.set_startup_hook
    set_hook(lambda: module.insert_text(text))
    try:
        yield
    finally:
        set_hook()


def _readline() -> ModuleType | None:
    """Python's module for editable lines; None where there is none."""
    try:
        import readline  # lazy: only an editor needs it, and Windows has none
    except ImportError:
        return None
    return readline
