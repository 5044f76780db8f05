"""What an index stores of a slide: its fields and their terms."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from slidescan.core.records import Slide
from slidescan.core.text import tokens
from slidescan.search.plurals import singulars

FIELD_WEIGHTS: Mapping[str, float] = {
    "title": 3.0,
    "body": 1.0,
    "section": 0.7,
    "tags": 0.6,
    "post": 0.5,
    "alternative": 0.25,
    "footer": 0.15,
    "author": 0.2,
}
"""The searched fields, and the weight of a word in each (BM25F). `footer` also holds text outside
the slide."""

STEM_WEIGHT = 0.6
"""Weight of another form of a word, relative to the exact word."""

STEMMED_LANGUAGES = (
    *("da", "de", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv"),
)
"""Languages whose words are stemmed, each by its Snowball stemmer."""

MIN_STEMMED_LENGTH = 4
"""The shortest word that is stemmed, in letters."""

_HYPHENATED = re.compile(r"([^\W\d_]{2,40})[-\u2010\u00ad]\s*$")
_CONTINUATION = re.compile(r"\s*([^\W\d_A-Z]\w{1,40})")


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    from Stemmer import Stemmer  # lazy: only words of stemmed languages need it

    stem: Callable[[str], str] = Stemmer(language).stemWord
    return stem


@lru_cache(maxsize=100_000)
def stems(term: str, languages: tuple[str, ...]) -> frozenset[str]:
    """Returns the stems of a folded word in each of `languages`, without the word itself.

    The singular of an irregular English plural is a stem as well.
    """
    if not term.isalpha():
        return frozenset()
    # In all languages but Russian, folded words consist of plain Latin letters.
    fitting = languages if term.isascii() else tuple(x for x in languages if x == "ru")
    singular = singulars(term) if "en" in fitting else ()
    stemmed = [each for each in (term, *singular) if len(each) >= MIN_STEMMED_LENGTH]
    stemmed_forms = (_stemmer(language)(each) for each in stemmed for language in fitting)
    return frozenset((*singular, *stemmed_forms)) - {term, ""}


class SplitWord(NamedTuple):
    """A word that a hyphen splits at the end of a line.

    Attributes:
        word: The word without its hyphen.
        line: The index of the line where it begins; it ends on the next one.
        start: Index of its first character in that line.
        end: Index after its last character in the next line.
        tail: The length of its part in the next line.
    """

    word: str
    line: int
    start: int
    end: int
    tail: int


def split_words(lines: Sequence[str]) -> Iterator[SplitWord]:
    """Yields the words that a hyphen splits between two lines: `distri-` and `buted`."""
    for number, (line, following) in enumerate(pairwise(lines)):
        head, tail = _HYPHENATED.search(line), _CONTINUATION.match(following)
        if head and tail and (head[1] + tail[1]).isalpha():
            word, end = head[1] + tail[1], tail.end(1)
            yield SplitWord(word, number, head.start(1), end, len(tail[1]))


def author_texts(slide: Slide) -> Iterator[str]:
    """Yields what authors wrote about a photo: alt texts, captions, sentences, the file's name."""
    for text in (text for link in slide.links for text in (link.alt, link.around)):
        if text:
            yield text
    yield posixpath.basename(slide.image)


@dataclass(frozen=True, slots=True)
class Document:
    """A slide as an index stores it.

    Attributes:
        image: Its photo's path below the site.
        fields: The text of each field in `FIELD_WEIGHTS`.
        posts: Paths of the posts that show it.
        tags: Tags of these posts, lower case.
        days: Days (ISO 8601) of these posts, or the photo's day if no post has one.
        properties: Names and values that a `query.PropertyFilter` matches.
        textless: Whether the slide has no text.
    """

    image: str
    fields: Mapping[str, str]
    posts: tuple[str, ...]
    tags: tuple[str, ...]
    days: tuple[str, ...]
    properties: tuple[tuple[str, str], ...]
    textless: bool

    @classmethod
    def of(cls, slide: Slide) -> Document:
        """Returns the document of a slide."""
        lines = slide.reading.lines
        body = [line.text for line in lines if line.role == "body"]
        days = {link.date for link in slide.links if link.date}
        if not days and slide.photo.taken:
            days = {slide.photo.taken[:10]}
        return cls(
            image=slide.image,
            fields={
                "title": slide.title or "",
                "body": "\n".join(body),
                "section": "\n".join(dict.fromkeys(p for k in slide.links for p in k.section)),
                "tags": "\n".join(dict.fromkeys(t for k in slide.links for t in k.tags)),
                "post": "\n".join(dict.fromkeys(link.title for link in slide.links)),
                "alternative": "\n".join(
                    (
                        *(t for line in lines for t in (line.raw_text, line.alternative_text) if t),
                        *(split.word for split in split_words([line.text for line in lines])),
                    )
                ),
                "footer": "\n".join(line.text for line in lines if not line.is_content),
                "author": "\n".join(author_texts(slide)),
            },
            posts=tuple(sorted({link.post for link in slide.links})),
            tags=tuple(sorted({tag.lower() for link in slide.links for tag in link.tags})),
            days=tuple(sorted(days)),
            properties=tuple(_properties(slide)),
            textless=slide.textless,
        )

    @property
    def newest(self) -> str:
        """The latest day; empty if there is none."""
        return self.days[-1] if self.days else ""


def _properties(slide: Slide) -> Iterator[tuple[str, str]]:
    yield "lang", slide.language
    yield "is", slide.kind
    yield "is", "linked" if slide.links else "unlinked"
    if slide.duplicates:
        yield "is", "duplicate"
    if slide.textless:
        yield "is", "textless"
    if slide.links and all(link.draft for link in slide.links):
        yield "is", "draft"


def vocabulary_terms(document: Document) -> frozenset[str]:
    """Returns the words of title and body, from which suggestions and similar words come."""
    texts = (document.fields["title"], document.fields["body"])
    return frozenset(token.term for text in texts for token in tokens(text, parts=False))
