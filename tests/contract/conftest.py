"""The real blogs, read once for the tests of alt texts and of searches."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support import REAL_BLOGS, once

from slidescan.core.records import Options
from slidescan.library import Library


@pytest.fixture(scope="session")
def real_blog(run_folder: Path) -> Callable[[str], Library]:
    """The index of a real blog, by name; tests must not change it."""

    def library(name: str) -> Library:
        site = REAL_BLOGS / name / "site"

        def make(folder: Path) -> None:
            Library(folder / "index", Options(site=str(site), jobs=2)).ingest([site])

        folder = once.make_once(run_folder / name, make)
        return Library(folder / "index", Options(site=str(site)))

    return library
