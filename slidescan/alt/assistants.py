"""Alt texts that an assistant proposes: checked, stored, and written only if a person accepts them.

An assistant that sees the picture may find better words than rules do. It may only rephrase the
slide (`alt.wording`), and the catalogue stores its text beside slidescan's own: a review shows it
first, and returns to slidescan's if a person skips it.
"""

from __future__ import annotations

from typing import NamedTuple

from slidescan.alt.context import AltContext
from slidescan.alt.wording import closed, refusals
from slidescan.core.records import Slide
from slidescan.core.text import clean
from slidescan.errors import ProposalRefused
from slidescan.store.catalogue import Catalogue

MAX_ASSISTANT_NAME_CHARS = 60

UNNAMED_ASSISTANT = "an assistant"
"""The name of an assistant that doesn't tell its own."""


class AssistantAlt(NamedTuple):
    """An alt text that an assistant proposed.

    Attributes:
        assistant: Its name.
        text: The text; empty if it no longer counts.
        refusal: Why it doesn't: the slide has changed since.
    """

    assistant: str = ""
    text: str = ""
    refusal: str = ""


NO_PROPOSAL = AssistantAlt()


def assistant_alt(
    context: AltContext, post: str, slide: Slide, most: int | None, *, again: bool
) -> AssistantAlt:
    """What an assistant proposes for a slide in a post.

    Nothing if a person set the slide's alt text or skipped the proposal. A text that no longer
    agrees with the slide, whose lines may have been corrected since, doesn't count.

    Args:
        context: The texts of assistants, and decisions.
        post: The post's path.
        slide: The slide.
        most: The most characters; None for any number.
        again: Whether to propose texts again that a review skipped.
    """
    assistant, text = context.assistant_alts.get(slide.photo.sha256, ("", ""))
    if not text or slide.alt_by == "person":
        return NO_PROPOSAL
    decision = None if again else context.decided.get((post, slide.image))
    if decision is not None and decision.decision == "skipped" and decision.alt == text:
        return NO_PROPOSAL
    wrong = refusals(text, slide, len(text) if most is None else most)
    if wrong:
        return AssistantAlt(assistant, "", f"the text of {assistant} {'; it '.join(wrong)}")
    return AssistantAlt(assistant, text)


def store_assistant_alt(
    catalogue: Catalogue, slide: Slide, text: str, assistant: str, most: int
) -> str:
    """Checks an alt text that an assistant proposes, and stores it for a review.

    Args:
        catalogue: Open for writing.
        slide: The slide.
        text: The text.
        assistant: The assistant's name, as it gives it.
        most: The most characters.

    Returns:
        The text as stored, with a full stop.

    Raises:
        ProposalRefused: The text says what the slide doesn't, or a person set the slide's text.
    """
    if slide.alt_by == "person":
        raise ProposalRefused(
            f"a person set the alt text of {slide.image}, and it stays", "propose none for it"
        )
    final = closed(text)
    wrong = refusals(text, slide, most - len(final) + len(text))
    if wrong:
        raise ProposalRefused(
            f"the text {'; it '.join(wrong)}",
            "use only the slide's words and connecting words, with its numbers, in one sentence",
        )
    by = clean(assistant)[:MAX_ASSISTANT_NAME_CHARS].strip() or UNNAMED_ASSISTANT
    with catalogue.transaction():
        catalogue.edits.put_assistant_alt(slide.photo.sha256, by, final)
    return final
