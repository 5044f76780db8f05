"""`list_missing_alt`: images in posts without a useful alt text."""

from __future__ import annotations

from typing import Any

from slidescan.assistant.answers import resources_of
from slidescan.assistant.protocol import Answer, Arguments, Session, Tool
from slidescan.assistant.schemas import (
    COUNT,
    DEFAULT_ANSWERS,
    FLAG,
    LIMIT,
    MAYBE_TEXT,
    POST,
    TEXT,
    choice,
    listing,
    record,
)
from slidescan.core.records import AltIssue

MISSING_KINDS = ("missing", "placeholder", "file-name")
"""Issues of images without a useful alt text."""


def list_missing_alt(session: Session, arguments: Arguments, _assistant: str) -> Answer:
    """Answers a call.

    Raises:
        NotInIndex: No such post shows slides.
        IndexUnusable: The index was made elsewhere, so that its site isn't trusted.
    """
    paths = []
    if "post" in arguments:
        with session.library.site_root() as root:
            paths = [root / post for post in session.posts(arguments["post"])]
    issues, failures = session.library.check_alts(paths)
    if arguments.get("issues", "missing") == "missing":
        issues = tuple(issue for issue in issues if issue.kind in MISSING_KINDS)
    start, limit = arguments.get("start", 0), arguments.get("limit", DEFAULT_ANSWERS)
    return Answer(
        {
            "total": len(issues),
            "start": start,
            "images": [_image(issue, session) for issue in issues[start : start + limit]],
            "unreadable": [failure.to_json() for failure in failures],
        }
    )


def _image(issue: AltIssue, session: Session) -> dict[str, Any]:
    is_slide = session.library.slide_at(issue.image) is not None
    return {
        **issue.to_json(),
        "is_slide": is_slide,
        **({"resources": resources_of(issue.image)} if is_slide else {}),
    }


LIST_MISSING_ALT = Tool(
    "list_missing_alt",
    "List missing alt texts",
    "Lists images in posts whose alt text is missing, empty, a placeholder or the file's name, each"
    " with slidescan's proposal if it has one. With `issues` “all”, also alt texts that are too"
    " long, that several images share, or that are about another slide. `is_slide` is false for an"
    " image that slidescan hasn't read.",
    {
        "post": POST,
        "issues": choice("Which issues to list.", "missing", "missing", "all"),
        "start": {**COUNT, "default": 0, "description": "The number of the first image, from 0."},
        "limit": LIMIT,
    },
    record(
        {
            "total": COUNT,
            "start": COUNT,
            "images": listing(
                record(
                    {
                        "post": TEXT,
                        "line": COUNT,
                        "image": TEXT,
                        "kind": TEXT,
                        "reason": TEXT,
                        "current": MAYBE_TEXT,
                        "proposed": TEXT,
                        "is_slide": FLAG,
                    }
                )
            ),
            "unreadable": listing({"type": "object"}),
        }
    ),
    list_missing_alt,
)
