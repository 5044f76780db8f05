"""The wheel and the sdist are complete and run outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from support import ROOT, SAMPLES

pytestmark = [pytest.mark.slow, pytest.mark.ocr]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=6000)
    if done.returncode and "No matching distribution" in done.stdout + done.stderr:
        pytest.skip("the build's own requirements can't be fetched here")
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_the_wheel_holds_the_package_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    top = {name.split("/")[0] for name in names}
    assert "slidescan" in top
    assert all(t == "slidescan" or t.endswith(".dist-info") for t in top)
    listed = subprocess.run(
        ["git", "ls-files", "slidescan"], cwd=ROOT, capture_output=True, text=True
    )
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "slidescan").rglob("*.py")}
    # Templates, styles, scripts, the font and the finder's weights, too.
    assert modules | set(listed.stdout.split()) <= set(names)


def test_the_sdist_holds_what_its_tests_need(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.split("/", 1)[1] for name in sdist.getnames() if "/" in name}
    assert {
        "README.md",
        "LICENSE",
        "Makefile",
        "samples/truth.json",
        "tests/conftest.py",
        "scripts/reference.py",
    } <= names


def test_the_wheel_finds_a_slide_outside_the_checkout(built: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    wheel = next(built.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    photo = tmp_path / "a.jpg"
    photo.write_bytes((SAMPLES / "static/img/northwind/IMG_4104.jpg").read_bytes())
    env = {**os.environ, "PYTHONPATH": str(target)}
    code = "import slidescan, sys; from slidescan.cli.app import main; sys.stderr.write(slidescan.__file__); main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "ingest", ".", "--json", "-q"],
        cwd=tmp_path, env=env, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert str(target) in done.stderr
    found = subprocess.run(
        [sys.executable, "-c", code, "search", "data lake"],
        cwd=tmp_path, env=env, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert "Why a data lake needs a map" in found.stdout
