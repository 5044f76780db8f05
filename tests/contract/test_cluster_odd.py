"""Workers of a Dask cluster that run out of memory, or that have another slidescan, or none."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from support.photos import photo_file
from support.servers import cluster

from slidescan.core.records import Options
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import UsageError
from slidescan.library import Library

pytest.importorskip("distributed", reason="Dask is not installed: the extra cluster")

pytestmark = [pytest.mark.slow, pytest.mark.ocr]

MEMORY_PATCH = """
import sys
if any("dask" in each or "forkserver" in each or "spawn" in each for each in sys.orig_argv):
    import slidescan.imaging.decode as photo
    real = photo.read_bytes
    kept = []
    def read_bytes(path):
        if path.name == "large.jpg":
            while True:
                kept.append(b"x" * (64 << 20))
        return real(path)
    photo.read_bytes = read_bytes
"""
"""Takes memory for one photo until there is none: the worker's nanny ends it at its limit."""

OTHER_VERSION_PATCH = """
import sys
if any("dask" in each or "forkserver" in each or "spawn" in each for each in sys.orig_argv):
    import slidescan.core.versions as versions
    versions.PIPELINE_VERSION += 1
"""

NO_SLIDESCAN_PATCH = """
import sys
if any("dask" in each or "forkserver" in each or "spawn" in each for each in sys.orig_argv):
    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] == "slidescan":
                raise ModuleNotFoundError("No module named 'slidescan'", name="slidescan")
    sys.meta_path.insert(0, Missing())
"""


def patched(folder: Path, code: str) -> dict[str, str]:
    """The environment of workers that run this code when they start."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code)
    return {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in ("a", "b", "c"):
        photo_file(tmp_path / "site" / "img" / f"{name}.jpg", f"Data lake {name}")
    (tmp_path / "site" / "post.md").write_text("# P\n\n![](img/a.jpg)\n")
    return tmp_path / "site"


def test_a_photo_that_takes_all_memory_is_the_only_failure(site: Path, tmp_path: Path) -> None:
    photo_file(site / "img" / "large.jpg", "Too large")
    with cluster(patched(tmp_path / "patch", MEMORY_PATCH)) as running:
        running.work(1, "--memory-limit", "1500MB")
        report = Library(site / "index", Options(cluster=running.url)).ingest([site])
    (failure,) = report.failures
    assert failure.path.endswith("large.jpg")
    assert "memory" in failure.reason or "brought the process down" in failure.reason
    assert report.photos_read == 3
    assert {card.image for card in Library(site / "index").cards()} == {
        f"img/{name}.jpg" for name in "abc"
    }


def refusal(site: Path, url: str) -> UsageError:
    """The error of an ingest on a cluster, in one line with a remedy."""
    with pytest.raises(UsageError) as caught:
        for _ in range(5):  # until the worker gets a photo
            Library(site / "index", Options(cluster=url, force=True)).ingest([site])
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    # What was read is kept, and this machine reads the rest.
    report = Library(site / "index", Options(jobs=1)).ingest([site])
    assert report.failures == ()
    assert len(Library(site / "index").cards()) == 3
    return caught.value


def test_a_worker_with_another_version_among_others_is_named(site: Path, tmp_path: Path) -> None:
    with cluster() as running:
        running.work(1)
        running.environment |= patched(tmp_path / "patch", OTHER_VERSION_PATCH)
        running.work(1)
        while len(running.workers()) < 2:
            time.sleep(0.1)
        assert "slidescan" in str(refusal(site, running.url))


def test_a_worker_without_slidescan_is_named(site: Path, tmp_path: Path) -> None:
    with cluster(patched(tmp_path / "patch", NO_SLIDESCAN_PATCH)) as running:
        running.work(1)
        assert f"slidescan {PACKAGE_VERSION}" in refusal(site, running.url).remedy
