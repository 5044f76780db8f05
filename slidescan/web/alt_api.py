"""The routes of the queue of alt texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from slidescan.core.records import AltAnswer, Card, Link
from slidescan.web import views
from slidescan.web.alt_queue import (
    OPEN_STATUSES,
    Excerpt,
    QueueEntry,
    Status,
    proposer_of,
)
from slidescan.web.context import Context
from slidescan.web.models import Path, Short, Text, documented

Show: TypeAlias = Literal["open", "person", "done", "all"]
"""Which places: those that await an answer, those that need a person's words, the rest, or all."""

Order: TypeAlias = Literal["surest", "doubtful", "post"]
"""The surest reading first or last, or the posts' own order, the latest post first."""

MAX_POST_ANSWERS = 500
"""Answers in one request; a post has fewer pictures."""

FILTER_BY_SHOW: Mapping[str, Callable[[Status], bool]] = {
    "open": lambda status: status in OPEN_STATUSES,
    "person": lambda status: status == "person",
    "done": lambda status: status not in OPEN_STATUSES,
    "all": lambda _: True,
}
"""By the names in `Show`."""


class ExcerptModel(BaseModel):
    """Lines of the post around a place."""

    before: list[str]
    at: str
    after: list[str]


class EntryModel(BaseModel):
    """A place in a post that shows a slide, and the alt text proposed there."""

    post: str
    number: int
    line: int
    photo: str
    title: str
    section: list[str]
    slide_title: str | None
    current: str | None
    proposed: str
    reason: str
    by: str
    lang: str | None
    status: Status
    confidence: float | None
    picture: str
    page: str
    excerpt: ExcerptModel


class CountsModel(BaseModel):
    """How many places there are, by what they await."""

    total: int
    open: int
    person: int
    done: int


class MaybeCountsModel(BaseModel):
    """The same, or null for counts that would take long."""

    total: int | None
    open: int | None
    person: int | None
    done: int | None


class QueueModel(BaseModel):
    """A part of the queue, and counts of all of it."""

    counts: CountsModel
    matching: int
    entries: list[EntryModel]


class AnswerModel(BaseModel):
    """An answer to the proposal at one place, and the alt text that the person saw there."""

    number: Annotated[int, Field(ge=0)]
    line: Annotated[int, Field(ge=1)]
    photo: Path
    decision: Literal["accepted", "skipped", "decorative"]
    text: Text = ""
    was: Text | None = None


class AnswersRequest(BaseModel):
    """Answers to the proposals of one post."""

    post: Path
    answers: Annotated[list[AnswerModel], Field(min_length=1, max_length=MAX_POST_ANSWERS)]


class WithdrawnModel(BaseModel):
    """An answer to withdraw: the change of the post, or null for an answer that changed none."""

    photo: Path
    change: int | None = None


class WithdrawRequest(BaseModel):
    """Answers to withdraw, the last one first."""

    post: Path
    answers: Annotated[list[WithdrawnModel], Field(min_length=1, max_length=MAX_POST_ANSWERS)]


class AnsweredModel(BaseModel):
    """What the answers changed, and the post's places as they are now."""

    changes: list[WithdrawnModel]
    counts: CountsModel
    entries: list[EntryModel]


def reading_routes(routes: APIRouter, context: Context) -> None:
    """Adds the routes that read the queue."""

    @routes.get("/alts", response_model=None, responses=documented(QueueModel))
    def alts(
        show: Show = "open",
        order: Order = "surest",
        post: Short = "",
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    ) -> dict[str, Any]:
        """Lists places in posts, with the alt texts proposed there."""
        by_post = context.alt_queue.by_post()
        chosen = [
            entry
            for entries in by_post.values()
            for entry in entries
            if FILTER_BY_SHOW[show](entry.status) and post in ("", entry.proposal.post)
        ]
        with context.listings.open() as listing:
            days = {each.post: each.day for each in listing.lists.posts()}
            confidences = listing.lists.confidences() if order != "post" else {}
            chosen.sort(key=lambda entry: _sort_key(entry, days, confidences, order))
            listed = chosen[offset : offset + limit]
        return {
            "counts": counts_of(by_post),
            "matching": len(chosen),
            "entries": _listed(context, listed),
        }

    @routes.get("/alts/counts", response_model=None, responses=documented(MaybeCountsModel))
    def alt_counts(
        quick: Annotated[bool, Query(description="Leave a count out that takes long.")] = False,
    ) -> Mapping[str, int | None]:
        """Counts the places in posts by what they await."""
        if quick and not context.alt_queue.is_quick():
            return dict.fromkeys(CountsModel.model_fields)
        return counts_of(context.alt_queue.by_post())


