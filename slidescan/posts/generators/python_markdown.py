"""Python-Markdown's heading ids, which several generators use."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import quote

from slidescan.core.records import UnknownUrl
from slidescan.posts import slugs
from slidescan.posts.field_values import text_of
from slidescan.posts.heading_ids import HeadingId, explicit_id, html_heading_id
from slidescan.posts.headings import Heading
from slidescan.posts.python_config import Computed

_ATTR_LIST = re.compile(r"[ ]+\{:?[ ]*(?P<body>[^\}\n ][^\n]*?)[ ]*\}[ ]*$")

_FUNCTION = re.compile(r"(?:^|:)(?P<path>[\w.]+)(?P<arguments>\(.*\))?$", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_FOOTNOTE_LINK = re.compile(r"\^\S+")
"""The text of a footnote's reference that CommonMark takes for a link."""

_IGNORED_IN_IDS = (
    ("pymdownx.emoji", re.compile(r"(?<![\w:]):[\w+-]+:(?![\w:])")),
    ("pymdownx.smartsymbols", re.compile(r"\([cr]\)|\+/-")),
    ("smarty", re.compile(r"-{2,3}|\.{3}")),
)
"""What extensions turn into something that leaves no trace in ids."""

_OLD_SLUGS = ("uslugify", "uslugify_encoded", "uslugify_cased", "uslugify_cased_encoded", "gfm",
              "gfm_encoded")  # fmt: skip
"""PyMdown's functions before version 10, and how their names end."""


def slug_function(given: object, separator: str = "-") -> Callable[[str], str] | None:
    """The function that a configuration names for slugs; None if it is not known here.

    Args:
        given: Its name, a tag of YAML or a table of TOML with arguments; None for the default.
        separator: What stands between words.
    """
    if isinstance(given, Computed):
        given = given.source
    arguments: object = {}
    if isinstance(given, dict):
        function = str(given.get("!") or given.get("object") or "pymdownx.slugs.slugify")
        arguments = given.get("kwds", {})
    else:
        function = str(given or "markdown.extensions.toc.slugify")
    keywords = arguments if isinstance(arguments, dict) else {}
    match = _FUNCTION.search(function)
    path, call = (match["path"], match["arguments"] or "") if match else ("", "")
    name = path.rpartition(".")[2]
    if name == "slugify_unicode":
        return partial(slugs.python_markdown, separator=separator, keep_unicode=True)
    if path == "markdown.extensions.toc.slugify":
        return partial(slugs.python_markdown, separator=separator)
    if "pymdownx" in path or name in _OLD_SLUGS or (name == "slugify" and "case" in call):
        case = _keyword(call, "case") or text_of(keywords.get("case"))
        case = case or ("none" if name == "slugify" or "cased" in name else "lower")
        is_encoded = "encode" in name + call or keywords.get("percent_encode") is True
        slug = partial(slugs.pymdownx, separator=separator, case=case)
        return (lambda text: quote(slug(text))) if is_encoded else slug
    return None


def _keyword(call: str, name: str) -> str | None:
    """An argument in the source of a call: `slugify(case="lower")`."""
    match = re.search(rf"\b{name}\s*=\s*[\"'](\w+)", call)
    return match[1] if match else None


def toc_ids(
    headings: Sequence[Heading],
    options: object,
    extensions: Collection[str],
    unknown: Callable[[str], UnknownUrl],
) -> list[HeadingId]:
    """Python-Markdown's ids by the options of the extension `toc`.

    Args:
        headings: The headings of the page.
        options: The options of `toc`.
        extensions: The short names of the extensions that are on.
        unknown: Makes an unknown id of a reason, for headings without an id of their own.
    """
    values = options if isinstance(options, dict) else {}
    separator = values.get("separator")
    slug = slug_function(values.get("slugify"), separator if isinstance(separator, str) else "-")
    ids = python_markdown_ids(headings, slug, extensions)
    if slug is not None:
        return ids
    reason = unknown("a function of the site makes the ids of headings (toc.slugify)")
    return [
        HeadingId(None, i.text, reason) if i.value is None and h.attributes is None else i
        for h, i in zip(headings, ids, strict=True)
    ]


def python_markdown_ids(
    headings: Sequence[Heading],
    slug: Callable[[str], str] | None,
    extensions: Collection[str] = (),
) -> list[HeadingId]:
    """Python-Markdown's ids. Explicit ids are taken before the first automatic one.

    Args:
        headings: The headings of the page.
        slug: Makes an id of a text; None without the extension `toc`.
        extensions: The short names of the extensions that are on.
    """
    attr_list = any(name in extensions for name in ("attr_list", "extra"))
    has_footnotes = any(name in extensions for name in ("footnotes", "extra", "pymdownx.extra"))
    ignored = [pattern for name, pattern in _IGNORED_IN_IDS if name in extensions]
    matches = [_ATTR_LIST.search(h.source) if attr_list else None for h in headings]
    explicit = [explicit_id(match["body"]) if match else None for match in matches]
    used = {heading_id for heading_id in explicit if heading_id}
    ids = []
    for heading, match, heading_id in zip(headings, matches, explicit, strict=True):
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        if has_footnotes:
            heading = _without_footnotes(heading)
        text = " ".join(heading.text("text", "code", "break").split())
        if attr_list:
            text = _ATTR_LIST.sub("", text)
        for pattern in ignored:
            text = pattern.sub("", text)
        visible = heading.visible_text
        if match:
            visible = _ATTR_LIST.sub("", visible)
        if not heading_id and slug is not None:
            heading_id = _unique(slug(text), used)
        ids.append(HeadingId(heading_id, visible))
    return ids


def _without_footnotes(heading: Heading) -> Heading:
    """A heading without references to footnotes."""
    parts = [
        (kind, _FOOTNOTE.sub("", content) if kind == "text" else content)
        for kind, content in heading.parts
        if kind != "text" or not _FOOTNOTE_LINK.fullmatch(content)
    ]
    return replace(heading, parts=tuple(parts))


def _unique(base: str, used: set[str]) -> str:
    """Makes an id unique as Python-Markdown does: counts on from a number at its end."""
    while base in used or not base:
        match = re.match(r"^(.*)_([0-9]+)$", base)
        base = f"{match[1]}_{int(match[2]) + 1}" if match else f"{base}_1"
    used.add(base)
    return base
