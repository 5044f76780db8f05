"""What persons mend of slides: lines, alt texts, corners; all of it is kept, and can be undone."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from slidescan.core.geometry import Quad
from slidescan.core.records import AltDecision, Corners, Edit, Slide
from slidescan.core.text import clean
from slidescan.errors import NotInIndex, PostChanged, PostUnreadable, UsageError
from slidescan.ingest.corrections import place_of
from slidescan.ingest.run import rederive
from slidescan.posts import edit
from slidescan.posts.references.state import POST_SUFFIXES
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.lock import exclusive
from slidescan.store.lookup import image_named, trusted_root

LONGEST = 2000
"""Characters of a line or an alt text, at most."""

SMALLEST = 0.001
"""The smallest share of a photo that a person may say is the slide."""


@contextmanager
def writing(place: Location) -> Iterator[Catalogue]:
    """The catalogue, for one writer alone."""
    with exclusive(place), Catalogue.open(place, write=True) as catalogue:
        yield catalogue


def slide_named(catalogue: Catalogue, photo: str) -> Slide:
    """The slide of a photo as a person names it.

    Raises:
        NotInIndex: The index holds no such photo, or several.
    """
    return next(catalogue.slides((image_named(catalogue, photo),)))


def correct_line(catalogue: Catalogue, slide: Slide, was: str, text: str, number: int) -> None:
    """Say what a line really says.

    Args:
        catalogue: Open for writing.
        slide: The slide, as it stands.
        was: What the line says now.
        text: What it is to say; empty for no line.
        number: Which of the slide's lines, from 0.

    Raises:
        UsageError: There is no such line any more, or the text is too long.
    """
    lines = slide.reading.lines
    if not 0 <= number < len(lines) or lines[number].text != was:
        raise UsageError(f"{slide.image} has no such line any more", "look at it again")
    new = _fitting(text)
    if new != was:
        quad = place_of(lines[number].quad, slide.photo)
        _keep(catalogue, replace(_mend(slide, "line", was, new), quad=quad))


def set_alt(catalogue: Catalogue, slide: Slide, text: str) -> None:
    """Give a slide an alt text of one's own.

    Raises:
        UsageError: It is empty, or too long.
    """
    new = _fitting(text)
    if not new:
        raise UsageError("an alt text needs words", "undo the change to get slidescan's own back")
    if new != slide.alt or slide.alt_by != "person":
        _keep(catalogue, _mend(slide, "alt", slide.alt, new))


def note_corners(catalogue: Catalogue, slide: Slide, quad: Quad | None) -> None:
    """Take note that a person is about to say where the slide is; None for nowhere."""
    check_corners(quad, slide)
    mend = _mend(slide, "corners", _corners_now(slide), _corners_of(quad))
    size = slide.photo.width, slide.photo.height
    with catalogue.transaction():
        catalogue.put_edit(mend)
        catalogue.put_corners(Corners(slide.image, slide.photo.sha256, *size, quad))


def note_post(
    catalogue: Catalogue, slide: Slide, post: str, before: bytes, after: bytes, alt: str
) -> None:
    """Take note of an alt text that was written into a post: the lines that changed."""
    old, new = _changed_lines(before, after)
    kept = json.dumps({"old": old, "new": new}, ensure_ascii=False)
    with catalogue.transaction():
        catalogue.put_edit(replace(_mend(slide, "post", kept, alt), post=post))


def undo(catalogue: Catalogue, slide: Slide, number: int | None = None) -> Edit:
    """Take back a change to a slide: the last one, or a numbered one.

    Returns:
        The change. Where it was of the corners, the photo must be read again.

    Raises:
        NotInIndex: Nothing was changed, or the change isn't the last of its kind.
        PostError: The post can't be changed back.
    """
    mends = catalogue.edits(slide.image, slide.photo.sha256)
    found = [mend for mend in mends if number is None or mend.number == number]
    if not found:
        raise NotInIndex(f"nothing was changed of {slide.image}", "there is nothing to undo")
    mend = found[-1]
    later = [m for m in mends if m.number > mend.number and (m.what, m.post) == _kind(mend)]
    if later and mend.what in ("corners", "post"):
        raise NotInIndex("there are later changes of this kind", "undo those first")
    if mend.what == "post":
        _restore_post(trusted_root(catalogue), mend)
    with catalogue.transaction():
        catalogue.drop_edit(mend.number)
        if mend.what == "corners":
            _restore_corners(catalogue, slide, mend)
        else:
            catalogue.underive(slide.image)
            if mend.what == "post":
                catalogue.drop_decision(mend.post, slide.image)
    return mend


def _kind(mend: Edit) -> tuple[str, str]:
    return mend.what, mend.post


def remake(catalogue: Catalogue, slide: Slide, alt_length: int) -> Slide:
    """The slide made anew from what was read and mended, and indexed."""
    images = [slide.image, *slide.duplicates]
    rederive(catalogue, images, alt_length)
    return next(catalogue.slides((slide.image,)))


def decision(slide: Slide, post: str, text: str, proposed: str) -> AltDecision:
    """What a person decides who has an alt text written into a post."""
    said = _fitting(text)
    return AltDecision(post, slide.image, "accepted" if said == proposed else "edited", said)


def _fitting(text: str) -> str:
    said = clean(text)
    if len(said) > LONGEST:
        raise UsageError(f"{len(said)} characters are too many", f"at most {LONGEST} are kept")
    return said


def _mend(slide: Slide, what: str, before: str, after: str) -> Edit:
    now = dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds")
    kind = Edit.kind_of(what)
    return Edit(0, now, slide.image, slide.photo.sha256, kind, before, after)


def _keep(catalogue: Catalogue, mend: Edit) -> None:
    with catalogue.transaction():
        catalogue.put_edit(mend)
        catalogue.underive(mend.image)


def check_corners(quad: Quad | None, slide: Slide) -> None:
    """Whether a quad can be a slide in this photo.

    Raises:
        UsageError: It can't.
    """
    if quad is None:
        return
    width, height = slide.photo.width, slide.photo.height
    inside = all(-width <= x <= 2 * width and -height <= y <= 2 * height for x, y in quad.corners)
    if not inside or not quad.is_convex or quad.area < SMALLEST * width * height:
        raise UsageError(
            f"these corners hold no slide in a photo of {width} × {height} pixels",
            "name them clockwise, the slide's top left first, in pixels of the upright photo",
        )


def _corners_of(quad: Quad | None) -> str:
    return json.dumps(quad.to_json() if quad else None)


def _corners_now(slide: Slide) -> str:
    """Where a person said that the slide is; empty where the finder decides."""
    return _corners_of(slide.detection.quad) if slide.detection.by == "person" else ""


def _restore_corners(catalogue: Catalogue, slide: Slide, mend: Edit) -> None:
    if not mend.before:
        catalogue.drop_corners(slide.image, slide.photo.sha256)
        return
    points = json.loads(mend.before)
    size = slide.photo.width, slide.photo.height
    quad = Quad.of(points) if points else None
    catalogue.put_corners(Corners(slide.image, slide.photo.sha256, *size, quad))


def _changed_lines(before: bytes, after: bytes) -> tuple[str, str]:
    """The lines in which two versions of a post differ, from the first to the last."""
    old, new = (data.decode("utf-8").split("\n") for data in (before, after))
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    return "\n".join(old[first : len(old) - last]), "\n".join(new[first : len(new) - last])


def _restore_post(root: Path, mend: Edit) -> None:
    """Put the lines back that stood in a post before an alt text was written.

    Raises:
        PostError: They have changed since, or the post can't be written.
    """
    path = root / mend.post
    kept = json.loads(mend.before)
    if not path.resolve().is_relative_to(root.resolve()) or not path.name.lower().endswith(
        POST_SUFFIXES
    ):
        raise PostUnreadable(f"{mend.post} is no post of the site", "change it by hand")
    changed = PostChanged(
        f"{mend.post} was changed since the alt text was written", "change it by hand"
    )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise changed from error
    lines = b"\n" + data + b"\n"
    new = b"\n" + kept["new"].encode() + b"\n"
    if lines.count(new) != 1:
        raise changed
    old = b"\n" + kept["old"].encode() + b"\n"
    edit.write(path, lines.replace(new, old)[1:-1], data)
