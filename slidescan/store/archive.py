"""Dumps a whole catalogue as JSON, loads it, or copies it into another, without OCR.

An archive may come from anyone: every part is checked, and no path in it may leave the site.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, TypedDict

import msgspec

from slidescan.core.geometry import PhotoQuad, RelativeQuad
from slidescan.core.records import AltDecision, Edit, Failure, Slide
from slidescan.core.versions import ARCHIVE_VERSION
from slidescan.errors import UsageError
from slidescan.store.catalogue import Catalogue
from slidescan.store.decoding import convert
from slidescan.store.edit_rows import edit_quad, make_edit
from slidescan.store.location import Server
from slidescan.store.lookup import stored_root
from slidescan.store.row_checks import check_row
from slidescan.store.rows import select_rows
from slidescan.store.schema import RECORD_TABLES
from slidescan.store.serialization import (
    MALFORMED,
    detection_from_json,
    detection_to_json,
    dumps,
    kind_from_json,
    photo_from_json,
    quad_from_json,
    reading_from_json,
    reading_to_json,
    slide_from_json,
    stored_post_from_json,
    text_from_json,
)
from slidescan.store.stored import StoredPhoto, StoredPost, StoredReading
from slidescan.store.validation import check_int64, check_path

Json: TypeAlias = dict[str, Any]
Slides: TypeAlias = Mapping[str, Slide]

PORTABLE_META = ("generator", "base_url", "reader", "languages")
"""Values of the whole catalogue that are valid on any machine."""

EXPORTED_SEPARATELY = frozenset({"slides", "decided"})
"""Tables that an export contains as its members `slides` and `alts`."""

COPIED_META = (*PORTABLE_META, "derived")
"""Values of the whole catalogue that are valid in any index on the same machine."""


@dataclass(frozen=True, slots=True)
class Section:
    """A member of the archive.

    Attributes:
        name: The member's name.
        dump: Returns its items, given the slides by SHA-256.
        load: Stores an item, given the slides by SHA-256.
        is_required: Whether every archive must have it.
    """

    name: str
    dump: Callable[[Catalogue, Slides], list[Any]]
    load: Callable[[Catalogue, Any, Slides], None]
    is_required: bool = True


def dump(catalogue: Catalogue) -> Json:
    """Returns everything in the catalogue except its slides and decisions."""
    slides = {slide.photo.sha256: slide for slide in catalogue.slides()}
    meta = {name: catalogue.meta(name) for name in PORTABLE_META}
    return {
        "facts": {name: value for name, value in meta.items() if value},
        **{section.name: section.dump(catalogue, slides) for section in sections()},
    }


def sections() -> Iterator[Section]:
    """Yields the members of an archive; a table without its own JSON shape is a list of rows."""
    for table in RECORD_TABLES:
        if table.name not in EXPORTED_SEPARATELY:
            yield SHAPED.get(table.name) or _row_section(table.name)


def _row_section(table: str) -> Section:
    def dump_rows(catalogue: Catalogue, _: Slides) -> list[Any]:
        return [list(row) for row in select_rows(catalogue.database, table)]

    def load_row(catalogue: Catalogue, item: Any, _: Slides) -> None:  # noqa: ANN401
        row = tuple(item)
        check_row(table, row)
        catalogue.put_rows(table, [row])

    return Section(table, dump_rows, load_row, is_required=False)


# Photos and readings


def _dump_photos(catalogue: Catalogue, _: Slides) -> list[Any]:
    # A running ingest may have stored photos that have no slides yet.
    images = set(catalogue.images())
    photos = catalogue.photos().values()
    return [photo._asdict() for photo in photos if photo.image in images]


class _Photo(TypedDict):
    """A photo in an archive: the fields of `StoredPhoto`."""

    image: str
    sha256: str
    size: int
    mtime: int


def _load_photo(catalogue: Catalogue, item: Any, _: Slides) -> None:  # noqa: ANN401
    photo = StoredPhoto(**convert(item, _Photo))
    check_path(photo.image)
    check_int64(photo.size, photo.mtime, least=0)
    catalogue.put_photo(photo)


def _dump_readings(catalogue: Catalogue, slides: Slides) -> list[Any]:
    photos = _dump_photos(catalogue, slides)
    readings = (catalogue.reading(sha) for sha in dict.fromkeys(p["sha256"] for p in photos))
    return [_dump_reading(stored, slides) for stored in readings if stored is not None]


def _dump_reading(stored: StoredReading, slides: Slides) -> Json:
    item = {
        "reader": stored.reader,
        "photo": dataclasses.asdict(stored.photo),
        "detection": detection_to_json(stored.detection),
        "kind": stored.kind,
    }
    reading = reading_to_json(stored.reading)
    slide = slides.get(stored.photo.sha256)
    # Most slides contain their reading unchanged, so it isn't repeated.
    if slide is None or reading_to_json(slide.reading) != reading:
        item["reading"] = reading
    return item


def _load_reading(catalogue: Catalogue, item: Any, slides: Slides) -> None:  # noqa: ANN401
    photo = photo_from_json(item["photo"])
    reading = (
        reading_from_json(item["reading"]) if "reading" in item else slides[photo.sha256].reading
    )
    catalogue.put_reading(
        StoredReading(
            text_from_json(item["reader"]),
            photo,
            detection_from_json(item["detection"]),
            reading,
            kind_from_json(item["kind"]),
        )
    )


# Posts


def _dump_posts(catalogue: Catalogue, _: Slides) -> list[Any]:
    return [_dump_post(stored) for stored in catalogue.posts().values()]


def _dump_post(stored: StoredPost) -> Json:
    return {
        "size": stored.size,
        "mtime": stored.mtime,
        "state": stored.state,
        "post": dataclasses.asdict(stored.post),
        "links": {
            image: [link.to_json() for link in links] for image, links in stored.links.items()
        },
        "missing": [reference.to_json() for reference in stored.missing],
    }


def _load_post(catalogue: Catalogue, item: Any, _: Slides) -> None:  # noqa: ANN401
    columns = (item[name] for name in ("size", "mtime", "state", "post", "links", "missing"))
    catalogue.put_post(stored_post_from_json(*columns))


# What people made


def _dump_corners(catalogue: Catalogue, _: Slides) -> list[Any]:
    return [
        {
            "image": correction.image,
            "sha256": correction.sha256,
            "width": correction.width,
            "height": correction.height,
            "quad": correction.corners.quad.to_json() if correction.corners.quad else None,
        }
        for correction in catalogue.edits.corners()
    ]


def _load_corners(catalogue: Catalogue, item: Any, _: Slides) -> None:  # noqa: ANN401
    quad = quad_from_json(item["quad"], PhotoQuad)
    row = (
        *(check_path(item["image"]), item["sha256"], item["width"], item["height"]),
        dumps(quad.to_json() if quad else None),
    )
    check_row("corners", row)
    check_int64(item["width"], item["height"], least=1)
    # Not `put_corners`, which would mark the reading as outdated.
    catalogue.put_rows("corners", [row])


def _dump_edits(catalogue: Catalogue, _: Slides) -> list[Any]:
    return [_edit_to_json(edit) for edit in catalogue.edits.history()]


def _edit_to_json(edit: Edit) -> dict[str, Any]:
    quad = edit_quad(edit)
    return edit.to_json() | {"sha256": edit.sha256, "quad": quad.corners if quad else None}


def _load_edit(catalogue: Catalogue, item: Any, _: Slides) -> None:  # noqa: ANN401
    texts = (text_from_json(item[name]) for name in ("at", "image", "sha256"))
    at, image, sha256 = texts
    before, after = text_from_json(item["before"]), text_from_json(item["after"])
    edit = make_edit(
        (0, at, check_path(image), sha256, before, after),
        item["what"],
        quad_from_json(item["quad"], RelativeQuad),
        check_path(text_from_json(item["post"])) if item.get("post") else "",
    )
    catalogue.edits.put(edit)


def _dump_failures(catalogue: Catalogue, _: Slides) -> list[Any]:
    return [failure.to_json() for failure in catalogue.failures()]


def _load_failure(catalogue: Catalogue, item: Any, _: Slides) -> None:  # noqa: ANN401
    catalogue.put_failure(convert(item, Failure))


SHAPED: Mapping[str, Section] = {
    "photos": Section("photos", _dump_photos, _load_photo),
    "readings": Section("readings", _dump_readings, _load_reading),
    "posts": Section("posts", _dump_posts, _load_post),
    "corners": Section("corners", _dump_corners, _load_corners),
    "mended": Section("mends", _dump_edits, _load_edit),
    "failures": Section("failures", _dump_failures, _load_failure),
}
"""Tables that the archive holds as objects instead of rows."""


# Loading


@contextmanager
def _refuse_malformed(source: str) -> Iterator[None]:
    try:
        yield
    except (*MALFORMED, LookupError, ArithmeticError) as error:
        raise UsageError(
            f"{source} is not an export of slidescan ({type(error).__name__}: {error})",
            "make one with slidescan export json --out FILE",
        ) from error


def parse(path: Path) -> Json:
    """Returns the JSON of an export.

    Raises:
        UsageError: The file can't be read, or isn't an export of a whole index.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(f"{path} can't be read ({reason.lower()})", "name another file") from error
    with _refuse_malformed(str(path)):
        data: Json = msgspec.json.decode(text, type=dict[str, Any])
        if data["version"] != ARCHIVE_VERSION:
            raise ValueError("it has another version")
    if "catalogue" not in data:
        raise UsageError(
            f"{path} holds some slides, not a whole index",
            "export without --post, --section, --folder and --query",
        )
    return data


