"""Languages by ISO 639 code: their scripts, names in Tesseract, and Debian packages."""

from __future__ import annotations

import unicodedata
from collections import Counter

from slidescan.errors import UsageError

_LANGUAGES: dict[str, tuple[str, str]] = {
    "af": ("afr", "latin"), "am": ("amh", "ethiopic"), "ar": ("ara", "arabic"),
    "az": ("aze", "latin"),
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
    "lo": ("lao", "lao"), "ml": ("mal", "malayalam"), "mr": ("mar", "devanagari"),
    "ms": ("msa", "latin"),
    "mt": ("mlt", "latin"), "my": ("mya", "myanmar"), "ne": ("nep", "devanagari"),
    "nl": ("nld", "latin"),
    "no": ("nor", "latin"), "pa": ("pan", "gurmukhi"), "pl": ("pol", "latin"),
    "pt": ("por", "latin"),
    "ro": ("ron", "latin"), "ru": ("rus", "cyrillic"), "si": ("sin", "sinhala"),
    "sk": ("slk", "latin"),
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

_SCRIPT_LANGUAGES = {
    "arabic": "ar", "armenian": "hy", "bengali": "bn", "cyrillic": "ru", "devanagari": "hi",
    "ethiopic": "am", "georgian": "ka", "greek": "el", "gujarati": "gu", "gurmukhi": "pa",
    "han": "zh", "hangul": "ko", "hebrew": "he", "japanese": "ja", "kannada": "kn", "khmer": "km",
    "lao": "lo", "malayalam": "ml", "myanmar": "my", "sinhala": "si", "tamil": "ta",
    "telugu": "te", "thai": "th",
}  # fmt: skip
"""Script → the language with the most readers; most of these scripts have one language."""

_SHARED_SCRIPTS = {"arabic": "Arabic", "cyrillic": "Cyrillic", "devanagari": "Devanagari"}
"""The names of scripts in which many languages are written: text in them isn't told apart."""

_ENGLISH_LANGUAGES = {
    "am": "Amharic", "ar": "Arabic", "bn": "Bengali", "el": "Greek", "gu": "Gujarati",
    "he": "Hebrew", "hi": "Hindi", "hy": "Armenian", "ja": "Japanese", "ka": "Georgian",
    "km": "Khmer", "kn": "Kannada", "ko": "Korean", "lo": "Lao", "ml": "Malayalam",
    "my": "Burmese", "pa": "Punjabi", "ru": "Russian", "si": "Sinhala", "ta": "Tamil",
    "te": "Telugu", "th": "Thai", "zh": "Chinese",
}  # fmt: skip

UNDETERMINED = "und"
"""The code of a text whose language isn't known (ISO 639-2, BCP 47)."""

UNKNOWN_LANGUAGE = "language unknown"
"""What people read in place of this code."""

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


def main_language(script: str) -> str:
    """The language that a script is most often read in."""
    return _SCRIPT_LANGUAGES[script]


def language_by_script(text: str) -> str | None:
    """The language of most letters of a text, if it alone is written in their script."""
    letters = [c for c in text if c.isalpha()]
    scripts = Counter(
        unicodedata.name(c, "").partition(" ")[0].lower() for c in letters if not c.isascii()
    )
    for script, count in scripts.most_common(1):
        if script in _SCRIPT_LANGUAGES and script not in _SHARED_SCRIPTS:
            return _SCRIPT_LANGUAGES[script] if count > len(letters) / 2 else None
    return None


def describe_script(script: str) -> str:
    """What text in a script is, as in “seems to be …”: `Korean`, `in Cyrillic script`."""
    if script in _SHARED_SCRIPTS:
        return f"in {_SHARED_SCRIPTS[script]} script"
    return _ENGLISH_LANGUAGES[main_language(script)]


def language_label(code: str) -> str:
    """A language as a list shows it: its code, or that it isn't known."""
    return UNKNOWN_LANGUAGE if code == UNDETERMINED else code


def tesseract_name(code: str) -> str:
    """Tesseract's name for a language."""
    return _LANGUAGES[code][0]


def from_tesseract(name: str) -> str | None:
    """The ISO 639-1 code for Tesseract's name; None for data without a language, such as `osd`."""
    return _BY_TESSERACT.get(name)


def tesseract_package(code: str) -> str:
    """The Debian package with Tesseract's data for a language."""
    return "tesseract-ocr-" + tesseract_name(code).replace("_", "-")


def is_in_script(character: str, script: str) -> bool:
    """Whether a character is a letter of a script, by its Unicode name."""
    return character.isalpha() and unicodedata.name(character, "").startswith(script.upper())


def languages_in(scripts: frozenset[str]) -> tuple[str, ...]:
    """The codes of all languages written in one of these scripts."""
    return tuple(sorted(c for c, (_, s) in _LANGUAGES.items() if s in scripts))
