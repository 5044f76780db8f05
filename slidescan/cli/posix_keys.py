"""Single keys from a terminal of Linux, macOS or another POSIX system."""

from __future__ import annotations

import os
import select
import sys
import termios
import tty

ESCAPE_SECONDS = 0.05
"""How long to wait for the rest of an escape sequence; a lone Escape has none."""

MAX_SEQUENCE_BYTES = 16
"""The longest escape sequence."""


def read_key() -> str:
    """A key without its echo, one at a time: what is typed ahead stays for the next question.

    Returns:
        Its character, or the escape sequence of a special key; empty at the end of the input.

    Raises:
        KeyboardInterrupt: The person pressed Ctrl-C.
    """
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal, termios.TCSANOW)
    try:
        data = os.read(terminal, 1)
        if data == b"\x1b":
            while len(data) < MAX_SEQUENCE_BYTES and not data[2:].strip(b"0123456789;"):
                if not select.select([terminal], [], [], ESCAPE_SECONDS)[0]:
                    break
                data += os.read(terminal, 1)
        elif data >= b"\xc0":
            data += os.read(terminal, 1 if data < b"\xe0" else 2 if data < b"\xf0" else 3)
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)
    return data.decode("utf-8", "replace")
