"""Ingests with bad photos, crashes, kills, a full disk and without a network."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image
from support import ROOT, SAMPLES
from support.cli import cli, program, start
from support.samples import Ingested

pytestmark = [pytest.mark.slow, pytest.mark.ocr]

PHOTOS = ("IMG_4101.jpg", "IMG_4102.jpg", "IMG_4103.jpg", "IMG_4104.jpg", "IMG_4105.jpg")


def small_site(root: Path) -> Path:
    """Five photos, one post."""
    (root / "static/img/northwind").mkdir(parents=True)
    for name in PHOTOS:
        shutil.copy(SAMPLES / "static/img/northwind" / name, root / "static/img/northwind")
    (root / "content/posts").mkdir(parents=True)
    shutil.copy(SAMPLES / "content/posts/northwind-day-1.md", root / "content/posts")
    shutil.copy(SAMPLES / "hugo.toml", root)
    return root


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return small_site(tmp_path / "site")


def exported(site: Path) -> list[dict[str, object]]:
    done = cli("export", "json", cwd=site)
    assert done.returncode == 0, done.stderr
    slides: list[dict[str, object]] = json.loads(done.stdout)["slides"]
    return slides


def patched(folder: Path, code: str) -> dict[str, str]:
    """An environment where every Python process runs `code` first."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code)
    paths = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(paths)}


def patched_reading(folder: Path, codes: dict[str, str]) -> dict[str, str]:
    """An environment where workers run code before they read a photo, by its name."""
    return patched(
        folder,
        "import multiprocessing, os, signal\n"
        "if multiprocessing.parent_process() is not None or '--multiprocessing-fork' in os.sys.argv:\n"
        "    import slidescan.imaging.decode as photo\n"
        "    real = photo.read_bytes\n"
        "    def read_bytes(path):\n"
        + "".join(
            f"        if path.name == {image!r}:\n            {code}\n"
            for image, code in codes.items()
        )
        + "        return real(path)\n    photo.read_bytes = read_bytes\n",
    )