def changing_routes(routes: APIRouter, context: Context) -> None:
    """Adds the routes that answer proposals."""

    @routes.post("/alts/answer", response_model=None, responses=documented(AnsweredModel))
    def answer(request: AnswersRequest) -> dict[str, Any]:
        """Writes alt texts into one post, or skips proposals, and stores the answers."""
        answers = [
            AltAnswer(each.number, each.line, each.photo, each.decision, each.text, each.was)
            for each in request.answers
        ]
        changes = context.alt_queue.answer(request.post, answers)
        return _answered(context, request.post, changes)

    @routes.post("/alts/withdraw", response_model=None, responses=documented(AnsweredModel))
    def withdraw(request: WithdrawRequest) -> dict[str, Any]:
        """Withdraws answers: restores the post, and asks again."""
        for each in request.answers:
            context.alt_queue.withdraw(request.post, context.slide(each.photo).image, each.change)
        return _answered(context, request.post, ())


def counts_of(by_post: Mapping[str, Sequence[QueueEntry]]) -> dict[str, int]:
    """The number of all places, of those that await an answer, that need a person, and the rest."""
    statuses = Counter(entry.status for entries in by_post.values() for entry in entries)
    total = statuses.total()
    waiting = sum(statuses[status] for status in OPEN_STATUSES)
    return {
        "total": total,
        "open": waiting,
        "person": statuses["person"],
        "done": total - waiting,
    }


def _answered(
    context: Context, post: str, changes: Iterable[tuple[str, int | None]]
) -> dict[str, Any]:
    by_post = context.alt_queue.by_post()
    return {
        "changes": [{"photo": photo, "change": number} for photo, number in changes],
        "counts": counts_of(by_post),
        "entries": _listed(context, by_post.get(post, ())),
    }


def _listed(context: Context, entries: Sequence[QueueEntry]) -> list[dict[str, Any]]:
    with context.listings.open() as listing:
        cards = listing.lists.of({entry.proposal.image for entry in entries})
    excerpts = context.alt_queue.excerpts(entries)
    return [_json(entry, cards.get(entry.proposal.image), excerpts[entry.key]) for entry in entries]


def _sort_key(
    entry: QueueEntry, days: Mapping[str, str], confidences: Mapping[str, float], order: Order
) -> tuple[Any, ...]:
    post, line = entry.proposal.post, entry.proposal.line
    # Days descend; everything else ascends.
    by_post = tuple(-ord(c) for c in days.get(post, "")) or (1,), post, line
    if order == "post":
        return by_post
    confidence = confidences.get(entry.proposal.image, 0.0)
    sureness = confidence if entry.proposal.proposed else -1.0
    return (-sureness if order == "surest" else sureness, *by_post)


def _link(card: Card | None, entry: QueueEntry) -> Link | None:
    """The link that the place is, as far as the last ingest knows."""
    links = [link for link in card.links if link.post == entry.proposal.post] if card else []
    return min(links, key=lambda link: abs(link.line - entry.proposal.line), default=None)


def _json(entry: QueueEntry, card: Card | None, excerpt: Excerpt) -> dict[str, Any]:
    proposal = entry.proposal
    link = _link(card, entry)
    return {
        "post": proposal.post,
        "number": entry.number,
        "line": proposal.line,
        "photo": proposal.image,
        "title": link.title if link else proposal.post,
        "section": list(link.section) if link else [],
        "slide_title": card.title if card else None,
        "current": proposal.current,
        "proposed": proposal.proposed,
        "reason": proposal.reason,
        "by": proposer_of(proposal),
        "lang": proposal.lang or (card.language if card else None),
        "status": entry.status,
        "confidence": card.confidence if card else None,
        "picture": views.picture_url(card, "slide", 960) if card else "",
        "page": views.slide_url(proposal.image),
        "excerpt": {
            "before": list(excerpt.before),
            "at": excerpt.at,
            "after": list(excerpt.after),
        },
    }
