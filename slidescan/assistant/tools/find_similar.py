"""`find_similar`: slides that are similar to a slide."""

from __future__ import annotations

from slidescan.assistant.answers import head_of
from slidescan.assistant.protocol import Answer, Arguments, Session, Tool
from slidescan.assistant.schemas import (
    DEFAULT_ANSWERS,
    FLAG,
    LIMIT,
    LINKS,
    MAYBE_TEXT,
    NUMBER,
    PHOTO,
    TEXT,
    listing,
    record,
)


def find_similar(session: Session, arguments: Arguments, _assistant: str) -> Answer:
    """Answers a call.

    Raises:
        NotInIndex: The index holds no such photo, or several.
    """
    slide = session.slide(arguments["photo"])
    similar = session.library.similar(slide.image, limit=arguments.get("limit", DEFAULT_ANSWERS))
    return Answer(
        {
            "image": slide.image,
            "similar": [
                {
                    **head_of(each.slide),
                    "score": round(each.score, 3),
                    "words": round(each.words, 3),
                    "picture": round(each.picture, 3),
                    "same": each.same,
                }
                for each in similar
            ],
        }
    )


FIND_SIMILAR = Tool(
    "find_similar",
    "Find similar slides",
    "Returns the slides most similar to the slide of a photo, by words, meaning and picture, each"
    " with a score from 0 to 1. `same` means that both photos show the same slide.",
    {"photo": PHOTO, "limit": LIMIT},
    record(
        {
            "image": TEXT,
            "similar": listing(
                record(
                    {
                        "image": TEXT,
                        "title": MAYBE_TEXT,
                        "score": NUMBER,
                        "same": FLAG,
                        "links": LINKS,
                    }
                )
            ),
        }
    ),
    find_similar,
    required=("photo",),
)
