"""Output that makes stored data stale changes only together with a version.

`tests/golden/versions.json` holds a digest of what each stage makes of fixed input. If a test here
fails, raise the version that it names in `slidescan/core/versions.py`, then write the new digests
with `pytest --regenerate tests/unit/core/test_versions.py`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support import ROOT
from support.factories import line, link, slide
from support.generator_sites.sites import SITES
from support.samples import Ingested

from slidescan.core import versions
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Photo, Reading, Slide
from slidescan.ingest.derive import derive
from slidescan.posts.discovery import find_site
from slidescan.posts.generators import hugo_cli
from slidescan.posts.links import link_post
from slidescan.posts.read import read_post
from slidescan.search.analysis import Document, vocabulary_terms
from slidescan.search.meaning import vector_file
from slidescan.search.meaning.nearest import MemoryVectors
from slidescan.search.meaning.passages import passages
from slidescan.search.meaning.quantization import to_text
from slidescan.store import archive
from slidescan.store.backends import postgres_schema, sqlite_schema
from slidescan.store.catalogue import Catalogue
from slidescan.store.schema import TABLES
from slidescan.store.stored import StoredPhoto, StoredReading

GOLDEN = ROOT / "tests" / "golden" / "versions.json"

TALK = (
    ("Data lakes", "Raw data comes first", "Schema on read", "Northwind Days 2025"),
    ("What the lake costs", "Storage  410  265", "Scans  690  120", "Northwind Days 2025"),
    ("Howlong does a query take?", "CAlibabaCloud and AI", "- 24/7 at $5", "Northwind Days 2025"),
    ("Data lakes", "Cheap storage wins", "Réseaux, Größe, naïve", "Northwind Days 2025"),
)
"""Slides of one talk: a recurring footer, a table, joined words, a title that occurs twice."""


def readings(catalogue: Catalogue) -> None:
    """Stores a reading of each slide of the talk, in two folders of an event."""
    for number, texts in enumerate(TALK):
        image, sha256 = f"img/day{number % 2 + 1}/{number}.jpg", f"{number:064x}"
        lines = tuple(
            line(text, row, role="title" if row == 0 else "body", confidence=0.99 - row / 100)
            for row, text in enumerate(texts)
        )
        photo = Photo(sha256, 1600, 1200, "2025-10-14T09:00:00")
        detection = Detection.of(
            PhotoQuad.rectangle(1600, 1200), 0.95, fingerprint=f"{number:016x}"
        )
        reading = Reading("rapidocr", "test", ("en",), lines)
        catalogue.put_reading(StoredReading("test", photo, detection, reading, "slide"))
        catalogue.put_photo(StoredPhoto(image, sha256, 1000, 1))


def derivation(tmp_path: Path) -> object:
    with Catalogue.open(tmp_path / "index", write=True) as catalogue:
        with catalogue.transaction():
            readings(catalogue)
            derive(catalogue, catalogue.underived(), (), {}, alt_length=150)
        return [each.to_json() for each in catalogue.slides()]


def linking(tmp_path: Path) -> object:
    made = []
    for name in ("hugo", "jekyll", "mkdocs", "docusaurus"):
        root = tmp_path / name
        SITES[name]().files.write(root)
        site = find_site(root, site=root)
        for path in site.post_paths:
            post = read_post(site, path)
            links = link_post(site, post)
            made.append([dataclasses.asdict(post), sorted(links.links), len(links.missing)])
    return made


def terms(_: Path) -> object:
    made = []
    for number, texts in enumerate(TALK):
        document = Document.of(slide(f"img/{number}.jpg", texts, links=[link()]))
        made.append([dataclasses.asdict(document), sorted(vocabulary_terms(document))])
    return made


def tables(_: Path) -> object:
    return [list(sqlite_schema.statements(table)) for table in TABLES]


def postgres_tables(_: Path) -> object:
    rows = [list(postgres_schema.statements(table)) for table in TABLES]
    return [*rows, postgres_schema.FULL_TEXT]


def encoded_passages(_: Path) -> object:
    return [passages(slide(f"img/{n}.jpg", texts)) for n, texts in enumerate(TALK)]


def vector_bytes(tmp_path: Path) -> object:
    vectors = MemoryVectors.of([("img/a.jpg", to_text(np.array([[127, -3], [0, 1]], np.int8)))])
    vector_file.write(tmp_path / "vectors.bin", "label", vectors)
    return hashlib.sha256((tmp_path / "vectors.bin").read_bytes()).hexdigest()


def export(_: Path) -> object:
    return shape(slide("img/a.jpg", links=[link()]).to_json())


def archived(tmp_path: Path) -> object:
    with Catalogue.open(tmp_path / "index", write=True) as catalogue:
        with catalogue.transaction():
            readings(catalogue)
        return shape(archive.dump(catalogue))


def shape(value: object) -> object:
    """Members and types of a JSON document; of a list, those of its first item."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [shape(item) for item in value[:1]]
    return type(value).__name__


