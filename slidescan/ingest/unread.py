"""What an index doesn't hold though it is on the site: text in other scripts, formats, frames."""

from __future__ import annotations

import json
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path

from slidescan.core.languages import describe_script, main_language, script_of
from slidescan.core.presence import is_gone
from slidescan.core.records import Unread
from slidescan.imaging.photo_files import is_photo_name
from slidescan.ocr.install_hints import install_command
from slidescan.ocr.registry import status
from slidescan.posts.assumptions import Assumption
from slidescan.store.catalogue import Catalogue

POSTS_KEY = "unread_posts"
"""The key of the catalogue's metadata that holds the posts that aren't read, as JSON."""

RULES_KEY = "unread_rules"
"""The key of the catalogue's metadata that holds what the rules take for granted, as JSON."""

POSTS_REMEDY = "convert to Markdown, or build the site and add --rendered"

FILES_KEY = "unread_files"
"""The key of the catalogue's metadata that holds the image files of other formats, as JSON."""

READ_REMEDY = "slidescan ingest, without a path, reads them"

ILLEGIBLE_REMEDY = (
    "slidescan ingest --refresh if its language was installed since, else correct its lines in "
    "slidescan serve"
)

CONVERT_REMEDY = "convert to PNG or JPEG"


def put_unread_files(catalogue: Catalogue, root: Path, files: Iterable[str]) -> None:
    """Stores image files whose format isn't read, beside those of earlier ingests that remain.

    Args:
        catalogue: Open for writing.
        root: The site.
        files: Their paths below the site.
    """
    before = _files(catalogue, FILES_KEY)
    _put(catalogue, FILES_KEY, sorted({*files, *(f for f in before if not is_gone(root / f))}))


def put_unread_posts(catalogue: Catalogue, posts: Iterable[str]) -> None:
    """Stores the files that look like posts of the site, but aren't read."""
    _put(catalogue, POSTS_KEY, sorted(posts))


def put_assumptions(catalogue: Catalogue, assumptions: Iterable[Assumption]) -> None:
    """Stores what the rules of the generator take for granted."""
    _put(catalogue, RULES_KEY, [json.dumps(each) for each in assumptions])


def _put(catalogue: Catalogue, key: str, files: Sequence[str]) -> None:
    if files != _files(catalogue, key):
        with catalogue.transaction():
            catalogue.set_meta(key, json.dumps(files))


def unread(catalogue: Catalogue) -> tuple[Unread, ...]:
    """Everything that the index doesn't hold, with what to do about it."""
    by_script: dict[str, list[str]] = defaultdict(list)
    with_frames = []
    for image, scripts, frames in _unread_photos(catalogue):
        for script in scripts:
            by_script[script].append(image)
        if frames > 1:
            with_frames.append(image)
    return (
        *_scripts(by_script),
        *_frames(with_frames),
        *_formats(_files(catalogue, FILES_KEY)),
        *_posts(_files(catalogue, POSTS_KEY)),
        *_rules(_files(catalogue, RULES_KEY)),
    )


def _unread_photos(catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Photos with text in scripts that nothing read, or with several frames."""
    if catalogue.card_rows.exists:
        yield from catalogue.card_rows.unread()
    for slide in catalogue.slides(catalogue.card_rows.missing()):
        yield slide.image, slide.reading.unread_scripts, slide.photo.frames


def unread_in_posts(
    catalogue: Catalogue, present: Set[str], images: Iterable[str]
) -> tuple[Unread, ...]:
    """The images that posts show but no ingest has read, with the command that reads them.

    Args:
        catalogue: The catalogue.
        present: The paths of its slides.
        images: The paths of all images that posts show.
    """
    failed = {failure.path for failure in catalogue.failures()}
    left = sorted(i for i in {*images} - present - failed if is_photo_name(i))
    if not left:
        return ()
    what = "image that posts show is" if len(left) == 1 else "images that posts show are"
    return (Unread("image", "", f"{len(left)} {what} not read", READ_REMEDY, tuple(left)),)


def _scripts(by_script: Mapping[str, Sequence[str]]) -> Iterable[Unread]:
    tesseract = status("tesseract")
    scripts_at_hand = {script_of(code) for code in tesseract.languages}
    for script, slides in sorted(by_script.items(), key=lambda item: (-len(item[1]), item[0])):
        name = describe_script(script)
        if script in scripts_at_hand:
            verb = "slide has" if len(slides) == 1 else "slides have"
            text = f"{len(slides)} {verb} text that isn't read: it seems to be {name}"
            remedy = ILLEGIBLE_REMEDY
        else:
            verb = "slide seems" if len(slides) == 1 else "slides seem"
            command = install_command((main_language(script),), has_tesseract=tesseract.available)
            text = f"{len(slides)} {verb} to be {name}"
            remedy = f"{command}, then slidescan ingest --refresh"
        yield Unread("script", script, text, remedy, tuple(sorted(slides)))


def _frames(files: Sequence[str]) -> Iterable[Unread]:
    if files:
        what = "file has" if len(files) == 1 else "files have"
        yield Unread(
            "frames",
            "",
            f"{len(files)} {what} more than one page or frame: only the first is read",
            "save each page as a file of its own",
            tuple(files),
        )


def _by_suffix(files: Sequence[str]) -> Sequence[tuple[str, Sequence[str]]]:
    """Files by their suffix, the most frequent first."""
    by_suffix: dict[str, list[str]] = defaultdict(list)
    for file in files:
        by_suffix[posixpath.splitext(file)[1].lower()].append(file)
    return sorted(by_suffix.items(), key=lambda item: (-len(item[1]), item[0]))


def _posts(files: Sequence[str]) -> Iterable[Unread]:
    for suffix, of_suffix in _by_suffix(files):
        what = "post is" if len(of_suffix) == 1 else "posts are"
        text = f"{len(of_suffix)} {suffix} {what} not read"
        yield Unread("post", suffix, text, POSTS_REMEDY, tuple(of_suffix))


def _rules(assumptions: Sequence[str]) -> Iterable[Unread]:
    for each in assumptions:
        try:
            file, text, remedy = Assumption(*json.loads(each))
        except (TypeError, ValueError):
            continue  # another program wrote the catalogue
        yield Unread("rules", file, text, remedy, (file,))


def _formats(files: Sequence[str]) -> Iterable[Unread]:
    for suffix, of_suffix in _by_suffix(files):
        what = "image is" if len(of_suffix) == 1 else "images are"
        yield Unread(
            "format",
            suffix,
            f"{len(of_suffix)} {suffix} {what} not read",
            CONVERT_REMEDY,
            tuple(of_suffix),
        )


def _files(catalogue: Catalogue, key: str) -> list[str]:
    """The stored files; none if the record is malformed."""
    try:
        stored = json.loads(catalogue.meta(key) or "[]")
    except ValueError:
        return []
    return [file for file in stored if isinstance(file, str)] if isinstance(stored, list) else []
