"""Matches the photos of a library to a speaker's deck, and stores what they show as edits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from slidescan.core.geometry import Homography, PhotoQuad, RelativeQuad
from slidescan.core.records import (
    DeckPage,
    DeckPair,
    DeckReport,
    Line,
    Options,
    PageEdit,
    PairProposal,
    Slide,
)
from slidescan.deck.align import page_quad, page_to_photo
from slidescan.deck.builds import hidden_as_before
from slidescan.deck.match import Match, PhotoView, match
from slidescan.deck.pages import Deck
from slidescan.deck.photo_pixels import load_grey
from slidescan.deck.readers.run import read_deck
from slidescan.errors import NotInIndex, SlidescanError, UsageError
from slidescan.ingest import edits
from slidescan.ingest.derive import rederive
from slidescan.ingest.progress import NullProgress, Progress
from slidescan.posts.discovery import find_site
from slidescan.posts.site import Site
from slidescan.search.selection import Selection, select
from slidescan.store.catalogue import Catalogue
from slidescan.store.decks import page_content, pair_to_json
from slidescan.store.location import Location
from slidescan.store.lookup import site_root

MAX_PHOTOS = 2000
"""The most photos that one deck is matched to."""

NO_PAGE = "shows no page of the deck"
UNCERTAIN = "no page is certain enough"
BY_PERSON = "a person decided"
NO_PIXELS = "its file is gone or has changed since it was read, so words alone decided"


class DeckService:
    """The decks of one index; `Library.decks` gives it.

    Args:
        location: Where the index lives.
        options: The library's options.
    """

    def __init__(self, location: Location, options: Options) -> None:
        self._location = location
        self._options = options

    def pair(
        self,
        path: str | Path,
        *,
        post: str | None = None,
        folder: str | None = None,
        notes: bool = False,
        draw: bool = True,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> DeckReport:
        """Matches photos to the pages of a deck; slides take the words of their page.

        Later ingests keep the pairs. Each can be undone as any change to a slide.

        Args:
            path: The deck, a PDF or PPTX file.
            post: Only photos that this post shows: its path, the end of its path, or its title.
            folder: Only photos in this folder of the site.
            notes: Whether slides take the speaker's notes as well.
            draw: Whether to draw a PPTX with LibreOffice, if it is here, to compare pictures.
            dry_run: Whether to change nothing.
            progress: Receives each photo.

        Raises:
            UsageError: There is no such file or post, or there are no photos, or too many.
            DeckError: The deck can't be read.
        """
        with Catalogue.open(self._location) as catalogue:
            root = site_root(catalogue)
            slides = _by_time(
                [one.slide for one in select(catalogue, Selection(post=post, folder=folder))]
            )
            decided = _decisions(catalogue)
            lines = {slide.image: _ocr_lines(catalogue, slide) for slide in slides}
        _check_count(slides)
        deck = _read(Path(path), root, notes=notes, draw=draw)
        by_person = {s.image for s in slides if _is_by_person(decided.get(s.photo.sha256))}
        views = [
            _view(slide, root, lines[slide.image])
            for slide in slides
            if slide.image not in by_person
        ]
        report = progress or NullProgress()
        report.start(len(views))
        matches = {
            m.image: m for m in match(deck, views, lambda image: report.advance(image, None))
        }
        proposals = [
            _proposal(slide, matches.get(slide.image), deck, decided.get(slide.photo.sha256))
            for slide in slides
        ]
        if not dry_run:
            self._store(deck, slides, matches, proposals, notes=notes)
        return _report(deck, proposals, written=not dry_run)

    def published(self) -> frozenset[str]:
        """The decks that readers of the site may open: its generator publishes their files."""
        with Catalogue.open(self._location) as catalogue:
            decks = {page.deck for page in catalogue.decks.all().values()}
            root = site_root(catalogue)
        if not decks:
            return frozenset()
        given = self._options
        try:
            site = find_site(
                root, site=root, base_url=given.base_url, exclude=given.exclude, cdn=given.cdn
            )
        except SlidescanError:
            return frozenset()  # without the site, nothing tells what it publishes
        return frozenset(deck for deck in decks if _is_published(site, deck))

    def set_page(self, photo: str, path: str | Path, number: int, *, notes: bool = False) -> Slide:
        """Sets the page that a photo shows, by hand.

        Args:
            photo: The photo.
            path: The deck.
            number: The page's number, from 1.
            notes: As for `pair`.

        Raises:
            UsageError: The deck has no such page, or a file is missing.
            DeckError: The deck can't be read.
        """
        with Catalogue.open(self._location) as catalogue:
            slide, root = edits.find_slide(catalogue, photo), site_root(catalogue)
            lines = _ocr_lines(catalogue, slide)
            stored = catalogue.decks.all()
        # Drawing takes seconds; what is stored of a drawn page stays.
        deck = _read(Path(path), root, notes=notes, draw=False)
        page = next((each.page for each in deck.pages if each.page.number == number), None)
        if page is None:
            raise UsageError(
                f"{deck.path.name} has no page {number}",
                f"name one of {deck.pages[0].page.number} to {deck.pages[-1].page.number}",
            )
        if (old := stored.get((page.sha256, number))) is not None:
            page = replace(old, notes=page.notes if notes else old.notes)
        maps = page_to_photo(page, lines, slide.photo, slide.detection)
        quad = _first_quad(maps)
        pair = DeckPair(page.deck, page.sha256, number, 1.0, "person")
        with edits.open_for_writing(self._location) as catalogue:
            with catalogue.transaction():
                catalogue.decks.put(page)
                _put(catalogue, slide, pair, quad)
            return edits.rederive_slide(catalogue, slide, self._options.alt_length)

    def drop_page(self, photo: str) -> Slide:
        """Decides that a photo shows no page; later matches keep to it.

        Raises:
            NotInIndex: The index holds no such photo.
        """
        with edits.open_for_writing(self._location) as catalogue:
            slide = edits.find_slide(catalogue, photo)
            with catalogue.transaction():
                _put(catalogue, slide, None, None)
            return edits.rederive_slide(catalogue, slide, self._options.alt_length)

    def undo(self, photo: str) -> Slide:
        """Undoes the last decision about a photo's page.

        Raises:
            NotInIndex: There is none.
        """
        with edits.open_for_writing(self._location) as catalogue:
            slide = edits.find_slide(catalogue, photo)
            history = catalogue.edits.history(slide.image, slide.photo.sha256)
            numbers = [edit.number for edit in history if isinstance(edit, PageEdit)]
            if not numbers:
                raise NotInIndex(f"{slide.image} has no page of a deck", "there is nothing to undo")
            edits.undo(catalogue, slide, numbers[-1])
            with catalogue.transaction():
                _drop_unused(catalogue)
            return edits.rederive_slide(catalogue, slide, self._options.alt_length)

    def _store(
        self,
        deck: Deck,
        slides: Sequence[Slide],
        matches: dict[str, Match],
        proposals: Sequence[PairProposal],
        *,
        notes: bool,
    ) -> None:
        """Stores the new pairs, and derives their slides again."""
        by_image = {slide.image: slide for slide in slides}
        pairs = {p.image: p.pair for p in proposals if p.pair is not None and p.pair.by != "person"}
        if not pairs:
            return
        pages = {each.page.number: each.page for each in deck.pages}
        changed = {p.image for p in proposals if p.changed}
        with edits.open_for_writing(self._location) as catalogue:
            stored = catalogue.decks.all()
            with catalogue.transaction():
                replaced: dict[int, DeckPage] = {}
                for number in sorted({pair.number for pair in pairs.values()}):
                    page, old = pages[number], stored.get((deck.sha256, number))
                    if not notes and old is not None:
                        page = replace(page, notes=old.notes)
                    if old is None or _stored(old) != _stored(page):
                        catalogue.decks.put(page)
                        if old is not None:
                            replaced[number] = old
                for image in changed:
                    _put(catalogue, by_image[image], pairs[image], matches[image].quad)
                others = _keep_hidden(catalogue, deck, replaced)
                _drop_unused(catalogue)
            touched = {i for i, pair in pairs.items() if i in changed or pair.number in replaced}
            images = {*touched, *others}
            images.update(d for i in touched for d in by_image[i].duplicates)
            if images:
                rederive(catalogue, sorted(images), self._options.alt_length)


def _is_published(site: Site, file: str) -> bool:
    """Whether a site's generator publishes a file that is no post."""
    part = site.part_of(file)
    below = part.inward(file) if part is not None else file
    return bool(site.rules_of(file).image_urls(below))


