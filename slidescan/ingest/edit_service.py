"""People's changes to the slides of one library; a changed slide is derived again at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from slidescan.alt.changes import AltChange
from slidescan.alt.service import AltService
from slidescan.alt.write import apply_decisions
from slidescan.core.geometry import PhotoQuad, Quad
from slidescan.core.records import CornersEdit, Edit, Failure, Options, Slide, person_corners
from slidescan.errors import NotInIndex, PhotoUnreadable, PostUnreadable
from slidescan.ingest import edits
from slidescan.ingest.progress import Progress
from slidescan.ingest.run import run
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.lookup import site_root


class EditService:
    """The changes to slides in one index; `Library` documents the methods.

    Args:
        location: Where the index lives.
        options: The library's options.
    """

    def __init__(self, location: Location, options: Options) -> None:
        self._location = location
        self._options = options

    def set_corners(self, photo: str, quad: Quad | None, progress: Progress | None) -> Slide:
        """See `Library.set_corners`."""
        with self._slide_for_writing(photo) as (catalogue, slide):
            corners = None if quad is None else PhotoQuad(*quad.corners)
            edits.set_corners(catalogue, slide, person_corners(corners))
        return self._read_again(slide, progress)

    def drop_corners(self, photo: str, progress: Progress | None) -> Slide:
        """See `Library.drop_corners`."""
        with self._slide_for_writing(photo) as (catalogue, slide), catalogue.transaction():
            catalogue.edits.drop_corners(slide.image, slide.photo.sha256)
        return self._read_again(slide, progress)

    def correct_line(self, photo: str, number: int, was: str, text: str) -> Slide:
        """See `Library.correct_line`."""
        with self._slide_for_writing(photo) as (catalogue, slide):
            edits.correct_line(catalogue, slide, was, text, number)
            return edits.rederive_slide(catalogue, slide, self._options.alt_length)

    def set_alt(self, photo: str, text: str, was: str | None = None) -> Slide:
        """See `Library.set_alt`."""
        with self._slide_for_writing(photo) as (catalogue, slide):
            edits.set_alt(catalogue, slide, text, was)
            return edits.rederive_slide(catalogue, slide, self._options.alt_length)

    def accept_alt(
        self, photo: str, post: str, line: int, text: str, was: str | None = None
    ) -> None:
        """See `Library.accept_alt`."""
        with Catalogue.open(self._location) as catalogue:
            slide = edits.find_slide(catalogue, photo)
            root = site_root(catalogue)
        alts = AltService(self._location, self._options)
        # An absolute path: a relative one would begin in the folder that the server runs in.
        changes, failures = alts.propose([root / slide.image])
        _raise_failure(failures, post)
        change, number = _proposal(changes, slide, post, line)
        edits.check_unchanged(change.proposals[number].current, text, was)
        decision = edits.alt_decision(slide.image, post, text, change.proposals[number].proposed)
        _, failures = alts.write([change], [{number: decision}])
        _raise_failure(failures, post)
        # Not the bytes that the post has now: its author may have saved it since.
        after = apply_decisions(change, {number: decision}).after
        if after != change.before:
            with edits.open_for_writing(self._location) as catalogue:
                edits.put_post_edit(catalogue, slide, post, change.before, after, decision.alt)

    def edits(self, photo: str) -> tuple[Edit, ...]:
        """See `Library.edits`."""
        with Catalogue.open(self._location) as catalogue:
            slide = edits.find_slide(catalogue, photo)
            return catalogue.edits.history(slide.image, slide.photo.sha256)

    def undo(self, photo: str, number: int | None, progress: Progress | None) -> tuple[Slide, Edit]:
        """See `Library.undo`."""
        with self._slide_for_writing(photo) as (catalogue, slide):
            undone = edits.undo(catalogue, slide, number)
            if not isinstance(undone, CornersEdit):
                return edits.rederive_slide(catalogue, slide, self._options.alt_length), undone
        return self._read_again(slide, progress), undone

    @contextmanager
    def _slide_for_writing(self, photo: str) -> Iterator[tuple[Catalogue, Slide]]:
        with edits.open_for_writing(self._location) as catalogue:
            yield catalogue, edits.find_slide(catalogue, photo)

    def _read_again(self, slide: Slide, progress: Progress | None) -> Slide:
        """Reads a photo again, with the engine and the languages that read it before."""
        with Catalogue.open(self._location) as catalogue:
            root = site_root(catalogue)
        reading = slide.reading
        options = replace(
            self._options,
            site=str(root),
            engine=reading.engine,
            languages=reading.languages,
            jobs=1,
        )
        report = run([root / slide.image], options, progress)
        for failure in report.failures:
            if failure.path == slide.image:
                raise PhotoUnreadable(f"{slide.image}: {failure.reason}", failure.remedy)
        with Catalogue.open(self._location) as catalogue:
            return edits.find_slide(catalogue, str(root / slide.image))


def _proposal(
    changes: tuple[AltChange, ...], slide: Slide, post: str, line: int
) -> tuple[AltChange, int]:
    """The change of a post, and the index of the proposal for a line that shows a slide."""
    for change in changes:
        for number, proposal in enumerate(change.proposals):
            if (proposal.post, proposal.line, proposal.image) == (post, line, slide.image):
                return change, number
    raise NotInIndex(f"line {line} of {post} doesn't show {slide.image}", "ingest again")


def _raise_failure(failures: tuple[Failure, ...], post: str) -> None:
    for failure in failures:
        if failure.path == post:
            raise PostUnreadable(f"{post}: {failure.reason}", failure.remedy)
