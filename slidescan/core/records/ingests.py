"""Ingests: the progress of one, and the report at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from slidescan.core.records.issues import Failure, Unread
from slidescan.core.records.posts import Json, MissingReference, SharedUrl, UnknownUrls
from slidescan.core.records.renamed import renamed_fields


@dataclass(frozen=True, slots=True)
class Running:
    """The progress of an ingest.

    Attributes:
        started: When it started, seconds since 1970.
        process: The id of its process.
        total: Photos to read.
        done: Photos that are finished.
        failed: Finished photos that could not be read.
        phase: What the ingest is doing.
        image: The photo that was finished last.
    """

    started: float
    process: int
    total: int
    done: int
    failed: int
    phase: str
    image: str

    def now(self, **changes: int | str) -> Running:
        """The progress with these changes."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def to_json(self) -> Json:
        """All fields as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Running:
        """The progress from the output of `to_json`.

        Raises:
            KeyError, TypeError, ValueError: The data is not such output.
        """
        return cls(
            started=float(data["started"]),
            process=int(data["process"]),
            total=int(data["total"]),
            done=int(data["done"]),
            failed=int(data["failed"]),
            phase=str(data["phase"]),
            image=str(data["image"]),
        )


@dataclass(frozen=True, slots=True)
class RenderedReport:
    """What the built site told an ingest.

    Attributes:
        folder: The folder with the built site.
        pages: Its pages.
        posts: Posts whose links follow from their page.
        outdated: Posts that are newer than their page; for them, the generator's rules count.
    """

    folder: str
    pages: int
    posts: int
    outdated: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {**asdict(self), "outdated": list(self.outdated)}


@renamed_fields(read="photos_read")
@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did.

    Attributes:
        site: Root of the site.
        generator: The site's generator (`hugo`, …, `plain`).
        photos: Photos below the given paths.
        photos_read: Photos that the ingest read.
        unchanged: Photos that didn't need to be read.
        outdated: Unchanged photos that an earlier version read.
        linked: Photos that at least one post shows.
        posts: Posts of the site.
        posts_read: Posts that the ingest read.
        pruned: Slides that were dropped because their photos are gone.
        gone: Photos in the index whose files are gone; they stay in the index unless pruned.
        failures: Photos and posts that could not be read.
        missing: References to images that don't exist.
        unclear: References that are not understood, with the image that may be meant.
        case_differences: References that differ from their file's name in letter case.
        shared_urls: Addresses that several posts share.
        rendered: What the built site told; None without one.
        unknown_urls: Posts whose addresses are not known, by the reason.
        unread: What is on the site but not in the index, of this and earlier ingests.
        exported: Pictures that slidescan exported, which are no photos.
        encoded: Slides that an encoder made vectors of, for the search by meaning.
        other_encoder: Slides whose vectors another encoder made; new slides have none.
        encoder_issue: Why the encoder gave no vectors; empty if it did.
        seconds: Time it took.
        interrupted: Whether a person stopped the ingest; finished photos stay in the index.
        index: The index that it wrote.
    """

    site: str
    generator: str
    photos: int = 0
    photos_read: int = 0
    unchanged: int = 0
    outdated: int = 0
    linked: int = 0
    posts: int = 0
    posts_read: int = 0
    pruned: int = 0
    gone: int = 0
    failures: tuple[Failure, ...] = ()
    missing: tuple[MissingReference, ...] = ()
    unclear: tuple[MissingReference, ...] = ()
    case_differences: tuple[MissingReference, ...] = ()
    shared_urls: tuple[SharedUrl, ...] = ()
    rendered: RenderedReport | None = None
    unknown_urls: tuple[UnknownUrls, ...] = ()
    unread: tuple[Unread, ...] = ()
    exported: int = 0
    encoded: int = 0
    other_encoder: int = 0
    encoder_issue: str = ""
    seconds: float = 0.0
    interrupted: bool = False
    index: str = ""

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {
            "site": self.site,
            "generator": self.generator,
            "photos": self.photos,
            "read": self.photos_read,
            "unchanged": self.unchanged,
            "outdated": self.outdated,
            "linked": self.linked,
            "posts": self.posts,
            "posts_read": self.posts_read,
            "pruned": self.pruned,
            "gone": self.gone,
            "failures": [f.to_json() for f in self.failures],
            "missing": [m.to_json() for m in self.missing],
            "unclear": [m.to_json() for m in self.unclear],
            "case_differences": [m.to_json() for m in self.case_differences],
            "shared_urls": [s.to_json() for s in self.shared_urls],
            "rendered": self.rendered.to_json() if self.rendered else None,
            "unknown_urls": [u.to_json() for u in self.unknown_urls],
            "unread": [u.to_json() for u in self.unread],
            "exported": self.exported,
            "encoded": self.encoded,
            "other_encoder": self.other_encoder,
            "encoder_issue": self.encoder_issue or None,
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
            "index": self.index,
        }


@dataclass(frozen=True, slots=True)
class IngestPlan:
    """What an ingest would do.

    Attributes:
        site: Root of the site.
        generator: The site's generator (`hugo`, …, `plain`).
        index: The index.
        engine: The OCR engine.
        languages: ISO 639 codes of the slides' languages; empty for English.
        posts: Posts of the site.
        photos: Photos below the given paths, or those that posts show.
        wanted: Photos that it would read.
        unchanged: Photos that it wouldn't.
        outdated: Unchanged photos that an earlier version read.
        gone: Photos in the index whose files are gone.
        prunes: Whether it would drop these.
        failures: Photos that can't be opened.
        formats: Image files whose format isn't read.
    """

    site: str
    generator: str
    index: str
    engine: str
    languages: tuple[str, ...]
    posts: int
    photos: int
    wanted: tuple[str, ...]
    unchanged: int
    outdated: int
    gone: tuple[str, ...]
    prunes: bool
    failures: tuple[Failure, ...]
    formats: tuple[str, ...]

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {
            "dry_run": True,
            "site": self.site,
            "generator": self.generator,
            "index": self.index,
            "engine": self.engine,
            "languages": list(self.languages),
            "posts": self.posts,
            "photos": self.photos,
            "would_read": list(self.wanted),
            "unchanged": self.unchanged,
            "outdated": self.outdated,
            "would_prune": list(self.gone) if self.prunes else [],
            "gone": len(self.gone),
            "failures": [failure.to_json() for failure in self.failures],
            "unread_files": list(self.formats),
        }
