"""Proposes, writes, checks and describes the alt texts of one library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from slidescan.alt.assistants import store_assistant_alt
from slidescan.alt.changes import AltChange, AltOptions
from slidescan.alt.checks import check
from slidescan.alt.context import AltContext
from slidescan.alt.describe import Describer, describe_slides
from slidescan.alt.fragments import fragments_of
from slidescan.alt.inputs import AltInputs, posts_affected
from slidescan.alt.issues import MAX_CHECKED_ALT_CHARS
from slidescan.alt.live import LiveAlts
from slidescan.alt.parts import (
    EarlierAlts,
    file_state,
    including_posts,
    post_parts,
    posts_only,
)
from slidescan.alt.propose import Targets, changes_of, propose
from slidescan.alt.stored_addresses import StoredAddresses
from slidescan.alt.stored_slides import StoredSlides
from slidescan.alt.targets import photos_only, select_targets
from slidescan.alt.write import apply_decisions, write
from slidescan.core.presence import is_folder
from slidescan.core.records import AltDecision, AltIssue, AltProposal, Failure, Options, Slide
from slidescan.errors import NotInIndex, PostError, SiteNotFound
from slidescan.posts.discovery import find_site
from slidescan.posts.post_files import decode_post, read_bytes
from slidescan.posts.site import Site
from slidescan.posts.site_cache import SiteCache
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.lock import exclusive
from slidescan.store.lookup import site_root, trusted_root

_SITES = SiteCache()


class AltService:
    """The alt texts of one index; `Library` documents the methods.

    Args:
        location: Where the index lives.
        options: The library's options.
    """

    def __init__(self, location: Location, options: Options) -> None:
        self._location = location
        self._options = options

    def propose(
        self,
        paths: Sequence[str | Path] = (),
        options: AltOptions | None = None,
        *,
        describe: bool = False,
    ) -> tuple[tuple[AltChange, ...], tuple[Failure, ...]]:
        """See `Library.alts`."""
        with Catalogue.open(self._location) as catalogue:
            site = self._current_site(catalogue)
            describer = self._describer().name if describe else ""
            targets = [Path(path) for path in paths]
            posts = _posts_to_read(catalogue, site, targets)
            if posts is None and catalogue.derivation.is_complete():
                return _propose_in_parts(
                    catalogue, site, describer, targets, options or AltOptions()
                )
            context = AltContext.of(catalogue, describer, posts)
            return propose(context, site, targets, options or AltOptions(), posts)

    def propose_again(
        self, earlier: EarlierAlts | None, *, describe: bool = False
    ) -> tuple[AltInputs, frozenset[str] | None, Iterator[AltChange]]:
        """Proposes alt texts for posts whose proposals may have changed; writes nothing.

        Posts are looked at a few at a time, so that the memory doesn't grow with their number.

        Args:
            earlier: What was proposed before; None for nothing.
            describe: As for `propose`.

        Returns:
            What the proposals depend on now, the posts that are looked at again (None for all), and
            their changes.
        """
        describer = self._describer().name if describe else ""
        with Catalogue.open(self._location) as catalogue:
            site = self._current_site(catalogue)
            inputs = AltInputs.of(catalogue, site, describer)
            posts = None
            if earlier is not None:
                posts = posts_affected(
                    catalogue, earlier.inputs, inputs, earlier.posts_showing, earlier.posts_with_alt
                )
        return inputs, posts, self._changes_of(describer, posts)

    def texts(self, posts: Iterable[str]) -> dict[str, str]:
        """The texts of some posts, by their paths; without those that can't be read."""
        texts: dict[str, str] = {}
        with Catalogue.open(self._location) as catalogue:
            site = self._current_site(catalogue)
        for post in posts:
            with suppress(PostError):
                texts[post] = decode_post(read_bytes(site, post))[0]
        return texts

    def _changes_of(self, describer: str, posts: frozenset[str] | None) -> Iterator[AltChange]:
        with Catalogue.open(self._location) as catalogue:
            site = self._current_site(catalogue)
            everything = AltContext.of(catalogue, describer, ())
            for part in post_parts(catalogue, site, posts):
                context = everything.of_posts(catalogue, part)
                changes, _ = propose(context, site, (), AltOptions(), part)
                yield from changes

    def write(
        self,
        changes: Sequence[AltChange],
        decisions: Sequence[Mapping[int, AltDecision]] | None = None,
    ) -> tuple[tuple[AltProposal, ...], tuple[Failure, ...]]:
        """See `Library.write_alts`."""
        by_line: dict[tuple[str, int], AltDecision] = {}
        if decisions is not None:
            pairs = list(zip(changes, decisions, strict=True))
            for change, decided in pairs:
                for number, decision in decided.items():
                    by_line[change.post, change.proposals[number].line] = decision
            changes = [apply_decisions(change, decided) for change, decided in pairs]
        with exclusive(self._location), Catalogue.open(self._location, write=True) as catalogue:
            written, failures = write(catalogue, self._site(catalogue), changes, by_line)
            failed = {failure.path for failure in failures}
            with catalogue.transaction():
                for decision in by_line.values():
                    if decision.post not in failed:
                        catalogue.edits.put_decision(decision)
        return written, failures

    def suggest(self, image: str, text: str, assistant: str) -> tuple[Slide, str]:
        """Checks an alt text that an assistant proposes, and stores it for a person's review.

        It changes no post. `propose` proposes the text from then on, and nothing but a person's
        decision writes it.

        Args:
            image: The photo's path below the site.
            text: The alt text; it may only rephrase the slide.
            assistant: The assistant's name.

        Returns:
            The slide, and the text as stored.

        Raises:
            NotInIndex: The index holds no such photo.
            ProposalRefused: The text says what the slide doesn't.
        """
        with Catalogue.open(self._location):
            pass  # a missing index stays missing
        with exclusive(self._location), Catalogue.open(self._location, write=True) as catalogue:
            slide = next(catalogue.slides((image,)), None)
            if slide is None:
                raise NotInIndex(
                    f"the index holds no photo {image}", "read it with slidescan ingest"
                )
            most = self._options.alt_length
            return slide, store_assistant_alt(catalogue, slide, text, assistant, most)

    def check(
        self,
        paths: Sequence[str | Path] = (),
        *,
        most: int | None = None,
        export: str | Path | None = None,
        site: str | Path | None = None,
    ) -> tuple[tuple[AltIssue, ...], tuple[Failure, ...]]:
        """See `Library.check_alts`."""
        limit = MAX_CHECKED_ALT_CHARS if most is None else most
        targets = [Path(path) for path in paths]
        if export is not None:
            posts = self._exported_site(targets, export, site)
            return check(AltContext.of_export(Path(export), posts), posts, targets, most=limit)
        with Catalogue.open(self._location) as catalogue:
            context = AltContext.streamed(catalogue)
            return check(context, self._site(catalogue), targets, most=limit)

    def checked_root(
        self, paths: Sequence[str | Path], export: str | Path, site: str | Path | None = None
    ) -> Path:
        """The root of the site that `check` looks at with an export."""
        return self._exported_site([Path(path) for path in paths], export, site).root

    def _exported_site(
        self, targets: Sequence[Path], export: str | Path, site: str | Path | None
    ) -> Site:
        start = targets[0] if targets else Path(export).resolve().parent
        return self._find_site(start, Path(site) if site else None)

    def live(self) -> LiveAlts:
        """The alt texts of posts that are being written, with the whole index in memory.

        Raises:
            SiteNotFound: The site is gone.
            IndexUnusable: The index was made elsewhere, so that its site isn't trusted.
        """
        with Catalogue.open(self._location) as catalogue:
            site = self._site(catalogue)
            return LiveAlts(AltContext.of(catalogue), site)

    def describe(
        self, changes: Sequence[AltChange], most: int | None = None
    ) -> Iterator[tuple[str, str, str]]:
        """See `Library.describe_alts`."""
        describer = self._describer()
        limit = self._options.alt_length if most is None else most
        images = dict.fromkeys(
            proposal.image
            for change in changes
            for proposal in change.proposals
            if proposal.action == "write"
        )
        with exclusive(self._location), Catalogue.open(self._location, write=True) as catalogue:
            answered = catalogue.edits.described(describer.name)
            slides = [s for s in catalogue.slides(tuple(images)) if s.photo.sha256 not in answered]
            for slide, answer, refusal in describe_slides(
                describer, slides, site_root(catalogue), limit
            ):
                if answer:
                    with catalogue.transaction():
                        catalogue.edits.put_described(slide.photo.sha256, describer.name, answer)
                yield slide.image, answer, refusal

    def decisions(self) -> tuple[AltDecision, ...]:
        """See `Library.decisions`."""
        with Catalogue.open(self._location) as catalogue:
            return catalogue.edits.decisions()

    def _describer(self) -> Describer:
        from slidescan.alt.openai import configured_describer  # lazy: urllib.request costs 15 ms

        return configured_describer(self._options.describe_url, self._options.describe_model)

    def _current_site(self, catalogue: Catalogue) -> Site:
        """The site, as it was walked before if no folder of it has changed since."""
        site = _SITES.current(self._site(catalogue))
        site.generator.remember(StoredAddresses(self._location, site))
        return site

    def _site(self, catalogue: Catalogue) -> Site:
        root = trusted_root(catalogue)
        if not is_folder(root):
            raise SiteNotFound(f"the site {root} is gone", "ingest again where it is now")
        site = self._find_site(root, root)
        site.generator.remember(StoredAddresses(self._location, site))
        return site

    def _find_site(self, start: Path, root: Path | None) -> Site:
        return find_site(
            start,
            site=root,
            base_url=self._options.base_url,
            exclude=self._options.exclude,
            cdn=self._options.cdn,
        )


