"""Carries out a person's answers to the proposed alt texts of a post, and withdraws them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slidescan.alt.changes import AltChange
from slidescan.alt.inputs import AltInputs
from slidescan.alt.parts import EarlierAlts
from slidescan.alt.service import AltService
from slidescan.alt.write import apply_decisions
from slidescan.core.records import AltAnswer, AltDecision, Failure, Options
from slidescan.core.text import clean
from slidescan.errors import NotInIndex, PostChanged, PostUnreadable, UsageError
from slidescan.ingest import edits
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.lookup import site_root


class AltAnswers:
    """The answers about the alt texts of one index.

    Args:
        location: Where the index lives.
        options: The library's options.
    """

    def __init__(self, location: Location, options: Options) -> None:
        self._location = location
        self._options = options

    def proposals_again(
        self, earlier: EarlierAlts | None
    ) -> tuple[AltInputs, frozenset[str] | None, Iterator[AltChange]]:
        """The proposals of posts that may have changed; see `AltService.propose_again`."""
        alts = AltService(self._location, self._options)
        return alts.propose_again(earlier, describe=self._describes)

    def proposals(self, posts: Sequence[str]) -> tuple[AltChange, ...]:
        """The proposals for posts, given by their paths below the site.

        Raises:
            NotInIndex: One is no post of the site.
        """
        return self._propose(posts)[0]

    @property
    def _describes(self) -> bool:
        return bool(self._options.describe_url and self._options.describe_model)

    def _propose(self, posts: Sequence[str]) -> tuple[tuple[AltChange, ...], tuple[Failure, ...]]:
        with Catalogue.open(self._location) as catalogue:
            root = site_root(catalogue)
        alts = AltService(self._location, self._options)
        # Absolute paths: relative ones would begin in the folder that the program runs in.
        return alts.propose([root / post for post in posts], describe=self._describes)

    def answer(self, post: str, answers: Sequence[AltAnswer]) -> tuple[tuple[str, int | None], ...]:
        """Carries out a person's answers to proposals of one post, and stores them.

        Args:
            post: The post's path below the site.
            answers: The answers, each to another proposal.

        Returns:
            For each answer the photo, and the number of the change that `Library.undo` takes; None
            if the post stays as it is, which `withdraw` undoes.

        Raises:
            EditConflict: An alt text isn't the one that the person saw.
            NotInIndex: The post shows no slide of the index.
            PostError: The post has changed, or can't be written.
            UsageError: A text is empty or too long.
        """
        changes, failures = self._propose([post])
        _raise_failure(failures, post)
        change = next((each for each in changes if each.post == post), None)
        if change is None:
            raise NotInIndex(f"{post} shows no slide of the index", "ingest again")
        decisions = {answer.number: _decision(change, answer) for answer in answers}
        alts = AltService(self._location, self._options)
        _, failures = alts.write([change], [decisions])
        _raise_failure(failures, post)
        return self._put_edits(change, decisions)

    def withdraw(self, photo: str, post: str) -> None:
        """Forgets a decision about the alt text of a photo in a post."""
        with edits.open_for_writing(self._location) as catalogue:
            image = edits.find_slide(catalogue, photo).image
            with catalogue.transaction():
                catalogue.edits.drop_decision(post, image)

    def _put_edits(
        self, change: AltChange, decisions: Mapping[int, AltDecision]
    ) -> tuple[tuple[str, int | None], ...]:
        """Stores a change for each text that was written, so that each can be undone alone."""
        stored: list[tuple[str, int | None]] = []
        done: dict[int, AltDecision] = {}
        before = change.before
        with edits.open_for_writing(self._location) as catalogue:
            for index, decision in decisions.items():
                done[index] = decision
                after = apply_decisions(change, done).after
                number = None
                if after != before:
                    slide = edits.find_slide(catalogue, decision.image)
                    number = edits.put_post_edit(
                        catalogue, slide, change.post, before, after, decision.alt
                    )
                stored.append((decision.image, number))
                before = after
        return tuple(stored)


def _decision(change: AltChange, answer: AltAnswer) -> AltDecision:
    """The decision that an answer means, if the post still is what the person saw."""
    there = change.proposals[answer.number : answer.number + 1]
    if not there or (there[0].line, there[0].image) != (answer.line, answer.image):
        raise PostChanged(
            f"{change.post} was changed since the proposal was made", "look at it again"
        )
    proposal = there[0]
    text = clean(answer.alt)
    edits.check_unchanged(proposal.current, text, answer.was)
    if answer.decision == "decorative":
        return AltDecision(change.post, proposal.image, "decorative", "")
    if answer.decision == "skipped":
        return AltDecision(change.post, proposal.image, "skipped", proposal.proposed)
    if not text:
        raise UsageError("an alt text needs words", "or mark the picture as decorative")
    return edits.alt_decision(proposal.image, change.post, text, proposal.proposed)


def _raise_failure(failures: Sequence[Failure], post: str) -> None:
    for failure in failures:
        if failure.path == post:
            raise PostUnreadable(f"{post}: {failure.reason}", failure.remedy)
