"""Makes phrases for an alt text from the texts of a slide, and leaves out what serves nobody.

Each phrase is on the slide and was read without doubt. It loses its bullet and gets sentence case.
Cut-off lines, dates, logos and addresses are left out (see `OMISSIONS`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from slidescan.alt.direction_words import transition_in_words
from slidescan.alt.letter_case import name_case, sentence_case
from slidescan.alt.lexicon import NULL_LEXICON, Lexicon
from slidescan.core.records import Line
from slidescan.core.text import clean, without_bullet
from slidescan.layout.blocks import Point
from slidescan.layout.chrome import is_bar, menu_labels
from slidescan.layout.points import is_hyphenated, joined_title
from slidescan.layout.structures.people import ROLE, is_name

MIN_TITLE_CONFIDENCE = 0.7
"""Title lines and table cells below this confidence are left out."""

TRUSTED_TITLE_CONFIDENCE = 0.9
"""Title lines with at least this confidence need no known words."""

MIN_NAME_CONFIDENCE = 0.95
"""A person's name is said only if it was read with at least this confidence, or is known."""

MAX_LABEL_WORDS, MIN_LABEL_CONFIDENCE = 2, 0.93
"""A point of at most two words without a bullet is a label or a logo; below this confidence it is
left out."""

MAX_SMALL_LOGO_WORDS = 2
"""At most so many words in small letters, at the edge of the slide, are a logo."""

MIN_LEFT_MARGIN = 0.1
"""A line that begins closer to the photo's left edge than this is cut off, in its heights."""

MIN_LONE_LETTERS = 3
"""A point with fewer letters is part of a logo or a label. In CJK script one character is a
word."""

_LAST_WORD, _FIRST_WORD = re.compile(r"([^\W\d_]+)-$"), re.compile(r"[^\W\d_]+")
_CLOSE_DASH = re.compile(
    r"(?<=[^\W\d_]{2})-\s+(?=\w)(?!(?:and|or|to|und|oder|bis|bzw|sowie|et|ou|en|of|y|o|e|ed)\b)"
)
"""Matches a dash that touches the word before it."""

_DASHES = re.compile(r"\s*(?:[-–—_=.]\s*){3,}(?=\w)|[-_=]{3,}")
_SPACE_BEFORE_PUNCTUATION = re.compile(r"\s+([,;.!?]|:(?!\)))")
_ROMAN_TWO = re.compile(r"\b(?:Il|lI)\b")
_SHORT_ACRONYM = re.compile(r"\b([ABCU])l\b")
"""Matches AI, BI, CI and UI, whose last letter readers take for a small L."""

_GROUP_OF_DIGITS = re.compile(r"(?<=\d,)[\doO]{3}(?!\w)")
"""Matches three digits behind a comma; readers take a zero for the letter."""

_AS_A_SERVICE = re.compile(r"\b([A-Z]?)l(?=aa[CS]\b)")
"""Matches the small L that readers see in IaaS."""

