"""Proposals for alt texts, and issues of alt texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from slidescan.cli.output.terminal import Terminal, counted
from slidescan.core.records import AltIssue, AltProposal
from slidescan.core.text import clean

ACTION_LABELS = {
    "write": ("would write", "yellow"),
    "keep": ("keep", "dim"),
    "same": ("there", "green"),
}


def show_alts(proposals: Sequence[AltProposal], to: Terminal, *, written: bool = False) -> None:
    """Prints alt texts by post: place, current text, proposal and reason."""
    post = None
    for proposal in proposals:
        if proposal.post != post:
            post = proposal.post
            to.line(to.styled(to.file(post), "bold"))
        label, style = ACTION_LABELS[proposal.action]
        if written and proposal.action == "write":
            label, style = "written", "green"
        head = to.file(proposal.post, proposal.line)
        to.line(f"  {head}  {to.styled(label, style)}: {proposal.reason}")
        if proposal.action != "same" and proposal.current:
            to.line(f"    now: {clean(proposal.current)}", hang=9)
        if proposal.proposed:
            to.line(f"    alt: {clean(proposal.proposed)}", hang=9)
        if proposal.refusal:
            to.line(f"    {to.styled('refused', 'yellow')}: {clean(proposal.refusal)}")
        if proposal.long_reason:
            label, style = ACTION_LABELS[proposal.long_action]
            if written and proposal.long_action == "write":
                label, style = "written", "green"
            to.line(f"    whole text {to.styled(label, style)}: {clean(proposal.long_reason)}")


def show_summary(proposals: Sequence[AltProposal], to: Terminal, *, lists_all: bool) -> None:
    """Prints what would be written, and what stays and why.

    Args:
        proposals: All proposals.
        to: The terminal.
        lists_all: Whether the texts that stay are listed above.
    """
    wanted = sum("write" in (p.action, p.long_action) for p in proposals)
    staying = [
        p for p in proposals if "write" not in (p.action, p.long_action) and not p.awaits_review
    ]
    commands = "slidescan alt --write, or --review to decide one by one"
    if wanted:
        to.line(f"{wanted} of {len(proposals)} would be written: {commands}")
    else:
        to.line(f"Nothing to write: all {counted(len(proposals), 'text')} stay as they are")
    if staying and not lists_all:
        reasons = Counter(p.reason for p in staying)
        kinds = ", ".join(f"{number} {reason}" for reason, number in reasons.most_common())
        stay, lists = (
            ("1 stays as it is", "it")
            if len(staying) == 1
            else (f"{len(staying)} stay as they are", "them")
        )
        to.line(f"{stay} ({clean(kinds)}): --all lists {lists}")


def show_alt_issues(issues: Sequence[AltIssue], to: Terminal) -> None:
    """Prints the issues of a check, one per line, as editors read them: `post:line: reason`."""
    for issue in issues:
        current = f" “{clean(issue.current)}”" if issue.current else ""
        location = to.file(issue.post, issue.line)
        text = f"alt text{current} {clean(issue.reason)} ({to.file(issue.image)})"
        to.line(f"{location}: {text}", wraps=False)
