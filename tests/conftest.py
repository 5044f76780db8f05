"""Fixtures that several kinds of tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from support import servers
from support.samples import Ingested, copy_samples

from slidescan.core.records import Options
from slidescan.library import Library

# Where others wait for the result, the same examples are tried each time.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(autouse=True)
def _own_key(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests never touch the user's own key or configuration."""
    monkeypatch.setenv("SLIDESCAN_KEY_FILE", str(tmp_path_factory.getbasetemp() / "seal.key"))
    monkeypatch.delenv("SLIDESCAN_INDEX", raising=False)


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingested]:
    """The samples read with the real engine."""
    site = copy_samples(tmp_path_factory.mktemp("ingested") / "site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLIDESCAN_KEY_FILE", str(tmp_path_factory.getbasetemp() / "seal.key"))
        library = Library(site / "index", Options(jobs=2))
        report = library.ingest([site])
        yield Ingested(site, library, report)


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    """A PostgreSQL server for the tests of one process."""
    programs = servers.postgres_programs()
    if programs is None:
        pytest.skip(servers.NO_POSTGRES)
    with servers.postgres(programs) as running:
        yield running


def pytest_addoption(parser: pytest.Parser) -> None:
    """A flag to write golden files anew."""
    parser.addoption("--regenerate", action="store_true", help="write golden files anew")
