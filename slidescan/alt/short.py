"""The alt text: one sentence that starts with what matters.

The title, then the slide's points in the author's words and order. Footers, dates, page numbers,
addresses, the ticks of a chart and whatever the reader was unsure of are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from slidescan.alt.lexicon import NULL_LEXICON, Lexicon
from slidescan.core.geometry import Quad
from slidescan.core.records import DEFAULT_ALT_LENGTH, Kind, Line
from slidescan.core.text import clean, without_bullet, words
from slidescan.layout.structure import Outline, Point, outline

SURE_TITLE = 0.7

LEAST = 8
"""The shortest alt text that may be asked for, characters."""

LENGTHY = 60
"""Phrases longer than this are passed over where they don't fit, characters."""

_ENDS_SENTENCE = (".", "!", "?", "…", "。", "！", "？")
_DASHES = re.compile(r"\s*(?:[-–—_=.]\s*){3,}(?=\w)|[-_=]{3,}")
_TIGHT = re.compile(r"\s+([,;:.!?])")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_BROKEN = re.compile(
    r"^[b-hj-np-tv-xz] |^\S*(?:/|\.(?:com|org|net|io|html?))\S*[-/]\S*$|^\S*-\S*/$"
)
"""A line of which the photo cut off the beginning, or the rest of an address."""

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|mai|okt|dez|avr|juin|juil|août|déc"
    r"|ene|abr|ago|dic)[a-zäéû]*\.?"
)
_DATE = re.compile(
    rf"^(?:(?:{_MONTH}\s+)?\d{{1,2}}(?:st|nd|rd|th|\.)?(?:\s*[-–]\s*\d{{1,2}})?,?\s+(?:{_MONTH},?\s+)?"
    rf"\d{{4}}|{_MONTH}\s+\d{{4}}|\d{{1,4}}[-./]\d{{1,2}}[-./]\d{{1,4}})$",
    re.IGNORECASE,
)

_KIND_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"table": "Table", "chart": "Chart", "code": "Code", "diagram": "Diagram",
           "screenshot": "Screenshot", "whiteboard": "Whiteboard", "flip-chart": "Flip chart",
           "document": "Document", "logo": "Logo", "slide": "Slide",
           "picture": "Photo", "textless": "{} without readable text"},
    "de": {"table": "Tabelle", "chart": "Diagramm", "code": "Code", "diagram": "Schaubild",
           "screenshot": "Bildschirmfoto", "whiteboard": "Whiteboard", "flip-chart": "Flipchart",
           "document": "Dokument", "logo": "Logo", "slide": "Folie",
           "picture": "Foto", "textless": "{} ohne lesbaren Text"},
    "fr": {"table": "Tableau", "chart": "Graphique", "code": "Code", "diagram": "Schéma",
           "screenshot": "Capture d’écran", "whiteboard": "Tableau blanc",
           "flip-chart": "Paperboard", "document": "Document", "logo": "Logo",
           "slide": "Diapositive", "picture": "Photo", "textless": "{} sans texte lisible"},
    "es": {"table": "Tabla", "chart": "Gráfico", "code": "Código", "diagram": "Diagrama",
           "screenshot": "Captura de pantalla", "whiteboard": "Pizarra",
           "flip-chart": "Rotafolio", "document": "Documento", "logo": "Logotipo",
           "slide": "Diapositiva", "picture": "Foto", "textless": "{} sin texto legible"},
    "it": {"table": "Tabella", "chart": "Grafico", "code": "Codice", "diagram": "Diagramma",
           "screenshot": "Schermata", "whiteboard": "Lavagna", "flip-chart": "Lavagna a fogli",
           "document": "Documento", "logo": "Logo", "slide": "Diapositiva",
           "picture": "Foto", "textless": "{} senza testo leggibile"},
    "nl": {"table": "Tabel", "chart": "Grafiek", "code": "Code", "diagram": "Diagram",
           "screenshot": "Schermafbeelding", "whiteboard": "Whiteboard",
           "flip-chart": "Flip-over", "document": "Document", "logo": "Logo", "slide": "Dia",
           "picture": "Foto", "textless": "{} zonder leesbare tekst"},
    "pt": {"table": "Tabela", "chart": "Gráfico", "code": "Código", "diagram": "Diagrama",
           "screenshot": "Captura de ecrã", "whiteboard": "Quadro branco",
           "flip-chart": "Flipchart", "document": "Documento", "logo": "Logótipo",
           "slide": "Diapositivo", "picture": "Foto", "textless": "{} sem texto legível"},
}  # fmt: skip
"""What a picture is, where that helps a listener, in the languages of slides."""

NAMED_KINDS: tuple[Kind, ...] = (
    "diagram", "screenshot", "whiteboard", "flip-chart", "document", "logo",
)  # fmt: skip


def kind_word(what: str, language: str) -> str:
    """What a picture is, in a language, else in English."""
    return _KIND_WORDS.get(language, _KIND_WORDS["en"])[what]