STAGES: dict[str, Callable[[Path], object]] = {
    "DERIVATION_VERSION": derivation,
    "LINKING_VERSION": linking,
    "CATALOGUE_SCHEMA": tables,
    "POSTGRES_SCHEMA": postgres_tables,
    "WHOOSH_FORMAT": terms,
    "FTS5_FORMAT": terms,
    "POSTGRES_FORMAT": terms,
    "PASSAGE_VERSION": encoded_passages,
    "VECTOR_FORMAT": vector_bytes,
    "EXPORT_VERSION": export,
    "ARCHIVE_VERSION": archived,
}
"""What each version stands for, made from fixed input."""


def raw(of: Slide) -> list[tuple[str, str]]:
    """What the engine read, before consensus and splitting, and the roles."""
    rows = [each.to_json() for each in of.reading.lines]
    return [(row.get("read") or row["text"], row["role"]) for row in rows]


def digest(made: object) -> str:
    text = json.dumps(made, sort_keys=True, default=list, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def expected(name: str, fresh: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """The golden digest of a stage; `--regenerate` writes `fresh` as that first."""
    golden: dict[str, dict[str, Any]] = json.loads(GOLDEN.read_text("utf-8"))
    if request.config.getoption("--regenerate"):
        golden[name] = fresh
        GOLDEN.write_text(json.dumps(golden, indent=1, sort_keys=True) + "\n", "utf-8")
    return golden[name]


def advice(name: str, fresh: dict[str, Any], old: dict[str, Any]) -> str:
    """What to do where a stage and its golden digest differ."""
    if fresh["version"] == old["version"]:
        return f"output changes: raise {name} in slidescan/core/versions.py"
    return "a version is raised: write the digests with --regenerate"


@pytest.mark.parametrize("name", STAGES)
def test_output_changes_only_with_its_version(
    name: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hugo_cli, "program", lambda: None)  # as on a machine without Hugo
    fresh = {"version": getattr(versions, name), "digest": digest(STAGES[name](tmp_path))}
    old = expected(name, fresh, request)
    assert fresh == old, advice(name, fresh, old)


def test_readings_of_the_samples_change_only_with_the_pipeline(
    ingested: Ingested, request: pytest.FixtureRequest
) -> None:
    slides = list(ingested.library.slides())
    made = [[s.image, s.kind, s.detection.turn, s.detection.quad is None, raw(s)] for s in slides]
    models = sorted({s.reading.model for s in slides})
    version = [versions.PIPELINE_VERSION, versions.OCR_VERSION]
    fresh = {"version": version, "digest": digest(made), "models": models}
    golden = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    known = golden.get("PIPELINE_VERSION", {}).get("models")
    if known != models and not request.config.getoption("--regenerate"):
        pytest.skip("another model reads here: its readings have no golden digest")
    old = expected("PIPELINE_VERSION", fresh, request)
    assert fresh == old, advice("PIPELINE_VERSION", fresh, old)


def test_every_version_has_a_golden_digest() -> None:
    names = {name for name in dir(versions) if name.isupper()}
    without = {"PACKAGE_VERSION", "POSTGRES_CATALOGUE_SCHEMA"}
    assert names - without == {*STAGES, "PIPELINE_VERSION", "OCR_VERSION"}
