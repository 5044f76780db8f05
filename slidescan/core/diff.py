"""Changes to files as unified diffs that `git apply` accepts, exact to the byte."""

from __future__ import annotations

import difflib
import posixpath


def unified_diff(path: str, before: bytes, after: bytes) -> bytes:
    """The change to one file as a unified diff; empty if the bytes are equal.

    Args:
        path: Its path relative to the folder where the diff will be applied, `/` separators.
        before: Its old bytes.
        after: Its new bytes.
    """
    if before == after:
        return b""
    # Latin-1 maps every byte to one character and back; only \\n ends a line here.
    old, new = (_lines(data.decode("latin-1")) for data in (before, after))
    name = posixpath.normpath(path).encode("utf-8", "surrogateescape").decode("latin-1")
    parts = []
    for line in difflib.unified_diff(old, new, _quoted("a/" + name), _quoted("b/" + name)):
        parts.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return "".join(parts).encode("latin-1")


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _quoted(path: str) -> str:
    """The path in git's notation: quoted and escaped if it contains unusual characters."""
    if all(" " < c <= "~" and c not in '"\\' for c in path):
        return path
    escaped = "".join(
        c if " " <= c <= "~" and c not in '"\\' else f"\\{c}" if c in '"\\' else f"\\{ord(c):03o}"
        for c in path
    )
    return f'"{escaped}"' if escaped != path else path
