"""The public API: everything that slidescan does, as one object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from slidescan.core.records import Card, Options, Results, Similar, Slide, of_kind
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.search.indexes.records import Filter
from slidescan.store.backends.registry import backend, parse_location
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import folder_of
from slidescan.store.lookup import find_image, find_posts, site_root

if TYPE_CHECKING:
    from slidescan.alt.changes import AltChange, AltOptions
    from slidescan.alt.service import AltService
    from slidescan.core.geometry import Quad
    from slidescan.core.records import (
        AltDecision,
        AltIssue,
        AltProposal,
        Edit,
        Failure,
        IngestPlan,
        IngestReport,
        Issue,
        MissingReference,
        Running,
        Status,
    )
    from slidescan.ingest.deck_service import DeckService
    from slidescan.ingest.edit_service import EditService
    from slidescan.ingest.progress import Progress
    from slidescan.search.archive_service import ArchiveService
    from slidescan.search.card_lists import CardLists
    from slidescan.search.selection import Chosen, Selection


class Library:
    """The slides of one site.

    Methods take a photo by its path, its path below the site, or the end of either. They raise
    `NotInIndex` if the index holds no such photo, or several. Every method raises `IndexUnusable`
    if the index can't be used.

    Args:
        index: Folder of the index, or the address of a database (`postgresql://…`). The first
            ingest creates it.
        options: All other options; `index` overrides their `index`.

    Example:
        >>> library = Library("index")                                    # doctest: +SKIP
        >>> library.ingest(["static/img"]).photos_read                        # doctest: +SKIP
        45
        >>> library.search("data lake").hits[0].slide.links[0].anchor     # doctest: +SKIP
        'where-do-all-data-streams-go-building-a-data-lake-on-aws'
    """

    def __init__(self, index: str | Path = "index", options: Options | None = None) -> None:
        self.options = replace(options or Options(), index=str(index))
        self.location = parse_location(index)

    @property
    def folder(self) -> Path:
        """The folder of the index; for an index on a server, the local folder of its pictures."""
        return folder_of(self.location)

    def revision(self) -> object:
        """A value that changes with the catalogue; None if there is no catalogue."""
        return backend(self.location).revision(self.location)

    def ingest(
        self, paths: Sequence[str | Path] = (), progress: Progress | None = None
    ) -> IngestReport:
        """Reads new and changed photos, links them to posts and indexes them.

        Args:
            paths: Photos, or folders of photos; empty for the photos that posts show.
            progress: Receives each photo.

        Raises:
            UsageError: The site, the engine or a language is missing.
        """
        from slidescan.ingest.run import run  # lazy: numpy costs 0.1 s

        return run([Path(path) for path in paths], self.options, progress)

    def plan(self, paths: Sequence[str | Path]) -> IngestPlan:
        """Tells what `ingest` would read; reads no photo and writes nothing.

        Raises:
            UsageError: As for `ingest`.
        """
        from slidescan.ingest.plan import plan  # lazy: numpy costs 0.1 s

        return plan([Path(path) for path in paths], self.options)

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        post: str | None = None,
        tag: str | None = None,
        since: str | None = None,
        until: str | None = None,
        textless: bool = False,
        sort: Literal["score", "date"] = "score",
        among: Sequence[str] | None = None,
        exact: bool = False,
    ) -> Results:
        """Searches slides; docs/searching.md describes the query language.

        Args:
            text: The query.
            limit: The most hits.
            post: Only slides that this post shows: its path, the end of its path, or its title.
            tag: Only slides of posts with this tag.
            since: Only slides of posts (or photos) of this day (ISO 8601) or later.
            until: Only slides of this day or earlier.
            textless: Whether to include photos without text, found by the sections that show them.
            sort: Best first, or latest first.
            among: Only these photos, by their paths below the site; None for all.
            exact: Whether to leave out slides that lack words which others have.

        Raises:
            QueryError: The query can't be understood.
            NotInIndex: No post matches.
        """
        from slidescan.search import service  # lazy: snippets and ranks cost 20 ms

        with Catalogue.open(self.location) as catalogue:
            within = Filter(
                posts=find_posts(catalogue, post) if post else (),
                tags=(tag,) if tag else (),
                since=since,
                until=until,
                textless=textless,
            )
            return service.search(
                catalogue,
                text,
                within,
                limit=limit,
                order=sort,
                among=among,
                meaning=None if exact else self.options,
            )

    def similar(self, photo: str | Path, *, limit: int = 10) -> tuple[Similar, ...]:
        """The slides most similar to the slide of a photo, by words, meaning and picture."""
        from slidescan.search.similar import similar  # lazy: as in search

        with Catalogue.open(self.location) as catalogue:
            image = find_image(catalogue, str(photo))
            return similar(catalogue, image, limit=limit, meaning=self.options)

    def duplicates(self) -> tuple[tuple[Slide, ...], ...]:
        """Groups of photos that show the same slide, the best photo of each first."""
        from slidescan.search.similar import duplicates  # lazy: as in search

        with Catalogue.open(self.location) as catalogue:
            return duplicates(catalogue)

    def slide(self, photo: str | Path) -> Slide:
        """The slide of a photo."""
        with Catalogue.open(self.location) as catalogue:
            image = find_image(catalogue, str(photo))
            return next(catalogue.slides((image,)))

    def slide_at(self, image: str) -> Slide | None:
        """The slide of the photo at exactly this path below the site, or None."""
        with Catalogue.open(self.location) as catalogue:
            return next(catalogue.slides((image,)), None)

    def slides(self) -> Iterator[Slide]:
        """All slides, by path."""
        with Catalogue.open(self.location) as catalogue:
            yield from catalogue.slides()

    def cards(self) -> tuple[Card, ...]:
        """A summary of each slide, by path."""
        with Catalogue.open(self.location) as catalogue:
            return catalogue.cards()

    def lists(self) -> AbstractContextManager[CardLists]:
        """Lists of slides, which the database filters without loading the others."""
        from slidescan.search.card_lists import complete_lists  # lazy: as in search

        return complete_lists(self.location)

    def selected(self, selection: Selection) -> Iterator[Chosen[Slide]]:
        """The slides of a selection, each with the link that shows it.

        Raises:
            NotInIndex: No post matches.
        """
        from slidescan.search.selection import select  # lazy: as in search

        with Catalogue.open(self.location) as catalogue:
            yield from select(catalogue, selection)

    @contextmanager
    def site_root(self) -> Iterator[Path]:
        """The folder that the paths of slides and posts are relative to."""
        with Catalogue.open(self.location) as catalogue:
            yield site_root(catalogue)

    # Changes by people

    @property
    def _edits(self) -> EditService:
        from slidescan.ingest.edit_service import EditService  # lazy: numpy costs 0.1 s

        self._check_exists()
        return EditService(self.location, self.options)

    def set_corners(
        self, photo: str | Path, quad: Quad | None, progress: Progress | None = None
    ) -> Slide:
        """Sets the slide's corners by hand and reads the photo again; later ingests keep them.

        Args:
            photo: The photo.
            quad: Corners in pixels of the upright photo, clockwise from the slide's top left; None
                for no slide, which reads the whole photo.
            progress: Receives the reading's progress.

        Raises:
            UsageError: The corners can't be those of a slide.
            PhotoError: The photo can no longer be read.
        """
        return self._edits.set_corners(str(photo), quad, progress)

    def drop_corners(self, photo: str | Path, progress: Progress | None = None) -> Slide:
        """Drops corners that a person set, and finds them again.

        Raises:
            PhotoError: The photo can no longer be read.
        """
        return self._edits.drop_corners(str(photo), progress)

    def correct_line(self, photo: str | Path, number: int, was: str, text: str) -> Slide:
        """Corrects a line of a slide; later ingests keep the correction.

        Args:
            photo: The photo.
            number: Index of the line, from 0.
            was: The line's current text.
            text: Its new text; empty to delete the line.

        Raises:
            UsageError: The slide no longer has this line, or the text is too long.
        """
        return self._edits.correct_line(str(photo), number, was, text)

    def set_alt(self, photo: str | Path, text: str, was: str | None = None) -> Slide:
        """Sets a slide's alt text for all posts, in place of `was`; later ingests keep it.

        Raises:
            EditConflict: The alt text isn't `was` any more.
            UsageError: The text is empty or too long.
        """
        return self._edits.set_alt(str(photo), text, was)

    def accept_alt(
        self, photo: str | Path, post: str, line: int, text: str, was: str | None = None
    ) -> None:
        """Writes an alt text into a post.

        Args:
            photo: The photo.
            post: The post's path below the site.
            line: The line that shows the photo, 1-based.
            text: The alt text.
            was: The alt text there that it replaces; None for any.

        Raises:
            EditConflict: The alt text there isn't `was` any more.
            NotInIndex: The post doesn't show the photo at this line.
            PostError: The post can't be written.
        """
        self._edits.accept_alt(str(photo), post, line, text, was)

    def edits(self, photo: str | Path) -> tuple[Edit, ...]:
        """People's changes to a slide, the oldest first."""
        return self._edits.edits(str(photo))

    def undo(
        self, photo: str | Path, number: int | None = None, progress: Progress | None = None
    ) -> tuple[Slide, Edit]:
        """Undoes a change to a slide: the last one, or the one with this number.

        Returns:
            The restored slide, and the change.

        Raises:
            NotInIndex: There is no such change.
            PostError: The post can't be changed back.
            PhotoError: The photo can no longer be read.
        """
        return self._edits.undo(str(photo), number, progress)

    @property
    def decks(self) -> DeckService:
        """Speakers' decks: `pair` matches photos to pages, whose words their slides take."""
        from slidescan.ingest.deck_service import DeckService  # lazy: numpy costs 0.1 s

        self._check_exists()
        return DeckService(self.location, self.options)

    # Alt texts

    @property
    def alt_texts(self) -> AltService:
        """The alt texts, with what assistants and editors need beyond the methods below."""
        from slidescan.alt.service import AltService  # lazy: the Markdown parser costs 0.1 s

        return AltService(self.location, self.options)

    def alts(
        self,
        paths: Sequence[str | Path] = (),
        options: AltOptions | None = None,
        *,
        describe: bool = False,
    ) -> tuple[tuple[AltChange, ...], tuple[Failure, ...]]:
        """Proposes alt texts for the slides that posts show; writes nothing.

        Args:
            paths: Posts, folders of posts, or photos; all posts if empty.
            options: Which alt texts to write; by default those that `slidescan alt` writes.
            describe: Whether to propose the configured describer's answers.

        Returns:
            A change for each post, and the posts that couldn't be read.

        Raises:
            NotInIndex: A path is neither a post nor a photo of the index.
        """
        return self.alt_texts.propose(paths, options, describe=describe)

    def write_alts(
        self,
        changes: Sequence[AltChange],
        decisions: Sequence[Mapping[int, AltDecision]] | None = None,
    ) -> tuple[tuple[AltProposal, ...], tuple[Failure, ...]]:
        """Writes alt texts into their posts.

        Args:
            changes: From `alts`.
            decisions: For each change, a person's decisions, by the index of the proposal. A
                proposal without a decision isn't written.

        Returns:
            The written alt texts, and the posts that couldn't be written.
        """
        return self.alt_texts.write(changes, decisions)

    def check_alts(
        self,
        paths: Sequence[str | Path] = (),
        *,
        most: int | None = None,
        export: str | Path | None = None,
        site: str | Path | None = None,
    ) -> tuple[tuple[AltIssue, ...], tuple[Failure, ...]]:
        """Finds alt texts that don't help readers, of all images in posts.

        Args:
            paths: Posts, folders of posts, or photos; all posts if empty.
            most: The most characters of an alt text.
            export: An export (`slidescan export json`) to use instead of the index.
            site: Root of the site, with `export`; by default found upwards from the first path,
                or from the export.

        Raises:
            NotInIndex: A path is neither a post nor a photo of the index.
            UsageError: The export can't be read.
        """
        return self.alt_texts.check(paths, most=most, export=export, site=site)

    def describe_alts(
        self, changes: Sequence[AltChange], most: int | None = None
    ) -> Iterator[tuple[str, str, str]]:
        """Asks the configured describer for the alt texts that changes would write.

        It stores the answers, which `alts` proposes with `describe`, and never asks about a slide
        twice.

        Yields:
            Image, answer, and the reason for a refusal; one of the texts is empty.

        Raises:
            UsageError: No describer is configured, or it can't be reached.
        """
        return self.alt_texts.describe(changes, most)

    def decisions(self) -> tuple[AltDecision, ...]:
        """People's decisions about alt texts."""
        return self.alt_texts.decisions()

    # The index as a whole

    @property
    def _archive(self) -> ArchiveService:
        from slidescan.search.archive_service import ArchiveService  # lazy: as in search

        return ArchiveService(self.location, self.options)

    def dump(self) -> tuple[tuple[Slide, ...], tuple[AltDecision, ...], dict[str, Any]]:
        """One snapshot of the index: slides, decisions, and everything else as JSON."""
        return self._archive.dump()

    def load(
        self, export: str | Path, site: str | Path | None = None, *, replace: bool = False
    ) -> int:
        """Loads an export (`slidescan export json`) into the index, without OCR.

        Args:
            export: The file.
            site: Root of the site on this machine; by default the folder above the index.
            replace: Whether to replace the slides of the index, if it holds any.

        Returns:
            The number of slides.

        Raises:
            UsageError: The file isn't an export, or the index already holds slides.
        """
        root = Path(site) if site is not None else None
        return self._archive.load(Path(export), root, replace=replace)

    def copy(
        self, target: str | Path, site: str | Path | None = None, *, replace: bool = False
    ) -> int:
        """Copies everything into another index, in a folder or on a server, without OCR.

        Args:
            target: The other index; created if it doesn't exist.
            site: Root of the site on this machine; by default that of this index.
            replace: Whether to replace the slides of the other index, if it holds any.

        Returns:
            The number of slides.

        Raises:
            UsageError: The other index already holds slides, or is this one.
        """
        root = Path(site) if site is not None else None
        return self._archive.copy(parse_location(target), root, replace=replace)

    def status(self) -> Status:
        """The contents of the index, the installed engines, and problems."""
        from slidescan.ingest.status import status  # lazy: OCR costs 0.1 s

        return status(self.location, PACKAGE_VERSION)

    def unclear_references(self, image: str = "") -> tuple[MissingReference, ...]:
        """References of posts that aren't understood, or those that may mean one image."""
        with Catalogue.open(self.location) as catalogue:
            references = (each for post in catalogue.posts().values() for each in post.missing)
            unclear = of_kind(references, "unclear")
        return tuple(each for each in unclear if not image or each.image in ("", image))

    def verify(self) -> tuple[Issue, ...]:
        """Checks the integrity of catalogue, search index, photos and posts."""
        from slidescan.ingest.verify import verify  # lazy: numpy costs 0.1 s

        return verify(self.location)

    def repair(self) -> tuple[Issue, ...]:
        """Repairs all it can without reading photos; returns the repaired issues."""
        from slidescan.ingest.verify import repair  # lazy: as in verify

        self._check_exists()
        return repair(self.location, self.options.alt_length)

    def _check_exists(self) -> None:
        """Raises `IndexMissing` if there is no index, which a writer would make."""
        with Catalogue.open(self.location):
            pass

    def running(self) -> Running | None:
        """The progress of the ingest that is writing this index, or None."""
        from slidescan.ingest.progress import running  # lazy: searches need none

        return running(self.location)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the object protocol
            from slidescan.deprecated import library_attribute  # lazy: old names only

            return library_attribute(self, name)