def refuse_to_replace(catalogue: Catalogue, *, replace: bool) -> None:
    """Refuses to overwrite slides unless `replace` allows it.

    Raises:
        UsageError: The catalogue holds slides.
    """
    slides = catalogue.count()
    if slides and not replace:
        raise UsageError(
            f"the index {catalogue.location} holds {slides} slides already",
            "choose another index, or drop them with --replace",
        )


def load(catalogue: Catalogue, data: Json, root: Path) -> None:
    """Replaces a catalogue's contents with those of an archive; marks all slides as dirty.

    Args:
        catalogue: Open for writing.
        data: From `parse`.
        root: The local folder that the paths of photos and posts are relative to.

    Raises:
        UsageError: The archive is malformed; the catalogue is unchanged.
    """
    with catalogue.transaction():
        catalogue.empty()
        with _refuse_malformed("this"):
            _load(catalogue, data)
        location, root = catalogue.location, root.resolve()
        # An index in a folder may move together with its site.
        if isinstance(location, Server):
            site = str(root)
        else:
            site = os.path.relpath(root, location.resolve())
        catalogue.set_site(site)


def _load(catalogue: Catalogue, data: Json) -> None:
    archive = data["catalogue"]
    for name, value in archive["facts"].items():
        if name in PORTABLE_META:
            catalogue.set_meta(name, text_from_json(value))
    slides: dict[str, Slide] = {}
    for item in data["slides"]:
        slide = slide_from_json(item)
        slides[slide.photo.sha256] = slide
        catalogue.put_slide(slide)
    for section in sections():
        items = archive[section.name] if section.is_required else archive.get(section.name, ())
        for item in items:
            section.load(catalogue, item, slides)
    for item in data["alts"]:
        path, image = check_path(item["post"]), check_path(item["image"])
        alt = text_from_json(item["alt"])
        catalogue.edits.put_decision(AltDecision.of(path, image, item["decision"], alt))
    catalogue.set_derived()


