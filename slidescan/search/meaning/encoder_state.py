"""Which encoder made the vectors of a catalogue, and their state; loads nothing heavy."""

from __future__ import annotations

from slidescan.core.versions import PASSAGE_VERSION
from slidescan.search.meaning.protocol import Embedder
from slidescan.store.catalogue import Catalogue

ENCODER_KEY = "encoder"
"""The catalogue's encoder, whose vectors a search compares."""

STATE_KEY = "vectors"
"""The state of the catalogue's vectors, a number that rises with each change."""


def encoder_name(embedder: Embedder) -> str:
    """Returns what a catalogue stores: the encoder, and the version of the passages."""
    return f"{embedder.name} passages-{PASSAGE_VERSION}"


def stored_encoder(catalogue: Catalogue) -> str:
    """Returns the name of the encoder that made a catalogue's vectors; empty if it has none."""
    return (catalogue.meta(ENCODER_KEY) or "") if catalogue.vectors.exists else ""


def label(catalogue: Catalogue) -> str:
    """Returns what identifies the vectors: the catalogue, its encoder and their state."""
    state = catalogue.meta(STATE_KEY) or "0"
    return f"{catalogue.meta('id')} {stored_encoder(catalogue)} {state}"
