"""Replacing alt texts in a post: only their bytes change."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from slidescan.core.records import ImageReference, Syntax
from slidescan.errors import PostChanged, PostUnreadable


def escaped(text: str, syntax: Syntax, quote: str) -> str:
    """`text` as it must be written where an alt text stands.

    Args:
        text: What a reader shall get; line ends become spaces.
        syntax: Where it stands.
        quote: The character that ends it there.
    """
    text = " ".join(text.split())
    if syntax == "front matter":
        return json.dumps(text, ensure_ascii=False)  # its quotes are part of the span
    if syntax in ("markdown", "reference"):
        return _escaped_markdown(text)
    if syntax in ("html", "jsx"):
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        # Some engines look for Markdown and templates in attributes, too.
        text = re.sub(r"[`{\[\]*|]|\b_|_\b", lambda m: "".join(f"&#{ord(c)};" for c in m[0]), text)
        return text.replace('"', "&quot;") if quote == '"' else text.replace("'", "&#39;")
    if syntax == "wikilink":  # no bracket nor bar can be escaped there
        text = " ".join(re.sub(r"[\[\]|#^\\]|%%", " ", text).split())
        return text + "." if re.fullmatch(r"\d+(x\d+)?", text) else text  # a number is a width
    if syntax == "directive":
        return text
    if syntax == "tag":
        # Its template may escape what it gets, or not: nothing may be left that needs it.
        return text.translate(_HARMLESS)
    # A shortcode ends where its braces close, quotes or not; of entities it knows none.
    text = text.replace("`", "'")
    text = re.sub(r"[{}](?=[{}%<])|[%>](?=\})", r"\g<0> ", text)
    return text if quote == "`" else text.replace("\\", "\\\\").replace(quote, f"\\{quote}")


_HARMLESS = str.maketrans(
    {'"': "”", "'": "’", "`": "’", "<": "‹", ">": "›", "|": "/", "\\": "/", "{": "(", "}": ")",
     "[": "(", "]": ")", "*": "·", "%": "％"}
)  # fmt: skip
"""Look-alikes of what means something to templates, Markdown or HTML."""

_ENTITIES = {"`": "&#96;", "<": "&lt;", ">": "&gt;", "{": "&#123;"}


def _escaped_markdown(text: str) -> str:
    """Escape what Markdown would take for markup, and no more.

    Backticks, angle brackets and braces are written as entities: a stray backtick or tag before
    the image would end at an escaped one, too, and template code knows no escapes.
    """
    kept = []
    for i, c in enumerate(text):
        if c in _ENTITIES:
            kept.append(_ENTITIES[c])
            continue
        before = text[i - 1] if i else " "
        after = text[i + 1] if i + 1 < len(text) else " "
        inside_word = before.isalnum() and after.isalnum()
        if (
            c in "\\[]*|"
            or (c == "_" and not inside_word)
            or (c == "&" and (after.isalnum() or after == "#"))
            or (c == "~" and "~" in (before, after))
            or (c == "$" and "$" in (before, after))
        ):
            kept.append("\\")
        kept.append(c)
    return "".join(kept)


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes of a post from `start` up to `end`, and what is to stand there."""

    start: int
    end: int
    new: bytes


def alt_edits(reference: ImageReference, text: str, lang: str | None = None) -> tuple[Edit, ...]:
    """What makes `text` a reference's alt text; nothing where its syntax has no place for one.

    Args:
        reference: As it was read.
        text: The new alt text.
        lang: Its language, to be said where the reference is an HTML tag that says none.
    """
    span = reference.alt_span
    if span is None:
        return ()
    new = escaped(text, reference.syntax, reference.quote)
    if reference.insert:
        # The attribute, or only its quotes, must be written too.
        new = f"{reference.insert}{new}{reference.quote}"
    said = f' lang="{lang}"' if lang and reference.lang is None else ""
    if not said or reference.syntax not in ("html", "jsx"):
        return (Edit(span.start, span.end, new.encode()),)
    if reference.insert:
        return (Edit(span.start, span.end, (new + said).encode()),)
    after = span.end + len(reference.quote)
    return (Edit(span.start, span.end, new.encode()), Edit(after, after, said.encode()))


def applied(data: bytes, edits: Sequence[Edit]) -> bytes:
    """A post's bytes with edits made, which must not overlap."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        parts += [data[at : edit.start], edit.new]
        at = edit.end
    return b"".join((*parts, data[at:]))


def replaced(data: bytes, changes: Sequence[tuple[ImageReference, str]]) -> bytes:
    """A post's bytes with new alt texts.

    Args:
        data: The post, as its references were read from.
        changes: References and their new alt texts; references without a place for one are
            left alone.
    """
    return applied(data, [edit for r, text in changes for edit in alt_edits(r, text)])


def write(path: Path, data: bytes, before: bytes) -> None:
    """Replace a post's bytes, whole or not at all; its permissions stay.

    Args:
        path: The post.
        data: Its new bytes.
        before: Its bytes as they were read.

    Raises:
        PostChanged: It isn't as it was read.
        PostUnreadable: It can't be read or written.
    """
    try:
        target = path.resolve(strict=True)
        if target.read_bytes() != before:
            raise PostChanged("it was changed meanwhile", "run the command again")
        status = target.stat()
        _replace(target, data, status.st_mode & 0o7777, (status.st_uid, status.st_gid))
    except OSError as error:
        raise PostUnreadable(
            f"it can't be written ({(error.strerror or str(error)).lower()})",
            "check its permissions and the space on the disk",
        ) from error


def write_beside(path: Path, text: str) -> None:
    """Write a text file that slidescan keeps beside a photo, whole or not at all.

    Raises:
        PostUnreadable: It can't be written.
    """
    try:
        _replace(path, text.encode(), 0o644)
    except OSError as error:
        raise PostUnreadable(
            f"{path.name} can't be written ({(error.strerror or str(error)).lower()})",
            "check its folder's permissions and the space on the disk",
        ) from error


def _replace(target: Path, data: bytes, mode: int, owner: tuple[int, int] | None = None) -> None:
    """Put a file in a target's place, lasting through a loss of power; or raise an OSError."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        if owner is not None:
            with contextlib.suppress(OSError):  # only root may give files away
                os.chown(name, *owner)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a loss of power, where the system can."""
    with contextlib.suppress(OSError):  # Windows can't open folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
