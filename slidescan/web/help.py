"""The page's help: the query language, and the keys."""

from __future__ import annotations

QUERY_HELP = (
    ("data lake", "both words"),
    ('"data lake"', "next to each other"),
    ("data OR lake", "either"),
    ("data -lake", "without (also: NOT lake)"),
    ("(data OR big) lake", "groups"),
    ("title:lake", "in one field: title, text, section, post, tag, footer"),
    ("lak*", "beginnings of words"),
    ("organi?ation", "one letter, whichever"),
    ("lang:de", "slides in a language (ISO 639)"),
    ("after:2017-11", "posts of that day, month or year, or later"),
    ("before:2018", "earlier than that day, month or year"),
    ("is:unlinked", "linked, unlinked, duplicate, textless, draft, or a kind of photo"),
    ("near:IMG_3031", "in the same section as a photo, or taken around the same time"),
)
"""The query language in examples, each with its meaning; docs/searching.md has it in full."""

KEY_HELP = (
    (
        "Everywhere",
        (
            (("/",), "go to the search"),
            (("?",), "this help"),
            (("Esc",), "back, or leave a field"),
        ),
    ),
    (
        "On the list",
        (
            (("←", "↑", "↓", "→"), "move over the slides"),
            (("Enter",), "open one"),
            (("x",), "select one, or no longer"),
        ),
    ),
    ("On a slide", (((("←", "→")), "previous and next of the list"),)),
    (
        "On the alt texts",
        (
            (("Enter",), "accept the text"),
            (("e",), "edit it"),
            (("s",), "skip the picture"),
            (("d",), "mark it as decorative"),
            (("←", "→"), "back and on, without an answer"),
            (("u",), "undo the last answer"),
            (("Shift", "A"), "accept all of this post"),
        ),
    ),
)
"""The keys of each page."""
