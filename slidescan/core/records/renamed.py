"""Old names of fields, which work with a `DeprecationWarning` until version 1.0."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, TypeVar

Record = TypeVar("Record")


def renamed_fields(**new_fields: str) -> Callable[[type[Record]], type[Record]]:
    """Adds a property to a class for each old name of a field, given as `old="new"`."""

    def add_properties(record: type[Record]) -> type[Record]:
        for old, new in new_fields.items():
            setattr(record, old, _property(old, new))
        return record

    return add_properties


def _property(old: str, new: str) -> property:
    def get(self: object) -> Any:  # noqa: ANN401 - any field
        text = f"{type(self).__name__}.{old} is {type(self).__name__}.{new} now"
        warnings.warn(text, DeprecationWarning, stacklevel=2)
        return getattr(self, new)

    return property(get)
