"""What is answered: ingests, searches, alt texts, status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from html import escape
from typing import Any, Literal, TypeAlias, get_args

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records.posts import Json, MissingReference, SharedUrl
from slidescan.core.records.slides import Slide


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be read, while the others were.

    Attributes:
        path: Which file.
        reason: What is wrong with it, one line.
        remedy: What to do about it, one line; may be empty.
    """

    path: str
    reason: str
    remedy: str = ""

    def to_json(self) -> Json:
        """Path, reason and remedy."""
        return {"path": self.path, "reason": self.reason, "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that is not as it should be in an index.

    Attributes:
        kind: `damaged`, `unread`, `unmade`, `broken`, `orphan`, `unused`, `unindexed`, `leftover`,
            `gone`, `changed` or `link`.
        path: The photo, the post, or the part of the index.
        text: What is wrong, one line.
        remedy: What mends it.
    """

    kind: str
    path: str
    text: str
    remedy: str

    def to_json(self) -> Json:
        """All fields."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Running:
    """How far an ingest is.

    Attributes:
        started: When, seconds since 1970.
        process: Which process does it.
        total: Photos to be read.
        done: Photos that are done.
        failed: How many of them could not be read.
        phase: What is being done.
        image: The photo that was done last.
    """

    started: float
    process: int
    total: int
    done: int
    failed: int
    phase: str
    image: str

    def now(self, **changes: int | str) -> Running:
        """The same ingest, later."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def to_json(self) -> Json:
        """All fields."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Running:
        """What `to_json` gave.

        Raises:
            KeyError, TypeError, ValueError: It is something else.
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
class IngestReport:
    """What an ingest did.

    Attributes:
        site: Root of the site, as given or found.
        generator: What renders the site (`hugo`, …, `plain`).
        photos: Photos found below the paths given.
        read: Photos that were read now.
        unchanged: Photos that needed no reading.
        outdated: Those of them that an earlier version read.
        linked: Photos found that at least one post shows.
        posts: Posts of the site.
        posts_read: Posts that had changed.
        pruned: Slides forgotten because their photo is gone.
        gone: Photos in the index whose file is gone (kept unless pruned).
        failures: Photos and posts that could not be read.
        missing: References to images that don't exist.
        shared_urls: Addresses that several posts claim.
        seconds: Time it took.
        interrupted: Whether a person stopped it; what was finished is kept.
    """

    site: str
    generator: str
    photos: int = 0
    read: int = 0
    unchanged: int = 0
    outdated: int = 0
    linked: int = 0
    posts: int = 0
    posts_read: int = 0
    pruned: int = 0
    gone: int = 0
    failures: tuple[Failure, ...] = ()
    missing: tuple[MissingReference, ...] = ()
    shared_urls: tuple[SharedUrl, ...] = ()
    seconds: float = 0.0
    interrupted: bool = False

    def to_json(self) -> Json:
        """All fields."""
        return {
            "site": self.site,
            "generator": self.generator,
            "photos": self.photos,
            "read": self.read,
            "unchanged": self.unchanged,
            "outdated": self.outdated,
            "linked": self.linked,
            "posts": self.posts,
            "posts_read": self.posts_read,
            "pruned": self.pruned,
            "gone": self.gone,
            "failures": [f.to_json() for f in self.failures],
            "missing": [m.to_json() for m in self.missing],
            "shared_urls": [s.to_json() for s in self.shared_urls],
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A slide that a search found.

    Attributes:
        slide: The slide.
        score: BM25F; higher is better, comparable within one search only.
        snippet: Its words in context: pieces of text, and whether each is a word asked for.
        boxes: The words asked for on the upright photo.
        others: Other photos of the same slide that match, too; they are no hits of their own.
    """

    slide: Slide
    score: float
    snippet: tuple[tuple[str, bool], ...]
    boxes: tuple[PhotoQuad, ...]
    others: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """As in the contract."""
        return {
            "image": self.slide.image,
            "title": self.slide.title,
            "score": round(self.score, 3),
            "snippet": "".join(
                f"<mark>{escape(text)}</mark>" if marked else escape(text)
                for text, marked in self.snippet
            ),
            "boxes": [quad.to_json() for quad in self.boxes],
            "others": list(self.others),
            "links": [link.to_json() for link in self.slide.links],
        }


@dataclass(frozen=True, slots=True)
class Similar:
    """A slide that is like another.

    Attributes:
        slide: The slide.
        score: How alike they are in all, 0..1.
        words: How much of their words they share, 0..1.
        picture: How alike their pictures are, 0..1.
        same: Whether the photos show the same slide.
    """

    slide: Slide
    score: float
    words: float
    picture: float
    same: bool

    def to_json(self) -> Json:
        """Image, title, links and likeness."""
        return {
            "image": self.slide.image,
            "title": self.slide.title,
            "score": round(self.score, 3),
            "words": round(self.words, 3),
            "picture": round(self.picture, 3),
            "same": self.same,
            "links": [link.to_json() for link in self.slide.links],
        }


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a search.

    Attributes:
        query: As asked.
        total: How many photos match.
        hits: The first of them, those of one slide folded into one.
        took_ms: Time in the library, milliseconds.
        suggestion: "Did you mean", when nothing matches.
        note: What was done with a query that could not be taken as it stood; may be empty.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    took_ms: float
    suggestion: str | None = None
    note: str = ""

    def by_post(self) -> Mapping[str | None, tuple[Hit, ...]]:
        """The hits of each post that shows them, by its path; None for those that no post shows.

        Posts stand in the order of their best hits.
        """
        groups: dict[str | None, list[Hit]] = {}
        for hit in self.hits:
            for post in dict.fromkeys(link.post for link in hit.slide.links) or (None,):
                groups.setdefault(post, []).append(hit)
        return {post: tuple(hits) for post, hits in groups.items()}

    def to_json(self, *, group: bool = False) -> Json:
        """The answer as in the contract; with `group`, also which hits each post shows."""
        found: Json = {
            "query": self.query,
            "total": self.total,
            "took_ms": round(self.took_ms, 1),
            "suggestion": self.suggestion,
            "note": self.note or None,
            "hits": [hit.to_json() for hit in self.hits],
        }
        if group:
            found["posts"] = [
                {"post": post, "images": [hit.slide.image for hit in hits]}
                for post, hits in self.by_post().items()
            ]
        return found


AltAction: TypeAlias = Literal["write", "keep", "same"]

LongForm: TypeAlias = Literal["details", "figcaption", "caption-file"]
"""Where a long description is written: a disclosure or a caption in the post, a file beside the
photo with a link in the post."""

Decision: TypeAlias = Literal["accepted", "edited", "skipped", "decorative"]


@dataclass(frozen=True, slots=True)
class AltDecision:
    """What a person decided of the alt text for a photo in a post.

    Attributes:
        post: The post's path below the site.
        image: The photo's path below the site.
        decision: `accepted` the proposal, `edited` it, `skipped` it, or found the photo
            `decorative`.
        alt: The proposal that was skipped, or the text that was written.
    """

    post: str
    image: str
    decision: Decision
    alt: str

    @classmethod
    def of(cls, post: str, image: str, decision: str, alt: str) -> AltDecision:
        """A decision as it was stored.

        Raises:
            ValueError: There is no such decision.
        """
        for known in get_args(Decision):
            if known == decision:
                return cls(post, image, known, alt)
        raise ValueError(f"no decision: {decision}")

    def to_json(self) -> Json:
        """All fields."""
        return {
            "post": self.post,
            "image": self.image,
            "decision": self.decision,
            "alt": self.alt,
        }


@dataclass(frozen=True, slots=True)
class AltProposal:
    """The alt text for one image reference.

    Attributes:
        post: The post's path below the site.
        line: Where the reference stands, 1-based.
        image: The photo's path below the site.
        current: The alt text as it is; None where there is none.
        proposed: The alt text that slidescan would write.
        action: `write` where `--write` would change it, `keep` where a person's text stays,
            `same` where it stands there already.
        reason: Why: `missing`, `empty`, `placeholder`, `file name`, `repeated`, `replaced`, or
            `in a heading, whose anchor it would change`, `written by a person`,
            `edited by a person`, `skipped in a review`, `decorative`,
            `already written`, `no text to write`.
        lang: The language that is written with it; None where it needn't be said.
        long: The long description as it would be written; empty where none is asked for.
        long_action: What happens to it.
        long_reason: Why.
        described: Whether a describer worded it.
        note: What came of asking a describer, where its words were refused.
    """

    post: str
    line: int
    image: str
    current: str | None
    proposed: str
    action: AltAction
    reason: str
    lang: str | None = None
    long: str = ""
    long_action: AltAction = "keep"
    long_reason: str = ""
    described: bool = False
    note: str = ""

    def to_json(self) -> Json:
        """All fields; those of a long description and a describer where they were asked for."""
        asked: Json = {}
        if self.long_reason:
            asked = {
                "long": self.long,
                "long_action": self.long_action,
                "long_reason": self.long_reason,
            }
        if self.described or self.note:
            asked |= {"described": self.described, "note": self.note}
        return {
            "post": self.post,
            "line": self.line,
            "image": self.image,
            "current": self.current,
            "proposed": self.proposed,
            "action": self.action,
            "reason": self.reason,
            "lang": self.lang,
            **asked,
        }


AltIssueKind: TypeAlias = Literal[
    "missing", "placeholder", "file-name", "too-long", "repeats", "contradicts"
]


@dataclass(frozen=True, slots=True)
class AltIssue:
    """An alt text that serves no reader.

    Attributes:
        post: The post's path below the site.
        line: Where the reference stands, 1-based.
        image: The photo's path below the site, or its address where that shows none.
        current: The alt text; None where there is none.
        kind: What is wrong with it.
        reason: The same in words.
        proposed: What slidescan would write instead; empty where it has nothing better.
    """

    post: str
    line: int
    image: str
    current: str | None
    kind: AltIssueKind
    reason: str
    proposed: str = ""

    def to_json(self) -> Json:
        """All fields."""
        return {
            "post": self.post,
            "line": self.line,
            "image": self.image,
            "current": self.current,
            "kind": self.kind,
            "reason": self.reason,
            "proposed": self.proposed,
        }


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """An OCR engine and whether it can be used here."""

    name: str
    available: bool
    model: str
    languages: tuple[str, ...]
    remedy: str = ""

    def to_json(self) -> Json:
        """All fields."""
        return {**asdict(self), "languages": list(self.languages)}


@dataclass(frozen=True, slots=True)
class Status:
    """What the index holds and what is at hand; see `slidescan status`."""

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
    kinds: Mapping[str, int] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    config_files: Sequence[str] = ()
    problems: Sequence[str] = ()

    def to_json(self) -> Json:
        """All fields."""
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
            "drafts": list(self.drafts),
            "shared_urls": [s.to_json() for s in self.shared_urls],
            "failures": [f.to_json() for f in self.failures],
            "engines": [e.to_json() for e in self.engines],
            "defaults": dict(self.defaults),
            "config_files": list(self.config_files),
            "problems": list(self.problems),
        }
