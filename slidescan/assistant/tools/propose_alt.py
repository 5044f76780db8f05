"""`propose_alt`: checks an alt text and stores it for a person's review; writes no post."""

from __future__ import annotations

from slidescan.assistant.answers import links_of
from slidescan.assistant.protocol import Answer, Arguments, Session, Tool
from slidescan.assistant.schemas import LINKS, MAX_TEXT_CHARS, MAYBE_TEXT, PHOTO, TEXT, record

NEXT_STEP = "A person decides with slidescan alt --review; until then no post changes."


def propose_alt(session: Session, arguments: Arguments, assistant: str) -> Answer:
    """Answers a call.

    Raises:
        NotInIndex: The index holds no such photo, or several.
        ProposalRefused: The text says what the slide doesn't.
        IndexLocked: An ingest is writing the index.
    """
    image = session.slide(arguments["photo"]).image
    slide, stored = session.library.alt_texts.suggest(image, arguments["text"], assistant)
    return Answer(
        {
            "image": slide.image,
            "stored": stored,
            "before": slide.alt or None,
            "links": links_of(slide.links),
            "next": NEXT_STEP,
        }
    )


PROPOSE_ALT = Tool(
    "propose_alt",
    "Propose an alt text",
    "Proposes the alt text of a slide that you have seen (show_slide with its picture). Use one"
    " sentence in the slide's language: the title first, then what matters. It may only rephrase"
    " the slide: each word must stand on the slide or be a connecting word, numbers keep their"
    " signs, units and rows, arrows their directions, and nothing may come from outside. A refusal"
    " says what is wrong; correct it and propose again. The text waits for a person's review.",
    {
        "photo": PHOTO,
        "text": {
            "type": "string",
            "minLength": 1,
            "maxLength": MAX_TEXT_CHARS,
            "description": "The alt text, one sentence of at most 150 characters.",
        },
    },
    record({"image": TEXT, "stored": TEXT, "before": MAYBE_TEXT, "links": LINKS, "next": TEXT}),
    propose_alt,
    required=("photo", "text"),
    is_writing=True,
)
