"""The proposals of a review in order, and what a person decides about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from slidescan.alt.certainty import certainty
from slidescan.alt.changes import AltChange
from slidescan.core.records import AltDecision, AltProposal, Decision, Slide

ReviewOrder: TypeAlias = Literal["post", "surest", "doubtful"]
"""By post and line, or by the certainty of the readings."""


@dataclass(frozen=True, slots=True)
class Question:
    """A proposal that a person decides about.

    Attributes:
        change: Index of the post's change.
        number: Index of the proposal in the change.
        proposal: The proposal.
    """

    change: int
    number: int
    proposal: AltProposal


@dataclass
class ReviewQueue:
    """Questions in order, with the decisions so far.

    Attributes:
        questions: The questions.
        position: Index of the current question; their number at the end.
        decided: Decisions by the index of the question.
    """

    questions: Sequence[Question]
    position: int = 0
    decided: dict[int, AltDecision] = field(default_factory=dict)

    @classmethod
    def of(
        cls, changes: Sequence[AltChange], slides: Mapping[str, Slide], order: ReviewOrder
    ) -> ReviewQueue:
        """The questions of changes.

        Args:
            changes: The changes of posts.
            slides: The slides by image, for orders by certainty.
            order: The order.
        """
        questions = [
            Question(at, number, proposal)
            for at, change in enumerate(changes)
            for number, proposal in enumerate(change.proposals)
            if proposal.action == "write"
            or proposal.awaits_review
            or (proposal.described and proposal.action == "keep")
        ]
        if order != "post":
            sign = -1 if order == "surest" else 1
            questions.sort(key=lambda each: sign * _certainty(each.proposal, slides))
        return cls(questions)

    @property
    def current(self) -> Question:
        """The current question."""
        return self.questions[self.position]

    @property
    def is_finished(self) -> bool:
        """Whether no question follows."""
        return self.position >= len(self.questions)

    def decide(self, decision: Decision, alt: str) -> None:
        """Decides about the current question, and goes to the next."""
        self._put(self.position, decision, alt)
        self.position += 1

    def accept_post(self) -> int:
        """Accepts all open questions of the current one's post; returns how many.

        Goes to the next question of another post.
        """
        post, accepted = self.current.proposal.post, 0
        for at in range(self.position, len(self.questions)):
            proposal = self.questions[at].proposal
            if proposal.post == post and (at == self.position or at not in self.decided):
                self._put(at, "accepted", proposal.proposed)
                accepted += 1
        while not self.is_finished and self.position in self.decided:
            self.position += 1
        return accepted

    def back(self) -> bool:
        """Goes to the question before; returns whether there is one."""
        if self.position == 0:
            return False
        self.position -= 1
        return True

    def by_change(self) -> dict[int, dict[int, AltDecision]]:
        """The decisions by the index of the change and of its proposal."""
        decisions: dict[int, dict[int, AltDecision]] = {}
        for at, decision in self.decided.items():
            question = self.questions[at]
            decisions.setdefault(question.change, {})[question.number] = decision
        return decisions

    def _put(self, at: int, decision: Decision, alt: str) -> None:
        proposal = self.questions[at].proposal
        self.decided[at] = AltDecision(proposal.post, proposal.image, decision, alt)


def _certainty(proposal: AltProposal, slides: Mapping[str, Slide]) -> float:
    slide = slides.get(proposal.image)
    return 0.0 if slide is None else certainty(slide, proposal.proposed)
