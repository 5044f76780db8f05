"""Derives the slides of one event that a change affects."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from slidescan.alt.event_words import EventWords, Users
from slidescan.alt.lexicon import Lexicon
from slidescan.core.records import Line, Link, Slide
from slidescan.core.text import guess_language
from slidescan.ingest.assemble import PreparedSlide, assemble
from slidescan.ingest.corrections import Corrections
from slidescan.ingest.deck_pairs import DeckPairs
from slidescan.ingest.disambiguate import distinct_phrases
from slidescan.ingest.duplicates import FingerprintIndex, with_duplicates
from slidescan.ingest.picture_votes import PictureVotes
from slidescan.ingest.recurring_lines import (
    EdgeLine,
    RecurringLine,
    apply_consensus,
    original_of,
)
from slidescan.ingest.traces import (
    EVENT_VOTE,
    FOLDER_VOTE,
    edges_in,
    member_of,
    phrases_in,
    trace_of,
    uses_in,
    with_phrases,
    with_slide,
    words_in,
)
from slidescan.ingest.votes import ScopeVotes
from slidescan.store.catalogue import Catalogue
from slidescan.store.derivation import StoredTrace, folder_scope, scope_of_event
from slidescan.store.stored import StoredReading

SLIDES_PER_BATCH = 200
"""Slides that are in memory at once."""

Recurring = tuple[RecurringLine, ...]


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """What people changed: corrections, and the pages of decks that photos show."""

    corrections: Corrections
    pairs: DeckPairs


class EventDerivation:
    """One derivation of an event's slides.

    Args:
        catalogue: Open for writing, within a transaction.
        event: The event's path.
        fingerprints: The hashes of all slides.
        changes: What people changed.
        links: The links to each image; None to keep those of each slide.
        alt_length: The most characters of an alt text.
        compare_all: Whether to look for the duplicates of slides that read and look as before, too.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        event: str,
        fingerprints: FingerprintIndex,
        changes: PersonChanges,
        links: Mapping[str, tuple[Link, ...]] | None,
        alt_length: int,
        *,
        compare_all: bool,
    ) -> None:
        self._catalogue = catalogue
        self._rows = catalogue.derivation
        self._event = scope_of_event(event)
        self._fingerprints = fingerprints
        self._changes = changes
        self._links = links
        self._alt_length = alt_length
        self._compare_all = compare_all
        self._is_new = self._rows.is_empty(self._event)
        self._words = EventWords(self._rows, self._event, is_new=self._is_new)
        self._users = Users(self._rows, self._event, is_new=self._is_new)
        self._lexicon = self._words.lexicon()
        self._pictures = PictureVotes(self._rows, self._event, fingerprints, is_new=self._is_new)
        self._votes: dict[str, ScopeVotes] = {}

    def run(self, changed: Sequence[str]) -> set[str]:
        """Derives the slides of changed photos, and all slides that change with them.

        Args:
            changed: Photos that are new, gone, or may have another reading or other corrections.

        Returns:
            The photos of the derived slides.
        """
        folders = {posixpath.dirname(image) for image in changed}
        scopes = {folder_scope(folder) for folder in folders}
        before = {scope: self._scope(scope).recurring() for scope in (self._event, *scopes)}
        present = self._update_traces(changed)
        after = {scope: self._scope(scope).recurring() for scope in before}
        self._words.store()
        wanted = set(present)
        if not self._is_new:
            wanted |= self._users.of(self._words.changed())
            wanted |= self._with_other_originals(before, after)
        alts = self._derive(sorted(wanted), after)
        others = self._disambiguate(alts)
        self._users.store()
        return wanted | others

    # What photos add

    def _update_traces(self, changed: Sequence[str]) -> list[str]:
        """Replaces what changed photos add to the event; returns those that have a reading."""
        present: list[str] = []
        for image, stored in self._readings(changed):
            before = next(self._rows.traces((image,)), None)
            after = trace_of(image, stored) if stored is not None else None
            if after is not None:
                present.append(image)
            if after is not None and before is not None and _adds_same(before, after):
                continue
            self._replace(before, after)
        return present

    def _readings(self, images: Sequence[str]) -> Iterator[tuple[str, StoredReading | None]]:
        """The reading of each photo; None for a photo that is gone or was never read."""
        for image in images:
            sha256 = self._catalogue.digest_of(image)
            yield image, self._catalogue.reading(sha256) if sha256 is not None else None

    def _replace(self, before: StoredTrace | None, after: StoredTrace | None) -> None:
        """Replaces a trace, and the votes of other copies of its picture."""
        image = (after or before).image  # type: ignore[union-attr]
        others: set[str] = set()
        if before is not None:
            self._words.add(words_in(before), -1)
            self._pictures.remove(before)
            others |= self._pictures.affected(before)
            self._vote(before, -1)
            self._rows.drop_trace(image)
            if after is None:
                self._users.replace(image, uses_in(before), set())
        if after is not None:
            self._words.add(words_in(after), 1)
            self._fingerprints.put_picture(image, after.fingerprint)
            self._pictures.add(after)
            trace = after if before is None else replace(after, uses=before.uses)
            self._vote(trace, 1, is_changed=True)
            others |= self._pictures.affected(after)
        for other in sorted(others - {image}):
            for trace in self._rows.traces((other,)):
                if self._pictures.votes_of(trace) != trace.votes:
                    self._vote(trace, -1)
                    self._vote(trace, 1, is_changed=True)

    def _vote(self, trace: StoredTrace, sign: int, *, is_changed: bool = False) -> None:
        """Adds or removes the votes of a photo."""
        if is_changed:
            trace = replace(trace, votes=self._pictures.votes_of(trace))
            self._rows.put_traces([trace])
        edges = edges_in(trace)
        for scope, vote in ((trace.folder, FOLDER_VOTE), (trace.event, EVENT_VOTE)):
            self._scope(scope).add(edges, sign, votes=bool(trace.votes & vote))

    def _scope(self, scope: str) -> ScopeVotes:
        votes = self._votes.get(scope)
        if votes is None:
            votes = self._votes[scope] = ScopeVotes(self._rows, scope, is_new=self._is_new)
        return votes

    def _with_other_originals(
        self, before: Mapping[str, Recurring], after: Mapping[str, Recurring]
    ) -> set[str]:
        """The slides with a line that now is a copy of another recurring line."""
        folders = [scope for scope in before if scope != self._event]
        if before[self._event] != after[self._event]:
            folders = sorted({*folders, *self._rows.folders(self._event)})
        images = set()
        for folder in folders:
            old = _combined(before[self._event], self._recurring(folder, before))
            new = _combined(after[self._event], self._recurring(folder, after))
            if old != new:
                images |= {
                    trace.image
                    for trace in self._rows.traces_of_folder(folder)
                    if any(_consensus(e, old) != _consensus(e, new) for e in edges_in(trace))
                }
        return images

    def _recurring(self, folder: str, by_scope: Mapping[str, Recurring]) -> Recurring:
        recurring = by_scope.get(folder)
        return self._scope(folder).recurring() if recurring is None else recurring

    # What slides take

    def _derive(self, images: Sequence[str], recurring: Mapping[str, Recurring]) -> set[str]:
        """Derives slides with the alt texts that they have by themselves, and stores them.

        Returns:
            The digests of these alt texts, before and after.
        """
        alts: set[str] = set()
        by_folder: dict[str, Recurring] = {}
        for start in range(0, len(images), SLIDES_PER_BATCH):
            batch = images[start : start + SLIDES_PER_BATCH]
            traces = {trace.image: trace for trace in self._rows.traces(batch)}
            slides: dict[str, Slide] = {}
            previous = {slide.image: slide for slide in self._catalogue.slides(batch)}
            for image, stored in self._readings([i for i in batch if i in traces]):
                if stored is None:
                    continue
                trace = traces[image]
                if trace.folder not in by_folder:
                    by_folder[trace.folder] = _combined(
                        recurring[self._event], self._recurring(trace.folder, recurring)
                    )
                self._words.uses = set()
                prepared = self._prepared(image, stored, by_folder[trace.folder])
                alt = prepared.alt_text(self._alt_length, self._lexicon)
                phrases = prepared.phrases(self._lexicon) if alt else []
                traces[image] = with_slide(trace, prepared, alt, phrases, self._words.uses)
                alts |= {trace.alt, traces[image].alt}
                self._users.replace(image, uses_in(trace), self._words.uses)
                slides[image] = self._assembled(prepared, alt, previous.get(image))
            self._rows.put_traces(traces[image] for image in slides)
            for slide in with_duplicates(
                self._catalogue, slides, self._fingerprints, compare_all=self._compare_all
            ):
                self._catalogue.put_slide(slide)
        return alts - {""}

    def _prepared(self, image: str, stored: StoredReading, recurring: Recurring) -> PreparedSlide:
        lines = split_joined_words(apply_consensus(stored, recurring), self._lexicon)
        reading = replace(stored.reading, lines=lines)
        reading, page = self._changes.pairs.apply(reading, stored.photo)
        lines = self._changes.corrections.apply_to_lines(reading.lines, image, stored.photo)
        return PreparedSlide.of(
            *(image, stored.photo, stored.detection, replace(reading, lines=lines)),
            *(stored.kind, page),
        )

    def _assembled(self, prepared: PreparedSlide, alt: str, previous: Slide | None) -> Slide:
        if self._links is not None:
            links = self._links.get(prepared.image, ())
        else:
            links = previous.links if previous is not None else ()
        return assemble(
            prepared,
            alt,
            personal_alt=self._changes.corrections.alt_of(prepared.image, prepared.photo),
            links=links,
        )

    def _disambiguate(self, alts: Iterable[str]) -> set[str]:
        """Makes alt texts of different slides differ; returns the photos of changed slides."""
        changed: set[str] = set()
        for alt in sorted(alts):
            traces = {t.image: t for t in self._rows.traces_with_alt(self._event, alt)}
            phrases = distinct_phrases(map(member_of, traces.values()))
            for image, first in phrases.items():
                if first != phrases_in(traces[image]):
                    self._start_alt(traces[image], first)
                    changed.add(image)
        return changed

    def _start_alt(self, trace: StoredTrace, phrases: tuple[str, ...]) -> None:
        """Stores a slide whose alt text starts with some phrases."""
        image = trace.image
        (slide,) = self._catalogue.slides((image,))
        ((_, stored),) = self._readings((image,))
        if stored is None:
            return
        recurring = _combined(
            self._scope(self._event).recurring(), self._scope(trace.folder).recurring()
        )
        self._words.uses = set()
        prepared = self._prepared(image, stored, recurring)
        alt = prepared.alt_text(self._alt_length, self._lexicon, phrases)
        after = with_phrases(trace, phrases, self._words.uses)
        self._users.replace(image, uses_in(trace), uses_in(after))
        self._rows.put_traces([after])
        if slide.alt_by != "person":
            self._catalogue.put_slide(replace(slide, alt=alt))


def _adds_same(before: StoredTrace, after: StoredTrace) -> bool:
    """Whether two traces of a photo add the same to its event."""
    return (before.words, before.edges, before.line_keys, before.fingerprint) == (
        after.words, after.edges, after.line_keys, after.fingerprint,
    )  # fmt: skip


def _consensus(edge: EdgeLine, recurring: Recurring) -> str | None:
    """The text that a line takes from the recurring line of which it is a copy."""
    original = original_of(edge, recurring)
    return original.text if original is not None else None


def _combined(in_event: Recurring, in_folder: Recurring) -> Recurring:
    """The recurring lines of a folder: those of the event first."""
    keys = {line.key for line in in_event}
    return (*in_event, *(line for line in in_folder if line.key not in keys))


def split_joined_words(lines: Sequence[Line], lexicon: Lexicon) -> tuple[Line, ...]:
    """Splits words that the engine joined; `raw_text` keeps the engine's text."""
    language = guess_language("\n".join(line.text for line in lines)) or "en"
    return tuple(_split(line, lexicon.split_joined_words(line.text, language)) for line in lines)


def _split(line: Line, text: str) -> Line:
    return (
        line if text == line.text else replace(line, text=text, raw_text=line.raw_text or line.text)
    )
