"""The lines that an accepted alt text changed in a post, and how to restore them."""

from __future__ import annotations

import json
from pathlib import Path

from slidescan.core.records import PostEdit
from slidescan.errors import PostChanged, PostUnreadable
from slidescan.posts.edit import write_post
from slidescan.posts.file_types import POST_SUFFIXES


def changed_lines(before: bytes, after: bytes) -> str:
    """The lines in which two versions of a post differ, from the first to the last, as JSON."""
    old, new = (data.decode("utf-8").split("\n") for data in (before, after))
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    lines = {
        "old": "\n".join(old[first : len(old) - last]),
        "new": "\n".join(new[first : len(new) - last]),
        "line": first,
    }
    return json.dumps(lines, ensure_ascii=False)


def restore_post(root: Path, change: PostEdit) -> None:
    """Restores the lines of a post that an accepted alt text changed.

    Args:
        root: The site.
        change: The change; its `before` comes from `changed_lines`.

    Raises:
        PostError: The lines have changed since, or the post can't be written.
    """
    path = root / change.post
    is_post = path.name.lower().endswith(POST_SUFFIXES)
    if not path.resolve().is_relative_to(root.resolve()) or not is_post:
        raise PostUnreadable(f"{change.post} is not a post of the site", "change it by hand")
    changed = PostChanged(
        f"{change.post} was changed since the alt text was written", "change it by hand"
    )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise changed from error
    stored = json.loads(change.before)
    lines = b"\n" + data + b"\n"
    new = b"\n" + stored["new"].encode() + b"\n"
    at = _start_of(lines, new, stored.get("line", -1))
    if at is None:
        raise changed
    old = b"\n" + stored["old"].encode() + b"\n"
    write_post(path, (lines[:at] + old + lines[at + len(new) :])[1:-1], data)


def _start_of(lines: bytes, new: bytes, line: int) -> int | None:
    """Where the new lines start: at the line where they were written, or where they stand alone.

    The same lines may stand in a post twice; then only those at the same line are the ones.
    """
    if lines.count(new) == 1:
        return lines.index(new)
    at = -1
    for _ in range(line + 1):
        at = lines.find(b"\n", at + 1)
        if at < 0:
            return None
    return at if line >= 0 and lines.startswith(new, at) else None
