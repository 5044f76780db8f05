"""Slugs: how generators turn texts into parts of addresses.

Each docstring cites the code whose results the function reproduces.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from urllib.parse import quote

_MDIT_SEPARATORS = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+")
_DOCSIFY_PUNCTUATION = re.compile(
    "[\u2000-\u206f\u2e00-\u2e7f\\\\'!\"#$%&()*+,./:;<=>?@\\[\\]^`{|}~]"
)
MAX_TITLE_CHARS = 2000
"""Slugs of longer titles are cut off here; no real title is longer."""

PELICAN_SUBSTITUTIONS = (
    (r"[^\w\s-]", ""), (r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""), (r"[-\s]+", "-"),
)  # fmt: skip
"""Pelican's default for `SLUG_REGEX_SUBSTITUTIONS`."""

_UNIDECODED_LETTERS = (
    (0xAA, 0x24F), (0x386, 0x3CF), (0x400, 0x481), (0x490, 0x491), (0x1E00, 0x1EF9),
    (0x3041, 0x30FF), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3),
)  # fmt: skip
"""Ranges of letters whose transliterations were compared with `unidecode`, one by one."""

_FIRST_SYLLABLE = 0x2E80
"""From this character on, a transliteration is a syllable with a space behind it."""

_HEXO_SEPARATORS = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")
_DIGRAPHS = {
    0x00df: "sz", 0x00e6: "ae", 0x0153: "oe", 0x0238: "db", 0x0239: "qp",
    0x00f8: "o", 0x0111: "d", 0x0127: "h", 0x0131: "i", 0x0142: "l", 0x0167: "t", 0x0180: "b",
    0x0183: "b", 0x0188: "c", 0x018c: "d", 0x0192: "f", 0x0199: "k", 0x019a: "l", 0x019e: "n",
    0x01a5: "p", 0x01ab: "t", 0x01ad: "t", 0x01b4: "y", 0x01b6: "z", 0x01e5: "g", 0x0225: "z",
    0x0234: "l", 0x0235: "n", 0x0236: "t", 0x0237: "j", 0x023c: "c", 0x023f: "s", 0x0240: "z",
    0x0247: "e", 0x0249: "j", 0x024b: "q", 0x024d: "r", 0x024f: "y",
}  # fmt: skip
"""Letters that docutils replaces before it removes accents (nodes.py)."""

_HUGO_ASCII = {
    code: c.lower() if c.isalnum() or c == "_" else "-" if c in "- " else None
    for code, c in enumerate(map(chr, range(128)))
}
"""What `_hugo` makes of each character of ASCII."""
_LAST_BMP_CHARACTER = "\uffff"


def _is_letter_or_digit(c: str) -> bool:
    category = unicodedata.category(c)
    return category[0] == "L" or category == "Nd"


def _is_word(c: str) -> bool:
    r"""Whether a character matches `\p{Word}`, the characters that github-slugger keeps."""
    category = unicodedata.category(c)
    if category[0] in "LM" or category in ("Nd", "Nl", "Pc"):
        return True
    return "\u24b6" <= c <= "\u24e9" or "\U0001f130" <= c <= "\U0001f189"  # circled letters


def _lower(c: str) -> str:
    # Go maps one code point to one: İ stays a single letter.
    lowered = c.lower()
    return lowered if len(lowered) == 1 else lowered[0]


def hugo_github(source: str) -> str:
    """Hugo's `github` ids, made from the raw source of the heading's last line.

    Keeps letters, digits and `_` in lower case, turns spaces and hyphens into hyphens, and
    removes everything else (`sanitizeAnchorName`; github.com/gohugoio/hugo,
    markup/goldmark/autoid.go).
    """
    return _hugo(source.strip())


def _hugo(source: str) -> str:
    if source.isascii():
        return source.translate(_HUGO_ASCII)
    slug = []
    for c in source:
        if c in "- ":
            slug.append("-")
        elif c == "_" or _is_letter_or_digit(c):
            slug.append(_lower(c))
    return "".join(slug)


def hugo_github_ascii(source: str) -> str:
    """Hugo's `github-ascii` ids: removes accents, then everything outside ASCII."""
    plain = unicodedata.normalize("NFD", source.strip())
    plain = "".join(c for c in plain if unicodedata.category(c) != "Mn")
    return _hugo("".join(c for c in plain if c.isascii() or c.isspace()))


def hugo_blackfriday(source: str) -> str:
    """Hugo's `blackfriday` ids: each run of characters but letters and numbers becomes a hyphen."""
    slug: list[str] = []
    pending = False
    for c in source.strip():
        if unicodedata.category(c)[0] in "LN":
            if pending and slug:
                slug.append("-")
            pending = False
            slug.append(_lower(c))
        else:
            pending = True
    return "".join(slug)


def github(rendered: str) -> str:
    """The ids of GitHub's READMEs and of github-slugger, made from the rendered text."""
    return "".join(
        "-" if c == " " else c for c in rendered.lower() if c in " -" or _is_word(c)
    )  # fmt: skip


