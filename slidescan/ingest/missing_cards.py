"""Makes the short forms that slides of an older version, or of a repaired catalogue, lack."""

from __future__ import annotations

from slidescan.store.catalogue import Catalogue


def complete_cards(catalogue: Catalogue) -> None:
    """Stores the short forms that are missing.

    Args:
        catalogue: Open for writing, outside a transaction.
    """
    missing = catalogue.card_rows.missing()
    if missing:
        with catalogue.transaction():
            for slide in catalogue.slides(missing):
                catalogue.card_rows.put(slide)
