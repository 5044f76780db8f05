"""Executors are rows of a registry; workers import no alt texts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support import SAMPLES

from slidescan.errors import UsageError
from slidescan.ingest.executors import registry

WORKER = """
import importlib, sys
from slidescan.core.records import Options, PhotoReading
from slidescan.ingest.executors.protocol import Task
from slidescan.ingest.executors.read_task import read_task

importlib.import_module(sys.argv[1])
task = Task(sys.argv[2], Options(engine="rapidocr", languages=("en",)))
result = read_task(task, "static/img/northwind/IMG_4101.jpg")
assert isinstance(result, PhotoReading) and result.reading.lines, result
print(*(name for name in sys.modules if name.startswith("slidescan.")))
"""


@pytest.mark.ocr
@pytest.mark.parametrize("row", registry.EXECUTORS.values(), ids=lambda row: row.name)
def test_a_worker_imports_only_what_reading_needs(
    row: registry.ExecutorRow,
) -> None:
    if row.extra:
        pytest.importorskip("distributed", reason="Dask is not installed: the extra cluster")
    done = subprocess.run(
        [sys.executable, "-c", WORKER, row.module, SAMPLES],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rooms = {name.split(".")[1] for name in done.stdout.split()}
    assert "ocr" in rooms
    assert not rooms & {"alt", "search", "store", "posts", "library", "cli", "web"}


def test_an_unknown_executor_is_an_error_that_names_the_choices() -> None:
    with pytest.raises(UsageError, match="choose from local, dask"):
        registry.load("cloud")


def test_an_executor_whose_extra_is_missing_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, registry.EXECUTORS["dask"].module, raising=False)
    with pytest.raises(UsageError, match=r"needs distributed.*slidescan\[cluster\]"):
        registry.load("dask")
