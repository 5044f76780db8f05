"""Missing, meaningless and mismatched alt texts: the issues of `slidescan alt --check`."""

from __future__ import annotations

from lsprotocol.types import Diagnostic, DiagnosticSeverity

from slidescan.editor.protocol import Desk

SOURCE = "slidescan"
"""The source that editors show beside an issue."""


def diagnostics(desk: Desk) -> list[Diagnostic]:
    """The issues of a post."""
    document = desk.document
    return [
        Diagnostic(
            document.range_of(spanned),
            f"The alt text {issue.reason}." if issue.current else "The image has no alt text.",
            severity=DiagnosticSeverity.Warning,
            code=issue.kind,
            source=SOURCE,
        )
        for spanned in document.references
        if (issue := spanned.live.issue) is not None
    ]
