"""What a catalogue records about its full-text index: its kind, state and languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from slidescan.search.analysis import STEMMED_LANGUAGES, Document
from slidescan.store.catalogue import Catalogue

_STATE_KEY = "fulltext"
_LANGUAGES_KEY = "stems"


def stored_state(catalogue: Catalogue) -> str:
    """Returns the state that the stored index must have; empty if there is no index."""
    return catalogue.meta(_STATE_KEY) or ""


def stored_languages(catalogue: Catalogue) -> tuple[str, ...]:
    """Returns the languages of the stored index's stems."""
    return _languages(catalogue.meta(_LANGUAGES_KEY))


def stored_index(catalogue: Catalogue) -> tuple[str, tuple[str, ...]]:
    """Returns the state of the stored index, and the languages of its stems."""
    state, languages = catalogue.metas(_STATE_KEY, _LANGUAGES_KEY)
    return state or "", _languages(languages)


def _languages(listed: str | None) -> tuple[str, ...]:
    codes = (listed or "en").split()
    return tuple(code for code in codes if code in {"en", *STEMMED_LANGUAGES})


def slide_languages(catalogue: Catalogue) -> tuple[str, ...]:
    """Returns the languages that an index must stem: those of the slides, and English."""
    return tuple(sorted({"en", *catalogue.languages()} & set(STEMMED_LANGUAGES)))


def record_state(catalogue: Catalogue, state: str, languages: tuple[str, ...]) -> None:
    """Records that the stored index has all slides; the caller begins the transaction."""
    catalogue.set_meta(_STATE_KEY, state)
    catalogue.set_meta(_LANGUAGES_KEY, " ".join(languages))
    catalogue.clean()


def forget_state(catalogue: Catalogue) -> None:
    """Records that there is no stored index."""
    with catalogue.transaction():
        catalogue.set_meta(_STATE_KEY, "")


def documents(catalogue: Catalogue, images: Sequence[str] | None = None) -> Iterator[Document]:
    """Yields the documents of some or all slides."""
    return (Document.of(slide) for slide in catalogue.slides(images))


def unlink_database(path: Path) -> None:
    """Deletes an SQLite file and the journal that a killed writer left beside it."""
    for name in (path.name, f"{path.name}-journal", f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
