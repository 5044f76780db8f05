"""The JSON API, which returns the library's results; `/api/openapi.json` describes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from slidescan.core.geometry import Quad
from slidescan.core.records import Slide
from slidescan.web import alt_api, work_api
from slidescan.web.card_filter import FilterParameters
from slidescan.web.context import Context
from slidescan.web.listing import Facet, facets_of
from slidescan.web.models import (
    CHANGING_ERRORS,
    READING_ERRORS,
    Corners,
    Limit,
    Path,
    Photo,
    Text,
    documented,
    documented_errors,
)


class _Open(BaseModel):
    """A model that may have more members than it describes."""

    model_config = ConfigDict(extra="allow")


class LinkModel(_Open):
    """One place where a post shows a photo."""

    post: str
    line: int
    title: str
    date: str | None
    tags: list[str]
    section: list[str]
    anchor: str | None
    url: str | None


class LineModel(_Open):
    """A line of a slide; its corners are pixels of the upright photo."""

    text: str
    confidence: float
    quad: Corners
    role: Literal["title", "body", "footer", "outside"]


class SlideModel(_Open):
    """What a photo shows."""

    image: str
    sha256: str
    width: int
    height: int
    taken: str | None
    quad: Corners | None
    quad_confidence: float
    engine: str
    model: str
    title: str | None
    text: str
    lines: list[LineModel]
    alt: str | None
    description: str
    duplicates: list[str]
    links: list[LinkModel]


class HitModel(_Open):
    """A hit of a search; its snippet is HTML, escaped except for `<mark>`."""

    image: str
    title: str | None
    score: float
    snippet: str
    boxes: list[Corners]
    links: list[LinkModel]


class ResultsModel(_Open):
    """The hits of a search."""

    query: str
    total: int
    took_ms: float
    suggestion: str | None
    hits: list[HitModel]


class CardModel(BaseModel):
    """A slide in short."""

    image: str
    title: str | None
    alt: str
    date: str | None
    kind: str
    language: str
    confidence: float | None
    links: list[LinkModel]


class CardsModel(BaseModel):
    """A page of slides."""

    total: int
    slides: list[CardModel]


class FacetModel(BaseModel):
    """A value to filter by, and the number of its slides."""

    value: str
    name: str
    count: int


class ChoicesModel(BaseModel):
    """Values to filter by."""

    choices: list[FacetModel]


class ChangeModel(_Open):
    """A change that a person made."""

    number: int
    at: str
    image: str
    what: Literal["corners", "line", "alt", "post", "page"]
    before: str
    after: str


class CornersRequest(BaseModel):
    """The slide's corners, null for no slide, or `auto` to let the finder decide."""

    photo: Path
    quad: Corners | Literal["auto"] | None


class LineRequest(BaseModel):
    """The true text of a line; an empty text removes the line."""

    photo: Path
    number: Annotated[int, Field(ge=0)]
    was: Text
    text: Text


class AltRequest(BaseModel):
    """An alt text for all posts, and the one that it replaces (any, if it is left out)."""

    photo: Path
    text: Text
    was: Text | None = None


class AcceptRequest(BaseModel):
    """An alt text to write at one place of a post, and the one there (any, if it is left out)."""

    photo: Path
    post: Path
    line: Annotated[int, Field(ge=1)]
    text: Text
    was: Text | None = None


class UndoRequest(BaseModel):
    """The change to undo: the last, or a numbered one."""

    photo: Path
    number: int | None = None


def router(context: Context) -> APIRouter:
    """Returns the routes of the API."""
    routes = APIRouter(prefix="/api", tags=["slides"])
    reading = APIRouter(responses=documented_errors(READING_ERRORS))
    changing = APIRouter(responses=documented_errors({**READING_ERRORS, **CHANGING_ERRORS}))
    _reading(reading, context)
    alt_api.reading_routes(reading, context)
    work_api.reading_routes(reading, context)
    _changing(changing, context)
    alt_api.changing_routes(changing, context)
    work_api.changing_routes(changing, context)
    routes.include_router(reading)
    routes.include_router(changing)
    return routes


