"""The rules that decide whether to write an alt text. A person's text stays.

`RULES` holds the rules in order; the first that applies decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from slidescan.alt.changes import AltOptions
from slidescan.alt.context import AltContext
from slidescan.alt.issues import MAX_CHECKED_ALT_CHARS
from slidescan.alt.placeholder import is_file_name, is_placeholder
from slidescan.alt.targets import alt_of
from slidescan.core.records import AltAction, AltDecision, ImageReference, Post, Slide
from slidescan.core.text import words

NEEDS_PERSON = "needs a person: nothing worth saying was read surely"
"""The reason that lists a place for a person."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed alt text for a reference to a slide.

    Attributes:
        post: The post.
        reference: The reference that shows the slide.
        slide: The slide.
        proposed: The alt text; empty if there is nothing to write.
        is_only: Whether the post shows the slide only once.
        says_nothing: See `repeated.empty_alts`.
        context: Earlier texts and decisions.
        options: Which alt texts to write.
    """

    post: Post
    reference: ImageReference
    slide: Slide
    proposed: str
    is_only: bool
    says_nothing: frozenset[tuple[str, str]]
    context: AltContext
    options: AltOptions

    @property
    def current(self) -> str | None:
        """The alt text in the post; None if there is none."""
        return alt_of(self.reference)

    @property
    def key(self) -> tuple[str, str]:
        """Post and image."""
        return self.post.path, self.slide.image

    @property
    def decision(self) -> AltDecision | None:
        """A person's decision about this image in this post, or None."""
        return self.context.decided.get(self.key)


Verdict: TypeAlias = tuple[AltAction, str]
"""What happens to an alt text, and why."""

Rule: TypeAlias = Callable[[Candidate], Verdict | None]
"""Returns a verdict, or None if the rule doesn't apply."""


def decide(candidate: Candidate) -> Verdict:
    """What happens to the alt text of a reference, and why."""
    for rule in RULES:
        verdict = rule(candidate)
        if verdict is not None:
            return verdict
    return "keep", "written by a person"


def _unchanged(candidate: Candidate) -> Verdict | None:
    return ("same", "already written") if candidate.current == candidate.proposed else None


def _nothing_to_write(candidate: Candidate) -> Verdict | None:
    """A place without an alt text, for which there is none, is listed for a person."""
    if candidate.proposed:
        return None
    decorative = _decided_decorative(candidate) or _empty(candidate)
    if decorative is not None and decorative[0] == "keep":
        return decorative
    skipped = _skipped(candidate)
    if skipped is not None:
        return skipped
    return "keep", "no text to write" if _says_something(candidate) else NEEDS_PERSON


def _says_something(candidate: Candidate) -> bool:
    """Whether the current alt text isn't one that says nothing wherever it stands."""
    return bool(candidate.current) and _placeholder(candidate) is _file_name(candidate) is None


def _says_less(candidate: Candidate) -> Verdict | None:
    """A text with more words stays, unless slidescan wrote it or nobody would listen to its end."""
    current = candidate.current or ""
    if _written_before(candidate) or len(current) > MAX_CHECKED_ALT_CHARS:
        return None
    says_less = {*words(candidate.proposed)} < {*words(current)}
    return ("keep", "the text there says more") if says_less else None


def _syntax_without_alt(candidate: Candidate) -> Verdict | None:
    if candidate.reference.alt_span is None:
        return "keep", "no place for an alt text there"
    return None


def _in_heading(candidate: Candidate) -> Verdict | None:
    line = candidate.reference.line
    if any(section.line == line for section in candidate.post.sections):
        return "keep", "in a heading, whose anchor it would change"
    return None


def _replace_any(candidate: Candidate) -> Verdict | None:
    if not candidate.options.replace:
        return None
    if candidate.current is None:
        return "write", "missing"
    return "write", "replaced" if candidate.current else "empty"


def _decided_decorative(candidate: Candidate) -> Verdict | None:
    decision = None if candidate.options.again else candidate.decision
    if decision is not None and decision.decision == "decorative" and not candidate.current:
        return "keep", "decorative"
    return None


def _skipped(candidate: Candidate) -> Verdict | None:
    decision = None if candidate.options.again else candidate.decision
    if (
        decision is not None
        and decision.decision == "skipped"
        and decision.alt == candidate.proposed
    ):
        return "keep", "skipped in a review"
    return None


def _written_before(candidate: Candidate) -> Verdict | None:
    current = candidate.current
    if current is not None and (*candidate.key, current) in candidate.context.written:
        return "write", "written before"
    return None


def _edited(candidate: Candidate) -> Verdict | None:
    """Slidescan or a review wrote another text here, so a person has changed it since."""
    decision = candidate.decision
    reviewed = decision is not None and decision.decision in ("accepted", "edited")
    if candidate.is_only and (reviewed or candidate.key in candidate.context.written_images):
        return "keep", "edited by a person"
    return None


def _missing(candidate: Candidate) -> Verdict | None:
    return ("write", "missing") if candidate.current is None else None


def _empty(candidate: Candidate) -> Verdict | None:
    """In HTML, an empty alt text marks the image as decorative."""
    if candidate.current != "":
        return None
    is_html = candidate.reference.syntax in ("html", "jsx")
    return ("keep", "decorative") if is_html else ("write", "empty")


def _file_name(candidate: Candidate) -> Verdict | None:
    is_name = is_file_name(candidate.current or "", candidate.reference.target)
    return ("write", "file name") if is_name else None


def _placeholder(candidate: Candidate) -> Verdict | None:
    return ("write", "placeholder") if is_placeholder(candidate.current or "") else None


def _repeated(candidate: Candidate) -> Verdict | None:
    key = candidate.post.path, (candidate.current or "").casefold()
    return ("write", "repeated") if key in candidate.says_nothing else None


RULES: tuple[Rule, ...] = (
    _syntax_without_alt,
    _nothing_to_write,
    _unchanged,
    _in_heading,
    _says_less,
    _replace_any,
    _decided_decorative,
    _skipped,
    _written_before,
    _edited,
    _missing,
    _empty,
    _file_name,
    _placeholder,
    _repeated,
)
"""The rules in order. If none applies, a person wrote the alt text, and it stays."""
