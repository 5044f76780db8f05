"""A whole catalogue as JSON, and back: the same index on another machine, without reading anew.

What comes in may have been written by anyone: everything is checked, and nothing in it names a
file that slidescan would open outside the site.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from slidescan.core.geometry import Quad
from slidescan.core.records import (
    AltDecision,
    Corners,
    Edit,
    Failure,
    Link,
    MissingReference,
    Photo,
    Slide,
)
from slidescan.core.versions import ARCHIVE_VERSION
from slidescan.errors import UsageError
from slidescan.store import validation as strict
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Server
from slidescan.store.serialization import (
    detection_from_json,
    detection_to_json,
    kind_from,
    post_from_json,
    reading_from_json,
    reading_to_json,
    slide_from_json,
)
from slidescan.store.stored import StoredPhoto, StoredPost, StoredReading

Json: TypeAlias = dict[str, Any]

FACTS = ("generator", "base_url", "reader", "languages")
"""What is said of the whole catalogue, and holds on another machine, too."""


def dump(catalogue: Catalogue) -> Json:
    """All that the catalogue holds beside its slides."""
    slides = {slide.photo.sha256: slide for slide in catalogue.slides()}
    whole = set(catalogue.images())
    # Those that an ingest has just read, and not made slides of yet, are left out.
    photos = [photo for photo in catalogue.photos().values() if photo.image in whole]
    found = (catalogue.reading(sha) for sha in dict.fromkeys(p.sha256 for p in photos))
    return {
        "facts": {name: catalogue.meta(name) for name in FACTS if catalogue.meta(name)},
        "photos": [dataclasses.asdict(photo) for photo in photos],
        "readings": [_dumped(stored, slides) for stored in found if stored is not None],
        "posts": [_post(stored) for stored in catalogue.posts().values()],
        "corners": [
            dataclasses.asdict(each) | {"quad": each.quad.to_json() if each.quad else None}
            for each in catalogue.corners()
        ],
        "mends": [
            mend.to_json()
            | {"sha256": mend.sha256, "quad": mend.quad.corners if mend.quad else None}
            for mend in catalogue.edits()
        ],
        "written": sorted(catalogue.written()),
        "long_texts": sorted(catalogue.long_texts()),
        "described": list(catalogue.all_described()),
        "failures": [failure.to_json() for failure in catalogue.failures()],
    }


def _dumped(stored: StoredReading, slides: Mapping[str, Slide]) -> Json:
    """What was read; its lines only where the slide doesn't say them just so."""
    found = {
        "reader": stored.reader,
        "photo": dataclasses.asdict(stored.photo),
        "detection": detection_to_json(stored.detection),
        "kind": stored.kind,
    }
    reading = reading_to_json(stored.reading)
    slide = slides.get(stored.photo.sha256)
    if slide is None or reading_to_json(slide.reading) != reading:
        found["reading"] = reading
    return found


def _post(stored: StoredPost) -> Json:
    return {
        "size": stored.size,
        "mtime": stored.mtime,
        "state": stored.state,
        "post": dataclasses.asdict(stored.post),
        "links": {image: [k.to_json() for k in links] for image, links in stored.links.items()},
        "missing": [each.to_json() for each in stored.missing],
    }


# Back


@contextmanager
def _named(what: str) -> Iterator[None]:
    try:
        yield
    except (
        *(ValueError, KeyError, TypeError, AttributeError, RecursionError),
        *(LookupError, ArithmeticError),
    ) as error:
        raise UsageError(
            f"{what} is no export of slidescan ({type(error).__name__}: {error})",
            "make one with slidescan export json --out FILE",
        ) from error


