"""Front-matter fields as scripts read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from slidescan.posts.scripts.builtins import date_value
from slidescan.posts.scripts.values import Value


class ScriptFields(Mapping[str, Any]):
    """Front-matter fields for scripts: their names in any case, dates as `Date`."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> Value:
        return _script_value(self._fields[name.lower()])

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields


def _script_value(value: object) -> Value:
    if isinstance(value, dt.date):
        return date_value(value)
    if isinstance(value, list):
        return [_script_value(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _script_value(item) for key, item in value.items()}
    return value
