"""Alt texts of posts: proposals, decisions, issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from slidescan.core.records.posts import Json
from slidescan.core.records.renamed import renamed_fields

AltAction: TypeAlias = Literal["write", "keep", "same"]

LongForm: TypeAlias = Literal["details", "figcaption", "caption-file"]
"""Where a long description goes: into a disclosure or a caption in the post, or into a file beside
the photo that the post links to."""

Decision: TypeAlias = Literal["accepted", "edited", "skipped", "decorative"]

AltIssueKind: TypeAlias = Literal[
    "missing", "placeholder", "file-name", "too-long", "repeats", "contradicts"
]


@dataclass(frozen=True, slots=True)
class AltDecision:
    """A person's decision about the alt text of a photo in a post.

    Attributes:
        post: The post's path below the site.
        image: The photo's path below the site.
        decision: What the person did with the proposal; `decorative` if the photo needs no text.
        alt: The skipped proposal, or the written text.
    """

    post: str
    image: str
    decision: Decision
    alt: str

    @classmethod
    def of(cls, post: str, image: str, decision: str, alt: str) -> AltDecision:
        """The decision from its stored members.

        Raises:
            ValueError: `decision` is unknown.
        """
        for choice in get_args(Decision):
            if choice == decision:
                return cls(post, image, choice, alt)
        raise ValueError(f"{decision!r} is none of {', '.join(get_args(Decision))}")

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {
            "post": self.post,
            "image": self.image,
            "decision": self.decision,
            "alt": self.alt,
        }


@dataclass(frozen=True, slots=True)
class AltAnswer:
    """A person's answer to one proposal of a post, and what the person saw.

    Attributes:
        number: Index of the proposal among those of its post.
        line: Line of the reference, 1-based.
        image: The photo's path below the site.
        decision: What to do; a text other than the proposed one counts as edited.
        alt: The text to write; empty for `decorative`, the proposed text for `skipped`.
        was: The alt text there; None for any.
    """

    number: int
    line: int
    image: str
    decision: Decision
    alt: str = ""
    was: str | None = None


@renamed_fields(note="refusal")
@dataclass(frozen=True, slots=True)
class AltProposal:
    """The alt text that slidescan proposes for one image reference.

    Attributes:
        post: The post's path below the site.
        line: Line of the reference, 1-based.
        image: The photo's path below the site.
        current: The current alt text; None if there is none.
        proposed: The alt text that `--write` would write.
        action: `write` if `--write` changes the post, `keep` if a person's text stays, `same` if
            the post already has the proposed text.
        reason: The reason for the action, for people; `alt.decide` lists the reasons.
        lang: The language attribute to write with it; None if it needs no such attribute.
        long: The long description to write; empty if there is nothing to write.
        long_action: What `--write` does with the long description.
        long_reason: The reason for this, for people.
        described: Whether a describer wrote the proposal.
        refusal: Why the describer's text was refused; empty if it was accepted.
        needs_person: Whether the place lacks an alt text and there is none to propose.
        proposed_by: The assistant that proposed the text; empty if none did.
        awaits_review: Whether the text is written only after a person accepts it.
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
    refusal: str = ""
    needs_person: bool = False
    proposed_by: str = ""
    awaits_review: bool = False

    def to_json(self) -> Json:
        """All fields; those of a long description, a describer or an assistant if there is one."""
        optional: Json = {}
        if self.long_reason:
            optional = {
                "long": self.long,
                "long_action": self.long_action,
                "long_reason": self.long_reason,
            }
        if self.described or self.refusal:
            optional |= {"described": self.described, "note": self.refusal}
        if self.proposed_by:
            optional |= {"proposed_by": self.proposed_by}
        if self.proposed_by or self.awaits_review:
            optional |= {"awaits_review": self.awaits_review}
        return {
            "post": self.post,
            "line": self.line,
            "image": self.image,
            "current": self.current,
            "proposed": self.proposed,
            "action": self.action,
            "reason": self.reason,
            "lang": self.lang,
            "needs_person": self.needs_person,
            **optional,
        }


@dataclass(frozen=True, slots=True)
class AltIssue:
    """An alt text that doesn't help its readers.

    Attributes:
        post: The post's path below the site.
        line: Line of the reference, 1-based.
        image: The photo's path below the site, or its address if the site doesn't have the photo.
        current: The alt text; None if there is none.
        kind: The kind of issue.
        reason: A description of the issue.
        proposed: The alt text that slidescan proposes instead; empty if it has no better text.
    """

    post: str
    line: int
    image: str
    current: str | None
    kind: AltIssueKind
    reason: str
    proposed: str = ""

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {
            "post": self.post,
            "line": self.line,
            "image": self.image,
            "current": self.current,
            "kind": self.kind,
            "reason": self.reason,
            "proposed": self.proposed,
        }
