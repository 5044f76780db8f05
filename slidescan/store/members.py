"""Decodes single members of stored records, which a database selects without the rest."""

from __future__ import annotations

import msgspec


def scripts_from_json(data: str) -> tuple[str, ...]:
    """Returns the unread scripts of a reading, from an array of them and the engine."""
    scripts, _ = msgspec.json.decode(data, type=tuple[tuple[str, ...] | None, str])
    return scripts or ()


def frames_from_json(data: str) -> int:
    """Returns the number of frames of a photo, from an array of it and the width."""
    frames, _ = msgspec.json.decode(data, type=tuple[int | None, int])
    return frames or 1


def engine_from_json(data: str) -> tuple[str, tuple[str, ...]]:
    """Returns the engine and the languages of a reading, from an array of both."""
    engine, languages = msgspec.json.decode(data, type=tuple[str, tuple[str, ...]])
    return engine, languages
