"""The words asked for, marked in a slide's text and on its photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slidescan.core.frames import FlatFrame, part_of
from slidescan.core.geometry import Quad
from slidescan.core.records import Line, Slide
from slidescan.core.text import tokens, without_bullet
from slidescan.search.query import Node, Phrase, Word, wanted

WIDTH = 180
"""Characters of a snippet, about."""


@dataclass(frozen=True, slots=True)
class Marker:
    """Knows which words of a text a query asks for.

    Attributes:
        terms: Folded words.
        stems: Stems of those words, by the same rules as in the index.
        prefixes: Beginnings of words.
        languages: Languages whose stems count.
    """

    terms: frozenset[str]
    stems: frozenset[str]
    prefixes: tuple[str, ...]
    languages: tuple[str, ...]

    @classmethod
    def of(cls, query: Node | None, languages: tuple[str, ...]) -> Marker:
        """The marker for a parsed query."""
        from slidescan.search.analysis import stems

        terms: set[str] = set()
        prefixes = []
        previous: str | None = None
        for node in wanted(query):
            if isinstance(node, Word) and node.prefix:
                prefixes.append(node.text)
                continue
            words = node.words if isinstance(node, Phrase) else (node.text,)
            terms.update(words)
            if isinstance(node, Phrase):
                terms.add("".join(words))
            elif previous is not None:
                terms.add(previous + node.text)
            previous = node.text if isinstance(node, Word) else None
        found = frozenset(s for t in terms for s in stems(t, languages))
        return cls(frozenset(terms), found, tuple(prefixes), languages)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand in `text`: starts and ends, in order, not overlapping."""
        from slidescan.search.analysis import stems

        found: list[tuple[int, int]] = []
        wanted = self.terms | self.stems
        # A stem begins as its word does: most words need none to be told from those asked for.
        initials = {term[0] for term in wanted}
        for token in tokens(text):
            hit = (
                token.term in wanted
                or any(token.term.startswith(p) for p in self.prefixes)
                or (
                    token.term[0] in initials
                    and not stems(token.term, self.languages).isdisjoint(wanted)
                )
            )
            if not hit:
                continue
            if found and token.start < found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], token.end))
            else:
                found.append((token.start, token.end))
        return found


def snippet(slide: Slide, marker: Marker) -> tuple[tuple[str, bool], ...]:
    """Lines of the slide around the words asked for: pieces of text, and whether each is one.

    Lines with such words come first, in reading order; what room is left goes to the lines
    that follow them. A slide that holds none of the words shows how it begins.
    """
    lines = [line for line in slide.reading.lines if line.text]
    hits = [i for i, line in enumerate(lines) if marker.spans(line.text)]
    body = [i for i in hits if lines[i].role != "footer"] or hits
    order = body or [i for i, line in enumerate(lines) if line.role != "footer"]
    chosen: set[int] = set()
    room = WIDTH
    for i in [*order, *(j + 1 for j in order)]:
        if 0 <= i < len(lines) and i not in chosen and (not chosen or room >= len(lines[i].text)):
            if lines[i].role == "footer" and i not in hits:
                continue
            chosen.add(i)
            room -= len(lines[i].text) + 3
        if room <= 0:
            break
    return _pieces(lines, sorted(chosen), marker)


def _pieces(
    lines: Sequence[Line], chosen: Sequence[int], marker: Marker
) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    previous = -1
    for i in chosen:
        if i > previous + 1:
            pieces.append(("… " if previous < 0 else " … ", False))
        elif previous >= 0:
            pieces.append((" · ", False))
        pieces += _marked(without_bullet(lines[i].text), marker)
        previous = i
    if chosen and previous < len(lines) - 1:
        pieces.append((" …", False))
    merged: list[tuple[str, bool]] = []
    for text, hit in pieces:
        if merged and not hit and not merged[-1][1]:
            merged[-1] = (merged[-1][0] + text, False)
        elif text:
            merged.append((text, hit))
    return tuple(merged)


def _marked(text: str, marker: Marker) -> list[tuple[str, bool]]:
    spans = marker.spans(text)
    start, end = 0, len(text)
    if len(text) > 2 * WIDTH and spans:
        start, end = max(0, spans[0][0] - WIDTH // 2), min(len(text), spans[0][1] + WIDTH)
    pieces = []
    at = start
    for first, last in spans:
        if first < at or last > end:
            continue
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    return [*pieces, (text[at:end], False)]


def boxes(slide: Slide, marker: Marker) -> tuple[Quad, ...]:
    """The words asked for, on the upright photo."""
    frame = FlatFrame.of(slide)
    return tuple(
        frame.back(part_of(line, start, end, frame))
        for line in slide.reading.lines
        for start, end in marker.spans(line.text)
    )
