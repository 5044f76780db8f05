"""Serves the speakers' decks that slides of the index show: PDF files of the site, unchanged.

No path comes from a request: a request names a photo, and the catalogue names its deck.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse

from slidescan.core.records import Slide
from slidescan.errors import NotInIndex
from slidescan.export.deck_links import is_linked, is_unchanged
from slidescan.web.context import Context
from slidescan.web.models import Short

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}
"""What the browser's own viewer needs to show a PDF."""


def router(context: Context) -> APIRouter:
    """The route of decks."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/deck")
    def deck(photo: Short) -> FileResponse:
        page = context.slide(photo).page
        with context.library.site_root() as root:
            if page is None or not is_linked(root, page.pair.deck):
                raise NotInIndex(f"{photo} shows no page of a PDF in the site", "")
            path = root / page.pair.deck
            if not is_unchanged(path, page.pair.sha256):
                raise NotInIndex(
                    f"{page.pair.deck} has changed since photos were matched to it",
                    "run slidescan deck again",
                )
        return FileResponse(
            path,
            media_type="application/pdf",
            headers=HEADERS,
            filename=path.name,
            content_disposition_type="inline",
        )

    return routes


def deck_url(slide: Slide, root: Path) -> str:
    """The address of the page that a slide shows; empty if the site has no such PDF.

    Args:
        slide: The slide.
        root: Folder that the decks' paths start at.
    """
    page = slide.page
    if page is None or not is_linked(root, page.pair.deck):
        return ""
    return f"/deck?photo={quote(slide.image, safe='')}#page={page.pair.number}"
