"""Highlights the words of a query in a slide's text and on its photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from slidescan.core.frames import frame_of, photo_span_quads
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line, Slide
from slidescan.core.text import positioned_terms, shorten, tokens, without_bullet
from slidescan.search.analysis import author_texts, split_words, stems
from slidescan.search.query import Node, Phrase, Term, included_terms

SNIPPET_LENGTH = 180
"""The approximate length of a snippet, in characters."""


@dataclass(frozen=True, slots=True)
class Highlighter:
    """Finds the words of a query in a text.

    Attributes:
        forms: Folded words and their stems, as in the index.
        prefixes: Prefixes of words.
        languages: Languages of the stems.
    """

    forms: frozenset[str]
    prefixes: tuple[str, ...]
    languages: tuple[str, ...]
    _initials: frozenset[str]
    _matches: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)
    _spans: dict[str, tuple[tuple[int, int], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(cls, query: Node | None, languages: tuple[str, ...]) -> Highlighter:
        """Returns the highlighter of a query."""
        terms: set[str] = set()
        prefixes = []
        previous: str | None = None
        for node in included_terms(query):
            if isinstance(node, Term) and node.prefix:
                prefixes.append(node.text)
                continue
            terms.update(node.words)
            if isinstance(node, Phrase):
                terms.add("".join(node.words))
            elif previous is not None:
                terms.add(previous + node.text)
            previous = node.text if isinstance(node, Term) else None
        forms = frozenset(terms).union(*(stems(term, languages) for term in terms))
        initials = frozenset(form[0] for form in forms)
        return cls(forms, tuple(prefixes), languages, initials)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Returns the start and end of each match in `text`, in order, without overlaps."""
        spans = self._spans.get(text)
        if spans is None:
            spans = self._spans[text] = tuple(self._spans_in(text))
        return list(spans)

    def _spans_in(self, text: str) -> list[tuple[int, int]]:
        matches = self._matches
        terms = {term for _, term in positioned_terms(text)}
        for term in terms - matches.keys():
            matches[term] = self._is_match(term)
        matching = {term for term in terms if matches[term]}
        spans: list[tuple[int, int]] = []
        for token in tokens(text) if matching else ():
            if token.term not in matching:
                continue
            if spans and token.start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(spans[-1][1], token.end))
            else:
                spans.append((token.start, token.end))
        return spans

    def _is_match(self, term: str) -> bool:
        # A stem shares its word's first letter, which rules out most words without stemming.
        return (
            term in self.forms
            or term.startswith(self.prefixes)
            or (
                term[0] in self._initials and not stems(term, self.languages).isdisjoint(self.forms)
            )
        )

    def line_spans(self, lines: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Returns the spans of each line, and of both halves of words split by a hyphen."""
        spans = [self.spans(line) for line in lines]
        for split in split_words(lines):
            if self.spans(split.word):
                first, second = spans[split.line], spans[split.line + 1]
                if not first or first[-1][1] <= split.start:
                    first.append((split.start, len(lines[split.line].rstrip())))
                if not second or second[0][0] >= split.end:
                    second.insert(0, (split.end - split.tail, split.end))
        return spans


def snippet(
    slide: Slide, highlighter: Highlighter, passage: str = ""
) -> tuple[tuple[str, bool], ...]:
    """Returns pieces of a slide's text, and whether each piece matches the query.

    Lines with matches come first, in reading order; the lines after them fill the rest of
    `SNIPPET_LENGTH`. A slide without matches shows its first lines. Text outside the slide never
    appears.

    Args:
        slide: The slide.
        highlighter: Finds the words of the query.
        passage: The text to show of a slide that was found by its meaning; empty for another.
    """
    if passage:
        text = shorten(passage, 2 * SNIPPET_LENGTH)
        return _merged(_highlighted(text, highlighter.spans(text)))
    lines = [line for line in slide.reading.lines if line.text and not line.is_outside]
    spans = highlighter.line_spans([line.text for line in lines])
    hits = [i for i, of_line in enumerate(spans) if of_line]
    if not hits:
        for text in author_texts(slide):
            if highlighter.spans(text):
                return _merged(_highlighted(text, highlighter.spans(text)))
    body = [i for i in hits if lines[i].role != "footer"] or hits
    order = body or [i for i, line in enumerate(lines) if line.role != "footer"]
    chosen: set[int] = set()
    room = SNIPPET_LENGTH
    for i in [*order, *(j + 1 for j in order)]:
        if 0 <= i < len(lines) and i not in chosen and (not chosen or room >= len(lines[i].text)):
            if lines[i].role == "footer" and i not in hits:
                continue
            chosen.add(i)
            room -= len(lines[i].text) + 3
        if room <= 0:
            break
    return _pieces(lines, sorted(chosen), spans)


def _pieces(
    lines: Sequence[Line], chosen: Sequence[int], spans: Sequence[Sequence[tuple[int, int]]]
) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    previous = -1
    for i in chosen:
        if i > previous + 1:
            pieces.append(("… " if previous < 0 else " … ", False))
        elif previous >= 0:
            pieces.append((" · ", False))
        text = without_bullet(lines[i].text)
        removed = len(lines[i].text) - len(text)
        shifted = [(a - removed, b - removed) for a, b in spans[i] if a >= removed]
        pieces += _highlighted(text, shifted)
        previous = i
    if chosen and previous < len(lines) - 1:
        pieces.append((" …", False))
    return _merged(pieces)


def highlighted(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """Returns pieces of a text, or of the part around its first match if the text is long.

    Args:
        text: The text.
        spans: Its matches, in order.
    """
    return _merged(_highlighted(text, spans))


def _merged(pieces: Sequence[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    merged: list[tuple[str, bool]] = []
    for text, hit in pieces:
        if merged and not hit and not merged[-1][1]:
            merged[-1] = (merged[-1][0] + text, False)
        elif text:
            merged.append((text, hit))
    return tuple(merged)


def _highlighted(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    start, end = 0, len(text)
    if len(text) > 2 * SNIPPET_LENGTH and spans:
        start, end = (
            max(0, spans[0][0] - SNIPPET_LENGTH // 2),
            min(len(text), spans[0][1] + SNIPPET_LENGTH),
        )
    pieces = []
    at = start
    for first, last in spans:
        if first < at or last > end:
            continue
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    return [*pieces, (text[at:end], False)]


def boxes(slide: Slide, highlighter: Highlighter) -> tuple[PhotoQuad, ...]:
    """Returns the boxes of the matches, in pixels of the upright photo."""
    lines = slide.reading.lines
    spans = highlighter.line_spans([line.text for line in lines])
    if not any(spans):
        return ()
    frame = frame_of(slide.photo, slide.detection)
    return tuple(
        quad
        for line, of_line in zip(lines, spans, strict=True)
        if of_line
        for quad in photo_span_quads(line, of_line, frame)
    )
