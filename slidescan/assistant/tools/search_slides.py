"""`search_slides`: slides for a query."""

from __future__ import annotations

from typing import Any

from slidescan.assistant.answers import head_of
from slidescan.assistant.protocol import Answer, Arguments, Session, Tool
from slidescan.assistant.schemas import (
    COUNT,
    DEFAULT_ANSWERS,
    LIMIT,
    LINKS,
    MAX_QUERY_CHARS,
    MAYBE_TEXT,
    POST,
    RESOURCES,
    TEXT,
    choice,
    listing,
    record,
)
from slidescan.core.records import Hit


def search_slides(session: Session, arguments: Arguments, _assistant: str) -> Answer:
    """Answers a call.

    Raises:
        QueryError: The query can't be understood.
        NotInIndex: No such post shows slides.
    """
    results = session.library.search(
        arguments["query"],
        limit=arguments.get("limit", DEFAULT_ANSWERS),
        post=session.posts(arguments["post"])[0] if "post" in arguments else None,
        sort=arguments.get("sort", "score"),
    )
    return Answer(
        {
            "query": results.query,
            "total": results.total,
            "suggestion": results.suggestion,
            "notice": results.notice or None,
            "hits": [_hit(hit) for hit in results.hits],
        }
    )


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        **head_of(hit.slide),
        "score": round(hit.score, 3),
        "snippet": "".join(text for text, _ in hit.snippet),
        "by": hit.by,
        "missing": list(hit.missing),
        "others": list(hit.others),
    }


SEARCH_SLIDES = Tool(
    "search_slides",
    "Search slides",
    "Searches the text of the slides that were photographed at talks. Returns the best slides with"
    " a snippet, and the posts and sections that show each. A hit `by` “meaning” has none of the"
    ' query\'s words. Operators: "exact words", OR, -word, title:word, tag:t, after:2024,'
    " before:2025, lang:de, word*.",
    {
        "query": {
            "type": "string",
            "minLength": 1,
            "maxLength": MAX_QUERY_CHARS,
            "description": "Words, or a question.",
        },
        "post": POST,
        "limit": LIMIT,
        "sort": choice("Best first, or latest first.", "score", "score", "date"),
    },
    record(
        {
            "query": TEXT,
            "total": COUNT,
            "suggestion": MAYBE_TEXT,
            "hits": listing(
                record(
                    {
                        "image": TEXT,
                        "title": MAYBE_TEXT,
                        "snippet": TEXT,
                        "links": LINKS,
                        "resources": RESOURCES,
                    }
                )
            ),
        }
    ),
    search_slides,
    required=("query",),
)
