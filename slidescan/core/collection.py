"""Puts off Python's search for circular references while many records are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection(*, is_lasting: bool = False) -> Iterator[None]:
    """Puts off the search for circular references, which takes half of the time of decoding.

    Only for code that makes none: what they hold stays in memory meanwhile.

    Args:
        is_lasting: Whether most of what is made stays: the next search leaves it out, as if it had
            lasted for long already.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled and is_lasting and not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if was_enabled:
            gc.enable()
