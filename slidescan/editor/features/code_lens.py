"""How many photos of a section have no alt text, above it, with a command that writes them."""

from __future__ import annotations

from collections import Counter

from lsprotocol.types import (
    TEXT_DOCUMENT_CODE_LENS,
    CodeLens,
    CodeLensOptions,
    CodeLensParams,
    Command,
    Position,
    Range,
)

from slidescan.editor.protocol import Desk, Feature

WRITE_COMMAND = "slidescan.writeAlts"
"""Writes what is proposed for the references in some lines. Its arguments: the post's address, the
first line from 1, and the line after the last."""


def code_lenses(desk: Desk, _params: CodeLensParams) -> list[CodeLens]:
    """A lens for each section with photos that have no alt text."""
    document = desk.document
    sections = document.live.post.sections
    # Each line belongs to the last heading above it.
    starts = [0, *(section.line for section in sections)]
    counts: Counter[int] = Counter()
    for spanned in document.references:
        issue = spanned.live.issue
        if issue is not None and issue.kind == "missing":
            line = spanned.live.reference.line
            counts[max(start for start in starts if start <= line)] += 1
    lenses = []
    for start, count in sorted(counts.items()):
        following = [each for each in starts if each > start]
        end = min(following) if following else None
        at = Position(max(0, start - 1), 0)
        photos = "1 photo here has" if count == 1 else f"{count} photos here have"
        arguments = [document.uri, start, end]
        command = Command(f"{photos} no alt text", WRITE_COMMAND, arguments=arguments)
        lenses.append(CodeLens(Range(at, at), command=command))
    return lenses


CODE_LENS = Feature(TEXT_DOCUMENT_CODE_LENS, code_lenses, CodeLensOptions(resolve_provider=False))
