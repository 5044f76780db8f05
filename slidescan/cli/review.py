"""Going through proposals one by one: accept, edit, skip, mark as decoration, stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from slidescan.core.records import AltDecision, Decision
from slidescan.core.text import clean

if TYPE_CHECKING:
    from slidescan.alt.propose import AltChange
    from slidescan.cli.output import Terminal
    from slidescan.core.records import AltProposal

_KEYS = "[a]ccept  [e]dit  [s]kip  [d]ecorative  [q]uit"


@dataclass
class Review:
    """A review in the terminal.

    Attributes:
        to: Where proposals are shown.
        answers: Where a person answers, a line each.
        again: Whether what was skipped before is asked again.
        stopped: Whether the person stopped, or nobody answers any more.
    """

    to: Terminal
    answers: TextIO
    again: bool = False
    stopped: bool = False

    def post(self, change: AltChange) -> dict[int, AltDecision]:
        """What a person decides of a post's proposals, by their number."""
        decided: dict[int, AltDecision] = {}
        asked = [
            (number, proposal)
            for number, proposal in enumerate(change.proposals)
            if proposal.action == "write" or (proposal.described and proposal.action == "keep")
        ]
        for count, (number, proposal) in enumerate(asked, 1):
            self._show(proposal, count, len(asked))
            decision = self._ask(proposal)
            if self.stopped:
                break
            if decision is not None:
                decided[number] = decision
        return decided

    def _show(self, proposal: AltProposal, count: int, total: int) -> None:
        place = self.to.file(proposal.post, proposal.line)
        self.to.line(f"{self.to.styled(place, 'bold')}  ({count} of {total}, {proposal.reason})")
        self.to.line(f"  photo: {self.to.file(proposal.image)}")
        if proposal.current:
            self.to.line(f"  now:   {clean(proposal.current)}")
        self.to.line(f"  alt:   {clean(proposal.proposed)}")

    def _ask(self, proposal: AltProposal) -> AltDecision | None:
        while True:
            answer = self._line(f"  {_KEYS}: ")
            if answer is None or answer.lower() in ("q", "quit"):
                self.stopped = True
                return None
            key = answer.lower()[:1]
            if key == "a":
                return _decided(proposal, "accepted", proposal.proposed)
            if key == "s":
                return _decided(proposal, "skipped", proposal.proposed)
            if key == "d":
                return _decided(proposal, "decorative", "")
            if key == "e":
                edited = self._line("  alt:   ")
                if edited is None:
                    self.stopped = True
                    return None
                if clean(edited):
                    return _decided(proposal, "edited", clean(edited))

    def _line(self, prompt: str) -> str | None:
        """An answer without its line end; None where nobody answers any more."""
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


def _decided(proposal: AltProposal, decision: Decision, alt: str) -> AltDecision:
    return AltDecision(proposal.post, proposal.image, decision, alt)
