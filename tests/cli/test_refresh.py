"""Readings of earlier versions and of other engines: `--refresh` and `--engine`."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from support import SAMPLES
from support.cli import cli
from support.samples import truth

from slidescan.ocr.registry import available
from slidescan.store.backends.sqlite import CATALOGUE_FILE

pytestmark = [pytest.mark.slow, pytest.mark.ocr]

NAME = "IMG_4104.jpg"
PHOTO = next(photo["image"] for photo in truth() if photo["image"].endswith(NAME))


def ingest(folder: Path, *options: str) -> dict[str, Any]:
    done = cli("ingest", "img", "--site", ".", "--json", *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


@pytest.fixture(scope="module")
def site_with_one_photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("refresh") / "site"
    (root / "img").mkdir(parents=True)
    shutil.copy(SAMPLES / PHOTO, root / "img" / NAME)
    assert ingest(root)["read"] == 1
    return root


@pytest.fixture
def folder(site_with_one_photo: Path, tmp_path: Path) -> Path:
    return shutil.copytree(site_with_one_photo, tmp_path / "site")


def test_outdated_readings_stay_until_refresh(folder: Path) -> None:
    assert ingest(folder)["outdated"] == 0
    with sqlite3.connect(folder / "index" / CATALOGUE_FILE) as database:
        database.execute("UPDATE readings SET reader = '1 ' || reader")
    database.close()
    found = ingest(folder)
    assert (found["read"], found["unchanged"], found["outdated"]) == (0, 1, 1)
    printed = cli("ingest", "img", "--site", ".", cwd=folder).stdout
    assert "1 photo read by an earlier version: --refresh reads them again" in printed
    assert json.loads(cli("status", "--json", cwd=folder).stdout)["outdated"] == [f"img/{NAME}"]
    found = ingest(folder, "--refresh")
    assert (found["read"], found["outdated"]) == (1, 0)
    assert ingest(folder, "--refresh")["read"] == 0


@pytest.mark.skipif(not available()["tesseract"].available, reason="Tesseract is not installed")
def test_another_engine_reads_at_once(folder: Path) -> None:
    assert ingest(folder, "--engine", "tesseract")["read"] == 1
    assert ingest(folder, "--engine", "tesseract")["read"] == 0
    assert ingest(folder, "--engine", "both")["read"] == 1
    shown = json.loads(cli("show", NAME, "--json", cwd=folder).stdout)
    assert shown["engine"] == "both"
    assert "tesseract" in shown["model"]
    assert "rapidocr" in shown["model"]
    assert ingest(folder)["read"] == 1
