"""The fields that Jekyll's configuration gives to posts: `defaults` (frontmatter_defaults.rb)."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping
from typing import Any

from slidescan.posts.field_values import list_of, text_of


def default_fields(config: Mapping[str, Any], path: str, kind: str) -> Mapping[str, Any]:
    """The fields that a file has without its front matter, their names in lower case.

    Args:
        config: The configuration of the site.
        path: The file's path below the source.
        kind: The collection of the file; `pages` or `drafts` outside of collections.
    """
    fields: Mapping[str, Any] = {}
    before: tuple[int, bool] | None = None
    for folder, of_kind, values in _scopes(config):
        if of_kind not in (None, kind) or not _is_inside(path, folder):
            continue
        weight = len(folder), of_kind is not None
        if before is None or weight >= before:
            fields, before = merged(fields, values), weight
        else:
            fields = merged(values, fields)
    return fields


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Fields with those of another source over them; tables and categories are united."""
    result = dict(below)
    for name, value in above.items():
        old = result.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            value = merged(old, value)
        elif name == "categories" and old is not None:
            value = list(dict.fromkeys((*_words(old), *_words(value))))
        result[name] = value
    return result


def _scopes(config: Mapping[str, Any]) -> Iterator[tuple[str, str | None, Mapping[str, Any]]]:
    """The folder or pattern of each scope, its collection, and its fields."""
    given = config.get("defaults")
    for entry in given if isinstance(given, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("values"), dict):
            continue
        scope = entry.get("scope")
        scope = scope if isinstance(scope, dict) else {}
        values = {str(name).lower(): value for name, value in entry["values"].items()}
        yield (text_of(scope.get("path")) or "").strip("/"), text_of(scope.get("type")), values


def _is_inside(path: str, folder: str) -> bool:
    """Whether a file is a scope's file, or below its folder; `*` stands for any text in a name."""
    if not folder or path == folder or path.startswith(folder + "/"):
        return True
    parts, patterns = path.split("/"), folder.split("/")
    return (
        "*" in folder
        and len(parts) >= len(patterns)
        and all(
            fnmatch.fnmatchcase(part, pattern)
            for part, pattern in zip(parts, patterns, strict=False)
        )
    )


def _words(value: object) -> list[str]:
    return value.split() if isinstance(value, str) else list(list_of(value))