def kramdown_gfm(text: str) -> str:
    """Kramdown's ids for GitHub's Markdown (kramdown-parser-gfm), Jekyll's default."""
    characters = (c for c in text.lower() if c in "- \t" or _is_word(c))
    return "".join("-" if c in " \t" else c for c in characters)


def kramdown(text: str) -> str:
    """Kramdown's ids for its own Markdown (converter/base.rb, `basic_generate_id`)."""
    text = re.sub(r"^[^a-zA-Z]+", "", text, flags=re.MULTILINE)
    return re.sub(r"[^a-zA-Z0-9 -]", "", text).replace(" ", "-").lower()


def python_markdown(text: str, separator: str = "-", *, keep_unicode: bool = False) -> str:
    """Python-Markdown's ids, MkDocs' default (extensions/toc.py, `slugify`, `slugify_unicode`)."""
    if not keep_unicode:
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    text = re.sub(r"[^\w\s-]", "", text).strip().lower()
    return re.sub(rf"[{re.escape(separator)}\s]+", separator, text)


def pymdownx(text: str, separator: str = "-", *, case: str = "none") -> str:
    """PyMdown's ids (pymdownx.slugs, `slugify`)."""
    text = re.sub(r"</?[^>]*>", "", unicodedata.normalize("NFC", text)).strip()
    text = re.sub(r"[^\w\- ]", "", _cased(text, case))
    return re.sub(r" ", separator, text)


def _cased(text: str, case: str) -> str:
    return {"lower": str.lower, "fold": str.casefold}.get(case, str)(text)


def mdit_vue(text: str) -> str:
    """VitePress's ids (@mdit-vue/shared, `slugify`)."""
    text = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text))
    text = _MDIT_SEPARATORS.sub("-", re.sub(r"[\x00-\x1f]", "", text))
    text = re.sub(r"-{2,}", "-", text).strip("-")
    return re.sub(r"^(\d)", r"_\1", text).lower()


def vuepress(text: str) -> str:
    """VuePress 1's ids (@vuepress/shared-utils, slugify.js)."""
    return mdit_vue(text.replace("\u2013", "-").replace("\u2014", "-"))


def markdown_it(text: str) -> str:
    """markdown-it-anchor's default ids."""
    return quote(re.sub(r"\s+", "-", text.strip().lower()), safe="!'()*-._~")


def docsify(text: str) -> str:
    """Docsify's ids (core/render/slugify.js), made from the rendered HTML."""
    text = re.sub(r"[A-Z]+", lambda m: m.group().lower(), text.strip())
    text = re.sub(r"\s", "-", _DOCSIFY_PUNCTUATION.sub("", text))
    return re.sub(r"^(\d)", r"_\1", re.sub(r"-+", "-", text))


def hexo(text: str, transform: int = 0, separator: str = "-") -> str:
    """hexo-util's `slugize`; `transform` is 1 for lower case, 2 for upper case."""
    if not text.isascii():
        table = _transliterations("hexo")
        text = "".join(table.get(c, c) for c in text)
    text = re.sub(r"[\x00-\x1f]", "", text)
    text = _HEXO_SEPARATORS.sub(lambda _: separator, text)
    if separator:
        sign = re.escape(separator)
        text = re.sub(f"(?:{sign}){{2,}}", lambda _: separator, text)
        text = re.sub(f"^(?:{sign})+|(?:{sign})+$", "", text)
    return text.lower() if transform == 1 else text.upper() if transform == 2 else text


def uslug(text: str) -> str:
    """The slug of uslug 1.0, which markdown-it-toc-and-anchor uses."""
    characters = []
    for c in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(c)
        if "\u3000" <= c <= "\u3002" or "\uff01" <= c <= "\uff02":
            characters.append(" ")
        if c in "-_~" or (category[0] in "LNM" and c <= _LAST_BMP_CHARACTER):
            characters.append(c)
        elif category[0] == "Z":
            characters.append(" ")
    return re.sub(r"[\s-]+", "-", "".join(characters).strip()).lower()


def docutils(text: str) -> str:
    """Docutils' ids, which Sphinx uses (nodes.py, `make_id`)."""
    name = " ".join(text.lower().split()).translate(_DIGRAPHS)
    name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    name = re.sub(r"[^a-z0-9]+", "-", " ".join(name.split()))
    return re.sub(r"^[-0-9]+|-+$", "", name)


def pandoc(text: str) -> str:
    """Pandoc's ids (Text/Pandoc/Shared.hs, `inlineListToIdentifier`); `section` if nothing is left.

    Keeps letters, numbers and `_-.` from the first letter on.
    """
    allowed = "".join(
        c for c in text.lower() if c.isspace() or c in "_-." or _is_letter_or_number(c)
    )
    slug = "-".join(allowed.split())
    first = next((i for i, c in enumerate(slug) if unicodedata.category(c)[0] == "L"), len(slug))
    return slug[first:] or "section"


def _is_letter_or_number(c: str) -> bool:
    return unicodedata.category(c)[0] in "LN"


