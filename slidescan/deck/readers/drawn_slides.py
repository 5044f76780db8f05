"""Gives slides the pictures of their printed pages, and their lines the positions there.

Text and order stay those of the presentation. A program that prints it breaks its lines, and knows
where they stand: each line takes the position of the same words on the printed page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from slidescan.core.text import words
from slidescan.deck.readers.protocol import ReadLine, ReadPage
from slidescan.errors import DeckUndrawn


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a printed page.

    Attributes:
        key: The word, folded.
        line: The index of its line.
        left, right: Where it stands, in shares of the page's width.
    """

    key: str
    line: int
    left: float
    right: float


def with_drawings(slides: Sequence[ReadPage], printed: Sequence[ReadPage]) -> tuple[ReadPage, ...]:
    """The slides with the pictures and the positions of their printed pages.

    Args:
        slides: The slides that an audience sees.
        printed: The pages that a program printed of them.

    Raises:
        DeckUndrawn: These are other pages.
    """
    if len(slides) != len(printed):
        raise DeckUndrawn(
            f"{len(printed)} pages were drawn for {len(slides)} slides", "match the PDF instead"
        )
    return tuple(
        msgspec.structs.replace(slide, lines=_positioned(slide.lines, page.lines),
                                picture=page.picture or slide.picture)
        for slide, page in zip(slides, printed, strict=True)
    )  # fmt: skip


def _positioned(lines: Sequence[ReadLine], printed: Sequence[ReadLine]) -> list[ReadLine]:
    """The lines where a page shows them; a line stays where it is if the page lacks its words."""
    drawn = list(_words_of(printed))
    starts: dict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(drawn):
        starts[word.key].append(index)
    used: set[int] = set()
    made: list[ReadLine] = []
    last_end = -1
    for line in lines:
        texts = line.text.split()
        keys = [_key(text) for text in texts]
        runs = [
            start
            for start in (starts[keys[0]] if keys else ())
            if [word.key for word in drawn[start : start + len(keys)]] == keys
            and used.isdisjoint(range(start, start + len(keys)))
        ]
        if not runs:
            made.append(line)
            last_end = -1
            continue
        start = min(runs, key=lambda at: (at != last_end, _distance(line, drawn[at], printed)))
        used.update(range(start, start + len(keys)))
        for part in _parts(line, texts, drawn[start : start + len(keys)], printed):
            before = made[-1] if made else None
            if before is not None and line.continues and _goes_on(before, part, start == last_end):
                made[-1] = msgspec.structs.replace(
                    before, text=f"{before.text} {part.text}", right=part.right
                )
            else:
                made.append(part)
        last_end = start + len(keys)
    return made


def _goes_on(before: ReadLine, part: ReadLine, is_next: bool) -> bool:
    """Whether a part of a paragraph stands on the printed line that the part before ends."""
    return is_next and (before.top, before.bottom, before.role) == (
        part.top, part.bottom, part.role,
    )  # fmt: skip


def _parts(
    line: ReadLine, texts: Sequence[str], run: Sequence[_Word], printed: Sequence[ReadLine]
) -> Iterator[ReadLine]:
    """Yields a line as the printed lines that it stands on."""
    start = 0
    for end in range(1, len(run) + 1):
        if end < len(run) and run[end].line == run[start].line:
            continue
        on = printed[run[start].line]
        yield ReadLine(
            " ".join(texts[start:end]), run[start].left, on.top, run[end - 1].right, on.bottom,
            line.role, line.continues or start > 0,
        )  # fmt: skip
        start = end


def _distance(line: ReadLine, word: _Word, printed: Sequence[ReadLine]) -> float:
    """How far a word stands from where a line is expected to begin."""
    on = printed[word.line]
    return abs(word.left - line.left) + abs((on.top + on.bottom) - (line.top + line.bottom)) / 2


def _words_of(lines: Sequence[ReadLine]) -> Iterator[_Word]:
    """Yields the words of printed lines; letters of a line count as equally wide."""
    for number, line in enumerate(lines):
        position = 0
        share = (line.right - line.left) / max(1, len(line.text))
        for text in line.text.split():
            start = line.text.index(text, position)
            position = start + len(text)
            yield _Word(
                *(_key(text), number, line.left + start * share, line.left + position * share)
            )


def _key(text: str) -> str:
    """A word, folded; signs stay as they are."""
    return "".join(words(text)) or text
