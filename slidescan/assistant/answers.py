"""Shapes of answers that several tools share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from slidescan.assistant.pictures import address
from slidescan.core.records import Link, Slide


def resources_of(image: str) -> dict[str, str]:
    """The addresses of a slide's pictures."""
    return {"slide": address("slide", image), "photo": address("photo", image)}


def links_of(links: Iterable[Link]) -> list[dict[str, Any]]:
    """The posts that show a slide; an address that isn't certain is null, with the reason."""
    return [
        {
            "post": link.post,
            "line": link.line,
            "title": link.title,
            "date": link.date,
            "section": list(link.section),
            "url": link.url,
            **({"unknown": str(link.unknown)} if link.unknown else {}),
            **({"alt": link.alt} if link.alt else {}),
        }
        for link in links
    ]


def head_of(slide: Slide) -> dict[str, Any]:
    """A slide in a list."""
    return {
        "image": slide.image,
        "title": slide.title,
        "alt": slide.alt or None,
        **({"deck": slide.page.link} if slide.page else {}),
        "links": links_of(slide.links),
        "resources": resources_of(slide.image),
    }
