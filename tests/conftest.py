"""Fixtures that several kinds of tests share."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import servers
from hypothesis import settings

from slidescan.core.records import IngestReport, Options
from slidescan.library import Library

# Where others wait for the result, the same examples are tried each time.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"


@pytest.fixture(autouse=True)
def _own_key(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests never touch the user's own key or configuration."""
    monkeypatch.setenv("SLIDESCAN_KEY_FILE", str(tmp_path_factory.getbasetemp() / "seal.key"))
    monkeypatch.delenv("SLIDESCAN_INDEX", raising=False)


def truth() -> list[dict[str, Any]]:
    """What the samples truly show."""
    loaded: list[dict[str, Any]] = json.loads((SAMPLES / "truth.json").read_text("utf-8"))
    return loaded


def copy_samples(target: Path) -> Path:
    """A copy of the samples' site."""
    for part in ("hugo.toml", "content", "static", "layouts"):
        source = SAMPLES / part
        if source.is_dir():
            shutil.copytree(source, target / part)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / part)
    return target


class Ingested:
    """The samples, ingested once for all tests of a process; tests must not change them."""

    def __init__(self, site: Path, library: Library, report: IngestReport) -> None:
        self.site = site
        self.library = library
        self.report = report


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
