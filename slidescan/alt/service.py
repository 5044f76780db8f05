"""Alt texts of a library: proposed, written, checked, reworded. Part of `Library`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.core.records import Options
from slidescan.errors import SiteNotFound
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.lookup import site_root, trusted_root

if TYPE_CHECKING:
    from slidescan.alt.propose import AltChange, AltOptions
    from slidescan.core.records import AltDecision, AltIssue, AltProposal, Failure
    from slidescan.posts.site import Site


class AltTexts:
    """What a library does with alt texts.

    Attributes:
        place: The index.
        options: What a person chose.
    """

    location: Location
    options: Options

    def alts(
        self,
        paths: Sequence[str | Path] = (),
        asked: AltOptions | None = None,
        *,
        describe: bool = False,
    ) -> tuple[tuple[AltChange, ...], tuple[Failure, ...]]:
        """Alt texts for the slides that posts show; nothing is written.

        Args:
            paths: Posts, folders of posts, or photos; all posts if empty.
            asked: What may be written; by default what `slidescan alt` writes.
            describe: Whether to propose what the configured describer answered.

        Returns:
            A change for each post, and the posts that could not be read.

        Raises:
            NotInIndex: A path is no post and no photo of the index.
        """
        from slidescan.alt import propose as writeback
        from slidescan.alt.context import AltContext
        from slidescan.alt.describe import configured
        from slidescan.alt.propose import AltOptions

        with Catalogue.open(self.location) as catalogue:
            site = self._site(catalogue)
            describer = ""
            if describe:
                named = configured(self.options.describe_url, self.options.describe_model)
                describer = named.name
            known = AltContext.of(catalogue, describer)
            return writeback.propose(known, site, [Path(p) for p in paths], asked or AltOptions())

    def write_alts(
        self,
        changes: Sequence[AltChange],
        decisions: Sequence[Mapping[int, AltDecision]] | None = None,
    ) -> tuple[tuple[AltProposal, ...], tuple[Failure, ...]]:
        """Write alt texts into their posts.

        Args:
            changes: As `alts` gave them.
            decisions: For each change, what a person decided, by the number of the proposal;
                proposals without a decision are left for another time.

        Returns:
            What was written, and the posts that could not be.
        """
        from slidescan.alt import propose as writeback
        from slidescan.alt.propose import reviewed
        from slidescan.store.lock import exclusive

        theirs: dict[tuple[str, int], AltDecision] = {}
        if decisions is not None:
            for change, decided in zip(changes, decisions, strict=True):
                for number, decision in decided.items():
                    theirs[change.post, change.proposals[number].line] = decision
            changes = [reviewed(c, d) for c, d in zip(changes, decisions, strict=True)]
        with exclusive(self.location), Catalogue.open(self.location, write=True) as catalogue:
            written, failures = writeback.write(catalogue, self._site(catalogue), changes, theirs)
            failed = {failure.path for failure in failures}
            with catalogue.transaction():
                for decision in theirs.values():
                    if decision.post not in failed:
                        catalogue.put_decision(decision)
        return written, failures

    def check_alts(
        self,
        paths: Sequence[str | Path] = (),
        *,
        most: int | None = None,
        export: str | Path | None = None,
        site: str | Path | None = None,
    ) -> tuple[tuple[AltIssue, ...], tuple[Failure, ...]]:
        """Alt texts of all images in posts that serve no reader.

        Args:
            paths: Posts, folders of posts, or photos; all posts if empty.
            most: Most characters of an alt text.
            export: An export of the catalogue (`slidescan export json`) to work from, where
                there is no index.
            site: The site's root, with `export`; found upwards from the first path, else from
                the export.

        Raises:
            NotInIndex: A path is no post and no photo of the index.
            UsageError: The export can't be read.
        """
        from slidescan.alt import checks as faults
        from slidescan.alt.context import AltContext
        from slidescan.posts.discovery import find_site

        limit = faults.TOO_LONG if most is None else most
        named = [Path(path) for path in paths]
        if export is not None:
            start = named[0] if named else Path(export).resolve().parent
            place = find_site(
                start,
                site=Path(site) if site else None,
                base_url=self.options.base_url,
                exclude=self.options.exclude,
            )
            known = AltContext.exported(Path(export), place)
            return faults.check(known, place, named, most=limit)
        with Catalogue.open(self.location) as catalogue:
            return faults.check(AltContext.of(catalogue), self._site(catalogue), named, most=limit)

    def describe_alts(
        self, changes: Sequence[AltChange], most: int | None = None
    ) -> Iterator[tuple[str, str, str]]:
        """Ask the configured describer to word the alt texts of slides that changes show.

        Answers are kept, and `alts` with `described` proposes them. Slides that were answered
        for before are not asked for again.

        Yields:
            Image, answer, and why it was refused, if it was.

        Raises:
            UsageError: No describer is configured, or it can't be reached.
        """
        from slidescan.alt.describe import ask, configured
        from slidescan.store.lock import exclusive

        describer = configured(self.options.describe_url, self.options.describe_model)
        wanted = dict.fromkeys(p.image for c in changes for p in c.proposals if p.action == "write")
        limit = self.options.alt_length if most is None else most
        with exclusive(self.location), Catalogue.open(self.location, write=True) as catalogue:
            root = site_root(catalogue)
            answered = catalogue.described(describer.name)
            slides = [s for s in catalogue.slides(tuple(wanted)) if s.photo.sha256 not in answered]
            for slide, answer, refused in ask(describer, slides, root, limit):
                if answer:
                    with catalogue.transaction():
                        catalogue.put_described(slide.photo.sha256, describer.name, answer)
                yield slide.image, answer, refused

    def decisions(self) -> tuple[AltDecision, ...]:
        """What persons decided of alt texts."""
        with Catalogue.open(self.location) as catalogue:
            return catalogue.decisions()

    def _site(self, catalogue: Catalogue) -> Site:
        from slidescan.posts.discovery import find_site

        root = trusted_root(catalogue)
        if not root.is_dir():
            raise SiteNotFound(f"the site {root} is gone", "ingest again where it is now")
        return find_site(
            root, site=root, base_url=self.options.base_url, exclude=self.options.exclude
        )