def parsed(path: Path) -> Json:
    """The document that an export wrote.

    Raises:
        UsageError: It can't be read, or is no whole export.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(f"{path} can't be read ({reason.lower()})", "name an export") from error
    with _named(str(path)):
        data = json.loads(text, parse_constant=_refused)
        if not isinstance(data, dict) or data["version"] != ARCHIVE_VERSION:
            raise ValueError("it has another version")
        if "catalogue" not in data:
            raise UsageError(
                f"{path} holds some slides, not a whole index",
                "export without --post, --section, --folder and --query",
            )
    return data


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def refuse_to_replace(catalogue: Catalogue, *, replace: bool) -> None:
    """Refuse to take slides in where there are some, unless a person said so.

    Raises:
        UsageError: The catalogue holds slides.
    """
    held = catalogue.count()
    if held and not replace:
        raise UsageError(
            f"the index {catalogue.location} holds {held} slides already",
            "name another with --index, or drop them with --replace",
        )


def load(catalogue: Catalogue, data: Json, root: Path) -> None:
    """Take in a document, in place of what the catalogue holds; then its slides are indexed anew.

    Args:
        catalogue: Open for writing.
        data: As `parsed` gave it.
        root: The folder that paths of photos and posts start at, here.

    Raises:
        UsageError: Something in it is not as slidescan writes it; the catalogue stays as it is.
    """
    with catalogue.transaction():
        catalogue.empty()
        with _named("this"):
            _take(catalogue, data)
        place, root = catalogue.location, root.resolve()
        # Of an index in a folder, both may be moved together.
        site = str(root) if isinstance(place, Server) else os.path.relpath(root, place.resolve())
        catalogue.set_site(site)


def _take(catalogue: Catalogue, data: Json) -> None:
    rest = data["catalogue"]
    for name, value in rest["facts"].items():
        if name in FACTS:
            catalogue.set_meta(name, strict.text(value))
    slides: dict[str, Slide] = {}
    for each in data["slides"]:
        slide = strict.slide(slide_from_json(each))
        slides[slide.photo.sha256] = slide
        catalogue.put_slide(slide)
    # Corners first: keeping them makes a reading that is there already count as outdated.
    for each in rest["corners"]:
        quad = strict.near(Quad.of(each["quad"])) if each["quad"] else None
        size = strict.count(each["width"], 1), strict.count(each["height"], 1)
        catalogue.put_corners(
            Corners(strict.path(each["image"]), strict.text(each["sha256"]), *size, quad)
        )
    for each in rest["photos"]:
        catalogue.put_photo(
            StoredPhoto(
                strict.path(each["image"]),
                strict.text(each["sha256"]),
                strict.count(each["size"]),
                strict.count(each["mtime"]),
            )
        )
    for each in rest["readings"]:
        catalogue.put_reading(_stored_reading(each, slides))
    for each in rest["posts"]:
        catalogue.put_post(_stored_post(each))
    _take_words(catalogue, data, rest)
    catalogue.set_derived()


def _take_words(catalogue: Catalogue, data: Json, rest: Json) -> None:
    """What persons said, and what was written for them."""
    for each in rest["mends"]:
        catalogue.put_edit(
            Edit(
                0,
                strict.text(each["at"]),
                strict.path(each["image"]),
                strict.text(each["sha256"]),
                Edit.kind_of(each["what"]),
                strict.text(each["before"]),
                strict.text(each["after"]),
                strict.near(Quad.of(each["quad"])) if each["quad"] else None,
                strict.path(each["post"]) if each.get("post") else "",
            )
        )
    for each in data["alts"]:
        place = strict.path(each["post"]), strict.path(each["image"])
        catalogue.put_decision(AltDecision.of(*place, each["decision"], strict.text(each["alt"])))
    puts: tuple[tuple[str, Callable[[str, str, str], None]], ...] = (
        ("written", catalogue.put_written),
        ("long_texts", catalogue.put_long_text),
        ("described", catalogue.put_described),
    )
    for name, put in puts:
        for first, second, third in rest[name]:
            put(strict.text(first), strict.text(second), strict.text(third))
    for each in rest["failures"]:
        catalogue.put_failure(
            Failure(
                strict.text(each["path"]), strict.text(each["reason"]), strict.text(each["remedy"])
            )
        )


def _stored_reading(data: Json, slides: Mapping[str, Slide]) -> StoredReading:
    photo = strict.photo(Photo(**data["photo"]))
    reading = (
        reading_from_json(data["reading"]) if "reading" in data else slides[photo.sha256].reading
    )
    return StoredReading(
        strict.text(data["reader"]),
        photo,
        strict.detection(detection_from_json(data["detection"])),
        strict.reading(reading),
        kind_from(data["kind"]),
    )


def _stored_post(data: Json) -> StoredPost:
    stored = strict.record(
        StoredPost(
            data["size"],
            data["mtime"],
            data["state"],
            post_from_json(data["post"]),
            {
                strict.path(image): tuple(Link.from_json(k) for k in links)
                for image, links in data["links"].items()
            },
            tuple(MissingReference(**each) for each in data["missing"]),
        )
    )
    strict.path(stored.post.path)
    return stored