def _read(path: Path, root: Path, *, notes: bool, draw: bool) -> Deck:
    return Deck.of(read_deck(path, notes=notes, draw=draw), _deck_name(path, root))


def _deck_name(path: Path, root: Path) -> str:
    """The deck's path below the site; its name if it lies outside."""
    path, root = path.resolve(), root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _check_count(slides: Sequence[Slide]) -> None:
    if not slides:
        raise UsageError("there are no photos to match", "name another post or folder")
    if len(slides) > MAX_PHOTOS:
        raise UsageError(
            f"{len(slides)} photos are too many for one talk", "name its --post or its --folder"
        )


def _by_time(slides: Sequence[Slide]) -> list[Slide]:
    """The slides in the order of the talk: by the photos' times, if all have one, else by name.

    Numbers in names count as numbers: `IMG_2` comes before `IMG_10`.
    """

    def name(slide: Slide) -> list[tuple[int, str]]:
        parts = re.findall(r"\d+|\D+", slide.image)
        return [(int(p), "") if p.isdecimal() and len(p) < 19 else (-1, p) for p in parts]

    in_time = all(slide.photo.taken for slide in slides)
    if in_time:
        return sorted(slides, key=lambda slide: (slide.photo.taken or "", name(slide)))
    return sorted(slides, key=name)


