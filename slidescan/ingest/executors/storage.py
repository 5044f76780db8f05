"""Photos in a storage that fsspec knows: `s3://`, `gs://`, `https://`, `file://`."""

from __future__ import annotations

import functools
from urllib.parse import quote

from slidescan.errors import PhotoDamaged, PhotoTooLarge, PhotoUnreadable, UsageError
from slidescan.imaging.decode import MAX_BYTES


@functools.cache
def check(storage: str) -> None:
    """See that a kind of storage can be read here at all.

    Raises:
        UsageError: fsspec, or what it needs for it, isn't installed.
    """
    try:
        import fsspec
    except ImportError as error:
        raise UsageError(
            "photos in a storage need fsspec", "install it with pip install 'slidescan[cluster]'"
        ) from error
    try:
        fsspec.get_filesystem_class(storage.partition("://")[0] if "://" in storage else "file")
    except (ImportError, ValueError) as error:
        raise UsageError(
            f"the storage {storage} can't be read here ({error})",
            "install what it names, or write an address as in s3://bucket/site",
        ) from error


def fetched(storage: str, image: str) -> bytes:
    """The bytes of a photo.

    Args:
        storage: Address of the site's root.
        image: The photo's path below it.

    Raises:
        PhotoUnreadable: It isn't there, or the storage can't be reached.
        PhotoTooLarge, PhotoDamaged: As `vision.photo.read_bytes`.
    """
    import fsspec

    path = quote(image) if storage.startswith(("http://", "https://")) else image
    try:
        with fsspec.open(f"{storage.rstrip('/')}/{path}", "rb") as file:
            data: bytes = file.read(MAX_BYTES + 1)
    except Exception as error:
        # Each storage has errors of its own: a bucket that is gone is no OSError everywhere.
        raise PhotoUnreadable(
            f"it can't be fetched from the storage ({type(error).__name__}: {error})",
            "check that it is there and readable",
        ) from error
    if len(data) > MAX_BYTES:
        raise PhotoTooLarge(
            f"the file has more than {MAX_BYTES // 2**20} MB", "make the photo smaller"
        )
    if not data:
        raise PhotoDamaged("the file is empty", "copy it again from the camera")
    return data
