"""The HTML pages, and the pictures on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from slidescan.core.geometry import Quad
from slidescan.core.records import AltProposal, Card, Hit, Results, Slide
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import IndexMissing, SlidescanError
from slidescan.web import views
from slidescan.web.card_index import CardIndex, Wanted, version_of
from slidescan.web.context import Context, wanted_of
from slidescan.web.pictures import WIDTHS

PAGE = 60
"""Slides on a page."""

FOUND = 24
"""Slides on a page of a search: so few that they are there before the next key is pressed."""

ALIKE = 6
"""Slides shown as being like one, at most."""

HERE = Path(__file__).parent

FOREVER = "private, max-age=31536000, immutable"

Short = Annotated[str, Query(max_length=4096)]


@cache
def templates() -> Environment:
    """The templates; everything that is put into them is escaped."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {
        "picture_url": views.picture_url,
        "slide_url": views.slide_url,
        "home_url": views.home_url,
        "open_url": views.open_url,
        "name_of": views.name_of,
        "version": PACKAGE_VERSION,
    }
    return found


def rendered(context: Context, name: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """A page."""
    page = templates().get_template(name).render(writing=context.access.writing, **values)
    return HTMLResponse(page, status)


@dataclass(frozen=True, slots=True)
class Shown:
    """A slide in a list.

    Attributes:
        card: The slide.
        snippet: Its words around those asked for: pieces, and whether each is one.
        marked: Outlines of the words asked for over its picture; None where nothing is.
        others: How many more photos of the same slide were found.
    """

    card: Card
    snippet: tuple[tuple[str, bool], ...] = ()
    marked: views.Overlay | None = None
    others: int = 0

    @classmethod
    def of_hit(cls, hit: Hit) -> Shown:
        """What a search found."""
        marked = views.boxes_on_slide(hit.slide, hit.boxes) if hit.boxes else None
        return cls(views.card_of(hit.slide), hit.snippet, marked, len(hit.others))


def router(context: Context) -> APIRouter:
    """All pages."""
    routes = APIRouter(include_in_schema=False)
    _lists(routes, context)
    _slides(routes, context)
    _pictures(routes, context)
    return routes


def _lists(routes: APIRouter, context: Context) -> None:
    @routes.get("/")
    def home(
        q: Annotated[str, Query(max_length=4096)] = "",
        post: Short = "",
        talk: Short = "",
        tag: Short = "",
        since: Short = "",
        until: Short = "",
        sort: Literal["score", "date"] = "score",
        start: Annotated[int, Query(ge=0)] = 0,
        part: Literal["", "results"] = "",
    ) -> HTMLResponse:
        wanted, problem = Wanted(), ""
        try:
            wanted = wanted_of(post, talk, tag, since, until)
        except SlidescanError as error:
            problem = str(error)
        try:
            shelf = context.shelves.current()
        except IndexMissing as error:
            return rendered(context, "empty.html", 200, problem=str(error))
        values = _found(context, shelf, q, wanted, sort=sort, start=start)
        name = "results.html" if part else "home.html"
        return rendered(
            context,
            name,
            query=q,
            wanted=wanted,
            sort=sort,
            shelf=shelf,
            talks=shelf.talks(wanted.post),
            talk=talk,
            problem=problem,
            **values,
        )

    @routes.get("/about-api")
    def about_api(request: Request) -> HTMLResponse:
        return rendered(context, "api.html", api=request.app.openapi())


def _found(
    context: Context, shelf: CardIndex, query: str, wanted: Wanted, *, sort: str, start: int
) -> Mapping[str, Any]:
    """The slides of a page, and what is said of them."""
    results: Results | None = None
    problem = ""
    size = FOUND if query.strip() else PAGE
    if query.strip():
        try:
            results = context.search(query, wanted, limit=start + size, sort=sort)
        except SlidescanError as error:
            results, problem = Results(query, 0, (), 0.0), str(error)
        shown = [Shown.of_hit(hit) for hit in results.hits[start:]]
        folded = sum(1 + len(hit.others) for hit in results.hits)
        more = results.total > folded and len(results.hits) == start + size
    else:
        cards = shelf.wanted(wanted)
        shown = [Shown(card) for card in cards[start : start + size]]
        more = len(cards) > start + size
        results = Results("", len(cards), (), 0.0)
    return {
        "results": results,
        "shown": shown,
        "next_start": start + size if more else None,
        "start": start,
        "failed": problem,
    }


def _slides(routes: APIRouter, context: Context) -> None:
    @routes.get("/slide")
    def slide_page(
        photo: Short,
        q: Annotated[str, Query(max_length=4096)] = "",
        post: Short = "",
        talk: Short = "",
        tag: Short = "",
        since: Short = "",
        until: Short = "",
    ) -> HTMLResponse:
        wanted = wanted_of(post, talk, tag, since, until)
        slide = context.slide(photo)
        hit = context.hit(q, slide.image)
        boxes: tuple[Quad, ...] = hit.boxes if hit else ()
        card = views.card_of(slide)
        before, after, row = context.shelves.current(now=True).beside(card, wanted)
        return rendered(
            context,
            "slide.html",
            slide=slide,
            card=card,
            query=q,
            wanted=wanted,
            over_slide=views.over_slide(slide, boxes),
            over_photo=views.over_photo(slide, boxes),
            corners=views.corners_of(slide),
            before=before,
            after=after,
            location=row.index(card) + 1 if card in row else 0,
            of=len(row),
            mends=context.library.edits(slide.image),
        )

    @routes.get("/places")
    def places(photo: Short) -> HTMLResponse:
        # Apart from the page: it takes a look at all files of the site.
        slide = context.slide(photo)
        return rendered(context, "places.html", places=_places(context, slide))

    @routes.get("/alike")
    def alike(photo: Short) -> HTMLResponse:
        slide = context.slide(photo)
        found = context.library.similar(slide.image, limit=ALIKE)
        cards = [(views.card_of(each.slide), each.same) for each in found]
        return rendered(context, "alike.html", cards=cards)


def _places(context: Context, slide: Slide) -> tuple[AltProposal, ...]:
    """What posts say of a slide, and what would be written there."""
    if not slide.links:
        return ()
    try:
        changes, _ = context.library.alts([slide.image])
    except SlidescanError:
        return ()  # the site is not at hand: its posts can't be written
    return tuple(p for change in changes for p in change.proposals if p.image == slide.image)


def _pictures(routes: APIRouter, context: Context) -> None:
    @routes.get("/picture/{what}")
    def picture(
        request: Request,
        what: Literal["slide", "photo"],
        photo: Short,
        width: int = WIDTHS[0],
        v: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        slide = context.slide(photo)
        version = version_of(views.card_of(slide))
        tag = f'"{version}-{what}-{width}"'
        headers = {"ETag": tag, "Cache-Control": FOREVER if v == version else "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        size = min((w for w in WIDTHS if w >= width), default=WIDTHS[-1])
        with context.library.site_root() as root:
            data = context.pictures.picture(root, slide, what, size)
        return Response(data, media_type="image/jpeg", headers=headers)
