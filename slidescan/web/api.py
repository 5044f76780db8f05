"""The JSON API. What a library answers is answered as it is; `/api/openapi.json` describes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from slidescan.core.geometry import Quad
from slidescan.core.records import Slide
from slidescan.web.card_index import Facet, Wanted, facets_of
from slidescan.web.context import Context, wanted_of

Point = Annotated[list[float], Field(min_length=2, max_length=2)]
Corners = Annotated[list[Point], Field(min_length=4, max_length=4)]
Path = Annotated[str, Field(max_length=4096)]
Text = Annotated[str, Field(max_length=10_000)]

Photo = Annotated[str, Query(max_length=4096, description="The photo's path below the site.")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many, at most.")]
Short = Annotated[str, Query(max_length=4096)]


class _Open(BaseModel):
    """What may hold more than is described."""

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
    url: str


class LineModel(_Open):
    """A line of a slide; its corners are in pixels of the upright photo."""

    text: str
    confidence: float
    quad: Corners
    role: Literal["title", "body", "footer"]


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
    alt: str
    description: str
    duplicates: list[str]
    links: list[LinkModel]


class HitModel(_Open):
    """A slide that a search found; its snippet is HTML, escaped apart from `<mark>`."""

    image: str
    title: str | None
    score: float
    snippet: str
    boxes: list[Corners]
    links: list[LinkModel]


class ResultsModel(_Open):
    """The answer to a search."""

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
    links: list[LinkModel]


class CardsModel(BaseModel):
    """Some of all slides."""

    total: int
    slides: list[CardModel]


class FacetModel(BaseModel):
    """Something to filter by, and how many slides it leaves."""

    value: str
    name: str
    count: int


class ChangeModel(_Open):
    """A change that a person made."""

    number: int
    at: str
    image: str
    what: Literal["corners", "line", "alt", "post"]
    before: str
    after: str


class CornersAsked(BaseModel):
    """Where the slide is: its corners, null for nowhere, or `auto` to let the finder decide."""

    photo: Path
    quad: Corners | Literal["auto"] | None


class LineAsked(BaseModel):
    """What a line really says; an empty text is no line."""

    photo: Path
    number: Annotated[int, Field(ge=0)]
    was: Text
    text: Text


class AltAsked(BaseModel):
    """An alt text of one's own, for all posts."""

    photo: Path
    text: Text


class AcceptAsked(BaseModel):
    """An alt text to be written into one place of a post."""

    photo: Path
    post: Path
    line: Annotated[int, Field(ge=1)]
    text: Text


class UndoAsked(BaseModel):
    """Which change to take back: the last, or a numbered one."""

    photo: Path
    number: int | None = None


def router(context: Context) -> APIRouter:
    """All routes of the API."""
    routes = APIRouter(prefix="/api", tags=["slides"])
    _reading(routes, context)
    _changing(routes, context)
    return routes


def _shown(model: Any) -> dict[int | str, dict[str, Any]]:  # noqa: ANN401 - a type
    """Documents an answer without checking what the library gave."""
    return {200: {"model": model}}