def myst(text: str) -> str:
    """Mystmd's ids (myst-common, `normalizeLabel`, `createHtmlId`)."""
    text = re.sub(r"['‘’\"“”]+", "", " ".join(text.split())).lower()
    text = re.sub(r"^([0-9-])", r"id-\1", re.sub(r"[^a-z0-9-]", "-", text))
    return re.sub(r"-{2,}", "-", text).strip("-")


def myst_page(name: str) -> str:
    """Mystmd's slugs of pages, made from file names (myst-cli, utils/fileInfo.ts)."""
    if not re.match(r"[12][0-9]{3}(?![0-9])|[0-9]{5}", name):
        name = re.sub(r"^[0-9_.-]+", "", name) or name
    text = re.sub(r"[^a-z0-9-]+", "-", name.replace("&", " and ").lower())
    return re.sub(r"-+", "-", text).strip("-")[:50]


def zola(text: str) -> str:
    """Zola's ids, transliterated to ASCII (the crate `slug`)."""
    ascii_text = text
    if not text.isascii():
        table = _transliterations("zola")
        ascii_text = "".join(c if c.isascii() else table.get(c, "") for c in text)
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")


def zola_safe_id(text: str) -> str:
    """Zola's ids without transliteration (`slugify.anchors` other than `on`)."""
    return re.sub(r"\s", "_", text.strip())


def zola_safe_path(text: str) -> str:
    """Zola's paths with all characters that file names can have (`slugify.paths = "safe"`)."""
    return re.sub(r"[\r\n\t<>:\"/|?*#()\[\]\\]", "", text).strip(" .")


def pelican(
    text: str,
    substitutions: Sequence[tuple[str, str]] = PELICAN_SUBSTITUTIONS,
    *,
    keep_unicode: bool = False,
    keep_case: bool = False,
) -> str | None:
    """Pelican's slugs (pelican/utils.py, `slugify`); None if it can't be known.

    Pelican transliterates with `unidecode`, whose tables are known here for Latin, Greek, Cyrillic,
    Chinese, Japanese and Korean letters.

    Args:
        text: The title or name; its HTML tags are removed.
        substitutions: Regular expressions and their replacements, applied in order.
        keep_unicode: Whether letters outside ASCII stay.
        keep_case: Whether capitals stay.
    """
    text = html.unescape(" ".join(re.sub(r"<[^<>]*>", "", text[:MAX_TITLE_CHARS]).split()))
    text = unicodedata.normalize("NFKC", text)
    if not keep_unicode and not text.isascii():
        parts = [c if c.isascii() else _unidecoded(c) for c in text]
        if None in parts:
            return None
        text = "".join(part for part in parts if part is not None)
    try:
        for pattern, replacement in substitutions:
            text = re.sub(pattern, replacement, text, flags=re.IGNORECASE)
    except (re.error, IndexError, RecursionError):
        return None
    return (text if keep_case else text.lower()).strip()


def _unidecoded(c: str) -> str | None:
    """The transliteration of a character as far as slugs keep it; None if it isn't known."""
    exceptions = _transliterations("unidecode")
    if c in exceptions:
        return exceptions[c]
    category = unicodedata.category(c)
    if category[0] in "LN":
        if not any(first <= ord(c) <= last for first, last in _UNIDECODED_LETTERS):
            return None
        text = _transliterations("zola").get(c, "")
        if ord(c) >= _FIRST_SYLLABLE and text[1:].endswith("-"):
            text = text.rstrip("-") + " "
        is_capital = c.isupper() or "\u4e00" <= c <= "\u9fa5"
        return text.replace("-", "").title() if is_capital else text.replace("-", "")
    return "-" if category == "Pd" else " " if category[0] == "Z" else ""


def sindresorhus(text: str) -> str:
    """Eleventy's `slugify` filter (@sindresorhus/slugify, decamelize off)."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii():
        text = text.replace("&", " and ")
    else:
        for character, replacement in _tables()["sindresorhus"].items():
            text = text.replace(character, replacement)
    diacritics = _tables()["diacritics"][""]
    text = "".join(c for c in unicodedata.normalize("NFD", text) if c not in diacritics)
    text = unicodedata.normalize("NFC", text).lower()
    text = re.sub(r"([a-zA-Z0-9]+)'([ts])(\s|$)", r"\1\2\3", text)
    return re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9]+", "-", text)).strip("-")


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    """The tables with which libraries transliterate characters to ASCII.

    `sindresorhus` maps texts to their replacements, in order (@sindresorhus/transliterate,
    MIT). `hexo` (hexo-util, MIT) and `zola` (as Zola renders them; the crate `deunicode`, BSD)
    map replacements to the characters that they replace, `unidecode` those in which it differs from
    `zola`. `diacritics` lists Unicode's diacritics.
    """
    file = resources.files("slidescan.posts") / "transliteration.json"
    tables: Mapping[str, Mapping[str, str]] = json.loads(file.read_text("utf-8"))
    return tables


@cache
def _transliterations(name: str) -> Mapping[str, str]:
    """A table's replacements by character."""
    return {c: text for text, characters in _tables()[name].items() for c in characters}
