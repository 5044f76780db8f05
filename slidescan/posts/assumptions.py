"""What the rules of a generator take for granted, since a file can't be read."""

from __future__ import annotations

from typing import NamedTuple


class Assumption(NamedTuple):
    """A file that the rules would read, and what they do without it.

    Attributes:
        file: Its path below the site, or its name where it lies elsewhere.
        text: What is assumed, one line.
        remedy: What to do about it, one line.
    """

    file: str
    text: str
    remedy: str
