"""The web application made of all parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import (
    EditConflict,
    IndexLocked,
    IndexUnusable,
    NotInIndex,
    PhotoError,
    PostChanged,
    PostError,
    SlidescanError,
)
from slidescan.library import Library
from slidescan.web import api, deck_files, pages
from slidescan.web.context import Context
from slidescan.web.drops import DropFolder, NameTaken
from slidescan.web.guard import TOKEN_HEADER, Access, Guard

HERE = Path(__file__).parent

STATUS_BY_ERROR: tuple[tuple[type[SlidescanError], int], ...] = (
    (EditConflict, 409),
    (NameTaken, 409),
    (NotInIndex, 404),
    (IndexLocked, 423),
    (IndexUnusable, 503),
    (PostChanged, 409),
    (PostError, 409),
    (PhotoError, 422),
    (SlidescanError, 400),
)
"""The HTTP status of each error; the first match counts."""

DESCRIPTION = f"""
Reading needs no token while the server listens on this machine only. On other addresses, and for
changes by scripts, send the token as Authorization: Bearer TOKEN; choose it with slidescan serve
--token or $SLIDESCAN_TOKEN. The page itself sends its own token as {TOKEN_HEADER}.
Errors are {{"error": {{"what": …, "remedy": …}}}}.
"""


def create_app(library: Library, access: Access, drop_folder: DropFolder | None = None) -> FastAPI:
    """Makes the application that serves a library.

    Args:
        library: The slides.
        access: Who may use the page.
        drop_folder: The folder that takes photos dropped onto the page; None to take none.
    """
    context = Context.of(library, access, drop_folder)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        context.exports.close()

    app = FastAPI(
        title="slidescan",
        version=PACKAGE_VERSION,
        summary="Slides in photos: search, look, correct.",
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        # FastAPI's own pages load scripts from other hosts.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.include_router(api.router(context))
    app.include_router(pages.router(context))
    app.include_router(deck_files.router(context))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_middleware(Guard, access=access, takes_photos=drop_folder is not None)
    _errors(app, context)
    return app


def _errors(app: FastAPI, context: Context) -> None:
    def answer(request: Request, status: int, what: str, remedy: str, **more: str) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": {"what": what, "remedy": remedy, **more}}, status)
        if request.url.path.startswith("/picture/"):
            return Response(what, status, media_type="text/plain")
        return pages.rendered(context, "error.html", status, what=what, remedy=remedy)

    @app.exception_handler(SlidescanError)
    def expected(request: Request, error: SlidescanError) -> Response:
        status = next(code for kind, code in STATUS_BY_ERROR if isinstance(error, kind))
        if isinstance(error, EditConflict):
            texts = {"current": error.current, "given": error.given}
            return answer(request, status, error.what, error.remedy, **texts)
        return answer(request, status, error.what, error.remedy)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        issues = error.errors()
        where = ".".join(str(part) for part in issues[0]["loc"][1:]) if issues else ""
        what = f"{where}: {issues[0]['msg'].lower()}" if issues else "the request can't be read"
        # Infinity and NaN are no JSON.
        is_json = all(issue["type"] != "finite_number" for issue in issues)
        return answer(request, 422 if is_json else 400, what, "see /about-api")

    @app.exception_handler(HTTPException)
    def other(request: Request, error: HTTPException) -> Response:
        what = "there is no such page" if error.status_code == 404 else str(error.detail)
        return answer(request, error.status_code, what, "")