_FOOTMARK = re.compile(r"(?<=[\w%!?)])[*°†‡]+(?=\s|$)")
_FRENCH_SPACE = re.compile(r"\s*([;:!?])(?=\s|$)")
_ADDRESS = re.compile(
    r"\b(?:https?://|www\.)\S+|\S+@\S+\.\w+[>)\]]*|(?<=\w )\(?@\w+\)?|(?<=\w)/@\w+",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(
    r"^[b-hj-np-tv-xz] |^[a-z]:(?=[^\W\d_])"
    r"|^\S*(?:/|\.(?:com|org|net|io|html?))\S*[-/]\S*$|^\S*-\S*/$|^\S*[?&]\w+=\S*$"
)
"""Matches a line that begins with a single letter (the photo cut it off, as in `e:Invent`), or
an address's rest."""

_KEY_WORD = (
    r"(?:pass ?word|pass ?phrase|passwort|kennwort|mot de passe|contraseña|wachtwoord|senha)"
)
_ACCESS = re.compile(
    rf"^(?:wi-?fi|wlan|ssid)\b[^:=]*[:=]\s*\S|\b(?:wi-?fi|wlan|ssid)\b.*\b{_KEY_WORD}\b"
    rf"|^{_KEY_WORD}\s*[:=]\s*\S+$",
    re.IGNORECASE,
)
"""Matches `WLAN: Guest`, `Wifi password hunter2` and `Password: hunter2`, not a sentence about
passwords."""

_LOWER_WORD = re.compile(r"([a-zß-öø-ÿ]{3,})(?=\s+\S)")
_CUT_LETTER = re.compile(r"^[B-HJ-Zb-hj-z]\s+(?=\w{2})")
_ICON = re.compile(r"[①-⓿☆★©®〉►▼▲▾✕✖]|(?<!\d)\s?×(?!\s?\d)")
_ASIDE = re.compile(
    r"\([^()]*\)|(?:new|introducing|announcing|neu|nouveau|nuevo|nuovo|novo|nieuw)\W*|(?:sources?|credits?|quellen?|crédits?|fuente|fonte|bron)\s*:.*"
    r"|(?:image|photo|picture|bild|foto)\s*(?:source|credit|quelle|nachweis)s?\b.*|courtesy of .*",
    re.IGNORECASE,
)
_SHAPED_AS_CAPITALS = re.compile(r"\b[cosuvwxz][A-Zcosuvwxz]{1,3}\b")
"""Matches words whose small letters have the shape of capitals: `cPU`, `cPu`."""

_POINTER = re.compile(r"^(?:[>›→⇒➔]+|λ(?=[A-ZÀ-Ý])|[.…]{2,})\s*(?=[^\W\d_]|[（(])")
_SPACED_QUOTE = re.compile(r'"\s+([^"]+?)\s+"')
_QUOTES = '"“”„«»'
_UNLIKE_QUOTES = re.compile(r"(?P<left>[“„])([^“”„\"]+)\"|\"([^“”„\"]+)(?P<right>”)")
"""Matches a quotation of which the reader saw one curly mark."""

_LOOSE_SIGN = re.compile(r"^[=<~^]+\s*(?=[^\W\d_])|\s+[<>=]+$")
_CLOSE_AMPERSAND = re.compile(r"(?<=[^\W\d_]{2})&(?=\s\w)")
_LONE_QUOTE = re.compile(rf"(?<!\d)[{_QUOTES}]\s?|^[{_QUOTES}]|[{_QUOTES}]$")

_OPENERS = {")": "(", "]": "[", "}": "{"}
_CLOSERS = {opener: closer for closer, opener in _OPENERS.items()}

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|mai|okt|dez|avr|juin|juil|août|déc"
    r"|ene|abr|ago|dic)[a-zäéû]*\.?"
)
_DATE = re.compile(
    rf"^(?:(?:{_MONTH}\s+)?\d{{1,2}}(?:st|nd|rd|th|\.)?(?:\s*[-–]\s*\d{{1,2}})?,?\s+(?:{_MONTH},?\s+)?"
    rf"\d{{4}}|{_MONTH}\s+\d{{4}}|\d{{1,4}}[-./]\d{{1,2}}[-./]\d{{1,4}}|(?:{_MONTH}\s+\d{{1,2}}\s*){{2,}})$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:[,&/(]|\b(?:the|a|an|of|and|or|between|within|into|than|der|die|das|den|dem|und|oder|von"
    r"|et|ou|le|les|un|une|de|des|du|el|los|las|del|di|della|het|een|van))\s*$"
)
_BEGINS_INSIDE = re.compile(r"(?:of|which|des|du)\b.*\s")
_MAY_BEGIN_INSIDE = re.compile(r"(?:the|that)\b.*\s")
"""Words with which a line ends that goes on, and begins that goes on from another. A sentence of
several lines may begin with the last ones."""

_REPEATED_CELLS = re.compile(r"\b(\w+(?: \w+)+) \1\b", re.IGNORECASE)
"""Matches several words twice in a row: cells of a table that were read as one line."""

_CHINESE_EVENT = re.compile(
    r"主办方.*|讲师|[\u4e00-\u9fff]{2}站|.{0,12}(?:开发者?|技术|架构师?)(?:大会|峰会)"
)
"""Matches what stands at the edge of slides of a Chinese event: host, city, its name."""

_TAGS = re.compile(r"(?:[@#]\w+(?:\s+20\d\d)?[\s,|.]*)+")
_IN_BAR = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|di|mi|do|fr|sa|so)\.?"
    r" \d{1,2}[:.]\d\d\b"
    r"|\.(?:pptx?|key|odp|ppsx?)(?:\W|$)",
    re.IGNORECASE,
)
"""Matches the clock of a computer, and the file of a presentation."""

