"""What one photo adds to its event: its words, the lines at its edge, and its picture."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Sequence
from dataclasses import astuple, replace

from slidescan.alt.event_words import SlideWords, words_of
from slidescan.ingest.assemble import PreparedSlide
from slidescan.ingest.disambiguate import Member
from slidescan.ingest.picture_groups import Picture
from slidescan.ingest.recurring_lines import EdgeLine, edge_lines, key_of
from slidescan.store.derivation import StoredTrace, event_scope, folder_scope
from slidescan.store.stored import StoredReading

FOLDER_VOTE, EVENT_VOTE = 1, 2
"""Bits of `StoredTrace.votes`."""


def trace_of(image: str, stored: StoredReading) -> StoredTrace:
    """The trace of a photo, before its slide is derived."""
    line_keys = sorted({key for line in stored.reading.lines if (key := key_of(line.text))})
    return StoredTrace(
        image,
        event_scope(image),
        folder_scope(posixpath.dirname(image)),
        stored.detection.fingerprint,
        _dumps(words_of(stored.reading.lines)),
        _dumps([astuple(line) for line in edge_lines(stored)]),
        _dumps(line_keys),
    )


def words_in(trace: StoredTrace) -> SlideWords:
    """The words that a trace adds to the lexicon."""
    words: SlideWords = json.loads(trace.words)
    return words


def edges_in(trace: StoredTrace) -> tuple[EdgeLine, ...]:
    """The lines of a trace that may recur."""
    return tuple(EdgeLine(*fields) for fields in json.loads(trace.edges))


def picture_of(trace: StoredTrace) -> Picture:
    """The picture of a trace, which may vote."""
    return Picture(trace.image, trace.fingerprint, frozenset(json.loads(trace.line_keys)))


def uses_in(trace: StoredTrace | None) -> set[str]:
    """The words that the slide of a trace looked up."""
    return set(trace.uses.split()) if trace is not None else set()


def member_of(trace: StoredTrace) -> Member:
    """The slide of a trace among those with the same alt text."""
    description, phrases = json.loads(trace.about)
    return Member(trace.image, description, tuple(phrases))


def phrases_in(trace: StoredTrace) -> tuple[str, ...]:
    """The phrases that an alt text starts with."""
    return tuple(json.loads(trace.first_phrases))


def with_slide(
    trace: StoredTrace, prepared: PreparedSlide, alt: str, phrases: Sequence[str], uses: set[str]
) -> StoredTrace:
    """The trace after its slide was derived.

    Args:
        trace: The trace.
        prepared: The slide.
        alt: The alt text that it has by itself.
        phrases: The phrases that may tell it from other slides.
        uses: The words that it looked up.
    """
    return replace(
        trace,
        alt=_digest(alt.casefold()) if alt else "",
        about=_dumps([_digest(prepared.description), phrases]),
        first_phrases="[]",
        uses=f" {' '.join(sorted(uses))} ",
    )


def with_phrases(trace: StoredTrace, phrases: Sequence[str], uses: set[str]) -> StoredTrace:
    """The trace of a slide whose alt text starts with some phrases."""
    both = sorted(uses_in(trace) | uses)
    return replace(trace, first_phrases=_dumps(phrases), uses=f" {' '.join(both)} ")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