def title_of(lines: Sequence[Line]) -> str | None:
    """The slide's title: its title lines joined; None if it has none."""
    parts = [line.text for line in lines if line.role == "title"]
    return clean(" ".join(parts)) or None


def alt_text(
    lines: Sequence[Line],
    *,
    most: int = DEFAULT_ALT_LENGTH,
    kind: Kind = "slide",
    language: str = "en",
    frame: Quad | None = None,
    lexicon: Lexicon = NULL_LEXICON,
    apart: Sequence[str] = (),
    found: Outline | None = None,
) -> str:
    """The slide in one sentence of at most `most` characters: its title, then its points.

    Whole phrases are taken in order while they fit; where not all do, the outermost points go
    before those below them. The first that doesn't fit is cut only if nothing else could be said.

    Args:
        lines: In reading order, with roles.
        most: Its length in characters.
        kind: What the photo is of; named where that helps.
        language: Of the slide.
        frame: The slide's corners in the frame of the lines; None where it is flat already.
        lexicon: Which words are known.
        apart: Phrases that go first, where another slide would get the same alt text.
        found: What `outline` makes of the lines, where that is known already.

    Raises:
        ValueError: `most` leaves no room.
    """
    if most < LEAST:
        raise ValueError(f"an alt text has room for at least {LEAST} characters")
    if not any(line.role != "footer" for line in lines):
        return _textless(kind, language, most)
    found = found or outline(lines, frame)
    title = _title(found, language, lexicon)
    phrases = _phrases(found, language, lexicon)
    if title:
        phrases = [p for p in phrases if p[0].casefold() != title.casefold()]
        if any(p[0].casefold().startswith(title.casefold() + " ") for p in phrases[:3]):
            title = ""  # a logo, or the beginning of what follows
    if not (title or phrases):
        # Nothing was read surely enough to be said.
        return _textless(kind, language, most)
    first = [p for p in phrases if p[0] in apart]
    phrases = first + [p for p in phrases if p[0] not in apart]
    prefix = _prefix(found, kind, language, title)
    return _shortest(prefix, title, phrases, most)


def phrases_of(
    lines: Sequence[Line],
    *,
    language: str = "en",
    frame: Quad | None = None,
    lexicon: Lexicon = NULL_LEXICON,
) -> list[str]:
    """What an alt text could say beside the title, in order."""
    return [text for text, _ in _phrases(outline(lines, frame), language, lexicon)]


def _textless(kind: Kind, language: str, most: int) -> str:
    named = kind if kind in NAMED_KINDS else "picture"
    text = kind_word("textless", language).format(kind_word(named, language)) + "."
    return text if len(text) <= most else _cut(text, most)


def _prefix(found: Outline, kind: Kind, language: str, title: str) -> str:
    """The kind of slide, where it helps, unless the title says it itself."""
    if found.has("table"):
        what = "table"
    elif found.has("code"):
        what = "code"
    elif found.has("labels"):
        what = "chart"
    elif kind in NAMED_KINDS:
        what = kind
    else:
        return ""
    word = kind_word(what, language)
    return "" if word.casefold() in words(title) else f"{word}: "


def _title(found: Outline, language: str, lexicon: Lexicon) -> str:
    sure = [line for line in found.title if line.confidence >= SURE_TITLE]
    trusted = [line for line in sure if line.confidence >= 0.9 or lexicon.trusts(line, language)]
    return _phrase(" ".join(line.text for line in trusted), language, lexicon)


def _phrases(found: Outline, language: str, lexicon: Lexicon) -> list[tuple[str, int]]:
    """Points of the body with their levels, each once, only those that were read surely."""
    given: dict[str, tuple[str, int]] = {}
    for block in found.blocks:
        if block.kind == "points":
            texts = [(_spoken(point, language, lexicon), point.level) for point in block.points]
        elif block.kind == "table":
            sure = all(line.confidence >= SURE_TITLE for line in block.lines)
            rows = [", ".join(cell for cell in row if cell) for row in block.rows] if sure else []
            texts = [(_phrase(row, language, lexicon), 1) for row in rows]
        elif block.kind == "code":
            told = (line.text for line in block.lines if lexicon.trusts(line, ""))
            texts = [(clean(text).strip(" {}();,"), 1) for text in told]
        else:
            texts = []
        for text, level in texts:
            if text:
                given.setdefault(text.casefold(), (text, level))
    return list(given.values())


def _spoken(point: Point, language: str, lexicon: Lexicon) -> str:
    """A point as it is said; empty where it was not read surely, or says nothing aloud."""
    if not all(lexicon.trusts(line, language) for line in point.lines):
        return ""
    text = (
        _ADDRESS.sub("", point.text).strip(" -–—|:;,()")
        if _ADDRESS.search(point.text)
        else point.text
    )
    if _BROKEN.search(text):
        return ""
    if point.at_edge and text.islower() and text.isalpha() and not point.bulleted:
        return ""  # a logo
    letters = sum(c.isalpha() for c in text)
    cjk = any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text)
    if letters < (1 if cjk else 2) or _DATE.match(text.strip()):
        return ""
    return _phrase(text, language, lexicon)


