"""Packages that sites use in addresses, in Python: `slugify`, `github-slugger`, `path`."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping

from slidescan.posts import slugs
from slidescan.posts.scripts.dates import LUXON
from slidescan.posts.scripts.operators import to_string, truthy
from slidescan.posts.scripts.values import UNDEFINED, Builtin, Unevaluable, Value

_SIGNS = {
    "$": "dollar", "%": "percent", "&": "and", "<": "less", ">": "greater", "|": "or", "ß": "ss",
    "æ": "ae", "ø": "o", "œ": "oe", "Æ": "AE", "Ø": "O", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "dj",
    "ð": "d", "þ": "th", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "…": "...",
    "€": "euro", "£": "pound", "©": "(c)", "®": "(r)", "™": "tm", "•": "*",
}  # fmt: skip
"""What the package `slugify` makes of signs and letters (simov/slugify, config/charmap.json)."""

_DEBURRED = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "þ": "th", "ı": "i",
        "Æ": "Ae", "Ø": "O", "Œ": "Oe", "Ł": "L", "Đ": "D",
    }
)  # fmt: skip
"""Letters that lodash replaces before it removes accents (`_deburrLetter.js`)."""

_LOWER, _UPPER = "a-z\xdf-\xf6\xf8-\xff", "A-Z\xc0-\xd6\xd8-\xde"
_BREAK = (
    "\xac\xb1\xd7\xf7\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u206f"
    "\u1680\u180e\u202f\u205f\u3000\ufeff"
)
_OTHER = rf"[^{re.escape(_BREAK).replace(chr(92) + '-', '-')}\d\u2700-\u27bf{_LOWER}{_UPPER}]"
_WORDS = re.compile(
    rf"[{_UPPER}]?[{_LOWER}]+(?=[^\w]|[{_UPPER}]|_|$)"
    rf"|(?:[{_UPPER}]|{_OTHER})+(?=[^\w]|_|[{_UPPER}](?:[{_LOWER}]|{_OTHER})|$)"
    rf"|[{_UPPER}]?(?:[{_LOWER}]|{_OTHER})+"
    rf"|[{_UPPER}]+|\d+"
)
"""The words of a text (lodash, `_unicodeWords.js`), without ordinals and emoji."""


def simov_slugify(
    text: str, *, lower: bool = False, alphanumeric: bool = False, by: str = "-"
) -> str:
    """The slug of the package `slugify`.

    Raises:
        Unevaluable: The text has letters that its table transliterates.
    """
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if c == by else _transliterated(c) for c in text)
    text = re.sub(r"[^\w\s$*_+~.()'\"!\-:@]+", "", text)
    if alphanumeric:
        text = re.sub(r"[^A-Za-z0-9\s]", "", text)
    text = re.sub(r"\s+", by, text.strip())
    return text.lower() if lower else text


def _transliterated(c: str) -> str:
    """A character as the package `slugify` replaces it.

    Raises:
        Unevaluable: It is of a script that its table transliterates.
    """
    if c.isascii() or c in _SIGNS:
        return _SIGNS.get(c, c)
    base = unicodedata.normalize("NFD", c)[0]
    if base.isascii():
        return base
    script = unicodedata.name(c, "").partition(" ")[0]
    if script in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL") or not c.isalnum():
        return ""
    raise Unevaluable("slugify transliterates a text")


def kebab_case(text: str) -> str:
    """Lodash's `kebabCase`."""
    text = re.sub("['\u2019]", "", text).translate(_DEBURRED)
    decomposed = unicodedata.normalize("NFD", text)
    plain = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    plain = unicodedata.normalize("NFC", plain)
    return "-".join(word.lower() for word in _WORDS.findall(plain))


def _slugify(arguments: list[Value]) -> str:
    options = arguments[1] if len(arguments) > 1 else {}
    if isinstance(options, str):
        options = {"replacement": options}
    if not isinstance(options, Mapping) or options.get("remove") or options.get("locale"):
        raise Unevaluable("slugify has options that are not computed")
    return simov_slugify(
        to_string(arguments[0]),
        lower=truthy(options.get("lower", False)),
        alphanumeric=truthy(options.get("strict", False)),
        by=to_string(options.get("replacement", "-")),
    )


def _text(function: Callable[[str], str]) -> Callable[[list[Value]], str]:
    return lambda arguments: function(to_string(arguments[0]))


def _sindresorhus(arguments: list[Value]) -> str:
    if len(arguments) > 1:
        raise Unevaluable("slugify has options that are not computed")
    text = to_string(arguments[0])
    if re.search(r"[a-z\d][A-Z]|[A-Z][A-Z][a-z]", text):
        raise Unevaluable("slugify splits a text at its capital letters")
    return slugs.sindresorhus(text)


def _basename(arguments: list[Value]) -> str:
    name = posixpath.basename(to_string(arguments[0]))
    suffix = to_string(arguments[1]) if len(arguments) > 1 else ""
    return name.removesuffix(suffix) if name != suffix else name


def _join(arguments: list[Value]) -> str:
    parts = [to_string(part) for part in arguments if part is not UNDEFINED]
    joined = "/".join(part for part in parts if part)
    return posixpath.normpath(joined) + ("/" if joined.endswith("/") else "") if joined else "."


def _parse(arguments: list[Value]) -> dict[str, Value]:
    folder, base = posixpath.split(to_string(arguments[0]))
    name, ext = posixpath.splitext(base)
    return {"dir": folder, "base": base, "name": name, "ext": ext, "root": ""}


def _resolve(arguments: list[Value]) -> str:
    """A path below the site: a script's own folder is relative to the site."""
    path = posixpath.join("", *(to_string(part) for part in arguments))
    return posixpath.normpath(path)


_PATH: Mapping[str, Value] = {
    "join": _join,
    "resolve": _resolve,
    "basename": _basename,
    "dirname": _text(lambda path: posixpath.dirname(path) or "."),
    "extname": _text(lambda path: posixpath.splitext(path)[1]),
    "normalize": _text(posixpath.normpath),
    "parse": _parse,
    "sep": "/",
}
_SLUGGER = Builtin({}, lambda _: {"slug": _text(slugs.github)})

PACKAGES: Mapping[str, Mapping[str, Value]] = {
    "slugify": {"default": _slugify},
    "luxon": LUXON,
    "@sindresorhus/slugify": {"default": _sindresorhus},
    "github-slugger": {"slug": _text(slugs.github), "default": _SLUGGER},
    "lodash.kebabcase": {"default": _text(kebab_case)},
    "lodash/kebabCase": {"default": _text(kebab_case)},
    "lodash-es": {"kebabCase": _text(kebab_case)},
    "lodash": {"kebabCase": _text(kebab_case), "default": {"kebabCase": _text(kebab_case)}},
    "path": {**_PATH, "default": _PATH, "posix": _PATH},
    "node:path": {**_PATH, "default": _PATH, "posix": _PATH},
}
"""What each package exports, by specifier."""
