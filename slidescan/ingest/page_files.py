"""Reads files of pages of a built site; of many, some in another process."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from slidescan.core.records import Failure, Page
from slidescan.core.regular_files import read_start
from slidescan.core.versions import LINKING_VERSION
from slidescan.errors import PageUnreadable

if TYPE_CHECKING:
    from slidescan.ingest.side_process import SideProcess

DIGEST_PREFIX = f"{LINKING_VERSION} "
"""Begins the digest of a page: other versions read pages in another way."""

PAGES_PER_TASK = 50
"""How many pages another process is asked for at once."""

TASKS_AHEAD = 2
"""How many tasks wait for another process, so that it always has one."""


class PageFileContent(NamedTuple):
    """What a page's file holds: its digest, and the page; None if its bytes are as before."""

    digest: str
    page: Page | None


def read_pages(
    root: Path, digests: Mapping[str, str], process: SideProcess | None = None
) -> Iterator[tuple[str, PageFileContent | Failure]]:
    """Yields each page with its content, in any order.

    Args:
        root: The folder of the built site.
        digests: The digests that the pages had, by path; empty for new ones.
        process: Shares the work.
    """
    files = list(digests.items())
    left = deque(files[at : at + PAGES_PER_TASK] for at in range(0, len(files), PAGES_PER_TASK))
    tasks: deque[tuple[Sequence[tuple[str, str]], Future[bytes]]] = deque()
    while left or tasks:
        while process is not None and left and len(tasks) < TASKS_AHEAD:
            task = process.begin(_encoded, root, left[-1])
            if task is None:
                process = None
            else:
                tasks.append((left.pop(), task))
        if tasks and (tasks[0][1].done() or not left):
            batch, task = tasks.popleft()
            # Pages that end the process are read by this one.
            read = _decoded(task.result()) if task.exception() is None else _read(root, batch)
        else:
            batch = left.popleft()
            read = _read(root, batch)
        for (path, _), content in zip(batch, read, strict=True):
            yield path, content


def _read(root: Path, files: Sequence[tuple[str, str]]) -> list[PageFileContent | Failure]:
    return [_content(root, path, before) for path, before in files]


def _encoded(root: Path, files: Sequence[tuple[str, str]]) -> bytes:
    """What `_read` returns, as bytes: many records take ten times as long to pickle."""
    return msgspec.msgpack.encode(
        [
            (None, content) if isinstance(content, Failure) else (content, None)
            for content in _read(root, files)
        ]
    )


def _decoded(data: bytes) -> list[PageFileContent | Failure]:
    pairs = msgspec.msgpack.decode(data, type=list[tuple[PageFileContent | None, Failure | None]])
    each = (content or failure for content, failure in pairs)
    return [one for one in each if one is not None]


def _content(root: Path, path: str, before: str) -> PageFileContent | Failure:
    """Reads a page; it is parsed only if its bytes changed."""
    from slidescan.posts.rendered.page_reader import (  # lazy: loads lxml
        MAX_PAGE_BYTES,
        read_page,
    )

    try:
        data = read_start(f"{root}{os.sep}{path}", MAX_PAGE_BYTES + 1)
        digest = DIGEST_PREFIX + hashlib.sha256(data).hexdigest()
        return PageFileContent(digest, None if digest == before else read_page(data))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Failure(path, reason, "check that it is there and readable")
    except PageUnreadable as error:
        return Failure(path, error.what, error.remedy)
