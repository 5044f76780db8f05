"""A whole catalogue as JSON, and back: the same index on another machine, without reading anew.

What comes in may have been written by anyone: everything is checked, and nothing in it names a
file that slidescan would open outside the site.
"""

from __future__ import annotations

import dataclasses
import json
import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from slidescan.errors import UsageError
from slidescan.geometry import Quad
from slidescan.records import (
    AltDecision,
    Corners,
    Detection,
    Failure,
    Link,
    Mend,
    MissingReference,
    Photo,
    Reading,
    Slide,
)
from slidescan.store.catalogue import Catalogue
from slidescan.store.codec import (
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

VERSION = 1

FAR = 1e6
"""Pixels that anything may lie from a photo's corner, or a lens from it."""

FACTS = ("generator", "base_url", "reader", "languages")
"""What is said of the whole catalogue, and holds on another machine, too."""


def dump(catalogue: Catalogue) -> Json:
    """All that the catalogue holds beside its slides."""
    slides = {slide.photo.sha256: slide for slide in catalogue.slides()}
    photos = catalogue.photos().values()
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
            for mend in catalogue.mends()
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
        if not isinstance(data, dict) or data["version"] != VERSION:
            raise ValueError("it has another version")
        if "catalogue" not in data:
            raise UsageError(
                f"{path} holds some slides, not a whole index",
                "export without --post, --section, --folder and --query",
            )
    return data


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


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
        catalogue.set_meta("site", os.path.relpath(root.resolve(), catalogue.folder.resolve()))


def _take(catalogue: Catalogue, data: Json) -> None:
    rest = data["catalogue"]
    for name, value in rest["facts"].items():
        if name in FACTS:
            catalogue.set_meta(name, _text(value))
    slides: dict[str, Slide] = {}
    for each in data["slides"]:
        slide = _slide(each)
        slides[slide.photo.sha256] = slide
        catalogue.put_slide(slide)
    # Corners first: keeping them makes a reading that is there already count as outdated.
    for each in rest["corners"]:
        quad = _near(Quad.of(each["quad"])) if each["quad"] else None
        size = _count(each["width"], 1), _count(each["height"], 1)
        catalogue.put_corners(Corners(_path(each["image"]), _text(each["sha256"]), *size, quad))
    for each in rest["photos"]:
        catalogue.put_photo(
            StoredPhoto(
                _path(each["image"]),
                _text(each["sha256"]),
                _count(each["size"]),
                _count(each["mtime"]),
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
        catalogue.put_mend(
            Mend(
                0,
                _text(each["at"]),
                _path(each["image"]),
                _text(each["sha256"]),
                Mend.kind_of(each["what"]),
                _text(each["before"]),
                _text(each["after"]),
                _near(Quad.of(each["quad"])) if each["quad"] else None,
                _path(each["post"]) if each.get("post") else "",
            )
        )
    for each in data["alts"]:
        place = _path(each["post"]), _path(each["image"])
        catalogue.put_decision(AltDecision.of(*place, each["decision"], _text(each["alt"])))
    puts: tuple[tuple[str, Callable[[str, str, str], None]], ...] = (
        ("written", catalogue.put_written),
        ("long_texts", catalogue.put_long_text),
        ("described", catalogue.put_described),
    )
    for name, put in puts:
        for first, second, third in rest[name]:
            put(_text(first), _text(second), _text(third))
    for each in rest["failures"]:
        catalogue.put_failure(
            Failure(_text(each["path"]), _text(each["reason"]), _text(each["remedy"]))
        )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    value.encode()  # what can't be stored is said here
    return value


def _path(value: object) -> str:
    """A path below the site."""
    path = _text(value)
    if not path or "\0" in path or path.startswith("/") or posixpath.normpath(path) != path:
        raise ValueError(f"{path!r} is no path below a site")
    if path.split("/", 1)[0] == ".." or ":" in path.split("/", 1)[0][:2] or "\\" in path:
        raise ValueError(f"{path!r} leads out of the site")
    return path


def _slide(data: Json) -> Slide:
    slide = slide_from_json(data)
    _path(slide.image)
    for path in slide.duplicates:
        _path(path)
    for text in (slide.alt, slide.description, slide.language, slide.title or ""):
        _text(text)
    _photo(slide.photo)
    _detection(slide.detection)
    _reading(slide.reading)
    for link in slide.links:
        _link(link)
    return slide


def _photo(photo: Photo) -> Photo:
    _text(photo.sha256)
    if photo.taken is not None:
        _text(photo.taken)
    if not (isinstance(photo.width, int) and isinstance(photo.height, int)):
        raise TypeError("a photo's size is no number")
    if photo.width < 1 or photo.height < 1:
        raise ValueError("a photo has no size")
    if photo.focal is not None:
        _number(photo.focal, 1.0, FAR)
    return photo


def _detection(detection: Detection) -> Detection:
    _number(detection.confidence, 0.0, 1.0)
    if detection.quad is not None and not _near(detection.quad).is_convex:
        raise ValueError("a slide's corners hold no area")
    return detection


def _reading(reading: Reading) -> Reading:
    for text in (reading.engine, reading.model, *reading.languages):
        _text(text)
    for line in reading.lines:
        _near(line.quad)
        _text(line.text)
        _number(line.confidence, 0.0, 1.0)
        for place in line.places:
            for share in place:
                _number(share, -1.0, 2.0)
    return reading


def _near(quad: Quad) -> Quad:
    for point in quad.corners:
        for value in point:
            _number(value, -FAR, FAR)
    return quad


def _number(value: object, least: float, most: float) -> float:
    if not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"{value!r} is no number from {least:g} to {most:g}")
    return float(value)


def _count(value: object, least: int = 0) -> int:
    if not isinstance(value, int) or not least <= value < 2**63:
        raise ValueError(f"{value!r} is no count")
    return value


def _link(link: Link) -> Link:
    _path(link.post)
    for text in (link.title, link.url, link.date or "", link.anchor or "", *link.tags):
        _text(text)
    for title in link.section:
        _text(title)
    if not isinstance(link.line, int):
        raise TypeError("a line is no number")
    return link


def _stored_reading(data: Json, slides: Mapping[str, Slide]) -> StoredReading:
    photo = _photo(Photo(**data["photo"]))
    reading = (
        reading_from_json(data["reading"]) if "reading" in data else slides[photo.sha256].reading
    )
    return StoredReading(
        _text(data["reader"]),
        photo,
        _detection(detection_from_json(data["detection"])),
        _reading(reading),
        kind_from(data["kind"]),
    )


def _stored_post(data: Json) -> StoredPost:
    post = post_from_json(data["post"])
    _path(post.path)
    for text in (post.title, post.url, post.date or "", post.language or "", *post.tags):
        _text(text)
    for section in post.sections:
        for text in (*section.path, section.anchor or ""):
            _text(text)
        _count(section.line)
        _count(section.end)
    return StoredPost(
        _count(data["size"]),
        _count(data["mtime"]),
        _text(data["state"]),
        post,
        {
            _path(image): tuple(_link(Link.from_json(k)) for k in links)
            for image, links in data["links"].items()
        },
        tuple(
            MissingReference(_text(each["post"]), _count(each["line"]), _text(each["target"]))
            for each in data["missing"]
        ),
    )
