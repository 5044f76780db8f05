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

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import AltProposal, Card, Hit, Results, Slide
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import IndexMissing, SlidescanError
from slidescan.web import views
from slidescan.web.card_index import CardFilter, CardIndex, version_of
from slidescan.web.context import Context, parse_filter
from slidescan.web.pictures import WIDTHS_PIXELS

SLIDES_PER_PAGE = 60

HITS_PER_PAGE = 24
"""Few enough that they appear before the user presses the next key."""

MAX_SIMILAR_SLIDES = 6

HERE = Path(__file__).parent

CACHE_FOREVER = "private, max-age=31536000, immutable"

Short = Annotated[str, Query(max_length=4096)]


@cache
def templates() -> Environment:
    """Returns the templates, which escape every value."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "picture_url": views.picture_url,
        "slide_url": views.slide_url,
        "home_url": views.home_url,
        "open_url": views.open_url,
        "name_of": views.name_of,
        "version": PACKAGE_VERSION,
    }
    return environment


def rendered(context: Context, name: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """Renders a page from a template."""
    page = templates().get_template(name).render(write_token=context.access.write_token, **values)
    return HTMLResponse(page, status)


@dataclass(frozen=True, slots=True)
class ListedSlide:
    """A slide in a list.

    Attributes:
        card: The slide.
        snippet: Words around the matches, as pieces and whether each is a match.
        overlay: Outlines of the matches over its picture; None without matches.
        others: The number of other photos of the same slide among the hits.
        by_meaning: Whether it lacks the words and was found by its meaning.
    """

    card: Card
    snippet: tuple[tuple[str, bool], ...] = ()
    overlay: views.Overlay | None = None
    others: int = 0
    by_meaning: bool = False

    @classmethod
    def of_hit(cls, hit: Hit) -> ListedSlide:
        """The list entry for a hit of a search."""
        overlay = views.boxes_on_slide(hit.slide, hit.boxes) if hit.boxes else None
        card = views.card_of(hit.slide)
        return cls(card, hit.snippet, overlay, len(hit.others), hit.by == "meaning")


def router(context: Context) -> APIRouter:
    """The routes of all pages."""
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
        chosen, problem = CardFilter(), ""
        try:
            chosen = parse_filter(post, talk, tag, since, until)
        except SlidescanError as error:
            problem = str(error)
        try:
            cards = context.card_indexes.current()
        except IndexMissing as error:
            return rendered(context, "empty.html", 200, problem=str(error))
        values = _page_values(context, cards, q, chosen, sort=sort, start=start)
        name = "results.html" if part else "home.html"
        return rendered(
            context,
            name,
            query=q,
            chosen=chosen,
            sort=sort,
            cards=cards,
            talks=cards.talks(chosen.post),
            talk=talk,
            problem=problem,
            **values,
        )

    @routes.get("/about-api")
    def about_api(request: Request) -> HTMLResponse:
        return rendered(context, "api.html", api=request.app.openapi())


def _page_values(
    context: Context, cards: CardIndex, query: str, chosen: CardFilter, *, sort: str, start: int
) -> Mapping[str, Any]:
    """The slides of one page of a list, and its counts."""
    results: Results | None = None
    problem = ""
    size = HITS_PER_PAGE if query.strip() else SLIDES_PER_PAGE
    if query.strip():
        try:
            results = context.search(query, chosen, limit=start + size, sort=sort)
        except SlidescanError as error:
            results, problem = Results(query, 0, (), 0.0), str(error)
        listed = [ListedSlide.of_hit(hit) for hit in results.hits[start:]]
        folded = sum(1 + len(hit.others) for hit in results.hits)
        more = results.total > folded and len(results.hits) == start + size
    else:
        matching = cards.matching(chosen)
        listed = [ListedSlide(card) for card in matching[start : start + size]]
        more = len(matching) > start + size
        results = Results("", len(matching), (), 0.0)
    return {
        "results": results,
        "listed": listed,
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
        chosen = parse_filter(post, talk, tag, since, until)
        slide = context.slide(photo)
        hit = context.hit(q, slide.image)
        boxes: tuple[PhotoQuad, ...] = hit.boxes if hit else ()
        card = views.card_of(slide)
        before, after, row = context.card_indexes.current(now=True).beside(card, chosen)
        return rendered(
            context,
            "slide.html",
            slide=slide,
            card=card,
            query=q,
            chosen=chosen,
            over_slide=views.over_slide(slide, boxes),
            over_photo=views.over_photo(slide, boxes),
            corners=views.corners_of(slide),
            before=before,
            after=after,
            position=row.index(card) + 1 if card in row else 0,
            of=len(row),
            edits=context.library.edits(slide.image),
        )

    @routes.get("/places")
    def alt_texts(photo: Short) -> HTMLResponse:
        # Separate from the page, as it looks at all files of the site.
        slide = context.slide(photo)
        return rendered(context, "places.html", proposals=_proposals(context, slide))

    @routes.get("/alike")
    def similar(photo: Short) -> HTMLResponse:
        slide = context.slide(photo)
        slides = context.library.similar(slide.image, limit=MAX_SIMILAR_SLIDES)
        cards = [(views.card_of(each.slide), each.same) for each in slides]
        return rendered(context, "alike.html", cards=cards)


def _proposals(context: Context, slide: Slide) -> tuple[AltProposal, ...]:
    """The alt texts of a slide in posts, and slidescan's proposals for them."""
    if not slide.links:
        return ()
    try:
        # An absolute path: a relative one would begin in the folder that the server runs in.
        with context.library.site_root() as root:
            changes, _ = context.library.alts([root / slide.image])
    except SlidescanError:
        return ()  # without the site, no post can change
    return tuple(p for change in changes for p in change.proposals if p.image == slide.image)


def _pictures(routes: APIRouter, context: Context) -> None:
    @routes.get("/picture/{what}")
    def picture(
        request: Request,
        what: Literal["slide", "photo"],
        photo: Short,
        width: int = WIDTHS_PIXELS[0],
        v: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        slide = context.slide(photo)
        version = version_of(views.card_of(slide))
        tag = f'"{version}-{what}-{width}"'
        headers = {"ETag": tag, "Cache-Control": CACHE_FOREVER if v == version else "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        size = min((w for w in WIDTHS_PIXELS if w >= width), default=WIDTHS_PIXELS[-1])
        with context.library.site_root() as root:
            data = context.pictures.picture(root, slide, what, size)
        return Response(data, media_type="image/jpeg", headers=headers)
