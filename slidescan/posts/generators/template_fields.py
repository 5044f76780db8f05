"""Which fields of a post's front matter the templates of a site show as images.

A field that templates only put into the cards of social networks (`<meta>`), or that none of them
mentions, shows no image on the post's page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from slidescan.core.regular_files import open_text

MAX_TEMPLATES = 1000
"""With more templates than this, every field may be shown."""

MAX_TEMPLATE_CHARS = 256 * 1024
"""A template is searched up to here."""

MAX_TAG_CHARS = 2000
"""The beginning of a tag is looked for at most so far before the code in it."""

TEMPLATE_SUFFIXES = (".html", ".htm", ".liquid", ".njk", ".md", ".markdown", ".webc", ".xhtml")
"""Suffixes of templates whose code stands between double braces or `{%` and `%}`."""

_ACTION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_CONDITION = re.compile(r"\{[{%]-?\s*(?:if|unless|elsif|else|elseif|elif|when|case)\b")
_COMMENT = re.compile(
    r"<!--.*?-->|\{%-?\s*comment\b.*?endcomment\s*-?%\}|\{#.*?#\}|\{\{-?\s*/\*.*?\*/\s*-?\}\}",
    re.DOTALL,
)
_OPEN_TAG = re.compile(r"<(?P<name>[a-zA-Z][\w:-]*)[^<>]*\Z")
_NEXT_TAG = re.compile(r"<(?P<name>[a-zA-Z][\w:-]*)")
_SCOPE = re.compile(r"\{\{-?\s*(?:with|range)\b")
_UNSEEN_TAGS = frozenset({"meta", "link", "script", "title"})
_IMAGE_ADDRESS = re.compile(
    r"<(?:img|source|video|amp-img)\b[^<>]*\b(?:src|srcset|poster|data-[\w-]+)\s*=\s*[\"']?[^\"'<>]*\Z"
    r"|<[a-z][^<>]*\bstyle\s*=\s*[\"'][^<>]*\burl\([\"']?[^)<>]*\Z",
    re.IGNORECASE,
)
"""What precedes the address of an image in a tag."""

_PART = re.compile(r"\.?([\w-]+)|\[\s*[\"']([\w-]+)[\"']\s*\]")


def template_files(folders: Iterable[Path]) -> list[Path]:
    """The templates below folders, at most one more than are read."""
    files = (
        path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("[!.]*"))
    )
    templates = (p for p in files if p.name.endswith(TEMPLATE_SUFFIXES) and not p.is_dir())
    return list(islice(templates, MAX_TEMPLATES + 1))


def read_templates(folders: Iterable[Path]) -> list[str] | None:
    """The texts of the templates below folders; None if they can't all be read."""
    files = template_files(folders)
    texts: list[str] = []
    for path in files:
        try:
            with open_text(path, encoding="utf-8", errors="replace") as file:
                texts.append(file.read(MAX_TEMPLATE_CHARS))
        except OSError:
            return None
    return texts if len(files) <= MAX_TEMPLATES else None


def image_fields_of(
    fields: Sequence[str],
    templates: Sequence[str],
    variable: re.Pattern[str],
    any_field: re.Pattern[str],
) -> tuple[str, ...]:
    """The fields that templates show; all of them if a template computes which one it shows.

    Args:
        fields: Dotted names of fields.
        templates: The texts of the templates.
        variable: Matches the front matter with the names of the fields after it, which are its
            group `path`: `page.image.path`.
        any_field: Matches code in which the name of a field is computed, or that hands on the
            whole front matter: `page[name]`.
    """
    texts = [_COMMENT.sub("", template) for template in templates]
    if any(any_field.search(action.group()) for text in texts for action in _ACTION.finditer(text)):
        return tuple(fields)
    used = {path for text in texts for path in _paths(text, variable)}
    return tuple(
        name for name in fields if any(name == path or name.startswith(path + ".") for path in used)
    )


def visible_fields_of(
    templates: Sequence[str], variable: re.Pattern[str], any_field: re.Pattern[str]
) -> frozenset[str] | None:
    """Every field that templates show in any way; None if a template computes which one it shows.

    The arguments are as for `image_fields_of`.
    """
    texts = [_COMMENT.sub("", template) for template in templates]
    if any(any_field.search(action.group()) for text in texts for action in _ACTION.finditer(text)):
        return None
    return frozenset(path for text in texts for path in _paths(text, variable))


def fields_in_images(templates: Iterable[str], variable: re.Pattern[str]) -> Iterator[str]:
    """Yields the fields whose values stand in the addresses of images.

    Args:
        templates: The texts of the templates.
        variable: As for `image_fields_of`.
    """
    for text in (_COMMENT.sub("", template) for template in templates):
        for action in _ACTION.finditer(text):
            before = text[max(0, action.start() - MAX_TAG_CHARS) : action.start()]
            if not _IMAGE_ADDRESS.search(before) or _CONDITION.match(action.group()):
                continue
            for match in variable.finditer(action.group()):
                yield ".".join(a or b for a, b in _PART.findall(match["path"])).lower()


def _paths(text: str, variable: re.Pattern[str]) -> Iterator[str]:
    """The dotted names of fields that a template shows or hands on, in lower case."""
    for action in _ACTION.finditer(text):
        matches = list(variable.finditer(action.group()))
        if not matches or _CONDITION.match(action.group()) or _is_unseen(text, action):
            continue
        for match in matches:
            yield ".".join(a or b for a, b in _PART.findall(match["path"])).lower()


def _is_unseen(text: str, action: re.Match[str]) -> bool:
    """Whether the code of a template stands in a tag that readers don't see."""
    before = text[max(0, action.start() - MAX_TAG_CHARS) : action.start()]
    tag = _OPEN_TAG.search(before)
    if tag is not None:
        return tag["name"].lower() in _UNSEEN_TAGS
    if before.rfind("<script") > before.rfind("</script"):
        return True
    if _SCOPE.match(action.group()):  # what follows shows the value
        following = _NEXT_TAG.search(text, action.end())
        return following is not None and following["name"].lower() in _UNSEEN_TAGS
    return False
