"""The queue of alt texts: every place in a post that shows a slide, and what is proposed there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

from slidescan.alt.inputs import AltInputs
from slidescan.core.records import AltAnswer, AltProposal
from slidescan.core.text import shorten
from slidescan.errors import NotInIndex, PostError
from slidescan.ingest.alt_answers import AltAnswers
from slidescan.library import Library
from slidescan.search.card_lists import open_lists

Status: TypeAlias = Literal["open", "person", "written", "skipped", "decorative", "kept"]
"""`open` has a proposal that awaits an answer, and `person` needs a person's words; the others are
done: slidescan's text or a person's answer is there, or a person's own text stays."""

OPEN_STATUSES: frozenset[Status] = frozenset({"open", "person"})
"""The statuses of places that await a person."""

UNWRITABLE_REASONS = frozenset(
    {"no place for an alt text there", "in a heading, whose anchor it would change"}
)
"""Reasons of places where nothing can be written, which the queue leaves out."""

MAX_QUICK_LINKS = 5_000
"""Links to slides whose places are made for their count alone: a second or two."""

MAX_EXCERPT_LINES, MAX_EXCERPT_CHARS = 3, 320
"""The most lines with text on either side of a place, and characters of each."""


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A place in a post that shows a slide.

    Attributes:
        number: Index of its proposal among those of the post.
        proposal: What is there, and what is proposed.
        status: Whether it awaits an answer.
    """

    number: int
    proposal: AltProposal
    status: Status

    @property
    def key(self) -> tuple[str, int]:
        """Post and number."""
        return self.proposal.post, self.number


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a post around a place: those above it, its own, and those below."""

    before: tuple[str, ...] = ()
    at: str = ""
    after: tuple[str, ...] = ()


@dataclass
class _Earlier:
    """The places of all posts, and what their proposals depend on; implements `EarlierAlts`."""

    inputs: AltInputs
    by_post: dict[str, tuple[QueueEntry, ...]]

    def posts_showing(self, images: Iterable[str]) -> set[str]:
        """Returns the posts with a place of some photos."""
        wanted = {*images}
        return self._posts(lambda proposal: proposal.image in wanted) if wanted else set()

    def posts_with_alt(self, alts: Iterable[str]) -> set[str]:
        """Returns the posts where some alt texts stand."""
        wanted = {*alts}
        return self._posts(lambda proposal: proposal.current in wanted) if wanted else set()

    def _posts(self, matches: Callable[[AltProposal], bool]) -> set[str]:
        return {
            post
            for post, entries in self.by_post.items()
            if any(matches(entry.proposal) for entry in entries)
        }


class AltQueue:
    """The places of one library, in memory; what the catalogue or a post changes is made again.

    Args:
        library: The slides.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._answers = AltAnswers(library.location, library.options)
        self._lock = threading.RLock()
        self._revision: object = None
        self._earlier: _Earlier | None = None
        self._states: dict[str, object] = {}

    @property
    def is_ready(self) -> bool:
        """Whether the places are known without a look at the posts."""
        return self._revision is not None and self._revision == self._library.revision()

    def is_quick(self) -> bool:
        """Whether to count the places takes little time: they were made before, or are few."""
        if self._earlier is not None:
            return True
        with open_lists(self._library.location) as lists:
            return lists is not None and lists.count_links() <= MAX_QUICK_LINKS

    def by_post(self) -> Mapping[str, tuple[QueueEntry, ...]]:
        """The places of each post, by its path; posts that have changed are read again."""
        with self._lock:
            revision = self._library.revision()
            if self._earlier is None or revision is None or revision != self._revision:
                self._bring_up_to_date()
                self._revision = revision
            by_post = self._entries_by_post
            states = self._states_of(by_post)
            self._read_again([p for p, state in states.items() if state != self._states.get(p)])
            return dict(by_post)

    @property
    def _entries_by_post(self) -> dict[str, tuple[QueueEntry, ...]]:
        return self._earlier.by_post if self._earlier is not None else {}

    def _bring_up_to_date(self) -> None:
        """Makes the places again that a change of the catalogue affects."""
        inputs, posts, changes = self._answers.proposals_again(self._earlier)
        by_post = {} if posts is None else dict(self._entries_by_post)
        states = {} if posts is None else dict(self._states)
        for post in posts or ():
            by_post.pop(post, None)
        for change in changes:
            states |= self._states_of([change.post])
            by_post[change.post] = _entries(change.proposals)
        self._earlier, self._states = _Earlier(inputs, by_post), states

    def excerpts(self, entries: Iterable[QueueEntry]) -> dict[tuple[str, int], Excerpt]:
        """The lines of posts around some places, by the places' keys."""
        by_post: dict[str, list[QueueEntry]] = {}
        for entry in entries:
            by_post.setdefault(entry.proposal.post, []).append(entry)
        texts = self._library.alt_texts.texts(by_post)
        excerpts: dict[tuple[str, int], Excerpt] = {}
        for post, of_post in by_post.items():
            lines = texts.get(post, "").splitlines()
            excerpts |= {each.key: _excerpt(lines, each.proposal.line) for each in of_post}
        return excerpts

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
            self._entries_by_post.pop(post, None)
            for each in of_posts:
                if each.post == post:
                    self._entries_by_post[post] = _entries(each.proposals)
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


def _entries(proposals: Sequence[AltProposal]) -> tuple[QueueEntry, ...]:
    return tuple(
        QueueEntry(number, proposal, status_of(proposal))
        for number, proposal in enumerate(proposals)
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


def _excerpt(lines: Sequence[str], line: int) -> Excerpt:
    """Lines with text above a line, the line, and lines with text below it, shortened."""
    above = islice(filter(_has_words, reversed(lines[: line - 1])), MAX_EXCERPT_LINES)
    below = islice(filter(_has_words, lines[line:]), MAX_EXCERPT_LINES)
    at = lines[line - 1] if 0 < line <= len(lines) else ""
    return Excerpt(
        tuple(shorten(text.strip(), MAX_EXCERPT_CHARS) for text in above)[::-1],
        shorten(at.strip(), 2 * MAX_EXCERPT_CHARS),
        tuple(shorten(text.strip(), MAX_EXCERPT_CHARS) for text in below),
    )


def _has_words(text: str) -> bool:
    """Whether a line isn't empty, a rule, or a border of front matter."""
    return any(character.isalnum() for character in text)