_PROGRAMS = frozenset(("powerpoint", "keynote", "chrome", "safari", "firefox", "preview", "browse"))
"""Programs whose names stand in the bar beside their menus, and a menu."""

_SESSION_CODE = re.compile(r"[A-Z]{3}\d{3}(?:-[A-Z]\d?)?")
"""Matches the code of a session in a programme, `CON323-R`."""

_EVENT = re.compile(
    r"(?i:#?\w[\w:.'’+-]*(?:\s+[\w:.'’+-]+){0,4}[\s']+(?:20)?\d\d)"
    r"|(?:[A-Z][\w'’.&-]*\s+){0,5}(?:[A-Z]\w{2,}Con|\w*Conf|(?i:Dev(?:oxx|fest)|conference|summit))"
    r"(?:\s+(?:on|for)(?:\s+[A-Z][\w'’-]*)+|(?:\s+[A-Z][\w'’-]*){0,2})"
)
"""Matches an event by its year or its kind: `Data Days 2026`, `Conference on Data Mining`."""


@dataclass(frozen=True)
class Wording:
    """How the texts of one slide become phrases.

    Attributes:
        language: Language of the slide, ISO 639-1.
        lexicon: The known words.
    """

    language: str = "en"
    lexicon: Lexicon = NULL_LEXICON

    def title(self, lines: Sequence[Line]) -> str:
        """The title; empty if there is none, or one of its lines was not read without doubt."""
        if not all(self._is_certain(line) for line in lines):
            return ""
        texts = [_without_cut_letter(line) for line in lines]
        if len(texts) > 1 and is_name(texts[0]) and _tells_person(" ".join(texts[1:])):
            texts[0] += ","
        return self.plain(joined_title(texts))

    def _is_certain(self, line: Line) -> bool:
        """Whether the line of a title was read without doubt."""
        return line.confidence >= TRUSTED_TITLE_CONFIDENCE or (
            line.confidence >= MIN_TITLE_CONFIDENCE and self.lexicon.trusts(line, self.language)
        )

    def doubts(self, point: Point) -> bool:
        """Whether a point was not read without doubt."""
        lines = self._with_joined_words(point.lines)
        if not all(self.lexicon.trusts(line, self.language) for line in lines):
            return True
        is_label = len(point.text.split()) <= MAX_LABEL_WORDS and not point.has_bullet
        return is_label and min(n.confidence for n in point.lines) < MIN_LABEL_CONFIDENCE

    def phrase(self, point: Point) -> str:
        """The phrase of a point; empty if it was not read without doubt, or is left out."""
        if self.doubts(point):
            return ""
        text = self._with_compounds(_with_comma_behind_name(point), point.lines)
        text = _without_addresses(text)
        first = _LOWER_WORD.match(text)
        if first and not point.has_bullet and not self.lexicon.knows(first[1], self.language):
            return ""  # the rest of a word that something hides
        if point.at_edge and not point.has_bullet and self._is_unknown_mark(text):
            return ""
        is_cut = point.is_torn or any(map(_is_cut_by_photo, point.lines))
        is_omitted = is_cut or any(omits(text, point) for omits in OMISSIONS)
        return "" if is_omitted else transition_in_words(self.plain(text), self.language)

    def _is_unknown_mark(self, text: str) -> bool:
        """Whether a text is one word that nobody knows: at the edge, it is a logo."""
        is_word = text.isascii() and text.isalnum()
        return is_word and not (text.isalpha() and self.lexicon.knows(text, self.language))

    def cell(self, text: str, lines: Sequence[Line]) -> str:
        """The phrase of a table's cell or of another short text; empty if a line is doubtful."""
        is_certain = all(line.confidence >= MIN_TITLE_CONFIDENCE for line in lines)
        return self.plain(text) if is_certain else ""

    def name(self, point: Point) -> str:
        """The name of a person; empty if it was not read for sure. No dictionary holds names."""
        is_certain = all(line.confidence >= MIN_NAME_CONFIDENCE for line in point.lines)
        return self.plain(point.text) if is_certain or self.phrase(point) else ""

    def code_line(self, line: Line) -> str:
        """A line of code without brackets and loose punctuation; empty if it is doubtful."""
        return _balanced(clean(line.text)) if self.lexicon.trusts(line, "") else ""

    def _with_joined_words(self, lines: Sequence[Line]) -> Iterator[Line]:
        """Lines whose words that are parted at a line's end stand on the upper line as a whole."""
        rest = [line.text for line in lines]
        for i, line in enumerate(lines):
            below = rest[i + 1].split() if i + 1 < len(rest) else []
            if below and is_hyphenated(rest[i], rest[i + 1]):
                head = rest[i][:-1]
                hyphen = "-" if self._is_compound(rest[i], below[0]) else ""
                yield replace(line, text=head + hyphen + below[0])
                rest[i + 1] = " ".join(below[1:])
            else:
                yield replace(line, text=rest[i])

    def _with_compounds(self, text: str, lines: Sequence[Line]) -> str:
        """A text whose lines were joined, with the hyphens of compounds at the lines' ends."""
        for upper, lower in pairwise(clean(line.text) for line in lines):
            if is_hyphenated(upper, lower) and self._is_compound(upper, lower):
                head, tail = upper.split()[-1], lower.split()[0]
                text = text.replace(head[:-1] + tail, head + tail, 1)
        return text

    def _is_compound(self, upper: str, lower: str) -> bool:
        head, tail = _LAST_WORD.search(upper), _FIRST_WORD.match(lower)
        return bool(head and tail and self.lexicon.keeps_hyphen(head[1], tail[0], self.language))

    def plain(self, text: str) -> str:
        """`text` in sentence case, without bullet, rows of dashes and loose punctuation."""
        return _phrase(text, self.language, self.lexicon)


