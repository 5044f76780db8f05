"""Fixtures that several kinds of tests share."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from support import browser as browsers
from support import once, servers
from support.samples import Ingested, copy_samples

from slidescan.core.records import Options
from slidescan.library import Library

# No time limits: tests must not fail on a busy machine.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# In CI, the same examples are tried each time.
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share."""
    return once.run_folder(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session", autouse=True)
def _user_files(run_folder: Path) -> Iterator[None]:
    """Keeps tests away from the user's key, cache and configuration."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLIDESCAN_KEY_FILE", str(run_folder / "seal.key"))
        patch.setenv("SLIDESCAN_CACHE", str(run_folder / "cache"))
        patch.delenv("SLIDESCAN_INDEX", raising=False)
        yield


@pytest.fixture(scope="session")
def ingested(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    """The samples, read once in a run by the real engine; each process has a copy."""

    def make(folder: Path) -> None:
        site = copy_samples(folder / "site")
        report = Library(site / "index", Options(jobs=2)).ingest([site])
        (folder / "report").write_bytes(pickle.dumps(report))

    made = once.make_once(run_folder / "ingested", make)
    site = shutil.copytree(made / "site", tmp_path_factory.mktemp("ingested") / "site")
    report = pickle.loads((made / "report").read_bytes())
    return Ingested(site, Library(site / "index", Options(jobs=2)), report)


@pytest.fixture(scope="session")
def postgres(run_folder: Path) -> Iterator[servers.Postgres]:
    """A PostgreSQL server that all processes of this run share."""
    programs = servers.postgres_programs()
    if programs is None:
        pytest.skip(servers.NO_POSTGRES)
    with servers.shared_postgres(programs, run_folder / "postgres") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium for the tests of a module, which `support.browser.MARKS` mark."""
    with browsers.chromium() as running:
        yield running


MARKS_BY_FIXTURE = {"engine": "ocr", "ingested": "ocr", "postgres": "postgres"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that need a fixture with what it runs, and orders all for `make test`.

    A process runs all tests of a file, which share what the file's fixtures make, unless the file
    has groups of its own. Slow files go first: none is left to one process in the end.
    """
    slow_files = set()
    for item in items:
        for name in MARKS_BY_FIXTURE.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(MARKS_BY_FIXTURE[name])
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
        if item.get_closest_marker("slow") is not None:
            slow_files.add(item.path)
    items.sort(key=lambda item: item.path not in slow_files)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds a flag that rewrites golden files."""
    parser.addoption("--regenerate", action="store_true", help="write golden files anew")
