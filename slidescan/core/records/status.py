"""The content of an index, and the installed parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from slidescan.core.records.issues import Failure, Unread
from slidescan.core.records.posts import Json, MissingReference, SharedUrl, UnknownUrls


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """An OCR engine, and whether it can run here."""

    name: str
    available: bool
    model: str
    languages: tuple[str, ...]
    remedy: str = ""

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {**asdict(self), "languages": list(self.languages)}


@dataclass(frozen=True, slots=True)
class Status:
    """The content of the index and the installed parts; see `slidescan status`.

    `unreachable` holds the files and folders of which the system can't tell now whether they are
    there; `failures` those that an ingest could not read.
    """

    version: str
    index: str
    site: str | None
    generator: str | None
    base_url: str | None
    slides: int
    linked: int
    unlinked: tuple[str, ...]
    posts: int
    gone: tuple[str, ...]
    outdated: tuple[str, ...]
    missing: tuple[MissingReference, ...]
    failures: tuple[Failure, ...]
    engines: tuple[EngineStatus, ...]
    textless: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    shared_urls: tuple[SharedUrl, ...] = ()
    unknown_urls: tuple[UnknownUrls, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    config_files: Sequence[str] = ()
    problems: Sequence[str] = ()
    unread: tuple[Unread, ...] = ()
    unclear: tuple[MissingReference, ...] = ()
    case_differences: tuple[MissingReference, ...] = ()
    languages_met: Mapping[str, int] = field(default_factory=dict)
    unreachable: tuple[Failure, ...] = ()

    @property
    def languages_at_hand(self) -> tuple[str, ...]:
        """The ISO 639-1 codes of the languages that an installed engine reads."""
        usable = (engine for engine in self.engines if engine.available)
        return tuple(sorted({code for engine in usable for code in engine.languages}))

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {
            "version": self.version,
            "index": self.index,
            "site": self.site,
            "generator": self.generator,
            "base_url": self.base_url,
            "slides": self.slides,
            "linked": self.linked,
            "unlinked": list(self.unlinked),
            "posts": self.posts,
            "gone": list(self.gone),
            "textless": list(self.textless),
            "kinds": dict(self.kinds),
            "outdated": list(self.outdated),
            "missing": [m.to_json() for m in self.missing],
            "unclear": [m.to_json() for m in self.unclear],
            "case_differences": [m.to_json() for m in self.case_differences],
            "drafts": list(self.drafts),
            "shared_urls": [s.to_json() for s in self.shared_urls],
            "unknown_urls": [u.to_json() for u in self.unknown_urls],
            "failures": [f.to_json() for f in self.failures],
            "unreachable": [f.to_json() for f in self.unreachable],
            "engines": [e.to_json() for e in self.engines],
            "defaults": dict(self.defaults),
            "config_files": list(self.config_files),
            "problems": list(self.problems),
            "unread": [u.to_json() for u in self.unread],
            "languages": {"at_hand": list(self.languages_at_hand), "met": dict(self.languages_met)},
        }