def _with_comma_behind_name(point: Point) -> str:
    """The text of a point, with a comma where a person's name ends a line: a role goes on below."""
    first, *further = (without_bullet(line.text).strip() for line in point.lines[:3])
    name = _ADDRESS.sub("", first).strip()
    if (
        not further
        or not is_name(first)
        or without_bullet(point.text).split() != " ".join((first, *further)).split()
    ):
        return point.text
    is_shouted = name.isupper() and further[0][:1].isalpha() and not further[0].isupper()
    if not (ROLE.search(" ".join(further)) or name != first or is_shouted):
        return point.text
    return ", ".join((name_case(name), *further))


def _tells_person(text: str) -> bool:
    """Whether a text below a name tells the person's role or organisation."""
    return ROLE.search(text) is not None or ("," in text and "@" in text)


def _is_cut_by_photo(line: Line) -> bool:
    """Whether a line begins outside the photo or at its left edge, which may cut it."""
    return line.quad.bounds[0] < MIN_LEFT_MARGIN * line.quad.height


def _without_cut_letter(line: Line) -> str:
    """A title line without the rest of a word that the edge of the photo cuts."""
    return _CUT_LETTER.sub("", line.text) if _is_cut_by_photo(line) else line.text


def _balanced(code: str) -> str:
    """Code without signs at its ends that open or close what other lines hold."""
    text = code.strip(" ;,:")
    while (text and text[-1] in "{([") or (
        text
        and text.count(_OPENERS.get(text[-1], "")) < text.count(text[-1])
        and text[-1] in _OPENERS
    ):
        text = text[:-1].rstrip(" ;,:")
    while text[:1] in _CLOSERS and text.count(text[0]) > text.count(_CLOSERS[text[0]]):
        text = text[1:].lstrip()
    return text.lstrip("})] ;,").rstrip(" =")


def _without_addresses(text: str) -> str:
    if not _ADDRESS.search(text):
        return text
    return _ADDRESS.sub("", text).strip(" -–—|:;,()")


Omission: TypeAlias = Callable[[str, Point], bool]
"""A rule that leaves out a point; takes the point's text without addresses, and the point."""


def _is_cut_off(text: str, _point: Point) -> bool:
    return _CUT_OFF.search(text) is not None


def _is_logo(text: str, point: Point) -> bool:
    """One or two words in small letters at the edge of the slide."""
    words = text.split()
    is_small = text.islower() and len(words) <= MAX_SMALL_LOGO_WORDS and "".join(words).isalpha()
    return point.at_edge and is_small and not point.has_bullet


