"""Photos are read on a real Dask cluster, whose scheduler and workers are processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.cli import cli, heed_ctrl_c
from support.samples import Ingested, copy_samples
from support.servers import Cluster, cluster, free_port

from slidescan.core.records import Options
from slidescan.errors import PhotoDamaged, PhotoUnreadable, UsageError
from slidescan.ingest.executors.storage import check_storage, fetch
from slidescan.library import Library

pytest.importorskip("distributed", reason="Dask is not installed: the extra cluster")

pytestmark = [pytest.mark.slow, pytest.mark.ocr]

FEW = ("IMG_4101.jpg", "IMG_4102.jpg", "IMG_4103.jpg", "IMG_4104.jpg", "IMG_4105.jpg")


IMG = "static/img/northwind"


def few_photos(site: Path) -> Path:
    """Removes all photos of the site except `FEW`; returns the site."""
    for photo in (*site.glob("static/img/**/*.*"), *site.glob("content/**/*.jpg")):
        if photo.name not in FEW:
            photo.unlink()
    return site


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster() as running:
        running.work(2)
        yield running


def exported(library: Library) -> str:
    slides, decisions, rest = library.dump()
    return json.dumps([[s.to_json() for s in slides], [d.to_json() for d in decisions], rest])


def without_times(text: str) -> Any:
    """An export without the modification times of files."""
    slides, decisions, rest = json.loads(text)
    for each in (*rest["photos"], *rest["posts"]):
        each.pop("mtime")
    return slides, decisions, rest


def test_a_cluster_reads_the_same_as_this_machine(
    ingested: Ingested, two: Cluster, tmp_path: Path
) -> None:
    site = copy_samples(tmp_path / "site")
    index = tmp_path / "index"
    done = cli("ingest", site, "--index", index, "--cluster", two.url, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["read"] == ingested.report.photos_read
    assert without_times(exported(Library(index))) == without_times(exported(ingested.library))
    again = cli("ingest", site, "--index", index, "--cluster", two.url, "--json")
    assert json.loads(again.stdout)["read"] == 0


@pytest.fixture(scope="module")
def few(ingested: Ingested, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An export of `FEW` as this machine reads them."""
    site = few_photos(shutil.copytree(ingested.site, tmp_path_factory.mktemp("few") / "site"))
    library = Library(site / "index", Options(jobs=1, prune=True))
    assert library.ingest([site]).photos_read == 0
    return exported(library)


def test_a_worker_that_is_killed_loses_nothing(few: str, two: Cluster, tmp_path: Path) -> None:
    site = few_photos(copy_samples(tmp_path / "site"))
    library = Library(tmp_path / "index", Options(cluster=two.url))
    seen: list[str] = []

    class Killing:
        def start(self, total: int) -> None:
            assert total == len(FEW)

        def advance(self, image: str, failure: object) -> None:
            assert failure is None
            seen.append(image)
            if len(seen) == 2:
                os.kill(next(iter(two.workers().values())), signal.SIGKILL)

        def phase(self, what: str) -> None:
            pass

    report = library.ingest([site], Killing())
    assert (report.photos_read, report.failures) == (len(FEW), ())
    assert len(set(seen)) == len(seen) == len(FEW)
    assert without_times(exported(library)) == without_times(few)


PATCH = """
import os, pathlib, signal, sys, time
if any("dask" in each or "forkserver" in each or "spawn" in each for each in sys.orig_argv):
    import slidescan.imaging.decode as photo
    real = photo.read_bytes
    def read_bytes(path):
        if path.name in ("IMG_4102.jpg", "IMG_4103.jpg"):
            with open(os.environ["TRIED"], "a") as file:
                file.write(path.name + "\\n")
            if path.name == "IMG_4103.jpg":
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(1000)
        return real(path)
    photo.read_bytes = read_bytes
"""


def test_photos_that_kill_or_block_their_worker_are_failures(tmp_path: Path) -> None:
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(PATCH)
    tried = tmp_path / "tried"
    site = few_photos(copy_samples(tmp_path / "site"))
    path = os.pathsep.join(filter(None, (str(patch), os.environ.get("PYTHONPATH"))))
    environment = {"PYTHONPATH": path, "TRIED": str(tried)}
    with cluster(environment) as running:
        running.work(2)
        # Three tries take as long as three workers take to start.
        library = Library(tmp_path / "index", Options(cluster=running.url, timeout=600))
        blocking = (site / IMG / "IMG_4102.jpg").rename(tmp_path / "IMG_4102.jpg")
        killed = library.ingest([site])
        blocking.rename(site / IMG / "IMG_4102.jpg")
        library = Library(tmp_path / "index", Options(cluster=running.url, timeout=15))
        blocked = library.ingest([site / IMG / "IMG_4102.jpg"])
    (failure,) = killed.failures
    assert failure.path.endswith("IMG_4103.jpg")
    assert "brought the process down" in failure.reason
    assert killed.photos_read == killed.photos - 1
    (failure,) = blocked.failures
    assert failure.path.endswith("IMG_4102.jpg")
    assert "longer than 15 seconds" in failure.reason
    assert sorted(tried.read_text().split()) == ["IMG_4102.jpg"] + 3 * ["IMG_4103.jpg"]


