"""The dialog of `slidescan alt --review`: accept, edit, skip, mark as decorative, quit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from slidescan.cli.output.terminal import Terminal
from slidescan.core.records import AltDecision, Decision
from slidescan.core.text import clean

if TYPE_CHECKING:
    from slidescan.alt.changes import AltChange
    from slidescan.core.records import AltProposal

KEYS_PROMPT = "[a]ccept  [e]dit  [s]kip  [d]ecorative  [q]uit"


@dataclass
class Review:
    """A review in the terminal.

    Attributes:
        to: The terminal that shows proposals.
        answers: Stream of answers, one per line.
        again: Whether to ask again about skipped proposals.
        stopped: Whether the user quit or the answers ended.
    """

    to: Terminal
    answers: TextIO
    again: bool = False
    stopped: bool = False

    def post(self, change: AltChange) -> dict[int, AltDecision]:
        """Asks about each proposal of a post; returns decisions by the proposal's number."""
        decided: dict[int, AltDecision] = {}
        open_proposals = [
            (number, proposal)
            for number, proposal in enumerate(change.proposals)
            if proposal.action == "write"
            or proposal.awaits_review
            or (proposal.described and proposal.action == "keep")
        ]
        for count, (number, proposal) in enumerate(open_proposals, 1):
            self._show(proposal, count, len(open_proposals))
            decision = self._ask(proposal)
            if self.stopped:
                break
            if decision is not None:
                decided[number] = decision
        return decided

    def _show(self, proposal: AltProposal, count: int, total: int) -> None:
        location = self.to.file(proposal.post, proposal.line)
        self.to.line(f"{self.to.styled(location, 'bold')}  ({count} of {total}, {proposal.reason})")
        self.to.line(f"  photo: {self.to.file(proposal.image)}")
        if proposal.current:
            self.to.line(f"  now:   {clean(proposal.current)}")
        self.to.line(f"  alt:   {clean(proposal.proposed)}")

    def _ask(self, proposal: AltProposal) -> AltDecision | None:
        while True:
            answer = self._line(f"  {KEYS_PROMPT}: ")
            if answer is None or answer.lower() in ("q", "quit"):
                self.stopped = True
                return None
            key = answer.lower()[:1]
            if key == "a":
                return _decision(proposal, "accepted", proposal.proposed)
            if key == "s":
                return _decision(proposal, "skipped", proposal.proposed)
            if key == "d":
                return _decision(proposal, "decorative", "")
            if key == "e":
                edited = self._line("  alt:   ")
                if edited is None:
                    self.stopped = True
                    return None
                if clean(edited):
                    return _decision(proposal, "edited", clean(edited))

    def _line(self, prompt: str) -> str | None:
        """Returns an answer without its line end; None at the end of the answers."""
        self.to.out.write(prompt)
        self.to.out.flush()
        try:
            line = self.answers.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            self.to.out.write("\n")
            return None
        return line.strip()


def _decision(proposal: AltProposal, decision: Decision, alt: str) -> AltDecision:
    return AltDecision(proposal.post, proposal.image, decision, alt)
