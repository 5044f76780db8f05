"""Writes alt texts into posts, and applies the decisions of a review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from slidescan.alt.changes import AltChange
from slidescan.core.records import AltDecision, AltProposal, Failure
from slidescan.errors import PostError
from slidescan.posts import edit
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue


def apply_decisions(change: AltChange, decisions: Mapping[int, AltDecision]) -> AltChange:
    """The change of a post after a review.

    Args:
        change: The proposed change.
        decisions: The decisions, by the index of the proposal; a proposal without one isn't
            written.
    """
    edits: list[edit.TextEdit] = []
    proposals: list[AltProposal] = []
    pairs = zip(change.proposals, change.references, strict=True)
    for number, (proposal, reference) in enumerate(pairs):
        decision = decisions.get(number)
        if decision is None or decision.decision == "skipped":
            proposals.append(replace(proposal, action="keep", reason="skipped in a review"))
            continue
        text = "" if decision.decision == "decorative" else decision.alt
        lang = proposal.lang if decision.decision == "accepted" else None
        edits += edit.alt_edits(reference, text, lang)
        proposals.append(replace(proposal, proposed=text, action="write", reason=decision.decision))
    after = edit.apply_edits(change.before, edits)
    return replace(change, after=after, proposals=tuple(proposals), files=())


def write(
    catalogue: Catalogue,
    site: Site,
    changes: Sequence[AltChange],
    decisions: Mapping[tuple[str, int], AltDecision],
) -> tuple[tuple[AltProposal, ...], tuple[Failure, ...]]:
    """Writes changes into their posts, and stores the written texts.

    Args:
        catalogue: Open for writing.
        site: The posts' site.
        changes: The proposed changes, or those after a review.
        decisions: A person's decisions, by post and line. A text that the person edited isn't
            stored as slidescan's.

    Returns:
        The written alt texts, and the posts that couldn't be written.
    """
    written: list[AltProposal] = []
    failures = []
    by_person = {
        key for key, decision in decisions.items() if decision.decision in ("edited", "decorative")
    }
    for change in changes:
        if change.after == change.before and not change.files:
            continue
        try:
            _write_files(site, change)
        except PostError as error:
            failures.append(Failure(change.post, error.what, error.remedy))
            continue
        with catalogue.transaction():
            for proposal in change.proposals:
                key = proposal.post, proposal.image
                if proposal.action == "write" and (proposal.post, proposal.line) not in by_person:
                    catalogue.edits.put_written(*key, proposal.proposed)
                if proposal.long_action == "write":
                    catalogue.edits.put_long_text(*key, proposal.long)
            for file in change.files:
                catalogue.edits.put_long_text(
                    change.post, file.path.removesuffix(".txt"), file.text
                )
        written += [p for p in change.proposals if "write" in (p.action, p.long_action)]
    return tuple(written), tuple(failures)


def _write_files(site: Site, change: AltChange) -> None:
    for file in change.files:
        edit.write_text(site.root / file.path, file.text, file.before)
    if change.after != change.before:
        edit.write_post(site.root / change.post, change.after, change.before)
