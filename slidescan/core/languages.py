"""Languages by ISO 639 code: their scripts, names in Tesseract, and Debian packages."""

from __future__ import annotations

from slidescan.errors import UsageError

_LANGUAGES: dict[str, tuple[str, str]] = {
    "af": ("afr", "latin"), "ar": ("ara", "arabic"), "az": ("aze", "latin"),
    "be": ("bel", "cyrillic"), "bg": ("bul", "cyrillic"), "bn": ("ben", "bengali"),
    "bs": ("bos", "latin"), "ca": ("cat", "latin"), "cs": ("ces", "latin"),
    "cy": ("cym", "latin"), "da": ("dan", "latin"), "de": ("deu", "latin"),
    "el": ("ell", "greek"), "en": ("eng", "latin"), "eo": ("epo", "latin"),
    "es": ("spa", "latin"), "et": ("est", "latin"), "eu": ("eus", "latin"),
    "fa": ("fas", "arabic"), "fi": ("fin", "latin"), "fr": ("fra", "latin"),
    "ga": ("gle", "latin"), "gl": ("glg", "latin"), "gu": ("guj", "gujarati"),
    "he": ("heb", "hebrew"), "hi": ("hin", "devanagari"), "hr": ("hrv", "latin"),
    "hu": ("hun", "latin"), "hy": ("hye", "armenian"), "id": ("ind", "latin"),
    "is": ("isl", "latin"), "it": ("ita", "latin"), "ja": ("jpn", "japanese"),
    "ka": ("kat", "georgian"), "kk": ("kaz", "cyrillic"), "km": ("khm", "khmer"),
    "kn": ("kan", "kannada"), "ko": ("kor", "hangul"), "la": ("lat", "latin"),
    "lt": ("lit", "latin"), "lv": ("lav", "latin"), "mk": ("mkd", "cyrillic"),
    "ml": ("mal", "malayalam"), "mr": ("mar", "devanagari"), "ms": ("msa", "latin"),
    "mt": ("mlt", "latin"), "ne": ("nep", "devanagari"), "nl": ("nld", "latin"),
    "no": ("nor", "latin"), "pl": ("pol", "latin"), "pt": ("por", "latin"),
    "ro": ("ron", "latin"), "ru": ("rus", "cyrillic"), "sk": ("slk", "latin"),
    "sl": ("slv", "latin"), "sq": ("sqi", "latin"), "sr": ("srp", "cyrillic"),
    "sv": ("swe", "latin"), "sw": ("swa", "latin"), "ta": ("tam", "tamil"),
    "te": ("tel", "telugu"), "th": ("tha", "thai"), "tr": ("tur", "latin"),
    "uk": ("ukr", "cyrillic"), "ur": ("urd", "arabic"), "vi": ("vie", "vietnamese"),
    "zh": ("chi_sim", "han"), "zh-hant": ("chi_tra", "han"),
}  # fmt: skip
"""ISO 639-1 code → Tesseract's name (mostly ISO 639-2/T) and script."""

_ALIASES = {
    "nb": "no", "nn": "no", "chi_sim": "zh", "chi_tra": "zh-hant", "zho": "zh", "chi": "zh",
    "ger": "de", "fre": "fr", "dut": "nl", "gre": "el", "cze": "cs", "slo": "sk", "rum": "ro",
    "ice": "is", "per": "fa", "alb": "sq", "baq": "eu", "arm": "hy", "geo": "ka", "mac": "mk",
    "may": "ms", "wel": "cy", "jp": "ja", "zh-cn": "zh", "zh-hans": "zh", "zh-tw": "zh-hant",
    "iw": "he",
}  # fmt: skip
"""Other codes for these languages: ISO 639-2/B, obsolete and regional codes."""

_BY_TESSERACT = {three: two for two, (three, _) in _LANGUAGES.items()}


def parse_codes(text: str) -> tuple[str, ...]:
    """The ISO 639-1 codes in a list such as `de`, `eng+fra` or `ja,en`.

    Raises:
        UsageError: No engine reads one of the languages.
    """
    codes: dict[str, None] = {}
    for raw in text.replace("+", ",").replace(" ", ",").split(","):
        if not raw.strip():
            continue
        code = normalize_code(raw.lower())
        if code is None:
            raise UsageError(
                f"“{raw.strip()}” is no language code that an engine knows",
                "use ISO 639 codes, as in --lang de or --lang eng+fra",
            )
        codes[code] = None
    return tuple(codes)


def normalize_code(code: str) -> str | None:
    """The ISO 639-1 code for a code or locale (`deu`, `de-AT`, `en_us`); None if unknown."""
    code = code.strip().lower().replace("_", "-")
    for attempt in (code, code.replace("-", "_"), code.split("-")[0]):
        if attempt in _ALIASES:
            return _ALIASES[attempt]
        if attempt in _LANGUAGES:
            return attempt
        if attempt in _BY_TESSERACT:
            return _BY_TESSERACT[attempt]
    return None


def script_of(code: str) -> str:
    """The script of a language; the names roughly follow Unicode."""
    return _LANGUAGES[code][1]


def tesseract_name(code: str) -> str:
    """Tesseract's name for a language."""
    return _LANGUAGES[code][0]


def from_tesseract(name: str) -> str | None:
    """The ISO 639-1 code for Tesseract's name; None for data without a language, such as `osd`."""
    return _BY_TESSERACT.get(name)


def tesseract_package(code: str) -> str:
    """The Debian package with Tesseract's data for a language."""
    return "tesseract-ocr-" + tesseract_name(code).replace("_", "-")


def languages_in(scripts: frozenset[str]) -> tuple[str, ...]:
    """The codes of all languages written in one of these scripts."""
    return tuple(sorted(c for c, (_, s) in _LANGUAGES.items() if s in scripts))
