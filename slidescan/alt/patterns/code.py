"""Sentences for program code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.patterns.points import block_phrases, without_lines
from slidescan.alt.phrases import Wording
from slidescan.layout.block_rules import looks_like_code
from slidescan.layout.blocks import Block, Code, Point
from slidescan.layout.structures.code import CodeListing, is_documentation

RANK_DEFINITIONS, RANK_BESIDE_CODE = 2, 4
"""Definitions and comments come first, other lines of code next, then what stands around it."""

MIN_PROSE_WORDS = 3
"""What is written about the code has this many words or more."""

_BARE_KEY = re.compile(r"[\"']?[\w.-]+[\"']?\s*:?\s*[\[{(]*")
"""Matches a key without a value, or a word alone, which say little without what is below them."""

_OPERATOR_START = re.compile(r"(?://|/\*)(?!.)|/(?![/*])|[=+&|?%]")
"""Matches the rest of a line that something hides, or that the line above begins."""

_PROSE = re.compile(r"[^\W\d_][\w\s,.'’?!:-]+")
_DEFINITION = re.compile(
    r"\b(?:class|interface|defn\w*|def(?= \w)|defquery|func|fun|fn|function|struct|enum|trait"
    r"|resource|kind|ns)\b"
    r"|\b(?:public|private|protected)\b.*\(|^\s*(?://|#|--|;;)\s*\w|^\s*[$#] \w"
    r"|^\s*(?:SELECT|CREATE|INSERT|UPDATE|FROM)\b"
)
"""Matches definitions and comments."""


def _cut_texts(lines: Sequence[str]) -> frozenset[str]:
    """The lines with which a longer one begins: a tab or a hint shows a part of it, too."""
    return frozenset(
        text for text in lines if any(o != text and o.startswith(text.rstrip()) for o in lines)
    )


def _tells_purpose(text: str) -> bool:
    """Whether a line defines something, or says what the code does."""
    return _DEFINITION.search(text) is not None or is_documentation(text)


def _is_about_code(phrase: Phrase) -> bool:
    is_beside = phrase.level > RANK_DEFINITIONS and phrase.parent < 0
    is_prose = _PROSE.fullmatch(phrase.text) is not None and not looks_like_code(phrase.text)
    return is_beside and is_prose and len(phrase.text.split()) >= MIN_PROSE_WORDS


def draft(structure: CodeListing, title: str, wording: Wording) -> Draft:
    """The title, or what is written about the code, then definitions, then other lines."""
    made = listing_draft(structure, title, wording)
    text = next((p.text for p in made.phrases if _is_about_code(p)), "") if not title else ""
    return replace(made.without(lambda phrase: phrase.text == text), title=text) if text else made


def listing_draft(structure: CodeListing, title: str, wording: Wording) -> Draft:
    """The title, then definitions, then other lines."""
    phrases: list[Phrase] = []
    texts: set[str] = set()
    cut = _cut_texts([line.text for line in structure.lines])
    for line in structure.lines:
        if line.text in cut:
            continue
        bare = line.text.strip()
        is_top = line is structure.lines[0]
        if _OPERATOR_START.match(bare) or (_BARE_KEY.fullmatch(bare) and not is_top):
            continue
        is_code = looks_like_code(line.text)
        text = wording.code_line(line)
        if not is_code and not wording.phrase(Point(text, 1, (line,), at_edge=True)):
            continue
        if sum(c.isalpha() for c in text) > 2 and text not in texts:
            texts.add(text)
            phrases.append(
                Phrase(text, RANK_DEFINITIONS + (not _tells_purpose(line.text)), joint="; ")
            )
    around: list[Block] = [block for block in structure.blocks if not isinstance(block, Code)]
    in_code = {id(line) for line in structure.lines}
    if len(around) == len(structure.blocks):  # code among other lines of the same block
        around = [without_lines(block, in_code) for block in around]
    phrases += [
        Phrase(p.text, RANK_BESIDE_CODE + p.level, p.parent, p.shorter)
        for p in block_phrases(around, wording, len(phrases))
    ]
    return Draft(title, tuple(phrases), keeps_first=True)