def _decisions(catalogue: Catalogue) -> dict[str, PageEdit]:
    history = catalogue.edits.history()
    return {edit.sha256: edit for edit in history if isinstance(edit, PageEdit)}


def _is_by_person(edit: PageEdit | None) -> bool:
    return edit is not None and (edit.pair is None or edit.pair.by == "person")


def _view(slide: Slide, root: Path, lines: Sequence[Line]) -> PhotoView:
    return PhotoView(
        *(slide.image, slide.photo, slide.detection, lines),
        lambda: load_grey(root / slide.image, slide.photo),
    )


def _ocr_lines(catalogue: Catalogue, slide: Slide) -> tuple[Line, ...]:
    """What OCR read: a slide that has the words of a page would agree with that page."""
    stored = catalogue.reading(slide.photo.sha256)
    return stored.reading.lines if stored is not None else slide.reading.lines


def _proposal(
    slide: Slide, match_: Match | None, deck: Deck, before: PageEdit | None
) -> PairProposal:
    """What the match makes of a photo."""
    if match_ is None:
        pair = before.pair if before else None
        return PairProposal(slide.image, pair, BY_PERSON, changed=False)
    if match_.page is None:
        candidates = tuple(deck.pages[i].page.number for i in match_.candidates)
        reason = UNCERTAIN if candidates else NO_PAGE
        if before is not None and before.pair is not None:
            reason += f"; it keeps {before.pair.deck}#page={before.pair.number}"
        return PairProposal(slide.image, None, reason, candidates, changed=False)
    page = deck.pages[match_.page].page
    pair = DeckPair(
        *(page.deck, page.sha256, page.number, round(match_.confidence, 3), "slidescan"),
        match_.hidden,
    )
    is_new = before is None or before.pair is None or not _is_same(before.pair, pair)
    reason = "" if match_.has_pixels else NO_PIXELS
    return PairProposal(slide.image, pair, reason, (), page.title, is_new)


def _is_same(before: DeckPair, pair: DeckPair) -> bool:
    return (before.deck, before.sha256, before.number, before.hidden) == (
        *(pair.deck, pair.sha256, pair.number, pair.hidden),
    )


def _first_quad(maps: Sequence[Homography]) -> PhotoQuad | None:
    quads = (page_quad(each) for each in maps)
    return next((quad for quad in quads if quad is not None), None)


def _put(catalogue: Catalogue, slide: Slide, pair: DeckPair | None, quad: PhotoQuad | None) -> None:
    relative = RelativeQuad.of_photo(quad, slide.photo.width, slide.photo.height) if quad else None
    before = pair_to_json(slide.page.pair) if slide.page else ""
    common = edits.common_members(slide, before, pair_to_json(pair))
    catalogue.edits.put(PageEdit(*common, pair, relative))
    catalogue.underive(slide.image)


def _stored(page: DeckPage) -> tuple[str, str]:
    """A page as the catalogue holds it: coordinates are rounded."""
    return page.deck, page_content(page)


def _keep_hidden(catalogue: Catalogue, deck: Deck, replaced: Mapping[int, DeckPage]) -> list[str]:
    """Keeps the words that photos don't show yet hidden on pages whose lines break elsewhere now.

    Args:
        catalogue: Open for writing, within a transaction.
        deck: The deck as it is read now.
        replaced: Its pages as they were stored before, by number.

    Returns:
        All photos of these pages.
    """
    pages = {each.page.number: each.page for each in deck.pages}
    images: list[str] = []
    for edit in _decisions(catalogue).values():
        pair = edit.pair
        if pair is None or pair.sha256 != deck.sha256 or pair.number not in replaced:
            continue
        images += catalogue.copies(edit.sha256)
        hidden = hidden_as_before(replaced[pair.number], pages[pair.number], pair.hidden)
        if hidden != pair.hidden:
            changed = replace(pair, hidden=hidden)
            catalogue.edits.drop(edit.number)
            catalogue.edits.put(replace(edit, pair=changed, after=pair_to_json(changed)))
    return images


def _drop_unused(catalogue: Catalogue) -> None:
    """Deletes pages that no edit names any more."""
    history = catalogue.edits.history()
    pairs = (edit.pair for edit in history if isinstance(edit, PageEdit))
    catalogue.decks.keep_only((p.sha256, p.number) for p in pairs if p is not None)


def _report(deck: Deck, proposals: Sequence[PairProposal], *, written: bool) -> DeckReport:
    pages = [each.page for each in deck.pages]
    paired = {
        p.pair.number for p in proposals if p.pair is not None and p.pair.sha256 == deck.sha256
    }
    return DeckReport(
        deck=pages[0].deck,
        pages=len(pages),
        textless=tuple(page.number for page in pages if not page.lines),
        undrawn=tuple(each.page.number for each in deck.pages if each.picture is None),
        proposals=tuple(proposals),
        unseen=tuple(page.number for page in pages if page.number not in paired),
        written=written,
        drawn_with=deck.drawn_with,
        undrawn_reason=deck.undrawn_reason,
    )