# Copying


def copy(source: Catalogue, target: Catalogue, root: Path, *, replace: bool) -> None:
    """Copies a catalogue into another; marks all slides there as dirty.

    Reads one snapshot of the source without waiting for running ingests.

    Args:
        source: Open for reading.
        target: Open for writing; its lock is held.
        root: The site.
        replace: Whether to replace the target's slides.

    Raises:
        UsageError: The target holds slides, or is the source.
        IndexDamaged: A record of the source is malformed; the target is unchanged.
    """
    if target.meta("id") == source.meta("id"):
        raise UsageError(
            f"{target.location} is the same index as {source.location}", "name another index"
        )
    refuse_to_replace(target, replace=replace)
    with source.snapshot(), target.transaction():
        target.empty()
        for name in COPIED_META:
            value = source.meta(name)
            if value is not None:
                target.set_meta(name, value)
        for table in RECORD_TABLES:
            copy_table = _COPIED_BY_RECORD.get(table.name)
            if copy_table:
                copy_table(source, target)
            else:
                target.put_rows(table.name, source.rows(table.name))
        target.set_site(stored_root(target.location, root))


def _copy_readings(source: Catalogue, target: Catalogue) -> None:
    for sha256 in dict.fromkeys(photo.sha256 for photo in source.photos().values()):
        reading = source.reading(sha256)
        if reading is not None:
            target.put_reading(reading)


def _copy_slides(source: Catalogue, target: Catalogue) -> None:
    for slide in source.slides():
        target.put_slide(slide)


_COPIED_BY_RECORD: Mapping[str, Callable[[Catalogue, Catalogue], None]] = {
    "readings": _copy_readings,
    "slides": _copy_slides,
}
"""Tables to copy record by record: their columns depend on the schema or the index."""
