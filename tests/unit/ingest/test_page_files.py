"""Pages are read by this process and by another one alike."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import pytest
from support.built_sites import page

from slidescan.core.records import Failure
from slidescan.ingest import page_files, side_process
from slidescan.ingest.page_files import PageFileContent, read_pages
from slidescan.ingest.side_process import SideProcess


class Counted(SideProcess):
    """Counts its tasks; each is done when it is asked for the next."""

    def __init__(self) -> None:
        super().__init__()
        self.tasks: list[Future[bytes]] = []

    def begin(self, task: Callable[..., bytes], *args: object) -> Future[bytes] | None:  # type: ignore[override]
        begun = super().begin(task, *args)
        if begun is not None:
            self.tasks.append(begun)
            begun.exception()
        return begun


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hundred pages, one of them too long."""
    for number in range(100):
        body = f'<h2 id="ü{number}">Größe {number}</h2><img src="{number}.jpg" alt="x">'
        (tmp_path / f"{number}.html").write_text(page(body * (1 + 1000 * (number == 7))))
    monkeypatch.setattr(page_files, "PAGES_PER_TASK", 9)
    monkeypatch.setattr(side_process, "cores", lambda: 2)
    monkeypatch.setattr("slidescan.posts.rendered.page_reader.MAX_PAGE_BYTES", 20_000)
    return tmp_path


@pytest.fixture
def process() -> Iterator[Counted]:
    with closing(Counted()) as process:
        yield process


def digests(root: Path) -> dict[str, str]:
    """No digests, of all pages and of one that is not there."""
    return {path.name: "" for path in [*root.glob("*.html"), root / "gone.html"]}


def end_process(root: Path, files: object) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def fail(root: Path, files: object) -> bytes:
    raise MemoryError


def test_another_process_reads_the_same(root: Path, process: Counted) -> None:
    (root / "7.html").unlink()  # limits that a test sets are not those of the other process
    before = digests(root)
    here = dict(read_pages(root, before))
    assert dict(read_pages(root, before, process)) == here
    assert len(process.tasks) >= 2
    first = here["1.html"]
    assert isinstance(first, PageFileContent)
    assert first.page is not None
    assert first.page.headings[-1].anchor == "ü1"
    assert isinstance(here["gone.html"], Failure)


def test_pages_with_the_same_bytes_are_not_parsed(root: Path, process: Counted) -> None:
    (root / "7.html").unlink()
    here = dict(read_pages(root, digests(root)))
    before = {p: each.digest for p, each in here.items() if isinstance(each, PageFileContent)}
    again = dict(read_pages(root, before, process))
    assert again == {path: PageFileContent(digest, None) for path, digest in before.items()}


def test_a_page_that_is_too_long_is_a_failure(root: Path) -> None:
    failures = [each for _, each in read_pages(root, digests(root)) if isinstance(each, Failure)]
    assert {failure.path for failure in failures} == {"7.html", "gone.html"}


@pytest.mark.parametrize("task", [end_process, fail])
def test_what_another_process_does_not_read_is_read_by_this_one(
    root: Path,
    process: Counted,
    task: Callable[[Path, object], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = dict(read_pages(root, digests(root)))
    monkeypatch.setattr(page_files, "_encoded", task)
    assert dict(read_pages(root, digests(root), process)) == here
    assert process.tasks


def test_one_core_starts_no_process(
    root: Path, process: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_process, "cores", lambda: 1)
    assert dict(read_pages(root, digests(root), process)) == dict(read_pages(root, digests(root)))
    assert process.tasks == []
