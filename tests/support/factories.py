"""Made-up records."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import (
    Detection,
    ImageReference,
    Line,
    Link,
    Photo,
    Reading,
    Role,
    Slide,
    Span,
)
from slidescan.ingest.assemble import PreparedSlide, assemble
from slidescan.posts import markdown
from slidescan.posts.dialect import COMMONMARK, Dialect
from slidescan.posts.front_matter import read_front_matter
from slidescan.posts.post_files import decode_post
from slidescan.posts.references.scanner import scan
from slidescan.search.indexes import registry


def tamper(database: Path, statement: str) -> None:
    """Changes a database without slidescan."""
    with contextlib.closing(sqlite3.connect(database)) as db, db:
        db.execute(statement)


def line(
    text: str, row: int = 0, *, role: Role = "body", confidence: float = 0.97, left: float = 100.0
) -> Line:
    """A line, 30 px high, rows 40 px apart."""
    top = 50.0 + 40 * row
    right = left + 14.0 * max(1, len(text))
    quad = PhotoQuad((left, top), (right, top), (right, top + 30), (left, top + 30))
    return Line(text, confidence, quad, role)


def slide(
    image: str = "img/a.jpg",
    texts: Sequence[str] = ("A title", "first point", "second point"),
    *,
    links: Sequence[Link] = (),
    sha256: str | None = None,
    languages: tuple[str, ...] = ("en",),
) -> Slide:
    """A slide whose first line is its title."""
    lines = tuple(
        line(text, row, role="title" if row == 0 else "body") for row, text in enumerate(texts)
    )
    photo = Photo(sha256 or f"{abs(hash(image)):064x}"[:64], 1600, 1200, "2025-10-14T09:00:00")
    prepared = PreparedSlide.of(
        image,
        photo,
        Detection.of(PhotoQuad.rectangle(1600, 1200), 0.9),
        Reading("rapidocr", "test", languages, lines),
    )
    made = assemble(prepared, prepared.alt_text(150))
    return Slide(
        image=made.image,
        photo=made.photo,
        detection=made.detection,
        reading=made.reading,
        title=made.title,
        alt=made.alt,
        description=made.description,
        language=languages[0],
        links=tuple(links),
    )


def link(
    post: str = "content/posts/a.md",
    *,
    line_number: int = 10,
    title: str = "A post",
    section: tuple[str, ...] = ("A section",),
    date: str | None = "2025-10-14",
    tags: tuple[str, ...] = ("conference",),
) -> Link:
    """A link."""
    anchor = section[-1].lower().replace(" ", "-") if section else None
    return Link(
        post=post,
        line=line_number,
        title=title,
        date=date,
        tags=tags,
        section=section,
        anchor=anchor,
        url=f"https://example.org/{title.lower().replace(' ', '-')}/#{anchor}",
    )


def image_references(
    data: bytes, dialect: Dialect = COMMONMARK, *, front: bool = False
) -> list[ImageReference]:
    """The image references of a post with byte spans; `front` skips the front matter."""
    text, offset = decode_post(data)
    blocks = markdown.parse(text, read_front_matter(text).end if front else 0, dialect)
    return [
        ImageReference(
            f.target, f.alt.text, blocks.line_at(f.start), f.syntax,
            Span(*(offset + len(text[:i].encode()) for i in (f.alt.start, f.alt.end)))
            if f.alt.start >= 0 else None,
            f.alt.insert, f.alt.quote,
        )
        for f in scan(text, blocks).references
    ]  # fmt: skip


def indexes_with_fts5_from(
    slides: int, *, is_available: bool = True
) -> tuple[registry.IndexKind, ...]:
    """`registry.INDEXES` with another threshold for FTS5, so that few slides are enough."""
    return tuple(
        replace(kind, min_slides=slides, is_available=lambda: is_available)
        if kind.name == "fts5"
        else kind
        for kind in registry.INDEXES
    )
