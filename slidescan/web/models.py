"""Types of values in requests, and the documentation of responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

READING_ERRORS: Mapping[int, str] = {
    400: "the request is malformed, or a value in it",
    401: "the token is missing",
    404: "the index holds no such photo",
    413: "the request is too long",
    414: "the address is too long",
    421: "the server has another name",
    422: "a value isn't allowed, or the photo can't be read",
    429: "too many requests",
    503: "the index can't be used",
}
"""The statuses of errors of all requests."""

CHANGING_ERRORS: Mapping[int, str] = {
    403: "no page of this server sent the change",
    409: "somebody else has changed the text or the post meanwhile",
    415: "the change isn't JSON",
    423: "another process is writing the index",
}
"""More statuses of errors of changes."""

Number = Annotated[float, Field(allow_inf_nan=False)]
Point = Annotated[list[Number], Field(min_length=2, max_length=2)]
Corners = Annotated[list[Point], Field(min_length=4, max_length=4)]
Path = Annotated[str, Field(max_length=4096)]
Text = Annotated[str, Field(max_length=10_000)]

Photo = Annotated[str, Query(max_length=4096, description="The photo's path below the site.")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many, at most.")]
Short = Annotated[str, Query(max_length=4096)]


class ErrorDetails(BaseModel):
    """What is wrong, and what to do; where two people change one text, both texts."""

    model_config = ConfigDict(extra="allow")

    what: str
    remedy: str
    current: str | None = None
    given: str | None = None


class ErrorModel(BaseModel):
    """An error. The server refuses some requests before that with a line of plain text."""

    error: ErrorDetails


def documented_errors(descriptions: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """The documentation of errors, by status."""
    return {
        status: {"model": ErrorModel, "description": text} for status, text in descriptions.items()
    }


def documented(model: Any) -> dict[int | str, dict[str, Any]]:  # noqa: ANN401 - a type
    """Documents a response without validating the library's results."""
    return {200: {"model": model}}
