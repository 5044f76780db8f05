"""People's changes to lines, alt texts and corners of slides. Every change can be undone."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import (
    AltDecision,
    AltEdit,
    CornersCorrection,
    CornersEdit,
    Edit,
    LineEdit,
    PersonCorners,
    PostEdit,
    Slide,
    person_corners,
)
from slidescan.core.text import clean
from slidescan.errors import EditConflict, NotInIndex, UsageError
from slidescan.ingest.corrections import relative_quad
from slidescan.ingest.derive import rederive
from slidescan.ingest.post_edits import changed_lines, restore_post
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.lock import exclusive
from slidescan.store.lookup import find_image, trusted_root

MAX_EDIT_CHARS = 2000
"""The longest line or alt text that a person may enter."""

MIN_SLIDE_AREA_SHARE = 0.001
"""The smallest share of a photo that corners set by a person may enclose."""


@contextmanager
def open_for_writing(location: Location) -> Iterator[Catalogue]:
    """Opens the catalogue and keeps other writers out."""
    with exclusive(location), Catalogue.open(location, write=True) as catalogue:
        yield catalogue


def find_slide(catalogue: Catalogue, photo: str) -> Slide:
    """The slide of a photo; `photo` is as in `Library.slide`.

    Raises:
        NotInIndex: The index holds no such photo, or several.
    """
    return next(catalogue.slides((find_image(catalogue, photo),)))


def correct_line(catalogue: Catalogue, slide: Slide, was: str, text: str, number: int) -> None:
    """Corrects the text of a line.

    Args:
        catalogue: Open for writing.
        slide: The current slide.
        was: The line's current text.
        text: Its new text; empty to delete the line.
        number: Index of the line, from 0.

    Raises:
        UsageError: The slide no longer has this line, or the text is too long.
    """
    lines = slide.reading.lines
    if not 0 <= number < len(lines) or lines[number].text != was:
        raise UsageError(f"{slide.image} no longer has this line", "load the slide again")
    new = _checked(text)
    if new != was:
        quad = relative_quad(lines[number].quad, slide.photo)
        _put(catalogue, LineEdit(*common_members(slide, was, new), quad))


def set_alt(catalogue: Catalogue, slide: Slide, text: str, was: str | None = None) -> None:
    """Replaces the proposed alt text of a slide.

    Args:
        catalogue: Open for writing.
        slide: The current slide.
        text: The new alt text.
        was: The alt text that the person saw; None for any.

    Raises:
        EditConflict: The alt text is another one by now.
        UsageError: The text is empty or too long.
    """
    check_unchanged(slide.alt, text, was)
    new = _checked(text)
    if not new:
        raise UsageError("an alt text needs words", "undo the change to get slidescan's own back")
    if new != slide.alt or slide.alt_by != "person":
        _put(catalogue, AltEdit(*common_members(slide, slide.alt, new)))


def check_unchanged(current: str | None, given: str, was: str | None) -> None:
    """Checks that a text still is what the person saw who replaces it.

    Raises:
        EditConflict: It is another one, and isn't the new one either.
    """
    now = current or ""
    if was is not None and now not in (was, given):
        raise EditConflict(
            f"somebody has changed the alt text meanwhile, to “{now}”",
            "load the slide again, and decide which one to keep",
            now,
            given,
        )


def set_corners(catalogue: Catalogue, slide: Slide, corners: PersonCorners) -> None:
    """Stores the corners of a slide; the photo must then be read again.

    Args:
        catalogue: Open for writing.
        slide: The current slide.
        corners: Its corners in the upright photo, or no slide, which reads the uncropped photo.

    Raises:
        UsageError: The corners can't be those of a slide.
    """
    check_corners(corners.quad, slide)
    change = CornersEdit(*common_members(slide, _corners_set(slide), _corners_json(corners.quad)))
    with catalogue.transaction():
        catalogue.edits.put(change)
        catalogue.edits.put_corners(_correction(slide, corners))


def put_post_edit(
    catalogue: Catalogue, slide: Slide, post: str, before: bytes, after: bytes, alt: str
) -> int:
    """Stores the change that wrote an alt text into a post.

    Args:
        catalogue: Open for writing.
        slide: The slide that the post shows.
        post: The post's path below the site.
        before: The post's bytes before the change.
        after: Its bytes after the change.
        alt: The alt text.

    Returns:
        The number of the edit, by which it can be undone.
    """
    change = PostEdit(*common_members(slide, changed_lines(before, after), alt), post)
    with catalogue.transaction():
        catalogue.edits.put(change)
    return catalogue.edits.history(slide.image, slide.photo.sha256)[-1].number


def undo(catalogue: Catalogue, slide: Slide, number: int | None = None) -> Edit:
    """Undoes a change to a slide: the last one, or the one with this number.

    Returns:
        The change. If it set corners, the photo must be read again.

    Raises:
        NotInIndex: There is no such change, or later changes of its kind must be undone first.
        PostError: The post can't be changed back.
    """
    edits = catalogue.edits.history(slide.image, slide.photo.sha256)
    candidates = [edit for edit in edits if number is None or edit.number == number]
    if not candidates:
        raise NotInIndex(f"{slide.image} has no changes", "there is nothing to undo")
    change = candidates[-1]
    later = [edit for edit in edits if edit.number > change.number and edit.key == change.key]
    if later and isinstance(change, CornersEdit | PostEdit):
        raise NotInIndex("there are later changes of this kind", "undo those first")
    if isinstance(change, PostEdit):
        restore_post(trusted_root(catalogue), change)
    with catalogue.transaction():
        catalogue.edits.drop(change.number)
        if isinstance(change, CornersEdit):
            _restore_corners(catalogue, slide, change)
        else:
            catalogue.underive(slide.image)
            if isinstance(change, PostEdit):
                catalogue.edits.drop_decision(change.post, slide.image)
                catalogue.edits.drop_written(change.post, slide.image, change.after)
    return change


def rederive_slide(catalogue: Catalogue, slide: Slide, alt_length: int) -> Slide:
    """Derives a slide and its copies again, with the changes applied, and indexes them."""
    images = {slide.image, *catalogue.copies(slide.photo.sha256)}
    rederive(catalogue, sorted(images), alt_length)
    return next(catalogue.slides((slide.image,)))


def alt_decision(image: str, post: str, text: str, proposed: str) -> AltDecision:
    """The decision of a person who accepts an alt text for a post.

    Raises:
        UsageError: The text is too long.
    """
    alt = _checked(text)
    return AltDecision(post, image, "accepted" if alt == proposed else "edited", alt)


def check_corners(quad: PhotoQuad | None, slide: Slide) -> None:
    """Checks that a quad can be a slide in this photo.

    Raises:
        UsageError: It can't.
    """
    if quad is None:
        return
    width, height = slide.photo.width, slide.photo.height
    inside = all(-width <= x <= 2 * width and -height <= y <= 2 * height for x, y in quad.corners)
    is_large = quad.area >= MIN_SLIDE_AREA_SHARE * width * height
    if not inside or not quad.is_convex or not is_large:
        raise UsageError(
            f"these corners hold no slide in a photo of {width} × {height} pixels",
            "give them clockwise from the slide's top left, in pixels of the upright photo",
        )


def _checked(text: str) -> str:
    """The text without superfluous spaces.

    Raises:
        UsageError: It is too long.
    """
    cleaned = clean(text)
    if len(cleaned) > MAX_EDIT_CHARS:
        raise UsageError(
            f"{len(cleaned)} characters are too many", f"at most {MAX_EDIT_CHARS} are kept"
        )
    return cleaned


def common_members(slide: Slide, before: str, after: str) -> tuple[int, str, str, str, str, str]:
    """The fields of every edit; the database assigns its number."""
    now = dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds")
    return 0, now, slide.image, slide.photo.sha256, before, after


def _put(catalogue: Catalogue, change: Edit) -> None:
    with catalogue.transaction():
        catalogue.edits.put(change)
        catalogue.underive(change.image)


def _correction(slide: Slide, corners: PersonCorners) -> CornersCorrection:
    photo = slide.photo
    return CornersCorrection(slide.image, photo.sha256, photo.width, photo.height, corners)


def _corners_json(quad: PhotoQuad | None) -> str:
    return json.dumps(quad.to_json() if quad else None)


def _corners_set(slide: Slide) -> str:
    """The corners that a person set, as JSON; empty if the finder set them."""
    return _corners_json(slide.detection.quad) if slide.detection.by == "person" else ""


def _restore_corners(catalogue: Catalogue, slide: Slide, change: CornersEdit) -> None:
    if not change.before:
        catalogue.edits.drop_corners(slide.image, slide.photo.sha256)
        return
    points = json.loads(change.before)
    corners = person_corners(PhotoQuad.of(points) if points else None)
    catalogue.edits.put_corners(_correction(slide, corners))
