"""Edits posts: a new alt text replaces only the bytes of the old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from slidescan.core.records import ImageReference
from slidescan.errors import PostError, PostUnreadable
from slidescan.posts.alt_escaping import escape_alt
from slidescan.posts.alt_styling import BRACKET_SYNTAXES, with_styling
from slidescan.posts.replace import create_file, replace_file


@dataclass(frozen=True, slots=True)
class TextEdit:
    """The bytes of a post from `start` to `end`, and their replacement."""

    start: int
    end: int
    new: bytes


def alt_edits(
    reference: ImageReference, text: str, lang: str | None = None
) -> tuple[TextEdit, ...]:
    """The edits that make `text` the alt text of a reference; empty if its form has no room.

    Args:
        reference: The reference, as read from the post.
        text: The new alt text.
        lang: Its language, for an HTML tag that doesn't declare one.
    """
    span = reference.alt_span
    if span is None:
        return ()
    new = escape_alt(text, reference.syntax, reference.quote)
    if reference.syntax in BRACKET_SYNTAXES:
        new = with_styling(reference.alt or "", new)
    if reference.insert:
        # The attribute is missing too, or only its quotes are.
        new = f"{reference.insert}{new}{reference.quote}"
    attribute = f' lang="{lang}"' if lang and reference.lang is None else ""
    if not attribute or reference.syntax not in ("html", "jsx"):
        return (TextEdit(span.start, span.end, new.encode()),)
    if reference.insert:
        return (TextEdit(span.start, span.end, (new + attribute).encode()),)
    after = span.end + len(reference.quote)
    return (
        TextEdit(span.start, span.end, new.encode()),
        TextEdit(after, after, attribute.encode()),
    )


def apply_edits(data: bytes, edits: Sequence[TextEdit]) -> bytes:
    """Applies edits to a post's bytes; they must not overlap."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        parts += [data[at : edit.start], edit.new]
        at = edit.end
    return b"".join((*parts, data[at:]))


def replace_alts(data: bytes, alts: Sequence[tuple[ImageReference, str]]) -> bytes:
    """Replaces alt texts in a post's bytes.

    Args:
        data: The post that the references were read from.
        alts: References and their new alt texts; references without room are skipped.
    """
    return apply_edits(data, [edit for r, text in alts for edit in alt_edits(r, text)])


def write_post(path: Path, data: bytes, before: bytes) -> None:
    """Replaces a post in one step; keeps its permissions, owner and extended attributes.

    Args:
        path: The post.
        data: Its new bytes.
        before: Its bytes as they were read.

    Raises:
        PostChanged: The post has changed since it was read.
        PostUnreadable: The post can't be read or written, is read-only, or has several names.
    """
    try:
        replace_file(path.resolve(strict=True), data, before)
    except OSError as error:
        raise PostUnreadable(
            f"it can't be written ({(error.strerror or str(error)).lower()})",
            "check its permissions and the space on the disk",
        ) from error


def write_text(path: Path, text: str, before: bytes | None) -> None:
    """Writes the text file beside a photo in one step, unless it already has this text.

    Args:
        path: The file.
        text: Its new text.
        before: Its bytes as they were read; None if there was no file.

    Raises:
        PostChanged: It has changed since it was read.
        PostUnreadable: It can't be written.
    """
    try:
        if path.is_file() and path.read_bytes() == text.encode():
            return
        if before is None:
            create_file(path, text.encode())
        else:
            replace_file(path, text.encode(), before)
    except PostError as error:
        raise type(error)(f"{path.name}: {error.what}", error.remedy) from error
    except OSError as error:
        raise PostUnreadable(
            f"{path.name} can't be written ({(error.strerror or str(error)).lower()})",
            "check its folder's permissions and the space on the disk",
        ) from error
