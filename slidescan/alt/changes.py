"""What may be changed in posts, and the changes."""

from __future__ import annotations

from dataclasses import dataclass

from slidescan.core.records import AltProposal, ImageReference, LongForm


@dataclass(frozen=True, slots=True)
class AltOptions:
    """Which alt texts may be written, and how.

    Attributes:
        most: The most characters; None to take the alt texts that the ingest made.
        replace: Whether to replace alt texts that people wrote.
        long: Where to write long descriptions; None to write none.
        described: Whether to write the words of a describer.
        again: Whether to propose again what a review skipped.
    """

    most: int | None = None
    replace: bool = False
    long: LongForm | None = None
    described: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class AltChange:
    """The change of one post.

    Attributes:
        post: Its path below the site.
        before: Its bytes.
        after: Its bytes with the new alt texts and long descriptions.
        proposals: One for each reference to a slide.
        references: The references, one for each proposal.
        files: Files to write beside photos: path below the site, text.
    """

    post: str
    before: bytes
    after: bytes
    proposals: tuple[AltProposal, ...]
    references: tuple[ImageReference, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
