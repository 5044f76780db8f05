"""Slides each of whose fields tries to become markup, a script or a link that runs one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from slidescan.core.records import DeckPair, Failure, Link, Slide, SlidePage, UnknownUrl
from support.photos import photographed
from support.stored import stored

SCRIPT_URLS = (
    "javascript:alert('url')",
    "javascript:javascript:alert('url')",
    " JaVaScRiPt:alert('url')",
    "java\nscript:alert('url')",
    "data:text/html,<script>alert('url')</script>",
    "//127.0.0.1:1/elsewhere",
    "https://[",
    'https://e.org/"><img src=x onerror=alert(1)>',
)
"""Addresses that posts' configurations, imports and shared indexes can hold."""

SLIDE_FIELDS = ("title", "alt", "description", "engine", "model", "reading-language",
                "line", "line-as-read")  # fmt: skip
LINK_FIELDS = ("post-title", "date", "tag", "section", "anchor", "reason", "remedy", "link-alt",
               "around", "post")  # fmt: skip


def attack(field: str) -> str:
    """A text that leaves attributes, elements, templates and scripts, if it isn't escaped.

    Args:
        field: The field that holds it, which an alert names.
    """
    call = f"alert('{field}')"
    return (
        f"lake {field} \"'><img src=x onerror={call}><svg onload={call}>"
        f"</textarea></title></style></script><script>{call}</script>"
        f'{{{{7*7}}}}{{% raw %}}<a href="javascript:{call}">[x](javascript:{call})'
        f'<iframe srcdoc="<script>{call}</script>"></iframe><!--'
    )


def attacking_name(number: int) -> str:
    """A file name that tries the same."""
    return f"{number} lake '\"><img src=x onerror=alert(`name`)><svg onload=alert(`name`)>"


def hostile_slides(root: Path) -> list[Slide]:
    """Slides with photos below `root`, one for each address of `SCRIPT_URLS`."""
    return [_slide(root, number, url) for number, url in enumerate(SCRIPT_URLS)]


def _slide(root: Path, number: int, url: str) -> Slide:
    texts = [attack("line") + str(number), "lake", attack("line")]
    made = photographed(root, f"img/{attacking_name(number)}.jpg", texts, language="en")
    # Each photo has bytes of its own: equal ones would be duplicates.
    path = root / made.image
    path.write_bytes(path.read_bytes() + str(number).encode())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    link = Link(
        post=f"{attacking_name(number)}.md",
        line=3,
        title=attack("post-title"),
        date=attack("date"),
        tags=(attack("tag"),),
        section=(attack("section"), attack("section")),
        anchor=attack("anchor"),
        url=url,
        alt=attack("link-alt"),
        around=attack("around"),
    )
    unknown = replace(
        link, url=None, anchor=None, unknown=UnknownUrl(attack("reason"), attack("remedy"))
    )
    reading = replace(
        made.reading,
        engine=attack("engine"),
        model=attack("model"),
        languages=(attack("reading-language"),),
        lines=tuple(
            replace(line, raw_text=attack("line-as-read"), by="person", alternative_text="lake")
            for line in made.reading.lines
        ),
    )
    return replace(
        made,
        photo=replace(made.photo, sha256=digest),
        reading=reading,
        title=attack("title"),
        alt=attack("alt"),
        description=attack("description"),
        links=(link, unknown),
        page=SlidePage(
            DeckPair(f"{attacking_name(number)}.pdf", digest, 1, 0.99),
            attack("page-title"),
            attack("notes"),
            (attack("ocr"),),
            has_text=True,
        ),
        duplicates=(f"img/{attacking_name((number + 1) % len(SCRIPT_URLS))}.jpg",),
    )


def hostile_index(root: Path, slides: list[Slide]) -> Path:
    """Writes an index of the slides, with failures that attack, too; returns its folder."""
    failure = Failure(f"img/{attacking_name(99)}.jpg", attack("failure"), attack("failure"))
    return stored(root, slides, [failure])
