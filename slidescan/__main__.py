"""The program: `slidescan`, and `python -m slidescan`."""

from __future__ import annotations

import gc
from typing import NoReturn

COLLECTED_ALLOCATIONS = 200_000
"""New objects after which Python looks for garbage. With its own 700, it looks through all loaded
modules again and again, which takes an eighth of a search."""


def main() -> NoReturn:
    """Runs the command line and exits with its code."""
    gc.set_threshold(COLLECTED_ALLOCATIONS)
    from slidescan.cli import app  # lazy: no garbage is looked for while it loads

    app.main()


if __name__ == "__main__":
    main()
