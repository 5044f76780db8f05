"""All errors, as exceptions with a remedy and an exit code.

    SlidescanError (exit 1)
    ├── UsageError (exit 2)          the request can't be carried out
    │   ├── EngineUnavailable        no installed OCR engine reads the requested languages
    │   ├── DescriberUnavailable     the endpoint that describes slides gives no usable answer
    │   ├── SiteNotFound             no folder of posts belongs to the photos
    │   ├── ConfigInvalid            a configuration file sets something that isn't an option
    │   ├── NotInIndex               the index holds no such photo or post
    │   ├── ProposalRefused          an assistant's alt text says what its slide doesn't
    │   ├── EditConflict             someone else has changed the same text meanwhile
    │   └── QueryError               a search query can't be understood
    ├── FileUnreachable (exit 1)     the system can't tell whether a file or folder is there
    ├── PhotoError (exit 1)          one photo can't be read; the others are
    │   ├── PhotoDamaged             it is cut off, or its pixels can't be decoded
    │   ├── PhotoTooLarge            it has more pixels than the limit allows
    │   ├── PhotoFormatUnsupported   it isn't an image, or has an unsupported format
    │   └── PhotoUnreadable          it can't be opened
    ├── PostError (exit 1)           one post can't be read or changed; the others are
    │   ├── PostUnreadable           it can't be opened
    │   ├── PostNotUtf8              its bytes are not UTF-8
    │   └── PostChanged              someone else changed it between reading and writing
    ├── DeckError (exit 1)           a speaker's deck can't be read
    │   ├── DeckUnreadable           it can't be opened, or isn't a deck
    │   ├── DeckEncrypted            it opens with a password only
    │   ├── DeckTooLarge             it takes more pages, time or memory than the limits allow
    │   └── DeckUndrawn              its pages can't be drawn
    └── IndexUnusable (exit 3)       the index can't be used
        ├── IndexLocked              another ingest is writing it
        ├── IndexDamaged             the catalogue is damaged, or not a database
        ├── IndexMissing             there is no index yet
        └── IndexTooNew              a newer version of slidescan made it

`str()` of each is one line: the problem, then the remedy.
"""

from __future__ import annotations

import re
from typing import ClassVar

_CREDENTIALS = re.compile(
    r"(://[^/\s:@]*):[^\s@]*@|\b((?:pg)?password\s*=\s*)(?:'[^']*'|\S+)", re.IGNORECASE
)
"""The user and the password of an address, or libpq's keyword for a password."""


def without_passwords(text: str) -> str:
    """Returns a text with the passwords of addresses left out, for messages."""
    return _CREDENTIALS.sub(lambda m: f"{m[1]}:…@" if m[1] is not None else f"{m[2]}…", text)


def one_line(text: object) -> str:
    """Returns `text` on one line, without control characters such as terminal escapes."""
    printable = "".join(c if c.isprintable() else " " for c in str(text))
    return " ".join(printable.split())


class SlidescanError(Exception):
    """An error that a user can understand and fix.

    Args:
        what: The problem, one line, no full stop.
        remedy: What to do about it, one line, no full stop; may be empty.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        # Both are args of Exception, so that the error survives pickling between processes.
        super().__init__(what, remedy)
        self.what = one_line(what)
        self.remedy = one_line(remedy)

    def __str__(self) -> str:
        return f"{self.what}: {self.remedy}" if self.remedy else self.what


class UsageError(SlidescanError):
    """The request can't be carried out."""

    exit_code = 2


class EngineUnavailable(UsageError):
    """No OCR engine on this machine reads the requested languages."""


class EndpointUnavailable(UsageError):
    """An endpoint can't be reached, or its answer can't be used."""


class DescriberUnavailable(EndpointUnavailable):
    """The endpoint that describes slides gives no usable answer."""


class EmbedderUnavailable(EndpointUnavailable):
    """An encoder's endpoint can't be reached, or its answer can't be used."""


class SiteNotFound(UsageError):
    """The site (the folder that holds posts and photos) can't be found or used."""


class ConfigInvalid(UsageError):
    """A configuration file can't be read, or sets something that isn't an option."""


class NotInIndex(UsageError):
    """The index holds no such photo or post."""


class ProposalRefused(UsageError):
    """An alt text that an assistant proposes isn't one for its slide."""


class EditConflict(UsageError):
    """Someone else has changed the same text meanwhile.

    Args:
        what: The problem.
        remedy: What to do about it.
        current: The text as it is now.
        given: The text that was to replace it.
    """

    def __init__(self, what: str, remedy: str = "", current: str = "", given: str = "") -> None:
        super().__init__(what, remedy)
        self.current = current
        self.given = given

    def __reduce__(self) -> tuple[type[EditConflict], tuple[str, str, str, str]]:
        return EditConflict, (self.what, self.remedy, self.current, self.given)


class QueryError(UsageError):
    """A search query can't be understood."""


class FileUnreachable(SlidescanError):
    """The system can't tell whether a file or folder is there, or what is in it."""


class PhotoError(SlidescanError):
    """One photo can't be read."""


class PhotoDamaged(PhotoError):
    """The file is cut off or its pixels can't be decoded."""


class PhotoTooLarge(PhotoError):
    """The photo has more pixels than the limit allows."""


class PhotoFormatUnsupported(PhotoError):
    """The file isn't an image, or has an unsupported format."""


class PhotoUnreadable(PhotoError):
    """The file can't be opened (no permission, vanished, not a file)."""


class PostError(SlidescanError):
    """One post can't be read or changed."""


class PostUnreadable(PostError):
    """The post can't be opened."""


class PageUnreadable(PostError):
    """A page of the built site can't be read."""


class PostNotUtf8(PostError):
    """The post's bytes are not UTF-8."""


class PostChanged(PostError):
    """Someone else changed the post between reading and writing."""


class DeckError(SlidescanError):
    """A speaker's deck can't be read."""


class DeckUnreadable(DeckError):
    """The deck can't be opened, or isn't one."""


class DeckEncrypted(DeckError):
    """The deck opens with a password only."""


class DeckTooLarge(DeckError):
    """The deck takes more pages, time or memory than the limits allow."""


class DeckUndrawn(DeckError):
    """The deck's pages can't be drawn."""


class IndexUnusable(SlidescanError):
    """The index can't be used."""

    exit_code = 3


class IndexLocked(IndexUnusable):
    """Another ingest is writing the index."""


class IndexDamaged(IndexUnusable):
    """The catalogue is damaged, or not a database."""


class IndexMissing(IndexUnusable):
    """There is no index yet."""


class IndexTooNew(IndexUnusable):
    """A newer version of slidescan made the catalogue."""
