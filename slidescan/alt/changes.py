"""Options for changes to posts, and the changes."""

from __future__ import annotations

from dataclasses import dataclass

from slidescan.core.records import AltProposal, ImageReference, LongForm


@dataclass(frozen=True, slots=True)
class AltOptions:
    """Which alt texts to write, and how.

    Attributes:
        most: The most characters; None to use the alt texts from the ingest.
        replace: Whether to replace alt texts that people wrote.
        long: Where to write long descriptions; None to write none.
        described: Whether to write a describer's answers.
        again: Whether to propose alt texts again that a review skipped.
    """

    most: int | None = None
    replace: bool = False
    long: LongForm | None = None
    described: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class FileChange:
    """A text file to write beside a photo.

    Attributes:
        path: Its path below the site.
        text: Its new text.
        before: Its bytes; None if there is no file yet.
    """

    path: str
    text: str
    before: bytes | None


@dataclass(frozen=True, slots=True)
class AltChange:
    """The change of one post.

    Attributes:
        post: Its path below the site.
        before: Its bytes.
        after: Its bytes with the new alt texts and long descriptions.
        proposals: One for each reference to a slide.
        references: The references, one for each proposal.
        files: Files to write beside photos.
    """

    post: str
    before: bytes
    after: bytes
    proposals: tuple[AltProposal, ...]
    references: tuple[ImageReference, ...] = ()
    files: tuple[FileChange, ...] = ()