def test_one_bad_photo_never_stops_the_others(site: Path) -> None:
    img = site / "static/img/northwind"
    whole = (img / "IMG_4101.jpg").read_bytes()
    (img / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (img / "empty.png").write_bytes(b"")
    (img / "text.webp").write_text("not a picture")
    (img / "notes.txt").write_text("passed over silently")
    (img / "folder.jpg").mkdir()
    (img / "broken.jpg").symlink_to("nowhere.jpg")
    Image.new("1", (20_000, 20_000)).save(img / "huge.png")
    os.mkfifo(img / "pipe.jpg")
    done = cli("ingest", "static", "--json", cwd=site)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["read"] == len(PHOTOS)
    failed = {Path(f["path"]).name: f for f in report["failures"]}
    assert set(failed) == {"cut.jpg", "empty.png", "text.webp", "broken.jpg", "huge.png"}
    assert all(f["reason"] for f in failed.values())
    assert "megapixels" in failed["huge.png"]["reason"]
    status = json.loads(cli("status", "--json", cwd=site).stdout)
    assert {Path(f["path"]).name for f in status["failures"]} == set(failed)
    (img / "cut.jpg").write_bytes(whole)
    for name in ("empty.png", "text.webp", "broken.jpg", "huge.png"):
        (img / name).unlink()
    mended = cli("ingest", "static", "--json", cwd=site)
    assert mended.returncode == 0
    assert json.loads(mended.stdout)["read"] == 0  # the bytes were read before
    assert json.loads(cli("status", "--json", cwd=site).stdout)["failures"] == []


def test_a_file_that_is_no_photo_is_a_failure_with_its_reason(site: Path) -> None:
    (site / "notes.txt").write_text("x")
    done = cli("ingest", "notes.txt", "--json", cwd=site)
    assert done.returncode == 1
    assert "no image" in json.loads(done.stdout)["failures"][0]["reason"]


def test_an_unreadable_post_is_a_failure_and_photos_are_still_linked(site: Path) -> None:
    (site / "content/posts/bad.md").write_bytes(b"\xff\xfe")
    done = cli("ingest", "static/img/northwind/IMG_4101.jpg", "--json", cwd=site)
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["failures"][0]["path"] == "content/posts/bad.md"
    assert report["linked"] == 1


def test_a_photo_that_crashes_its_process_is_a_failure(site: Path, tmp_path: Path) -> None:
    env = patched_reading(
        tmp_path / "patch", {"IMG_4103.jpg": "os.kill(os.getpid(), signal.SIGSEGV)"}
    )
    done = program("ingest", "static", "--json", "--jobs", "2", cwd=site, env=env)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["read"] == len(PHOTOS) - 1
    (failure,) = report["failures"]
    assert failure["path"].endswith("IMG_4103.jpg")
    assert "brought the process down" in failure["reason"]


def test_photos_that_never_end_are_given_up(site: Path, tmp_path: Path) -> None:
    sleeping = "import time; time.sleep(1000)"
    # Holds the interpreter's lock: no Python thread could end it.
    busy = "import re; re.match('(a+)+$', 'a' * 60 + 'b')"
    env = patched_reading(tmp_path / "patch", {"IMG_4102.jpg": sleeping, "IMG_4103.jpg": busy})
    options = ("--json", "--jobs", "2", "--timeout", "10")
    done = program("ingest", "static", *options, cwd=site, env=env)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["read"] == len(PHOTOS) - 2
    failed = {Path(each["path"]).name: each["reason"] for each in report["failures"]}
    assert set(failed) == {"IMG_4102.jpg", "IMG_4103.jpg"}
    assert all("longer than 10 seconds" in reason for reason in failed.values())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems don't count what is allocated")
def test_a_photo_that_wants_all_memory_is_given_up(site: Path, tmp_path: Path) -> None:
    env = patched_reading(tmp_path / "patch", {"IMG_4103.jpg": "return bytes(2**33)"})
    done = program("ingest", "static", "--json", "--jobs", "1", cwd=site, env=env)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["read"] == len(PHOTOS) - 1
    (failure,) = report["failures"]
    assert failure["path"].endswith("IMG_4103.jpg")
    assert "more memory than a photo may" in failure["reason"]


def test_a_file_too_large_to_be_a_photo_is_never_read(site: Path) -> None:
    with (site / "static/img/northwind/huge.jpg").open("wb") as file:
        file.truncate(200 * 2**30)  # a sparse file
    done = cli("ingest", "static/img/northwind/huge.jpg", "--json", "--jobs", "1", cwd=site)
    assert done.returncode == 1, done.stderr
    (failure,) = json.loads(done.stdout)["failures"]
    assert "1024 MB" in failure["reason"]


def test_symbolic_links_out_of_the_site_are_not_followed(site: Path, tmp_path: Path) -> None:
    for name in PHOTOS[1:3]:
        (site / "static/img/northwind" / name).unlink()
    outside = tmp_path / "outside"
    outside.mkdir()
    shutil.copy(site / "static/img/northwind/IMG_4104.jpg", outside / "private.jpg")
    (outside / "diary.md").write_text("# Diary\n\n![](/img/northwind/IMG_4101.jpg)\n")
    (site / "static/img/private.jpg").symlink_to(outside / "private.jpg")
    (site / "static/img/within.jpg").symlink_to("northwind/IMG_4101.jpg")
    (site / "content/diary.md").symlink_to(outside / "diary.md")
    done = cli("ingest", "static", "--json", cwd=site)
    assert done.returncode == 1, done.stderr
    failed = {f["path"]: f["reason"] for f in json.loads(done.stdout)["failures"]}
    assert set(failed) == {"static/img/private.jpg", "content/diary.md"}
    assert all("link out of the site" in reason for reason in failed.values())
    assert "static/img/within.jpg" in {slide["image"] for slide in exported(site)}
    before = (outside / "diary.md").read_bytes()
    cli("alt", "--write", cwd=site)
    assert (outside / "diary.md").read_bytes() == before


def started(site: Path, *args: str) -> subprocess.Popen[str]:
    return start("ingest", "static", "--jobs", "1", *args, cwd=site, start_new_session=True)


def wait_for(process: subprocess.Popen[str], beginning: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(beginning):
            return
    raise AssertionError(f"never said {beginning}")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """The slides of an ingest without interruption."""
    site = small_site(tmp_path_factory.mktemp("undisturbed") / "site")
    assert cli("ingest", "static", "-q", cwd=site).returncode == 0
    return exported(site)


@pytest.mark.parametrize("after", ["1/5", "3/5"])
def test_kill_9_loses_nothing(site: Path, undisturbed: list[dict[str, object]], after: str) -> None:
    process = started(site)
    wait_for(process, after)
    process.kill()
    process.communicate()
    # The workers end with their parent.
    deadline = time.monotonic() + 600
    while _alive(process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    done = cli("ingest", "static", "--json", cwd=site)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["unchanged"] >= int(after[0])
    assert report["read"] + report["unchanged"] == len(PHOTOS)
    assert exported(site) == undisturbed
    assert json.loads(cli("search", "lake", "--json", cwd=site).stdout)["total"] >= 1


def _alive(session: int) -> bool:
    listed = subprocess.run(["ps", "-eo", "sess,stat"], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listed.stdout.splitlines()[1:]]
    return any(int(row[0]) == session and not row[1].startswith("Z") for row in rows)


def test_ctrl_c_keeps_the_photos_already_read(
    site: Path, undisturbed: list[dict[str, object]]
) -> None:
    process = started(site, "--json")
    wait_for(process, "2/5")
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=600)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    report = json.loads(out)
    assert report["interrupted"]
    assert 2 <= report["read"] < len(PHOTOS)
    assert len(exported(site)) == report["read"]
    assert cli("ingest", "static", "-q", cwd=site).returncode == 0
    assert exported(site) == undisturbed


def test_a_full_disk_is_a_one_line_error_and_the_index_stays_intact(site: Path) -> None:
    photo = "static/img/northwind/IMG_4101.jpg"
    assert cli("ingest", photo, "-q", cwd=site).returncode == 0
    before = exported(site)
    size = (site / "index/catalogue.sqlite").stat().st_size

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = program("ingest", "static", "-q", cwd=site, preexec_fn=limit)
    assert done.returncode == 3, done.stderr
    assert done.stderr.count("\n") == 1
    assert "space on the disk" in done.stderr
    assert exported(site)[: len(before)] == before
    assert cli("ingest", "static", "-q", cwd=site).returncode == 0
    assert len(exported(site)) == len(PHOTOS)


def test_nothing_goes_over_the_network(site: Path, tmp_path: Path) -> None:
    env = patched(
        tmp_path / "patch",
        "import socket\n"
        "def refuse(self, address):\n"
        "    if self.family != getattr(socket, 'AF_UNIX', None):\n"
        "        open(" + repr(str(tmp_path / "touched")) + ", 'w').close()\n"
        "        raise OSError('no network')\n"
        "    return real(self, address)\n"
        "real = socket.socket.connect\n"
        "socket.socket.connect = refuse\n"
        "socket.getaddrinfo = lambda *a, **k: refuse(socket.socket(), a)\n",
    )
    for args in (
        ("ingest", "static/img/northwind/IMG_4101.jpg"),
        ("search", "welcome"),
        ("alt", "--write"),
        ("export", "json"),
        ("status",),
    ):
        done = program(*args, cwd=site, env=env)
        assert done.returncode == 0, done.stderr
    assert not (tmp_path / "touched").exists()


def test_a_search_during_an_ingest_sees_the_last_committed_state(site: Path) -> None:
    assert cli("ingest", "static/img/northwind/IMG_4104.jpg", "-q", cwd=site).returncode == 0
    process = started(site)
    wait_for(process, "2/4")
    found = json.loads(cli("search", "lake", "--json", cwd=site).stdout)
    assert found["total"] == 1
    process.communicate()
    assert process.returncode == 0


def test_a_search_works_from_any_folder(ingested: Ingested, tmp_path: Path) -> None:
    done = cli("search", "lake", "--index", ingested.site / "index", cwd=tmp_path)
    assert done.returncode == 0
    assert str(ROOT) not in done.stdout
