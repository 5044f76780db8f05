"""No photo is lost when a pool of processes breaks."""

from __future__ import annotations

import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from slidescan.core.records import Failure, Options
from slidescan.ingest.executors import local as workers
from slidescan.ingest.executors.protocol import Task


class _Pool:
    """Breaks on `bad`: when it is submitted, or when its result is fetched."""

    def __init__(self, *, at_once: bool) -> None:
        self._processes: dict[int, Any] = {}
        self.at_once = at_once
        self.broken = False

    def submit(self, _: object, task: Task, image: str) -> Future[Failure]:
        if self.broken or (image == "bad" and self.at_once):
            self.broken = True
            raise BrokenProcessPool
        future: Future[Failure] = Future()
        if image == "bad":
            self.broken = True
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result(Failure(image, "read"))
        return future

    def shutdown(self, **_: object) -> None:
        pass


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("place", [0, 1, 4, 9])
def test_every_photo_has_one_result_when_a_pool_breaks(
    monkeypatch: pytest.MonkeyPatch, at_once: bool, place: int
) -> None:
    monkeypatch.setattr(workers, "_pool", lambda *_: _Pool(at_once=at_once))
    images = [f"p{i}" for i in range(9)]
    images.insert(place, "bad")
    results = [r for batch in workers.read_all(Task("", Options(jobs=2)), images) for r in batch]
    assert sorted(image for image, _ in results) == sorted(images)
    failed = {i: r.reason for i, r in results if isinstance(r, Failure)}
    assert "brought the process down" in failed["bad"]
    assert all(reason == "read" for image, reason in failed.items() if image != "bad")


def test_a_photo_that_took_too_long_is_not_read_a_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pools: list[int] = []

    def pool(jobs: int, starts: Any) -> _Pool:
        pools.append(jobs)
        starts.reports.put(("bad", time.monotonic() - 60))
        starts.reports.put(("p1", time.monotonic() - 1))
        return _Pool(at_once=False)

    monkeypatch.setattr(workers, "_pool", pool)
    images = ["p0", "bad", "p1"]
    task = Task("", Options(jobs=3, timeout=30))
    results = dict(r for batch in workers.read_all(task, images) for r in batch)
    assert set(results) == set(images)
    failure = results["bad"]
    assert isinstance(failure, Failure)
    assert "longer than 30 seconds" in failure.reason
    assert 3 in pools
    assert len(pools) <= len(images)


def test_a_photo_without_a_limit_is_never_late() -> None:
    starts = workers._Starts()
    starts.reports.put(("a", time.monotonic() - 1000))
    assert starts.late(["a", "b"], 0) == set()
    assert starts.late(["a", "b"], 900) == {"a"}
