"""Addresses of the plugin mkdocs-static-i18n: one folder a language, none for the default one.

Source: mkdocs-static-i18n 1.3.1 (suffix.py, folder.py).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from slidescan.posts.field_values import text_of

_LOCALE = re.compile(r"(?:[a-z]{2}(?:[-_][A-Z]{2})?|[a-z]{2}[-_][A-Za-z]{4})")
"""The code of a language that is in a file's name without being configured."""


def localized_path(path: str, options: Mapping[str, Any]) -> str:
    """The path below `docs_dir` that a page would have in a site of one language.

    Args:
        path: The page's path below `docs_dir`.
        options: The options of the plugin.
    """
    languages = _languages(options)
    default = next((code for code, is_default in languages.items() if is_default), None)
    if options.get("docs_structure") == "folder":
        first, _, below = path.partition("/")
        return below if below and first == default else path
    stem, suffix = posixpath.splitext(path)
    bare, _, code = stem.rpartition(".")
    if not bare or (code not in languages and not _LOCALE.fullmatch(code)):
        return path
    return bare + suffix if code == default else f"{code}/{bare}{suffix}"


def _languages(options: Mapping[str, Any]) -> Mapping[str, bool]:
    """The codes of the languages, and which is the default one."""
    given = options.get("languages")
    if isinstance(given, list):
        entries = [entry for entry in given if isinstance(entry, dict)]
        codes = {text_of(e.get("locale")) or "": e.get("default") is True for e in entries}
        only = text_of(options.get("build_only_locale"))
        return {code: code == only for code in codes} if only else codes
    default = text_of(options.get("default_language"))  # before version 1.0
    codes_given = [str(name) for name in given] if isinstance(given, dict) else []
    return {name: name == default for name in (*codes_given, *([default] if default else []))}
