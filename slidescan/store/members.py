"""Decodes single members of stored records, which a database selects without the rest."""

from __future__ import annotations

import msgspec


def engine_from_json(data: str) -> tuple[str, tuple[str, ...]]:
    """Returns the engine and the languages of a reading, from an array of both."""
    engine, languages = msgspec.json.decode(data, type=tuple[str, tuple[str, ...]])
    return engine, languages