def _propose_in_parts(
    catalogue: Catalogue,
    site: Site,
    describer: str,
    paths: Sequence[Path],
    options: AltOptions,
) -> tuple[tuple[AltChange, ...], tuple[Failure, ...]]:
    """Proposes for all posts, or those below some paths, with the slides of a few posts at a time.

    Returns:
        As `propose.propose`.
    """
    everything = AltContext.of(catalogue, describer, ())
    including = catalogue.posts_at(sorted(including_posts(catalogue))).values()
    fragments = fragments_of((stored.post for stored in including), site)
    posts, images = select_targets(site, paths, StoredSlides(catalogue), fragments)
    order = {post: number for number, post in enumerate(posts)}
    read: set[object] = set()
    changes: list[AltChange] = []
    failures: list[Failure] = []
    for part in post_parts(catalogue, site, None):
        context = everything.of_posts(catalogue, part)
        of_part = fragments_of(context.posts.values(), site)
        wanted = sorted(order.keys() & {*part, *of_part}, key=order.__getitem__)
        for entry in changes_of(context, site, Targets(wanted, images, of_part, read), options):
            if isinstance(entry, Failure):
                failures.append(entry)
            else:
                changes.append(entry)
    changes.sort(key=lambda change: order[change.post])
    failures.sort(key=lambda failure: order[failure.path])
    return tuple(changes), (*failures, *site.unreadable_folders)


def _posts_to_read(
    catalogue: Catalogue, site: Site, paths: Sequence[Path]
) -> frozenset[str] | None:
    """The posts to look at for `paths`; None for all posts.

    For photos, these are the posts that show them in the index, and all posts that have changed
    since.
    """
    if given := posts_only(site, paths):
        return frozenset(given)
    photos = photos_only(site, paths, StoredSlides(catalogue)) if paths else ()
    if not photos:
        return None
    posts = {link.post for slide in catalogue.slides(photos) for link in slide.links}
    read = catalogue.post_files()
    posts.update(path for path in site.post_paths if read.get(path) != file_state(site, path))
    return frozenset(posts)