def _reading(routes: APIRouter, context: Context) -> None:
    library = context.library

    @routes.get("/search", response_model=None, responses=_shown(ResultsModel))
    def search(
        q: Annotated[str, Query(max_length=1000, description="As slidescan search takes it.")],
        limit: Limit = 20,
        post: Short = "",
        talk: Short = "",
        tag: Short = "",
        since: Short = "",
        until: Short = "",
        sort: Literal["score", "date"] = "score",
    ) -> dict[str, Any]:
        """Slides by what they say, the best first."""
        wanted = wanted_of(post, talk, tag, since, until)
        return context.search(q, wanted, limit=limit, sort=sort).to_json()

    @routes.get("/slides", response_model=None, responses=_shown(CardsModel))
    def slides(
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Limit = 60,
        post: Short = "",
        talk: Short = "",
        tag: Short = "",
        since: Short = "",
        until: Short = "",
    ) -> dict[str, Any]:
        """All slides in short, or those that a filter leaves; the latest post first."""
        wanted = wanted_of(post, talk, tag, since, until)
        found = context.shelves.current().wanted(wanted)
        return {
            "total": len(found),
            "slides": [
                {
                    "image": card.image,
                    "title": card.title,
                    "alt": card.alt,
                    "date": card.date,
                    "kind": card.kind,
                    "links": [link.to_json() for link in card.links],
                }
                for card in found[offset : offset + limit]
            ],
        }

    @routes.get("/facets", response_model=None, responses=_shown(dict[str, list[FacetModel]]))
    def facets(post: Short = "") -> dict[str, Any]:
        """What slides can be filtered by: posts, tags, and the talks of a post."""
        found = facets_of(context.shelves.current(), Wanted(post=post))
        return {name: [_facet(facet) for facet in each] for name, each in found}

    @routes.get("/slide", response_model=None, responses=_shown(SlideModel))
    def slide(photo: Photo) -> dict[str, Any]:
        """One slide."""
        return context.slide(photo).to_json()

    @routes.get("/similar", response_model=None)
    def similar(photo: Photo, limit: Limit = 10) -> dict[str, Any]:
        """The slides most like one."""
        image = context.slide(photo).image
        found = library.similar(image, limit=limit)
        return {"photo": image, "similar": [each.to_json() for each in found]}

    @routes.get("/changes", response_model=None, responses=_shown(dict[str, list[ChangeModel]]))
    def changes(photo: Photo) -> dict[str, Any]:
        """What persons changed of a slide, the first change first."""
        image = context.slide(photo).image
        return {"changes": [mend.to_json() for mend in library.edits(image)]}

    @routes.get("/status", response_model=None)
    def status() -> dict[str, Any]:
        """What the index holds, engines and languages at hand, what is wrong."""
        return library.status().to_json()

    @routes.get("/progress", response_model=None)
    def progress() -> dict[str, Any]:
        """How far the ingest is that writes the index now; null where none does."""
        found = library.running()
        return {"running": found.to_json() if found else None}


def _changing(routes: APIRouter, context: Context) -> None:
    library = context.library

    def changed(change: Callable[[], Slide]) -> dict[str, Any]:
        return change().to_json()

    @routes.post("/corners", response_model=None, responses=_shown(SlideModel))
    def corners(asked: CornersAsked) -> dict[str, Any]:
        """Say where the slide is in a photo; it is read anew there."""
        image = context.slide(asked.photo).image
        if asked.quad == "auto":
            return changed(lambda: library.drop_corners(image))
        quad = Quad.of(asked.quad) if asked.quad else None
        return changed(lambda: library.set_corners(image, quad))

    @routes.post("/line", response_model=None, responses=_shown(SlideModel))
    def line(asked: LineAsked) -> dict[str, Any]:
        """Say what a line of a slide really says."""
        image = context.slide(asked.photo).image
        return changed(lambda: library.correct_line(image, asked.number, asked.was, asked.text))

    @routes.post("/alt", response_model=None, responses=_shown(SlideModel))
    def alt(asked: AltAsked) -> dict[str, Any]:
        """Give a slide an alt text of one's own; no post is written."""
        image = context.slide(asked.photo).image
        return changed(lambda: library.set_alt(image, asked.text))

    @routes.post("/accept", response_model=None, responses=_shown(SlideModel))
    def accept(asked: AcceptAsked) -> dict[str, Any]:
        """Write an alt text into one place of a post."""
        image = context.slide(asked.photo).image
        library.accept_alt(image, asked.post, asked.line, asked.text)
        return context.slide(image).to_json()

    @routes.post("/undo", response_model=None)
    def undo(asked: UndoAsked) -> dict[str, Any]:
        """Take back a change."""
        image = context.slide(asked.photo).image
        slide, undone = library.undo(image, asked.number)
        return {"slide": slide.to_json(), "undone": undone.to_json()}


def _facet(facet: Facet) -> dict[str, Any]:
    return {"value": facet.value, "name": facet.name, "count": facet.count}
