"""Decoders of JSON into types, each made by one thread at a time.

While msgspec examines a class, another thread that decodes into it reads what isn't there yet, and
the process crashes.
"""

from __future__ import annotations

import threading
from typing import Any

import msgspec

_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}
_LOCK = threading.Lock()


def convert(value: object, kind: Any) -> Any:  # noqa: ANN401 - any type
    """Checks a parsed value, and makes a type of it.

    Raises:
        msgspec.ValidationError: It has another type.
    """
    _decoder(kind)
    return msgspec.convert(value, kind)


def decode(data: object, kind: Any) -> Any:  # noqa: ANN401 - any type
    """Decodes JSON, as text or parsed, into a type.

    Raises:
        msgspec.DecodeError: It is no JSON.
        msgspec.ValidationError: It has another type.
    """
    return _decoder(kind).decode(data) if isinstance(data, str) else convert(data, kind)


def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:  # noqa: ANN401 - any type
    decoder = _DECODERS.get(kind)
    if decoder is None:
        with _LOCK:
            decoder = _DECODERS[kind] = msgspec.json.Decoder(kind)
    return decoder
