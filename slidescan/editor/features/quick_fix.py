"""Writes proposed alt texts: one, or all of a post. The bytes are those of `slidescan alt --write`.

A text that an assistant proposes is offered by its name, for the person to accept.
"""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import (
    TEXT_DOCUMENT_CODE_ACTION,
    CodeAction,
    CodeActionKind,
    CodeActionOptions,
    CodeActionParams,
    TextEdit,
    WorkspaceEdit,
)

from slidescan.editor.documents import Document, SpannedReference
from slidescan.editor.features.diagnostics import diagnostics
from slidescan.editor.protocol import Desk, Feature

FIX_ALL_KIND = "source.fixAll.slidescan"

WRITE = "Write the alt text"
REPLACE = "Replace the alt text"

MAX_ACTION_CHARS = 90
"""Longer texts are cut in the title of an action."""


def code_actions(desk: Desk, params: CodeActionParams) -> list[CodeAction]:
    """The actions for a range."""
    wanted = params.context.only
    actions: list[CodeAction] = []
    if _is_wanted(CodeActionKind.QuickFix, wanted):
        for spanned in desk.document.within(params.range):
            actions += _fixes(desk, spanned)
    if _is_wanted(FIX_ALL_KIND, wanted):
        edits = proposed_edits(desk.document)
        if edits:
            title = "Write all missing alt texts of this post (slidescan)"
            edit = WorkspaceEdit(changes={desk.document.uri: edits})
            actions.append(CodeAction(title, kind=FIX_ALL_KIND, edit=edit))
    return actions


def proposed_edits(document: Document, first: int = 0, end: int | None = None) -> list[TextEdit]:
    """The edits that write what `slidescan alt --write` would.

    Args:
        document: The post.
        first: The first line of the references, from 1.
        end: The line after the last one; None for all lines.
    """
    edits: list[TextEdit] = []
    for spanned in document.references:
        proposal = spanned.live.proposal
        line = spanned.live.reference.line
        if proposal is None or proposal.action != "write" or line < first:
            continue
        if end is None or line < end:
            edits += document.edits(spanned, proposal.proposed, proposal.lang)
    return edits


def _is_wanted(kind: str, wanted: object) -> bool:
    """Whether a client asks for a kind of actions: for all, for it, or for a kind around it."""
    if not isinstance(wanted, (list, tuple)):
        return True
    kinds = [str(getattr(each, "value", each)) for each in wanted]
    name = str(getattr(kind, "value", kind))
    return any(each == "" or name == each or name.startswith(f"{each}.") for each in kinds)


def _fixes(desk: Desk, spanned: SpannedReference) -> Iterator[CodeAction]:
    document = desk.document
    for title, text, lang in _texts(spanned):
        edits = document.edits(spanned, text, lang)
        if not edits:
            continue
        shortened = text if len(text) <= MAX_ACTION_CHARS else text[:MAX_ACTION_CHARS] + "…"
        about = document.range_of(spanned)
        yield CodeAction(
            f"{title}: {shortened}",
            kind=CodeActionKind.QuickFix,
            diagnostics=[each for each in diagnostics(desk) if each.range == about],
            is_preferred=title == WRITE,
            edit=WorkspaceEdit(changes={document.uri: edits}),
        )


def _texts(spanned: SpannedReference) -> Iterator[tuple[str, str, str | None]]:
    """What may be written for a reference: the title of the action, text and language."""
    proposal, issue = spanned.live.proposal, spanned.live.issue
    if proposal is None or not proposal.proposed:
        return
    if proposal.action == "write":
        yield WRITE, proposal.proposed, proposal.lang
    elif proposal.awaits_review:
        by = proposal.proposed_by or "the model"
        yield f"Accept what {by} proposes", proposal.proposed, proposal.lang
        slide = spanned.live.slide
        if slide is not None and slide.alt:
            yield WRITE, slide.alt, proposal.lang
    elif issue is not None and issue.proposed and "in a heading" not in proposal.reason:
        yield REPLACE, issue.proposed, proposal.lang


QUICK_FIX = Feature(
    TEXT_DOCUMENT_CODE_ACTION,
    code_actions,
    CodeActionOptions(code_action_kinds=[CodeActionKind.QuickFix, FIX_ALL_KIND]),
)
