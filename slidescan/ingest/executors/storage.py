"""Photos in any storage that fsspec can open: `s3://`, `gs://`, `https://`, `file://`."""

from __future__ import annotations

import functools
from urllib.parse import quote

from slidescan.errors import PhotoTooLarge, PhotoUnreadable, UsageError
from slidescan.imaging.photo_files import MAX_PHOTO_BYTES, check_content


@functools.cache
def check_storage(storage: str) -> None:
    """Checks that this machine can open this kind of storage.

    Raises:
        UsageError: fsspec isn't installed, or lacks a package for this kind of storage.
    """
    try:
        import fsspec  # lazy: optional extra
    except ImportError as error:
        raise UsageError(
            "photos in a storage need fsspec", "install it with pip install 'slidescan[cluster]'"
        ) from error
    try:
        fsspec.get_filesystem_class(storage.partition("://")[0] if "://" in storage else "file")
    except (ImportError, ValueError) as error:
        raise UsageError(
            f"the storage {storage} can't be read here ({error})",
            "install the package it names, or write an address such as s3://bucket/site",
        ) from error


def fetch(storage: str, image: str) -> bytes:
    """Fetches the bytes of a photo.

    Args:
        storage: Address of the site's root.
        image: The photo's path below it.

    Raises:
        PhotoUnreadable: The photo isn't there, the storage can't be reached, or Git LFS or
            git-annex hasn't fetched the photo.
        PhotoTooLarge, PhotoDamaged: As `imaging.photo_files.read_bytes`.
    """
    import fsspec  # lazy: optional extra

    path = quote(image) if storage.startswith(("http://", "https://")) else image
    try:
        with fsspec.open(f"{storage.rstrip('/')}/{path}", "rb") as file:
            data: bytes = file.read(MAX_PHOTO_BYTES + 1)
    except Exception as error:
        # Every storage has its own errors; a missing bucket is not always an OSError.
        raise PhotoUnreadable(
            f"it can't be fetched from the storage ({type(error).__name__}: {error})",
            "check that it is there and readable",
        ) from error
    if len(data) > MAX_PHOTO_BYTES:
        raise PhotoTooLarge(
            f"the file has more than {MAX_PHOTO_BYTES // 2**20} MB", "make the photo smaller"
        )
    check_content(data)
    return data
