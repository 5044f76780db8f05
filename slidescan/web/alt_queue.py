"""The queue of alt texts: every place in a post that shows a slide, and what is proposed there."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slidescan.core.records import AltAnswer, AltProposal
from slidescan.core.text import shorten
from slidescan.errors import NotInIndex, PostError
from slidescan.ingest.alt_answers import AltAnswers, PostProposals
from slidescan.library import Library

Status: TypeAlias = Literal["open", "person", "written", "skipped", "decorative", "kept"]
"""`open` has a proposal that awaits an answer, and `person` needs a person's words; the others are
done: slidescan's text or a person's answer is there, or a person's own text stays."""

OPEN_STATUSES: frozenset[Status] = frozenset({"open", "person"})
"""The statuses of places that await a person."""

UNWRITABLE_REASONS = frozenset(
    {"no place for an alt text there", "in a heading, whose anchor it would change"}
)
"""Reasons of places where nothing can be written, which the queue leaves out."""

MAX_EXCERPT_LINES, MAX_EXCERPT_CHARS = 3, 320
"""The most lines with text on either side of a place, and characters of each."""


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A place in a post that shows a slide.

    Attributes:
        number: Index of its proposal among those of the post.
        proposal: What is there, and what is proposed.
        status: Whether it awaits an answer.
        before: Lines of the post above it.
        at: The line of the post.
        after: Lines of the post below it.
    """

    number: int
    proposal: AltProposal
    status: Status
    before: tuple[str, ...]
    at: str
    after: tuple[str, ...]

    @property
    def key(self) -> tuple[str, int]:
        """Post and number."""
        return self.proposal.post, self.number


class AltQueue:
    """The places of one library, in memory until the catalogue or a post changes.

    Args:
        library: The slides.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._answers = AltAnswers(library.location, library.options)
        self._lock = threading.RLock()
        self._revision: object = None
        self._by_post: dict[str, tuple[QueueEntry, ...]] = {}
        self._states: dict[str, object] = {}

    @property
    def is_ready(self) -> bool:
        """Whether the places are known without a look at the posts."""
        return self._revision is not None and self._revision == self._library.revision()

    def by_post(self) -> Mapping[str, tuple[QueueEntry, ...]]:
        """The places of each post, by its path; posts that have changed are read again."""
        with self._lock:
            revision = self._library.revision()
            if self._revision is None or revision != self._revision:
                self._by_post = {each.post: _entries(each) for each in self._answers.proposals()}
                self._states = self._states_of(self._by_post)
                self._revision = revision
            else:
                states = self._states_of(self._by_post)
                changed = [post for post, state in states.items() if state != self._states[post]]
                self._read_again(changed)
            return dict(self._by_post)

    def needing_alt(self) -> frozenset[str]:
        """The photos with a place that awaits an answer."""
        return frozenset(
            entry.proposal.image
            for entries in self.by_post().values()
            for entry in entries
            if entry.status in OPEN_STATUSES
        )

    def answer(self, post: str, answers: Sequence[AltAnswer]) -> tuple[tuple[str, int | None], ...]:
        """Carries out answers; see `AltAnswers.answer`."""
        with self._writing(post):
            return self._answers.answer(post, answers)

    def withdraw(self, post: str, photo: str, number: int | None) -> None:
        """Undoes an answer: a change of the post by its number, or else a decision.

        Raises:
            NotInIndex: There is no such change.
            PostError: The post can't be changed back.
        """
        with self._writing(post):
            if number is None:
                self._answers.withdraw(photo, post)
            else:
                self._library.undo(photo, number)

    @contextmanager
    def _writing(self, post: str) -> Iterator[None]:
        """Keeps the queue in step with a change of its own, without reading all posts again."""
        with self._lock:
            was_current = self.is_ready
            try:
                yield
            finally:
                if was_current:
                    self._revision = self._library.revision()
                    self._read_again([post])

    def _read_again(self, posts: Sequence[str]) -> None:
        """Makes the places of some posts again; a post that is gone or unreadable has none."""
        if not posts:
            return
        states = self._states_of(posts)
        for post in posts:
            try:
                of_posts = self._answers.proposals([post])
            except (NotInIndex, PostError):
                of_posts = ()
            self._by_post.pop(post, None)
            self._by_post |= {each.post: _entries(each) for each in of_posts if each.post == post}
        self._states |= states

    def _states_of(self, posts: Iterable[str]) -> dict[str, object]:
        states: dict[str, object] = {}
        with self._library.site_root() as root:
            for post in posts:
                try:
                    status = (root / post).stat()
                    states[post] = status.st_mtime_ns, status.st_size
                except OSError:
                    states[post] = None
        return states


def _entries(of_post: PostProposals) -> tuple[QueueEntry, ...]:
    lines = of_post.text.splitlines()
    return tuple(
        QueueEntry(number, proposal, status_of(proposal), *_excerpt(lines, proposal.line))
        for number, proposal in enumerate(of_post.proposals)
        if proposal.reason not in UNWRITABLE_REASONS
    )


def status_of(proposal: AltProposal) -> Status:
    """Whether a place awaits an answer."""
    if proposal.needs_person:
        return "person"
    if proposal.action == "write" or proposal.awaits_review:
        return "open"
    if proposal.action == "same":
        return "written"
    by_reason: Mapping[str, Status] = {
        "skipped in a review": "skipped",
        "decorative": "decorative",
    }
    return by_reason.get(proposal.reason, "kept")


def proposer_of(proposal: AltProposal) -> str:
    """Who proposed the text."""
    return proposal.proposed_by or ("a describer" if proposal.described else "slidescan")


def _excerpt(lines: Sequence[str], line: int) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Lines with text above a line, the line, and lines with text below it, shortened."""
    above = [text for text in lines[: line - 1] if _has_words(text)][-MAX_EXCERPT_LINES:]
    below = [text for text in lines[line:] if _has_words(text)][:MAX_EXCERPT_LINES]
    at = lines[line - 1] if 0 < line <= len(lines) else ""
    return (
        tuple(shorten(text.strip(), MAX_EXCERPT_CHARS) for text in above),
        shorten(at.strip(), 2 * MAX_EXCERPT_CHARS),
        tuple(shorten(text.strip(), MAX_EXCERPT_CHARS) for text in below),
    )


def _has_words(text: str) -> bool:
    """Whether a line isn't empty, a rule, or a border of front matter."""
    return any(character.isalnum() for character in text)
