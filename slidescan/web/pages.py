"""The HTML pages, and the pictures on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from slidescan.alt.text_parts import text_parts
from slidescan.core.geometry import PhotoQuad
from slidescan.core.languages import language_label
from slidescan.core.records import AltProposal, Card, Hit, MatchedIn, Results, Slide
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import IndexMissing, SlidescanError
from slidescan.export.registry import EXPORTS
from slidescan.search.card_filter import CardFilter
from slidescan.web import views
from slidescan.web.card_filter import FilterParameters
from slidescan.web.context import Context
from slidescan.web.deck_files import deck_url
from slidescan.web.help import KEY_HELP, QUERY_HELP
from slidescan.web.listing import Listing
from slidescan.web.models import Short
from slidescan.web.pictures import WIDTHS_PIXELS

SLIDES_PER_PAGE = 60

HITS_PER_PAGE = 24
"""Few enough that they appear before the user presses the next key."""

MAX_SIMILAR_SLIDES = 6

HERE = Path(__file__).parent

MATCH_PHRASES: Mapping[str, str] = {
    "author": "found by its caption or alt text",
    "heading": "found by its heading",
    "post": "found by its post's title",
    "tag": "found by a tag",
}
"""What to say of hits whose words don't stand on the slide, by `Hit.matched_in`."""

CACHE_FOREVER = "private, max-age=31536000, immutable"

Sort: TypeAlias = Literal["score", "date"]
"""The best hits first, or the latest."""


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
        "language_label": language_label,
        "counted": views.counted,
        "query_help": QUERY_HELP,
        "key_help": KEY_HELP,
        "match_phrases": MATCH_PHRASES,
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
        matched_in: Where it has the words, if they aren't on the slide; see `Hit`.
        matched_text: The text that has them, as pieces like the snippet.
        missing: Words of the query that it lacks, if it has others.
    """

    card: Card
    snippet: tuple[tuple[str, bool], ...] = ()
    overlay: views.Overlay | None = None
    others: int = 0
    by_meaning: bool = False
    matched_in: MatchedIn = ""
    matched_text: tuple[tuple[str, bool], ...] = ()
    missing: tuple[str, ...] = ()

    @classmethod
    def of_hit(cls, hit: Hit) -> ListedSlide:
        """The list entry for a hit of a search."""
        overlay = views.boxes_on_slide(hit.slide, hit.boxes) if hit.boxes else None
        card = views.card_of(hit.slide)
        return cls(
            *(card, hit.snippet, overlay, len(hit.others), hit.by == "meaning"),
            *(hit.matched_in, hit.matched_text, hit.missing),
        )


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
        given: Annotated[FilterParameters, Depends()],
        q: Annotated[str, Query(max_length=4096)] = "",
        sort: Sort = "score",
        start: Annotated[int, Query(ge=0)] = 0,
        part: Literal["", "results"] = "",
    ) -> HTMLResponse:
        chosen, problem = CardFilter(), ""
        try:
            chosen = context.filter(given)
        except IndexMissing:
            return rendered(context, "empty.html", 200)
        except SlidescanError as error:
            problem = str(error)
        try:
            with context.listings.open() as listing:
                values = _page_values(context, listing, q, chosen, sort=sort, start=start)
                if not part:
                    values |= _choices(context, listing, chosen)
        except IndexMissing:
            return rendered(context, "empty.html", 200)
        return rendered(
            context,
            "results.html" if part else "home.html",
            query=q,
            chosen=chosen,
            sort=sort,
            talk=given.talk,
            problem=problem,
            **values,
        )

    @routes.get("/alts")
    def alts() -> HTMLResponse:
        try:
            with context.listings.open():
                pass
        except IndexMissing:
            return rendered(context, "empty.html", 200)
        return rendered(context, "alts.html")

    @routes.get("/about-api")
    def about_api(request: Request) -> HTMLResponse:
        return rendered(context, "api.html", api=request.app.openapi())


def _choices(context: Context, listing: Listing, chosen: CardFilter) -> dict[str, Any]:
    """What the whole page has besides its list: the choices to filter by, formats, folders.

    Slides that need an alt text are counted if that takes no time.
    """
    queue = context.alt_queue
    needing_alt = queue.needing_alt() if queue.is_ready else None
    return {
        "facets": {**listing.listed(), **listing.facets(chosen, needing_alt)},
        "talks": listing.talks(chosen.post),
        "needs_known": queue.is_ready,
        "exports": tuple(EXPORTS.values()),
        "drops": context.drop_folder.name if context.drop_folder else "",
    }


def _page_values(
    context: Context, listing: Listing, query: str, chosen: CardFilter, *, sort: Sort, start: int
) -> dict[str, Any]:
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
        total = listing.count(chosen)
        listed = [ListedSlide(card) for card in listing.lists.cards(chosen, start, size)]
        more = total > start + size
        results = Results("", total, (), 0.0)
    title = listing.lists.title_of(chosen.post) if chosen.post else ""
    return {
        "slides": listing.count(CardFilter()),
        "chips": views.chips(title, query, chosen, sort),
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
        given: Annotated[FilterParameters, Depends()],
        q: Annotated[str, Query(max_length=4096)] = "",
        sort: Sort = "score",
    ) -> HTMLResponse:
        chosen = context.filter(given)
        slide = context.slide(photo)
        hit = context.hit(q, slide.image)
        with context.library.site_root() as root:
            url_of_deck = deck_url(slide, root)
        boxes: tuple[PhotoQuad, ...] = hit.boxes if hit else ()
        at, count, has_more = context.position(q, chosen, sort, slide.image)
        return rendered(
            context,
            "slide.html",
            slide=slide,
            query=q,
            chosen=chosen,
            sort=sort,
            over_slide=views.over_slide(slide, boxes),
            parts=text_parts(slide),
            over_photo=views.over_photo(slide, boxes),
            corners=views.corners_of(slide),
            before=at.before if at else "",
            after=at.after if at else "",
            position=at.number if at else 0,
            of=count,
            has_more=has_more,
            edits=context.library.edits(slide.image),
            deck_url=url_of_deck,
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
        # The short form is enough for a picture that is cached.
        with context.listings.open() as listing:
            card = listing.lists.of((photo,)).get(photo)
        card = card or views.card_of(context.slide(photo))
        version = views.version_of(card)
        tag = f'"{version}-{what}-{width}"'
        headers = {"ETag": tag, "Cache-Control": CACHE_FOREVER if v == version else "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        size = min((w for w in WIDTHS_PIXELS if w >= width), default=WIDTHS_PIXELS[-1])
        data = context.pictures.cached(card, what, size)
        if data is None:
            slide = context.slide(photo)
            with context.library.site_root() as root:
                data = context.pictures.picture(root, slide, what, size)
        return Response(data, media_type="image/jpeg", headers=headers)