def _is_wordless(text: str, _point: Point) -> bool:
    """A number, a time with its unit, or the letters of a label."""
    signs = sum("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text)
    if 0 < signs < 3 and any(c.isdigit() for c in text):  # noise: `17号` in other scripts
        return True
    letters = sum(c.isalpha() for c in text)
    digits = sum(c.isdigit() for c in text)
    return letters < (1 if signs else MIN_LONE_LETTERS) or digits > letters


def _is_date(text: str, _point: Point) -> bool:
    return _DATE.match(text.strip()) is not None


def _is_access(text: str, _point: Point) -> bool:
    """The name or the password of a wireless network."""
    return _ACCESS.search(text) is not None


def _is_interface(text: str, point: Point) -> bool:
    """A program's menu, a clock or the name of a file in its bar, on a photo of a demo."""
    if not point.at_edge or point.has_bullet:
        return False
    labels = menu_labels(text)
    others = set(re.findall(r"[^\W\d_]+", text.casefold())) - labels - _PROGRAMS
    is_menu = bool(labels) and not others
    return is_menu or is_bar(text) or _IN_BAR.search(text) is not None


def _is_aside(text: str, _point: Point) -> bool:
    """A remark in brackets, the source of a picture, or `New!`."""
    return _ASIDE.fullmatch(text.strip()) is not None


def _has_icon(text: str, _point: Point) -> bool:
    """A line with a sign that readers see in icons, on the face of a program."""
    return _ICON.search(text) is not None


def _is_half(text: str, point: Point) -> bool:
    """A line whose sentence goes on, or began, on another line that was not joined to it."""
    is_line = len(point.lines) == 1 and _MAY_BEGIN_INSIDE.match(text) is not None
    begins_inside = not point.has_bullet and (is_line or _BEGINS_INSIDE.match(text) is not None)
    is_open = text.count("(") > text.count(")")
    return begins_inside or is_open or _GOES_ON.search(text) is not None


def _is_row_of_cells(text: str, _point: Point) -> bool:
    return _REPEATED_CELLS.search(text) is not None


def _is_event(text: str, point: Point) -> bool:
    """Handles, hashtags, codes of sessions, and the event with its year at the slide's edge."""
    plain = text.strip()
    if any(sign.fullmatch(plain) for sign in (_TAGS, _SESSION_CODE, _CHINESE_EVENT)):
        return True
    return point.at_edge and not point.has_bullet and _EVENT.fullmatch(plain) is not None


OMISSIONS: tuple[Omission, ...] = (
    *(_is_cut_off, _is_logo, _is_wordless, _is_date, _is_access, _is_interface),
    _is_event,
    _is_half,
    _is_row_of_cells,
    _has_icon,
    _is_aside,
)
"""The rules that leave out points."""


def _phrase(text: str, language: str, lexicon: Lexicon) -> str:
    """`text` in sentence case, without bullet, rows of dashes and loose punctuation."""
    pointed = without_bullet(clean(lexicon.correct_lookalikes(text)))
    plain = _POINTER.sub("", pointed)
    if plain != pointed and pointed.startswith((".", "…")):
        plain = plain[:1].upper() + plain[1:]
    plain = _UNLIKE_QUOTES.sub(_with_like_quotes, _SPACED_QUOTE.sub(r'"\1"', plain))
    plain = _CLOSE_DASH.sub(" – ", _DASHES.sub(" ", plain))
    plain = _SPACE_BEFORE_PUNCTUATION.sub(r"\1", plain)
    plain = _SHAPED_AS_CAPITALS.sub(
        lambda match: match[0] if match[0].islower() else match[0].upper(), plain
    )
    if language == "en":
        plain = _SHORT_ACRONYM.sub(r"\1I", _ROMAN_TWO.sub("II", plain))
    plain = _GROUP_OF_DIGITS.sub(lambda match: re.sub("[oO]", "0", match[0]), plain)
    plain = _AS_A_SERVICE.sub(r"\1I", _CLOSE_AMPERSAND.sub(" &", plain))
    if language == "fr":
        plain = _FRENCH_SPACE.sub(r" \1", plain)
    smile = plain.endswith((":)", ";)"))
    bare = plain.strip(" -–—|:;,·・•") if not smile else plain.lstrip(" -–—|:;,·・•")
    bare = _LOOSE_SIGN.sub("", _FOOTMARK.sub("", bare))
    return sentence_case(_without_lone_quote(bare), language, lexicon)


def _with_like_quotes(match: re.Match[str]) -> str:
    """A quotation between two curly marks."""
    left = match["left"] or "“"
    return f"{left}{match[2] or match[3]}{'“' if left == '„' else '”'}"


def _without_lone_quote(text: str) -> str:
    """The text without a quotation mark that has no partner; inch marks stay."""
    if sum(text.count(sign) for sign in _QUOTES) != 1:
        return text
    return _LONE_QUOTE.sub("", text).strip()
