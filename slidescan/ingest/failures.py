"""Makes the failures to report for photos and posts."""

from __future__ import annotations

from slidescan.core.records import Failure
from slidescan.core.text import clean
from slidescan.errors import PhotoError


def failure_of(image: str, error: Exception) -> Failure:
    """The failure that reports an error about one photo."""
    if isinstance(error, PhotoError):
        return Failure(image, error.what, error.remedy)
    if isinstance(error, OSError):
        reason = (error.strerror or str(error)).lower()
        return Failure(image, clean(reason), "check that the file is there and readable")
    return Failure(
        image,
        clean(f"unexpected {type(error).__name__}: {error}"),
        "this is a bug in slidescan: please report it with the photo",
    )


def crash_failure(image: str) -> Failure:
    """The failure of a photo that crashed the process that read it."""
    return Failure(
        image,
        "reading it brought the process down",
        "is the photo damaged? convert it, or leave it out with exclude",
    )


def timeout_failure(image: str, seconds: int) -> Failure:
    """The failure of a photo that took longer than the limit."""
    return Failure(
        image,
        f"reading it took longer than {seconds} seconds",
        "allow more with --timeout, or leave it out with exclude",
    )
