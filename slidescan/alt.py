"""What a slide says, in words: its title, its alt text and its long description.

The words are the slide's own, in reading order; nothing is made up. Footers, page numbers,
notices and words that the engine was unsure of are left out of the alt text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from slidescan.geometry import Quad
from slidescan.records import DEFAULT_ALT_LENGTH, Line
from slidescan.text import clean, without_bullet

SURE = 0.8
"""Lines read with less confidence than this stay out of alt texts."""

SURE_TITLE = 0.7

_ENDS_SENTENCE = (".", "!", "?", "…", "。", "！", "？")
_NO_LETTERS = re.compile(r"^[\W\d_]*$")
_TIGHT = re.compile(r"\s+([,;:.!?])")


def title_of(lines: Sequence[Line]) -> str | None:
    """The slide's title: its title lines joined; None if it has none."""
    parts = [line.text for line in lines if line.role == "title"]
    return clean(" ".join(parts)) or None


def description(lines: Sequence[Line]) -> str:
    """The slide's full text in order, a line each, without footers."""
    return "\n".join(clean(line.text) for line in lines if line.role != "footer")


def alt_text(lines: Sequence[Line], *, most: int = DEFAULT_ALT_LENGTH) -> str:
    """The slide in one sentence of at most `most` characters: its title, then its points.

    Whole phrases are taken in order while they fit; the first that doesn't fit is cut between
    its words only if nothing else could be said. Empty if the slide holds no readable words.
    """
    if most < 8:
        raise ValueError("an alt text has room for at least 8 characters")
    title = " ".join(
        line.text for line in lines if line.role == "title" and line.confidence >= SURE_TITLE
    )
    title = _phrase(title)
    phrases = _phrases(lines)
    if title:
        phrases = [p for p in phrases if p.casefold() != title.casefold()]
    return _sentence(title, phrases, most)


def _phrases(lines: Sequence[Line]) -> list[str]:
    """Points of the body: lines that go on in the next one are joined."""
    phrases: list[str] = []
    previous: Line | None = None
    for line in lines:
        if line.role != "body":
            previous = None
            continue
        if line.confidence < SURE or _NO_LETTERS.match(line.text):
            previous = None
            continue
        text = _phrase(line.text)
        if not text:
            previous = None
        elif previous is not None and phrases and _goes_on(previous, line):
            phrases[-1] = _hyphenated(phrases[-1], text)
            previous = line
        else:
            phrases.append(text)
            previous = line
    return list({phrase.casefold(): phrase for phrase in reversed(phrases)}.values())[::-1]


def _goes_on(upper: Line, lower: Line) -> bool:
    """Whether `lower` is the rest of the paragraph that `upper` began."""
    if without_bullet(lower.text) != lower.text or upper.text.rstrip().endswith(
        (*_ENDS_SENTENCE, ":", ";")
    ):
        return False
    a, b = upper.quad, lower.quad
    small, large = sorted((a.height, b.height))
    if large > 1.5 * small:
        return False
    gap = _distance_below(a, b)
    if not -0.5 * small < gap < 0.9 * small:
        return False
    starts_small = lower.text[:1].islower() or lower.text[:1].isdigit() or lower.text[:1] in "(&+"
    # A line that ran to its column's end and goes on in lower case, or right below, centred.
    return starts_small or upper.text.rstrip().endswith((",", "-", "–", "&", " and", " or", " of"))


def _distance_below(upper: Quad, lower: Quad) -> float:
    """Gap between two quads, one above the other, pixels.

    Lines may run askew in the photo, so it is measured at the left end, where both begin, and
    in the middle.
    """
    at_left = lower.tl[1] - upper.bl[1]
    in_middle = (lower.tl[1] + lower.tr[1]) / 2 - (upper.bl[1] + upper.br[1]) / 2
    return min(at_left, in_middle, key=abs)


