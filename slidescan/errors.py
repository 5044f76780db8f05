"""Everything that can go wrong, as exceptions that carry a remedy and an exit code.

    SlidescanError
    ├── UsageError (exit 2)          a person asked for something that can't be done so
    │   ├── EngineUnavailable        no OCR engine here knows the languages asked for
    │   ├── SiteNotFound             no folder of posts belongs to the photos
    │   ├── ConfigInvalid            slidescan.toml holds something that isn't an option
    │   ├── NotInIndex               a photo or post was named that the index doesn't hold
    │   └── QueryError               a search query can't be understood
    ├── PhotoError (exit 1)          one photo can't be read; the others are
    │   ├── PhotoDamaged
    │   ├── PhotoTooLarge
    │   ├── PhotoFormatUnsupported
    │   └── PhotoUnreadable
    ├── PostError (exit 1)           one post can't be read or changed; the others are
    │   ├── PostUnreadable
    │   ├── PostNotUtf8
    │   └── PostChanged
    └── IndexUnusable (exit 3)       the index can't be used
        ├── IndexLocked
        ├── IndexDamaged
        ├── IndexMissing
        └── IndexTooNew

`str()` of each is one line: what is wrong, then what to do about it.
"""

from __future__ import annotations

from typing import ClassVar


def one_line(text: object) -> str:
    """Return `text` on one line, without control characters (terminal escapes among them)."""
    shown = "".join(c if c.isprintable() else " " for c in str(text))
    return " ".join(shown.split())


class SlidescanError(Exception):
    """An error that a person can understand and mend.

    Args:
        what: What is wrong, one line, no full stop.
        remedy: What to do about it, one line, no full stop; may be empty.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        # Both go to Exception's args, so that the error survives pickling between processes.
        super().__init__(what, remedy)
        self.what = one_line(what)
        self.remedy = one_line(remedy)

    def __str__(self) -> str:
        return f"{self.what}: {self.remedy}" if self.remedy else self.what


class UsageError(SlidescanError):
    """A person asked for something that can't be done in this way."""

    exit_code = 2


class EngineUnavailable(UsageError):
    """No OCR engine on this machine reads the languages asked for."""


class DescriberUnavailable(UsageError):
    """No answer is to be had from the endpoint that describes slides."""


class SiteNotFound(UsageError):
    """The site (the folder that holds posts and photos) can't be found or used."""


class ConfigInvalid(UsageError):
    """A configuration file holds something that isn't an option."""


class NotInIndex(UsageError):
    """A photo or post was named that the index doesn't hold."""


class QueryError(UsageError):
    """A search query can't be understood."""


class PhotoError(SlidescanError):
    """One photo can't be read."""


class PhotoDamaged(PhotoError):
    """The file is cut off or its pixels can't be decoded."""


class PhotoTooLarge(PhotoError):
    """The photo has more pixels than the limit allows."""


class PhotoFormatUnsupported(PhotoError):
    """The file is no image, or one of a format that isn't read."""


class PhotoUnreadable(PhotoError):
    """The file can't be opened (no permission, vanished, not a file)."""


class PostError(SlidescanError):
    """One post can't be read or changed."""


class PostUnreadable(PostError):
    """The post can't be opened."""


class PostNotUtf8(PostError):
    """The post's bytes are not UTF-8."""


class PostChanged(PostError):
    """The post was changed by someone else between reading and writing."""


class IndexUnusable(SlidescanError):
    """The index can't be used."""

    exit_code = 3


class IndexLocked(IndexUnusable):
    """Another ingest holds the index."""


class IndexDamaged(IndexUnusable):
    """The catalogue is no database, or a damaged one."""


class IndexMissing(IndexUnusable):
    """There is no index yet."""


class IndexTooNew(IndexUnusable):
    """The catalogue was made by a newer version."""
