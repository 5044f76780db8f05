"""Records as the catalogue stores them, and back; what can't be read is damage, with a name."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from slidescan.core.geometry import Quad
from slidescan.core.records import (
    KINDS,
    Card,
    Detection,
    ImageReference,
    Kind,
    Line,
    Link,
    MissingReference,
    Photo,
    Post,
    Reading,
    Section,
    Slide,
    Span,
)
from slidescan.errors import IndexDamaged
from slidescan.store import validation as strict
from slidescan.store.stored import Gist, StoredPost


@contextmanager
def damage() -> Iterator[None]:
    """Name what is wrong with a record that can't be read."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise unreadable(error) from error
    except sqlite3.OperationalError as error:
        if "json" not in str(error).casefold():
            raise
        raise unreadable(error) from error


def unreadable(error: Exception) -> IndexDamaged:
    """A record can't be read."""
    return IndexDamaged(
        f"the catalogue holds a record that can't be read ({type(error).__name__}: {error})",
        "mend it with slidescan status --repair",
    )


def dumps(data: object) -> str:
    """The record as text, compact."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def slide_from_text(text: str) -> Slide:
    """The slide that was stored as `text`."""
    with damage():
        return strict.slide(slide_from_json(json.loads(text)))


def gist_from_text(text: str) -> Gist:
    """The gist of the slide that was stored as `text`; in a third of the time that all takes."""
    with damage():
        data = json.loads(text)
        lines = []
        for line in data["lines"]:
            said, confidence, role = line["text"], line["confidence"], line["role"]
            if type(said) is not str or type(role) is not str:
                raise TypeError("a line holds something of another type")
            lines.append((said, strict.number(confidence, 0, 1), role))
        about: list[str] = []
        for link in data["links"]:
            about += (link["title"], *link["section"], *link["tags"])
        return Gist(strict.text(data["image"]), tuple(lines), tuple(map(strict.text, about)))


def slide_from_json(data: Mapping[str, Any]) -> Slide:
    """A slide as it is exported, or stored.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: It is none.
    """
    photo = {key: data[key] for key in ("sha256", "width", "height", "taken")}
    return Slide(
        image=data["image"],
        photo=Photo(**data.get("photo", photo)),
        detection=detection_from_json({**data, "confidence": data["quad_confidence"]}),
        reading=reading_from_json(data),
        title=data["title"],
        alt=data["alt"],
        description=data["description"],
        language=data["language"],
        links=tuple(Link.from_json(x) for x in data["links"]),
        duplicates=tuple(data["duplicates"]),
        kind=kind_from(data.get("kind")),
        alt_by="person" if data.get("alt_by") == "person" else "slidescan",
    )


def card_from_row(image: str, facts: str, lines: int) -> Card:
    """A slide in short, as `Catalogue.cards` selects it."""
    sha256, title, alt, taken, kind, quad, turn, links = json.loads(facts)
    card = Card(
        image,
        sha256,
        title,
        alt,
        taken,
        kind_from(kind),
        Quad.of(quad) if quad else None,
        turn if turn in (90, 180, 270) else 0,
        not lines,
        tuple(Link.from_json(x) for x in links),
    )
    return strict.record(card)


def detection_to_json(detection: Detection) -> dict[str, Any]:
    """A detection as it is stored."""
    quad = detection.quad
    return {
        "quad": quad.to_json() if quad else None,
        "confidence": detection.confidence,
        "turn": detection.turn,
        "quad_by": detection.by,
        "fingerprint": detection.fingerprint,
    }


def detection_from_json(data: Mapping[str, Any]) -> Detection:
    """The detection that `detection_to_json` gave."""
    quad, turn = data["quad"], data.get("turn", 0)
    return Detection(
        Quad.of(quad) if quad else None,
        float(data["confidence"]),
        turn if turn in (90, 180, 270) else 0,
        "person" if data.get("quad_by") == "person" else "finder",
        _hexadecimal(data.get("fingerprint")),
    )


def _hexadecimal(data: object) -> str:
    """A fingerprint; empty where an older version took none."""
    return data if isinstance(data, str) and re.fullmatch("[0-9a-f]{16}", data) else ""


def kind_from(data: object) -> Kind:
    """The kind that was stored; older versions knew slides only."""
    return next((kind for kind in KINDS if kind == data), "slide")


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """A reading as it is stored."""
    return {
        "engine": reading.engine,
        "model": reading.model,
        "languages": list(reading.languages),
        "lines": [line.to_json() for line in reading.lines],
    }


def reading_from_json(data: Mapping[str, Any]) -> Reading:
    """The reading that `reading_to_json` gave."""
    return Reading(
        data["engine"],
        data["model"],
        tuple(data["languages"]),
        tuple(Line.from_json(line) for line in data["lines"]),
    )


def post_from_json(data: Mapping[str, Any]) -> Post:
    """The post that `dataclasses.asdict` gave."""
    return Post(
        path=data["path"],
        title=data["title"],
        date=data["date"],
        tags=tuple(data["tags"]),
        language=data["language"],
        url=data["url"],
        draft=data["draft"],
        sections=tuple(
            Section(tuple(s["path"]), s["anchor"], s["level"], s["line"], s["end"])
            for s in data["sections"]
        ),
        references=tuple(
            ImageReference(**{**r, "alt_span": Span(**r["alt_span"]) if r["alt_span"] else None})
            for r in data["references"]
        ),
    )


def stored_post(row: tuple[Any, ...]) -> StoredPost:
    """A post with its links, of a row of its table.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: It is none.
    """
    path, size, mtime, state, post, links, missing = row
    stored = StoredPost(
        size,
        mtime,
        state,
        post_from_json(json.loads(post)),
        {
            image: tuple(Link.from_json(each) for each in found)
            for image, found in json.loads(links).items()
        },
        tuple(MissingReference(**each) for each in json.loads(missing)),
    )
    if stored.post.path != path:
        raise ValueError("a post stands under another's path")
    return strict.record(stored)
