"""Converts records to text and rows, and back; decoding checks types and ranges.

The classes that start with an underscore have the shape of the JSON. Records with the same shape as
their JSON (`Photo`, `Link`, `Post`, `MissingReference`) are decoded directly.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct, field

from slidescan.core import records
from slidescan.core.geometry import AnyQuad, PhotoQuad
from slidescan.core.records import (
    AltSource,
    CornersCorrection,
    CornersSource,
    Detection,
    Kind,
    Line,
    Link,
    MissingReference,
    Photo,
    Post,
    Reading,
    Role,
    Slide,
    TextSource,
    Turn,
    person_corners,
)
from slidescan.errors import IndexDamaged
from slidescan.store.decks import StoredSlidePage
from slidescan.store.decoding import convert, decode
from slidescan.store.drawings import StoredDrawing
from slidescan.store.schema import TABLES, Column
from slidescan.store.stored import (
    Gist,
    StoredPage,
    StoredPageLinks,
    StoredPhoto,
    StoredPost,
    StoredReading,
)
from slidescan.store.structures import StoredStructure
from slidescan.store.validation import (
    MAX_INT64,
    MAX_PIXELS_AWAY,
    check_detection,
    check_int64,
    check_path,
    check_photo,
    check_post,
    check_reading,
    check_slide,
)

Json: TypeAlias = dict[str, Any]
Row: TypeAlias = tuple[Any, ...]

MALFORMED = (
    *(msgspec.MsgspecError, ValueError, KeyError, TypeError, AttributeError, RecursionError),
)
"""Exceptions that decoding raises if a record is malformed."""

Share: TypeAlias = Annotated[float, Meta(ge=0.0, le=1.0)]
WordShare: TypeAlias = Annotated[float, Meta(ge=-1.0, le=2.0)]
Pixels: TypeAlias = Annotated[float, Meta(ge=-MAX_PIXELS_AWAY, le=MAX_PIXELS_AWAY)]
Int64: TypeAlias = Annotated[int, Meta(ge=-MAX_INT64, le=MAX_INT64)]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=MAX_INT64)]
Size: TypeAlias = Annotated[int, Meta(ge=1, le=MAX_INT64)]
Hash: TypeAlias = Annotated[str, Meta(pattern=r"^([0-9a-f]{16})?\Z")]
Point: TypeAlias = tuple[Pixels, Pixels]
QuadJson: TypeAlias = tuple[Point, Point, Point, Point]

_COLUMN_TYPES: Mapping[Column, Any] = {
    Column.TEXT: str,
    Column.LONG_TEXT: str,
    Column.SIZE: Int64,
    Column.COUNT: Int64,
    Column.FLAG: bool | Literal[0, 1],
    Column.SERIAL: Int64,
}

_ROW_TYPES: Mapping[str, Any] = {
    table.name: tuple[tuple(_COLUMN_TYPES[column] for column in table.columns.values())]  # type: ignore[misc]
    for table in TABLES
}

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_LINKS = dict[str, tuple[Link, ...]]
_MISSING = tuple[MissingReference, ...]


class _Line(Struct, gc=False):
    text: str
    confidence: Share
    quad: QuadJson
    role: Role = "body"
    engine_text: str = field(default="", name="read")
    by: TextSource = "engine"
    word_spans: tuple[tuple[WordShare, WordShare], ...] = field(default=(), name="places")
    alternative_text: str = field(default="", name="other")


class _Reading(Struct):
    engine: str
    model: str
    languages: tuple[str, ...]
    lines: list[_Line]
    unread_scripts: tuple[str, ...] = ()
    drawing: StoredDrawing | None = None


class _Detection(Struct):
    quad: QuadJson | None
    confidence: Share
    turn: Turn = 0
    quad_by: CornersSource = "finder"
    fingerprint: Hash | None = None


class _Slide(Struct):
    image: str
    sha256: str
    width: Size
    height: Size
    taken: str | None
    quad: QuadJson | None
    quad_confidence: Share
    engine: str
    model: str
    languages: tuple[str, ...]
    lines: list[_Line]
    title: str | None
    alt: str | None
    description: str
    language: str
    links: tuple[Link, ...]
    duplicates: tuple[str, ...]
    photo: Photo | None = None
    kind: Kind = "slide"
    quad_by: CornersSource = "finder"
    turn: Turn = 0
    fingerprint: Hash | None = None
    alt_by: AltSource = "slidescan"
    unread_scripts: tuple[str, ...] = ()
    drawing: StoredDrawing | None = None
    structure: StoredStructure | None = None
    deck: StoredSlidePage | None = None


class _GistLine(Struct, gc=False):
    text: str
    confidence: Share
    role: str


class _GistLink(Struct):
    title: str
    section: tuple[str, ...]
    tags: tuple[str, ...]


class _Gist(Struct):
    image: str
    lines: list[_GistLine]
    links: list[_GistLink]


def dumps(data: object) -> str:
    """Returns a record as compact JSON."""
    return _ENCODER.encode(data)


@contextmanager
def refuse_malformed() -> Iterator[None]:
    """Reports a malformed record as a damaged index."""
    try:
        yield
    except MALFORMED as error:
        raise unreadable(error) from error


def unreadable(error: Exception) -> IndexDamaged:
    """Returns the error for a record that can't be decoded."""
    return IndexDamaged(
        f"the catalogue holds a record that can't be read ({type(error).__name__}: {error})",
        "repair it with slidescan status --repair",
    )