def _phrase(text: str, language: str, lexicon: Lexicon) -> str:
    """One point: no bullet, no shouting, no loose punctuation around it."""
    plain = without_bullet(clean(lexicon.correct_lookalikes(text)))
    plain = _TIGHT.sub(r"\1", _DASHES.sub(" ", plain)).strip(" -–—|:;,·・•")
    return _softened(plain, language, lexicon)


_SMALL_WORDS = frozenset(
    """a an and are as at be but by can did do for from get had has have how if in into is it its
    may more most new no nor not now of off on one or our out over own set so than that the then
    they this to two up use via vs was we what when who why will with you your
    das dem den der des die ein eine für im ist mit und von was wie zu zum zur
    au aux ce de des du en est et la le les ou par pour qui sur un une
    con del el los las para por que y""".split()  # noqa: SIM905 - a list to be read
)
_LETTERS = re.compile(r"[^\W\d_]+")


def _softened(text: str, language: str, lexicon: Lexicon) -> str:
    """`text` in sentence case where it shouts: all letters capitals.

    A word or two without a dictionary may be a name, and stay. Words with digits, abbreviations
    and words that no dictionary knows stay.
    """
    letters = [c for c in text if c.isalpha()]
    count = len(text.split())
    if not letters or not all(c.isupper() for c in letters):
        return text
    if count < 3 and not lexicon.dictionaries:
        return text
    softened = []
    for word in text.split():
        bare = word.strip(".,:;!?()[]“”\"'")
        if any(c.isdigit() for c in bare):
            softened.append(word)
        elif bare.lower() in _SMALL_WORDS:
            softened.append(word.lower() if count > 1 else word)
        elif lexicon.dictionaries:
            softened.append(_LETTERS.sub(lambda m: lexicon.normal_case(m.group(), language), word))
        else:
            softened.append(word if len(bare) <= 4 else word.lower())
    sentence = " ".join(softened)
    return sentence[:1].upper() + sentence[1:]


def _shortest(prefix: str, title: str, phrases: Sequence[tuple[str, int]], most: int) -> str:
    """The sentence with all points; where not all fit, the outermost come first into it."""
    chosen: set[int] = set()
    for level in sorted({level for _, level in phrases}):
        for i, (phrase, its_level) in enumerate(phrases):
            if its_level != level:
                continue
            wanted = [p for j, (p, _) in enumerate(phrases) if j in chosen or j == i]
            if not _fits(prefix, title, wanted, most):
                if len(phrase) > LENGTHY:
                    continue  # what is short after it may still be said
                break
            chosen.add(i)
    if not chosen and phrases:
        return _sentence(prefix, title, [phrases[0][0]], most)
    return _sentence(prefix, title, [p for i, (p, _) in enumerate(phrases) if i in chosen], most)


def _fits(prefix: str, title: str, phrases: Sequence[str], most: int) -> bool:
    whole = _sentence(prefix, title, phrases, 10**6)
    return len(whole) <= most


def _sentence(prefix: str, title: str, phrases: Sequence[str], most: int) -> str:
    head = title or (phrases[0] if phrases else "")
    rest = list(phrases if title else phrases[1:])
    if not head:
        return f"{prefix.rstrip(': ')}." if 0 < len(prefix) <= most else ""
    head = prefix + head
    if len(_closed(head)) > most:
        return _cut(head, most)
    text = head
    for i, phrase in enumerate(rest):
        if i == 0 and title:
            joint = " " if text.endswith(_ENDS_SENTENCE) else ": "
        else:
            joint = " " if text.endswith((*_ENDS_SENTENCE, ":")) else "; "
        if len(_closed(text + joint + phrase)) > most:
            if text == head and most - len(text) > 40:
                return _cut(text + joint + phrase, most)
            break
        text += joint + phrase
    return _closed(text)


def _closed(text: str) -> str:
    """`text`, ending with punctuation."""
    text = text.rstrip(" ,;:–—-")
    return text if text.endswith(_ENDS_SENTENCE) else text + "."


_PHRASE_END = re.compile(r"[,;:.!?)]\s|\s[–—-]\s|\s\(")


def _cut(text: str, most: int) -> str:
    """`text` cut to at most `most` characters, with an ellipsis: between phrases, else words."""
    cut = text[: most - 1]
    ends = [found.start() for found in _PHRASE_END.finditer(cut) if found.start() > 0.6 * most]
    if ends:
        cut = cut[: ends[-1]]
    elif len(text) > len(cut) and not text[len(cut)].isspace() and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.–—-(") + "…"
