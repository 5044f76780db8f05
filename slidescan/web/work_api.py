"""The routes of exports, ingests, dropped photos, and changes to several slides at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from slidescan.core.records import AltAnswer
from slidescan.errors import UsageError
from slidescan.web.card_filter import FilterParameters
from slidescan.web.context import Context
from slidescan.web.guard import DROP_PATH
from slidescan.web.models import Path, documented

MAX_CHOSEN_PHOTOS = 1000
"""Photos named in one request, which holds 64 kB."""

Photos = Annotated[list[Path], Field(min_length=1, max_length=MAX_CHOSEN_PHOTOS)]


class FailureModel(BaseModel):
    """A photo or post that couldn't be read or written."""

    path: str
    reason: str
    remedy: str


class PlanModel(BaseModel):
    """What an ingest of everything would read."""

    photos: list[str]
    folders: list[str]
    failures: list[FailureModel]


class IngestModel(BaseModel):
    """The ingest that was started on the page last."""

    running: bool
    read: int
    failures: list[FailureModel]
    problem: str


class IngestRequest(BaseModel):
    """Photos to read again; null to read all new and changed photos."""

    photos: Photos | None = None


class DecorativeRequest(BaseModel):
    """Slides to mark as decorative in all posts; a dry run only counts the places."""

    photos: Photos
    dry_run: bool = False


class DecorativeModel(BaseModel):
    """Where alt texts were emptied, or would be."""

    entries: int
    posts: int


class LeftOutModel(BaseModel):
    """A photo that a deck or notes lack because it is no slide, and what it is instead."""

    path: str
    reason: str


class ExportModel(BaseModel):
    """A file to download, and the photos that it lacks."""

    address: str
    name: str
    bytes: int
    failures: list[FailureModel]
    left_out: list[LeftOutModel]


class ExportRequest(BaseModel):
    """Slides to export: these photos, or null for those of the search and filter."""

    format: Annotated[str, Field(max_length=40)]
    photos: Photos | None = None


class DroppedModel(BaseModel):
    """A photo that was stored, by its path below the site."""

    photo: str


def reading_routes(routes: APIRouter, context: Context) -> None:
    """Adds the routes that change nothing."""

    @routes.get("/ingest", response_model=None, responses=documented(IngestModel))
    def ingest_outcome() -> dict[str, Any]:
        """Reports what the ingest did that was started on the page last."""
        outcome = context.ingests.outcome
        return {
            "running": outcome.is_running,
            "read": outcome.photos_read,
            "failures": [failure.to_json() for failure in outcome.failures],
            "problem": outcome.problem,
        }

    @routes.get("/ingest/plan", response_model=None, responses=documented(PlanModel))
    def ingest_plan() -> dict[str, Any]:
        """Reports what an ingest of all new and changed photos would read."""
        photos, failures, folders = context.ingests.plan()
        return {
            "photos": list(photos),
            "folders": list(folders),
            "failures": [failure.to_json() for failure in failures],
        }

    @routes.get("/exports/{key}", response_model=None)
    def exported(key: str) -> FileResponse:
        """Downloads an export."""
        file = context.exports.file(key)
        return FileResponse(file.path, filename=file.name)


def changing_routes(routes: APIRouter, context: Context) -> None:
    """Adds the routes that write something."""

    @routes.post("/ingest", response_model=None, responses=documented(IngestModel))
    def ingest(request: IngestRequest) -> dict[str, Any]:
        """Starts an ingest; `/api/progress` tells how far it is."""
        if request.photos is None:
            context.ingests.start_for_all()
        else:
            context.ingests.start_again([context.slide(p).image for p in request.photos])
        return {"running": True, "read": 0, "failures": [], "problem": ""}

    @routes.post("/decorative", response_model=None, responses=documented(DecorativeModel))
    def decorative(request: DecorativeRequest) -> dict[str, int]:
        """Marks slides as decorative: empties their alt texts in all posts."""
        images = {context.slide(photo).image for photo in request.photos}
        answers: dict[str, list[AltAnswer]] = defaultdict(list)
        for post, entries in context.alt_queue.by_post().items():
            for entry in entries:
                proposal = entry.proposal
                if proposal.image in images and entry.status != "decorative":
                    was = proposal.current or ""
                    answers[post].append(
                        AltAnswer(
                            entry.number, proposal.line, proposal.image, "decorative", "", was
                        )
                    )
        if not request.dry_run:
            for post, of_post in answers.items():
                context.alt_queue.answer(post, of_post)
        return {"entries": sum(map(len, answers.values())), "posts": len(answers)}

    @routes.post("/export", response_model=None, responses=documented(ExportModel))
    def export(
        request: ExportRequest,
        chosen: Annotated[FilterParameters, Depends()],
        q: Annotated[str, Query(max_length=1000)] = "",
    ) -> dict[str, Any]:
        """Exports slides into a file, and tells where to download it."""
        images: Sequence[str] | None
        if request.photos is not None:
            images = [context.slide(photo).image for photo in request.photos]
        else:
            images = context.listed(q, context.filter(chosen))
        # Photos that a person named are wanted, whatever they show.
        all_pictures = request.photos is not None
        key, file = context.exports.make(request.format, images, all_pictures=all_pictures)
        return {
            "address": f"/api/exports/{key}",
            "name": file.name,
            "bytes": file.path.stat().st_size,
            "failures": [failure.to_json() for failure in file.failures],
            "left_out": [{"path": image, "reason": reason} for image, reason in file.left_out],
        }

    @routes.post(
        DROP_PATH.removeprefix("/api"), response_model=None, responses=documented(DroppedModel)
    )
    async def drop(
        request: Request, name: Annotated[str, Query(max_length=1000)]
    ) -> dict[str, str]:
        """Stores a photo in the folder for dropped photos; the body is the file."""
        folder = context.drop_folder
        if folder is None:
            raise UsageError(
                "this page takes no photos", "start it with slidescan serve --drop-folder DIR"
            )
        data = await request.body()
        most = context.library.options.max_pixels
        photo = await run_in_threadpool(folder.put, name, data, most)
        return {"photo": photo}

    @routes.post(
        f"{DROP_PATH.removeprefix('/api')}/read",
        response_model=None,
        responses=documented(IngestModel),
    )
    def read_dropped(request: IngestRequest) -> dict[str, Any]:
        """Starts an ingest of photos that were dropped."""
        folder = context.drop_folder
        if folder is None or request.photos is None:
            raise UsageError("there are no photos to read", "drop some first")
        below = "" if folder.name == "." else f"{folder.name}/"
        if not all(
            p.startswith(below) and "/" not in p.removeprefix(below) for p in request.photos
        ):
            raise UsageError("only dropped photos can be read so", "use the ingest for others")
        context.ingests.start_for_files([FilePath(photo) for photo in request.photos])
        return {"running": True, "read": 0, "failures": [], "problem": ""}