def _reading(routes: APIRouter, context: Context) -> None:
    library = context.library

    @routes.get("/search", response_model=None, responses=documented(ResultsModel))
    def search(
        q: Annotated[str, Query(max_length=1000, description="As slidescan search takes it.")],
        chosen: Annotated[FilterParameters, Depends()],
        limit: Limit = 20,
        sort: Literal["score", "date"] = "score",
    ) -> dict[str, Any]:
        """Searches slides by their words, the best first."""
        return context.search(q, context.filter(chosen), limit=limit, sort=sort).to_json()

    @routes.get("/slides", response_model=None, responses=documented(CardsModel))
    def slides(
        chosen: Annotated[FilterParameters, Depends()],
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Limit = 60,
    ) -> dict[str, Any]:
        """Lists slides in short, all or filtered; the latest post first."""
        wanted = context.filter(chosen)
        with context.listings.open() as listing:
            total = listing.count(wanted)
            cards = listing.lists.cards(wanted, offset, limit)
        return {
            "total": total,
            "slides": [
                {
                    "image": card.image,
                    "title": card.title,
                    "alt": card.alt,
                    "date": card.date,
                    "kind": card.kind,
                    "language": card.language,
                    "confidence": card.confidence,
                    "links": [link.to_json() for link in card.links],
                }
                for card in cards
            ],
        }

    @routes.get("/facets", response_model=None, responses=documented(dict[str, list[FacetModel]]))
    def facets(
        chosen: Annotated[FilterParameters, Depends()],
    ) -> dict[str, Any]:
        """Lists the values to filter by, each with the number of its slides.

        Posts, tags and the talks of a post count all their slides; kinds, languages, readings and
        needs those that the rest of the filter leaves.
        """
        wanted, needing_alt = context.filter(chosen), context.alt_queue.needing_alt()
        with context.listings.open() as listing:
            groups = facets_of(listing, wanted, needing_alt)
            return {name: [_facet(facet) for facet in facets] for name, facets in groups}

    @routes.get("/choices", response_model=None, responses=documented(ChoicesModel))
    def choices(
        name: Literal["post", "tag"],
        text: Annotated[str, Query(max_length=200, description="A part of the name.")] = "",
        limit: Limit = 20,
    ) -> dict[str, Any]:
        """Finds posts or tags to filter by, each with the number of its slides."""
        with context.listings.open() as listing:
            return {"choices": [_facet(each) for each in listing.choices(name, text, limit)]}

    @routes.get("/slide", response_model=None, responses=documented(SlideModel))
    def slide(photo: Photo) -> dict[str, Any]:
        """One slide."""
        return context.slide(photo).to_json()

    @routes.get("/similar", response_model=None)
    def similar(photo: Photo, limit: Limit = 10) -> dict[str, Any]:
        """Lists the slides most similar to one."""
        image = context.slide(photo).image
        slides = library.similar(image, limit=limit)
        return {"photo": image, "similar": [each.to_json() for each in slides]}

    @routes.get("/changes", response_model=None, responses=documented(dict[str, list[ChangeModel]]))
    def changes(photo: Photo) -> dict[str, Any]:
        """Lists what people changed of a slide, oldest first."""
        image = context.slide(photo).image
        return {"changes": [edit.to_json() for edit in library.edits(image)]}

    @routes.get("/status", response_model=None)
    def status() -> dict[str, Any]:
        """Reports what the index holds, engines and languages at hand, and what is wrong."""
        return library.status().to_json()

    @routes.get("/progress", response_model=None)
    def progress() -> dict[str, Any]:
        """Reports the progress of a running ingest; null if none runs."""
        state = library.running()
        return {"running": state.to_json() if state else None}


def _changing(routes: APIRouter, context: Context) -> None:
    library = context.library

    def changed(change: Callable[[], Slide]) -> dict[str, Any]:
        return change().to_json()

    @routes.post("/corners", response_model=None, responses=documented(SlideModel))
    def corners(request: CornersRequest) -> dict[str, Any]:
        """Sets the slide's corners and reads the photo again."""
        image = context.slide(request.photo).image
        if request.quad == "auto":
            return changed(lambda: library.drop_corners(image))
        quad = Quad.of(request.quad) if request.quad else None
        return changed(lambda: library.set_corners(image, quad))

    @routes.post("/line", response_model=None, responses=documented(SlideModel))
    def line(request: LineRequest) -> dict[str, Any]:
        """Corrects the text of a line."""
        image = context.slide(request.photo).image
        return changed(
            lambda: library.correct_line(image, request.number, request.was, request.text)
        )

    @routes.post("/alt", response_model=None, responses=documented(SlideModel))
    def alt(request: AltRequest) -> dict[str, Any]:
        """Sets the alt text of a slide; writes no post."""
        image = context.slide(request.photo).image
        return changed(lambda: library.set_alt(image, request.text, request.was))

    @routes.post("/accept", response_model=None, responses=documented(SlideModel))
    def accept(request: AcceptRequest) -> dict[str, Any]:
        """Writes an alt text at one place of a post."""
        image = context.slide(request.photo).image
        library.accept_alt(image, request.post, request.line, request.text, request.was)
        return context.slide(image).to_json()

    @routes.post("/undo", response_model=None)
    def undo(request: UndoRequest) -> dict[str, Any]:
        """Undoes a change."""
        image = context.slide(request.photo).image
        slide, undone = library.undo(image, request.number)
        return {"slide": slide.to_json(), "undone": undone.to_json()}


def _facet(facet: Facet) -> dict[str, Any]:
    return {"value": facet.value, "name": facet.name, "count": facet.count}