def text_from_json(data: object) -> str:
    """Returns a text from parsed JSON."""
    text: str = msgspec.convert(data, str)
    return text


def kind_from_json(data: object) -> Kind:
    """Returns a kind of photo from parsed JSON."""
    kind: Kind = msgspec.convert(data, Kind)
    return kind


# Slides. Each function takes JSON as text or parsed, and raises one of `MALFORMED`.


def slide_from_json(data: object) -> Slide:
    """Returns a slide from its stored or exported JSON."""
    raw: _Slide = decode(data, _Slide)
    slide = Slide(
        image=raw.image,
        # Exports have no focal length.
        photo=raw.photo or Photo(raw.sha256, raw.width, raw.height, raw.taken),
        detection=Detection.of(
            _quad(raw.quad), raw.quad_confidence, raw.turn, raw.quad_by, raw.fingerprint or ""
        ),
        reading=_reading(raw),
        title=raw.title,
        alt=raw.alt or "",
        description=raw.description,
        language=raw.language,
        links=raw.links,
        duplicates=raw.duplicates,
        kind=raw.kind,
        alt_by=raw.alt_by,
        structure=raw.structure.record() if raw.structure else None,
        page=raw.deck.record() if raw.deck else None,
    )
    return check_slide(slide)


def _reading(raw: _Reading | _Slide) -> Reading:
    lines = tuple(map(_line, raw.lines))
    drawing = raw.drawing.record() if raw.drawing else None
    return Reading(raw.engine, raw.model, raw.languages, lines, raw.unread_scripts, drawing)


def _line(raw: _Line) -> Line:
    return Line(
        *(raw.text, raw.confidence, PhotoQuad(*raw.quad), raw.role, raw.engine_text),
        *(raw.by, raw.word_spans, raw.alternative_text),
    )


def _quad(points: QuadJson | None) -> PhotoQuad | None:
    return None if points is None else PhotoQuad(*points)


def gist_from_json(data: object) -> Gist:
    """Returns the parts of a slide that ranking needs, in a ninth of the time of a whole slide."""
    raw: _Gist = decode(data, _Gist)
    about: list[str] = []
    for link in raw.links:
        about += (link.title, *link.section, *link.tags)
    lines = tuple((line.text, line.confidence, line.role) for line in raw.lines)
    return Gist(raw.image, lines, tuple(about))


# Readings


def photo_from_json(data: object) -> Photo:
    """Returns a photo from the JSON of `dataclasses.asdict`."""
    return check_photo(decode(data, Photo))


def detection_to_json(detection: Detection) -> Json:
    """Returns a detection as stored."""
    quad = detection.quad
    return {
        "quad": quad.to_json() if quad else None,
        "confidence": detection.confidence,
        "turn": detection.turn,
        "quad_by": detection.by,
        "fingerprint": detection.fingerprint,
    }


def detection_from_json(data: object) -> Detection:
    """Returns a detection from the JSON of `detection_to_json`."""
    raw: _Detection = decode(data, _Detection)
    return check_detection(
        Detection.of(_quad(raw.quad), raw.confidence, raw.turn, raw.quad_by, raw.fingerprint or "")
    )


def reading_to_json(reading: Reading) -> Json:
    """Returns a reading as stored."""
    return reading.to_json()


def reading_from_json(data: object) -> Reading:
    """Returns a reading from the JSON of `reading_to_json`."""
    raw: _Reading = decode(data, _Reading)
    return check_reading(_reading(raw))