def test_workers_fetch_photos_from_a_storage(two: Cluster, tmp_path: Path) -> None:
    site = copy_samples(tmp_path / "site")
    photos = [site / "static/img/northwind" / f"IMG_410{n}.jpg" for n in (1, 2)]
    # Only the storage has the photos that the workers read.
    remote = tmp_path / "bucket"
    shutil.copytree(site / "static", remote / "static")
    options = Options(cluster=two.url, storage=f"file://{remote}", posts=(str(site / "content"),))
    library = Library(tmp_path / "index", options)
    assert library.ingest(photos).photos_read == 2
    local = Library(tmp_path / "local", Options(posts=options.posts))
    assert local.ingest(photos).photos_read == 2
    for photo in photos:
        image = photo.relative_to(site).as_posix()
        assert library.slide(image).reading == local.slide(image).reading
    (remote / "static/img/northwind/IMG_4103.jpg").unlink()
    report = library.ingest([site / "static/img/northwind/IMG_4103.jpg"])
    (failure,) = report.failures
    assert "fetched from the storage" in failure.reason


def test_a_storage_has_odd_names(tmp_path: Path) -> None:
    (tmp_path / "ä b#c%.jpg").write_bytes(b"photo")
    (tmp_path / "empty.jpg").write_bytes(b"")
    for storage in (f"file://{tmp_path}", f"file://{tmp_path}/", str(tmp_path)):
        check_storage(storage)
        assert fetch(storage, "ä b#c%.jpg") == b"photo"
    with pytest.raises(PhotoDamaged, match="empty"):
        fetch(f"file://{tmp_path}", "empty.jpg")
    with pytest.raises(PhotoUnreadable, match="fetched"):
        fetch(f"file://{tmp_path}", "nowhere.jpg")
    with pytest.raises(UsageError, match="nowhere"):
        check_storage("nowhere://bucket")


def test_unreachable_clusters_and_clusters_without_workers_are_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from slidescan.ingest.executors import dask as module

    monkeypatch.setattr(module, "CLUSTER_TIMEOUT_SECONDS", 2)
    site = copy_samples(tmp_path / "site")
    nowhere = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(UsageError, match="can't be reached"):
        Library(tmp_path / "index", Options(cluster=nowhere)).ingest([site])
    with pytest.raises(UsageError, match="can't be reached"):
        Library(tmp_path / "index", Options(cluster="what?")).ingest([site])
    with cluster() as running:
        monkeypatch.setattr(module, "CLUSTER_TIMEOUT_SECONDS", 60)
        module.wait_for_port(running.url)
        monkeypatch.setattr(module, "CLUSTER_TIMEOUT_SECONDS", 8)
        with pytest.raises(UsageError, match="no workers"):
            Library(tmp_path / "index", Options(cluster=running.url)).ingest([site])


def test_workers_with_other_models_are_refused(
    two: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["slidescan.ingest.scan"], "PIPELINE_VERSION", 999)
    site = copy_samples(tmp_path / "site")
    with pytest.raises(UsageError, match="not with 999"):
        Library(tmp_path / "index", Options(cluster=two.url)).ingest([site])


PRESSES = """
import os, signal, sys
from pathlib import Path
from slidescan.library import Library
from slidescan.core.records import Options

class Pressing:
    done = 0
    def start(self, total): pass
    def phase(self, what): pass
    def advance(self, image, failure):
        Pressing.done += 1
        if Pressing.done == int(sys.argv[4]):
            os.kill(os.getpid(), signal.SIGINT)

if __name__ == "__main__":
    options = Options(jobs=1, cluster=sys.argv[3] or None)
    report = Library(sys.argv[2], options).ingest([Path(sys.argv[1])], Pressing())
    print(report.interrupted, report.photos_read, report.photos)
"""


@pytest.mark.parametrize("where", ["cluster", "here"])
@pytest.mark.parametrize("last", [False, True])
def test_ctrl_c_keeps_the_photos_already_read(
    two: Cluster, tmp_path: Path, where: str, last: bool
) -> None:
    site = copy_samples(tmp_path / "site")
    if last:
        few_photos(site)
    index = tmp_path / "index"
    script = tmp_path / "presses.py"
    script.write_text(PRESSES)
    count = len(FEW) if last else 2
    address = two.url if where == "cluster" else ""
    done = subprocess.run(
        [sys.executable, script, site, index, address, str(count)],
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
        preexec_fn=heed_ctrl_c,
    )
    interrupted, read, photos = done.stdout.split()
    assert interrupted == "True"
    assert int(photos) == (len(FEW) if last else 16)
    assert int(read) >= count
    assert len(Library(index).cards()) == int(read)
    if not last:
        assert int(read) < int(photos)
