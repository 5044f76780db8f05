"""The kinds of decks, by the end of the file's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from slidescan.deck.readers.protocol import DeckReader
from slidescan.errors import UsageError

EXTRA = "deck"
"""The extra with the packages of all readers."""


OLE_MAGIC = b"\xd0\xcf\x11\xe0"
"""How an encrypted presentation begins, and one of PowerPoint 97."""

MAGIC_BYTES = 1024
"""Where a PDF's header may stand, bytes (ISO 32000-1, appendix H, note 13)."""

REMEDIES: Mapping[str, str] = {
    ".ppt": "save it as PPTX or PDF",
    ".key": "export it as PDF from Keynote",
    ".odp": "export it as PDF from LibreOffice",
}
"""What to do with other files of presentation programs."""


@dataclass(frozen=True, slots=True)
class DeckKind:
    """A kind of deck.

    Attributes:
        module: The module that reads it; its `read` is a `DeckReader`.
        magic: How such a file begins, within its first `MAGIC_BYTES`; one of these.
        name: What people call it.
        has_pictures: Whether its reader draws pages. If not, LibreOffice does if it is here.
    """

    module: str
    magic: tuple[bytes, ...]
    name: str
    has_pictures: bool = True

    def load(self) -> DeckReader:
        """Loads the reader.

        Raises:
            UsageError: A package of the extra is missing.
        """
        try:
            reader: DeckReader = import_module(f"slidescan.deck.readers.{self.module}").read
        except ModuleNotFoundError as error:
            raise UsageError(
                f"reading a {self.name} needs {error.name}",
                f"install it with pip install 'slidescan[{EXTRA}]'",
            ) from error
        return reader


KINDS_OF_DECKS: Mapping[str, DeckKind] = {
    ".pdf": DeckKind("pdf", (b"%PDF-",), "PDF"),
    ".pptx": DeckKind("pptx", (b"PK\x03\x04", OLE_MAGIC), "PPTX", has_pictures=False),
}
"""By suffix."""


def deck_kind(path: Path) -> DeckKind:
    """The kind of a deck, by its suffix.

    Raises:
        UsageError: There is no such kind.
    """
    suffix = path.suffix.lower()
    if suffix not in KINDS_OF_DECKS:
        choices = " or ".join(KINDS_OF_DECKS)
        raise UsageError(
            f"{path} is no deck that can be read",
            REMEDIES.get(suffix, f"name a file that ends in {choices}"),
        )
    return KINDS_OF_DECKS[suffix]