def reading_from_row(row: Row) -> StoredReading:
    """Returns a stored reading from its row: SHA-256, reader, photo, detection, reading, kind."""
    _, reader, photo, detection, reading, kind = row
    return StoredReading(
        text_from_json(reader),
        photo_from_json(photo),
        detection_from_json(detection),
        reading_from_json(reading),
        kind_from_json(kind),
    )


# Posts


def stored_post_from_json(
    size: object, mtime: object, state: object, post: object, links: object, missing: object
) -> StoredPost:
    """Returns a stored post from its columns; the last three are JSON, as text or parsed."""
    sizes = convert(size, Int64), convert(mtime, Int64)
    return _checked_post(*sizes, text_from_json(state), post, links, missing)


def _checked_post(
    size: int, mtime: int, state: str, post: object, links: object, missing: object
) -> StoredPost:
    stored = StoredPost(
        size,
        mtime,
        state,
        check_post(decode(post, Post)),
        decode(links, _LINKS) if links != "{}" else {},
        decode(missing, _MISSING) if missing != "[]" else (),
    )
    for image, links_to_image in stored.links.items():
        check_path(image)
        check_int64(*(link.line for link in links_to_image))
    check_int64(*(reference.line for reference in stored.missing))
    return stored


# Pages of the built site


def page_from_row(row: Row) -> tuple[str, StoredPage]:
    """Returns a page with its path from its row."""
    path, size, mtime, changed, digest, page = typed_row("pages", row)
    return check_path(path), StoredPage(size, mtime, changed, digest, decode(page, records.Page))


def page_links_from_row(row: Row) -> tuple[str, StoredPageLinks]:
    """Returns a post's path with the links of its page from their row."""
    post, page, text = typed_row("page_links", row)
    links: dict[str, tuple[Link, ...]] = decode(text, _LINKS)
    for image, links_to_image in links.items():
        check_path(image)
        for link in links_to_image:
            if link.post != post:
                check_path(link.post)
            check_int64(link.line)
    return check_path(post), StoredPageLinks(page, links)


def quad_from_json(data: object, frame: type[AnyQuad]) -> AnyQuad | None:
    """Returns a quad in a frame from its JSON: an array of points, or null."""
    points: QuadJson | None = decode(data, QuadJson | None)
    return None if points is None else frame(*points)


# Rows


def photo_from_row(row: Row) -> StoredPhoto:
    """Returns a photo from its row."""
    return photos_from_rows([typed_row("photos", row)[: len(StoredPhoto._fields)]])[0]


def photos_from_rows(rows: list[Row]) -> list[StoredPhoto]:
    """Returns photos from the columns of their rows that are fields, all at once."""
    photos = msgspec.convert(rows, list[StoredPhoto])
    for photo in photos:
        check_path(photo.image)
    return photos


def post_from_row(row: Row) -> StoredPost:
    """Returns a post with its links from its row."""
    path, *columns = typed_row("posts", row)
    stored = _checked_post(*columns)
    if stored.post.path != path:
        raise ValueError("a post is stored under another's path")
    return stored


def post_files_from_rows(rows: list[Row]) -> dict[str, tuple[int, int]]:
    """Returns the size and the time of change of posts by path, whose types are checked at once."""
    files = msgspec.convert(rows, list[tuple[str, Int64, Int64]])
    return {path: (size, mtime) for path, size, mtime in files}


def corners_from_row(row: Row) -> CornersCorrection:
    """Returns from its row the corners that a person set."""
    image, sha256, width, height, quad = typed_row("corners", row)
    corners = person_corners(quad_from_json(quad, PhotoQuad))
    return CornersCorrection(image, sha256, width, height, corners)


def decision_from_row(row: Row) -> records.AltDecision:
    """Returns from its row a decision about an alt text."""
    return records.AltDecision.of(*typed_row("decided", row))


def typed_row(table: str, row: Row) -> Row:
    """Returns a row whose values have the types of the table's columns."""
    typed: Row = msgspec.convert(row, _ROW_TYPES[table])
    return typed


def post_to_json(post: Post) -> str:
    """Returns a post as compact JSON: what `dumps` makes of its fields, in a tenth of the time."""
    try:
        return msgspec.json.encode(post).decode()
    except UnicodeEncodeError:  # the name of a file that isn't UTF-8
        return dumps(dataclasses.asdict(post))
