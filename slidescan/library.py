"""Everything slidescan does, as one object: the public API. Faces only call this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from slidescan.alt.service import AltTexts
from slidescan.core.records import Card, IngestReport, Options, Results, Similar, Slide, Status
from slidescan.errors import (
    PhotoUnreadable,
)
from slidescan.search.indexes.protocol import Filter
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import folder_of, parse_location
from slidescan.store.lookup import default_root, image_named, posts_named, site_root

if TYPE_CHECKING:
    from slidescan.core.geometry import Quad
    from slidescan.core.records import (
        AltDecision,
        Edit,
        Issue,
        Running,
    )
    from slidescan.ingest.progress import Progress
    from slidescan.search.selection import Chosen, Selection


class Library(AltTexts):
    """The slides of one site.

    Args:
        index: Folder of the catalogue and the full-text index, or the address of a database
            (`postgresql://…`); made by the first ingest.
        options: Everything else that can be chosen; its `index` is overridden by `index`.

    Example:
        >>> library = Library("index")                                    # doctest: +SKIP
        >>> library.ingest(["static/img"]).read                           # doctest: +SKIP
        45
        >>> library.search("data lake").hits[0].slide.links[0].anchor     # doctest: +SKIP
        'where-do-all-data-streams-go-building-a-data-lake-on-aws'
    """

    def __init__(self, index: str | Path = "index", options: Options | None = None) -> None:
        self.options = replace(options or Options(), index=str(index))
        self.location = parse_location(index)

    @property
    def folder(self) -> Path:
        """The index's folder; of one on a server, where its pictures are kept on this machine."""
        return folder_of(self.location)

    def revision(self) -> object:
        """What changes whenever the catalogue does; None where there is none."""
        from slidescan.store.backends.protocol import revision

        return revision(self.location)

    def ingest(self, paths: Sequence[str | Path], progress: Progress | None = None) -> IngestReport:
        """Read new and changed photos, link and index them.

        Args:
            paths: Photos, or folders of them.
            progress: Told how it goes.

        Raises:
            UsageError: The site, the engine or a language isn't there.
            IndexUnusable: The index can't be written.
        """
        from slidescan.ingest.run import run

        return run([Path(path) for path in paths], self.options, progress)

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
    ) -> Results:
        """The slides that say what `text` asks for; see `store.query` for its language.

        Args:
            text: The query.
            limit: Most hits.
            post: Only slides that this post shows: its path, the end of its path, or its title.
            tag: Only slides of posts with this tag.
            since: Only slides of posts (or photos) of this day (ISO 8601) or later.
            until: Only slides of this day or earlier.
            textless: Also photos without text, found by the sections that show them.
            sort: Best first, or the latest first.
            among: Only these photos, by their paths below the site; None for all.

        Raises:
            IndexUnusable: There is no index, or it can't be used.
            NotInIndex: No post is called like `post`.
        """
        from slidescan.search import service as search

        with Catalogue.open(self.location) as catalogue:
            within = Filter(
                posts=posts_named(catalogue, post) if post else (),
                tags=(tag,) if tag else (),
                since=since,
                until=until,
                textless=textless,
            )
            return search.search(catalogue, text, within, limit=limit, order=sort, among=among)

    def similar(self, photo: str | Path, *, limit: int = 10) -> tuple[Similar, ...]:
        """The slides most like that of one photo, by their words and their pictures.

        Raises:
            NotInIndex: The index holds no such photo, or several.
        """
        from slidescan.search import service as search

        with Catalogue.open(self.location) as catalogue:
            return search.similar(catalogue, image_named(catalogue, str(photo)), limit=limit)

    def duplicates(self) -> tuple[tuple[Slide, ...], ...]:
        """Photos that show the same slide, in groups, the best of each first."""
        from slidescan.search import service as search

        with Catalogue.open(self.location) as catalogue:
            return search.duplicates(catalogue)

    def slide(self, photo: str | Path) -> Slide:
        """The slide of one photo, named by its path, its path below the site, or its end.

        Raises:
            NotInIndex: The index holds no such photo, or several.
        """
        with Catalogue.open(self.location) as catalogue:
            image = image_named(catalogue, str(photo))
            return next(catalogue.slides((image,)))

    def slide_at(self, image: str) -> Slide | None:
        """The slide of the photo at just this path below the site; None where there is none."""
        with Catalogue.open(self.location) as catalogue:
            return next(catalogue.slides((image,)), None)

    def set_corners(
        self, photo: str | Path, quad: Quad | None, progress: Progress | None = None
    ) -> Slide:
        """Say where the slide is in a photo, and read it there; kept by every later ingest.

        Args:
            photo: As for `slide`.
            quad: Its corners in pixels of the upright photo, its own top left first; None for
                no slide: the whole photo is read.
            progress: Told how it goes.

        Raises:
            NotInIndex: The index holds no such photo, or several.
            UsageError: The corners lie nowhere near the photo.
            PhotoError: The photo can't be read any more.
        """
        from slidescan.ingest import edits

        with edits.open_for_writing(self.location) as catalogue:
            slide = edits.find_slide(catalogue, str(photo))
            edits.set_corners(catalogue, slide, quad)
        return self._read_again(slide, progress)

    def drop_corners(self, photo: str | Path, progress: Progress | None = None) -> Slide:
        """Take back what was said of a photo's corners, and let the finder find them again.

        Raises:
            NotInIndex, PhotoError: As `set_corners`.
        """
        from slidescan.store.lock import exclusive

        slide = self.slide(photo)
        with (
            exclusive(self.location),
            Catalogue.open(self.location, write=True) as catalogue,
            catalogue.transaction(),
        ):
            catalogue.drop_corners(slide.image, slide.photo.sha256)
        return self._read_again(slide, progress)

    def _read_again(self, slide: Slide, progress: Progress | None) -> Slide:
        """Read one photo with the engine and the languages that read it before."""
        from slidescan.ingest.run import run

        with self.site_root() as root:
            path, site = root / slide.image, str(root)
        reading = slide.reading
        options = replace(
            self.options, site=site, engine=reading.engine, languages=reading.languages, jobs=1
        )
        report = run([path], options, progress)
        for failure in report.failures:
            if failure.path == slide.image:
                raise PhotoUnreadable(f"{slide.image}: {failure.reason}", failure.remedy)
        return self.slide(path)

    def correct_line(self, photo: str | Path, number: int, was: str, text: str) -> Slide:
        """Say what a line of a slide really says; kept by every later ingest.

        Args:
            photo: As for `slide`.
            number: Which of its lines, from 0.
            was: What that line says now.
            text: What it is to say; empty for no line at all.

        Raises:
            NotInIndex: The index holds no such photo, or several.
            UsageError: There is no such line any more, or the text is too long.
        """
        from slidescan.ingest import edits

        with edits.open_for_writing(self.location) as catalogue:
            slide = edits.find_slide(catalogue, str(photo))
            edits.correct_line(catalogue, slide, was, text, number)
            return edits.rederive_slide(catalogue, slide, self.options.alt_length)

    def set_alt(self, photo: str | Path, text: str) -> Slide:
        """Give a slide an alt text of one's own, for all posts; kept by every later ingest.

        Raises:
            NotInIndex: The index holds no such photo, or several.
            UsageError: The text is empty, or too long.
        """
        from slidescan.ingest import edits

        with edits.open_for_writing(self.location) as catalogue:
            slide = edits.find_slide(catalogue, str(photo))
            edits.set_alt(catalogue, slide, text)
            return edits.rederive_slide(catalogue, slide, self.options.alt_length)

    def accept_alt(self, photo: str | Path, post: str, line: int, text: str) -> None:
        """Write an alt text into one place of a post.

        Args:
            photo: As for `slide`.
            post: The post's path below the site.
            line: Where it shows the photo, 1-based.
            text: The alt text.

        Raises:
            NotInIndex: The index holds no such photo, or that line of the post doesn't show it.
            PostError: The post can't be written.
        """
        from slidescan.errors import NotInIndex, PostUnreadable
        from slidescan.ingest import edits

        slide = self.slide(photo)
        changes, failures = self.alts([slide.image])
        for failure in failures:
            if failure.path == post:
                raise PostUnreadable(f"{post}: {failure.reason}", failure.remedy)
        places = [
            (change, number)
            for change in changes
            for number, found in enumerate(change.proposals)
            if (found.post, found.line, found.image) == (post, line, slide.image)
        ]
        if not places:
            raise NotInIndex(f"line {line} of {post} doesn't show {slide.image}", "ingest again")
        change, number = places[0]
        decided = edits.alt_decision(slide, post, text, change.proposals[number].proposed)
        _, failed = self.write_alts([change], [{number: decided}])
        for failure in failed:
            raise PostUnreadable(f"{post}: {failure.reason}", failure.remedy)
        with edits.open_for_writing(self.location) as catalogue:
            after = (site_root(catalogue) / post).read_bytes()
            if after != change.before:
                edits.put_post_edit(catalogue, slide, post, change.before, after, decided.alt)

    def edits(self, photo: str | Path) -> tuple[Edit, ...]:
        """What persons changed of a slide, the first change first."""
        slide = self.slide(photo)
        with Catalogue.open(self.location) as catalogue:
            return catalogue.edits(slide.image, slide.photo.sha256)

    def undo(
        self, photo: str | Path, number: int | None = None, progress: Progress | None = None
    ) -> tuple[Slide, Edit]:
        """Take back a change that a person made of a slide: the last, or a numbered one.

        Returns:
            The slide as it is then, and the change.

        Raises:
            NotInIndex: Nothing was changed.
            PostError: A post can't be changed back.
            PhotoError: The photo can't be read any more.
        """
        from slidescan.ingest import edits

        with edits.open_for_writing(self.location) as catalogue:
            slide = edits.find_slide(catalogue, str(photo))
            undone = edits.undo(catalogue, slide, number)
            if undone.what != "corners":
                return edits.rederive_slide(catalogue, slide, self.options.alt_length), undone
        return self._read_again(slide, progress), undone

    def slides(self) -> Iterator[Slide]:
        """All slides, by path."""
        with Catalogue.open(self.location) as catalogue:
            yield from catalogue.slides()

    def cards(self) -> tuple[Card, ...]:
        """All slides in short, by path."""
        with Catalogue.open(self.location) as catalogue:
            return catalogue.cards()

    def selected(self, asked: Selection) -> Iterator[Chosen[Slide]]:
        """The slides that a person asks for, each with the place that shows it.

        Raises:
            NotInIndex: There is no such post.
        """
        from slidescan.search import selection

        with Catalogue.open(self.location) as catalogue:
            yield from selection.select(catalogue, asked)

    def dump(self) -> tuple[tuple[Slide, ...], tuple[AltDecision, ...], dict[str, Any]]:
        """All that the index holds, of one moment: slides, decisions, all else as JSON.

        See `slidescan import`.
        """
        from slidescan.store import archive as transfer

        with Catalogue.open(self.location) as catalogue, catalogue.at_once():
            slides = tuple(catalogue.slides())
            return slides, catalogue.decisions(), transfer.dump(catalogue)

    def load(
        self, export: str | Path, site: str | Path | None = None, *, replace: bool = False
    ) -> int:
        """Take in a whole export (`slidescan export json`); nothing is read anew.

        Args:
            export: The file.
            site: The folder that paths of photos and posts start at, here; by default the one
                above the index.
            replace: Also where the index holds slides already: they are dropped.

        Returns:
            How many slides there are.

        Raises:
            UsageError: It is no such file, or the index holds slides already.
            IndexUnusable: The index can't be written.
        """
        from slidescan.search import manager as fulltext
        from slidescan.store import archive as transfer
        from slidescan.store.lock import exclusive

        data = transfer.parsed(Path(export))
        root = Path(site) if site is not None else default_root(self.location)
        with exclusive(self.location), Catalogue.open(self.location, write=True) as catalogue:
            transfer.refuse_to_replace(catalogue, replace=replace)
            transfer.load(catalogue, data, root)
            fulltext.update(catalogue)
            return catalogue.count()

    def copy(
        self, target: str | Path, site: str | Path | None = None, *, replace: bool = False
    ) -> int:
        """Copy everything into another index, in a folder or on a server; nothing is read anew.

        Args:
            target: Where to; made where there is none.
            site: The folder that paths of photos and posts start at, here; by default as this
                index says.
            replace: Also where the other holds slides already: they are dropped.

        Returns:
            How many slides there are.

        Raises:
            UsageError: The other holds slides already, or is this one.
            IndexUnusable: One of them can't be used, or this one came from elsewhere.
        """
        from slidescan.search.copy_index import copy

        root = Path(site).resolve() if site is not None else None
        return copy(self.location, parse_location(target), root, replace=replace)

    def status(self) -> Status:
        """What the index holds, which engines are at hand, and what is wrong."""
        from slidescan.core.versions import PACKAGE_VERSION
        from slidescan.ingest.status import status

        return status(self.location, PACKAGE_VERSION)

    def verify(self) -> tuple[Issue, ...]:
        """Look at catalogue, full-text index, photos and posts for what is not as it should be.

        Raises:
            IndexUnusable: There is no index, or it can't be opened.
        """
        from slidescan.ingest.verify import verify

        return verify(self.location)

    def repair(self) -> tuple[Issue, ...]:
        """Mend what can be mended without reading photos; returns what was.

        Raises:
            IndexUnusable: The index can't be written.
        """
        from slidescan.ingest.verify import repair

        return repair(self.location, self.options.alt_length)

    def running(self) -> Running | None:
        """How far the ingest is that writes this index now; None where none does."""
        from slidescan.ingest.progress import running

        return running(self.location)

    @contextmanager
    def site_root(self) -> Iterator[Path]:
        """The folder that paths of slides and posts start at."""
        with Catalogue.open(self.location) as catalogue:
            yield site_root(catalogue)