def _hyphenated(first: str, second: str) -> str:
    if first.endswith("-") and len(first) > 2 and first[-2].isalpha() and second[:1].islower():
        return first[:-1] + second
    return f"{first} {second}"


def _phrase(text: str) -> str:
    """One point: no bullet, no shouting, no loose punctuation around it."""
    plain = without_bullet(clean(text))
    plain = _TIGHT.sub(r"\1", plain).strip(" -–—|:;,·・•")
    return _softened(plain)


def _softened(text: str) -> str:
    """`text` in sentence case where it shouts: three words or more, all capitals.

    Words of up to four letters or with digits stay: they are likely abbreviations.
    """
    letters = [c for c in text if c.isalpha()]
    if len(text.split()) < 3 or not letters or not all(c.isupper() for c in letters):
        return text
    softened = [word if _stays_shouting(word) else word.lower() for word in text.split()]
    sentence = " ".join(softened)
    return sentence[:1].upper() + sentence[1:]


_SMALL_WORDS = frozenset(
    """a an and are as at be but by can did do for from get had has have how if in into is it its
    may more most new no nor not now of off on one or our out over own set so than that the then
    they this to two up use via vs was we what when who why will with you your
    das dem den der des die ein eine für im ist mit und von was wie zu zum zur
    au aux ce de des du en est et la le les ou par pour qui sur un une
    con del el los las para por que y""".split()  # noqa: SIM905 - a list to be read
)


def _stays_shouting(word: str) -> bool:
    """Whether a word in capitals is likely an abbreviation: it holds digits, or is short."""
    bare = word.strip(".,:;!?()[]“”\"'")
    if any(c.isdigit() for c in bare):
        return True
    return len(bare) <= 4 and bare.lower() not in _SMALL_WORDS


def _sentence(title: str, phrases: Sequence[str], most: int) -> str:
    head = title or (phrases[0] if phrases else "")
    rest = list(phrases if title else phrases[1:])
    if not head:
        return ""
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


def _cut(text: str, most: int) -> str:
    """`text` cut at a word's end, with an ellipsis, to at most `most` characters."""
    cut = text[: most - 1]
    if len(text) > len(cut) and not text[len(cut)].isspace() and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.–—-(") + "…"


_PLACEHOLDER = re.compile(
    r"""^(?:
        (?:the\s+|a\s+|my\s+)?(?:slides?|images?|img|photos?|pictures?|pics?|screenshots?|figures?|fig|
            bilde?r?|fotos?|folien?|abbildung|diapositives?|diapo|imagen|imagem|immagine|
            untitled|alt|alt\ text|todo|tbd|placeholder|description|caption|null|undefined)
        [\s#:._-]*(?:no\.?|nr\.?)?\s*\d{0,4}
      | (?:img|dsc[fn]?|dcim|pxl|p|image|photo|screenshot|whatsapp[ _]image|pict|mvimg|signal)
        [-_ ]?\d[\w.\-\s]*
      | \d[\d_\-.\s]*
      | [\W_]+
    )\.?$""",
    re.IGNORECASE | re.VERBOSE,
)
_IMAGE_SUFFIX = re.compile(r"\.(?:jpe?g|png|webp|heic|heif|tiff?|bmp|gif|avif|svg)$", re.IGNORECASE)


def is_placeholder(alt: str) -> bool:
    """Whether an alt text says nothing: "slide", "image 3", "IMG_1234"."""
    return _PLACEHOLDER.match(alt.strip()) is not None


def is_file_name(alt: str, target: str) -> bool:
    """Whether an alt text is the image's own file name, with or without its suffix."""
    name = target.replace("\\", "/").rsplit("/", 1)[-1]
    stem = _IMAGE_SUFFIX.sub("", name)
    given = alt.strip().casefold()
    if _IMAGE_SUFFIX.search(alt.strip()) and " " not in alt.strip():
        return True
    same = {name.casefold(), stem.casefold(), re.sub(r"[-_]+", " ", stem).casefold()}
    return given in same
