"""Program code or configuration, and the language that it is written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import Line, SlideStructure
from slidescan.layout.block_rules import looks_like_code
from slidescan.layout.blocks import Block, Code
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_LANGUAGE_SIGNS = 2
"""A language is said only if at least this many lines have its signs, and no other has as many."""

MIN_LISTING_LINES, MIN_LISTING_SHARE, MIN_UNNAMED_SHARE = 5, 0.45, 0.6
"""Code on a slide with other texts, or on two sides: the minimum number of its lines, and their
minimum share if the language is certain, and if it isn't."""

MIN_EDITOR_SIGNS, MIN_EDITOR_SHARE = 4, 0.08
"""Code in an editor with its panels and logs: the minimum number of lines with signs of one
language, and the minimum share of lines of code."""

MIN_ARROWS, MIN_CALL_SHARE = 3, 0.8
"""Calls are messages in a diagram if the picture has at least so many arrows, and this share of the
lines are calls and nothing else."""

_CALL = re.compile(r"\w+\([\w, ]*\)")
_DOCUMENTATION = re.compile(r"\s*[\"']{1,3}[^\W\d_]+(?: [\w,.'’-]+){3,}[\"']{0,3}")
"""Matches a sentence in quotes, with which code says what it does."""

_SIGNS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "Java": r"\b(?:public|private|protected) (?:static |final |abstract |class |[A-Z]\w*[<\s])"
        r"|^import (?:static )?(?:java|org|com|io)\.[\w.]+;|@Override|@Service|System\.out\.",
        "Python": r"^\s*def \w+\(.*\)?:?$|^\s*from [\w.]+ import |^import \w+$|self\.\w+|print\("
        r"|__\w+__",
        "JavaScript": r"^\s*(?:const|let|var) \w+ =|=>\s*[{(]?|\bfunction\b.*\{|require\(['\"]"
        r"|console\.",
        "TypeScript": r"\w\??: (?:string|number|boolean|any|void)\b|^\s*interface \w+ \{"
        r"|export (?:type|interface)",
        "Go": r"^\s*func (?:\(\w+ \*?\w+\) )?\w+\(|\w+ := |^package \w+$|\bfmt\.\w+|\bchan\b"
        r"|^\s*go func",
        "Rust": r"^\s*(?:pub )?fn \w+|let mut |\bimpl\b.*\{|println!|\bOption<|->\s*Result<",
        "C#": r"^using [A-Z][\w.]+;|\bnamespace [A-Z]|\basync Task\b|Console\.Write",
        "C++": r"^#include <|std::|\btemplate\s*<|->\w+\(",
        "Kotlin": r"^\s*(?:override )?fun \w+\(|\bval \w+ =|\bdata class\b",
        "Scala": r"\bobject \w+ |\bcase class\b|\bdef \w+.*= ?\{?$",
        "Clojure": r"^\s*\((?:ns|defn|def|let|:require)\b|\[[\w.-]+ :(?:as|refer)",
        "Ruby": r"^\s*def \w+[^:]*$|\bdo \|\w+\||^\s*end$|\.each\b",
        "PHP": r"<\?php|\$\w+->\w+|\$this\b",
        "SQL": r"^\s*(?:SELECT|INSERT INTO|CREATE TABLE|UPDATE|DELETE FROM|ALTER TABLE)\b",
        "YAML": r"^\s*(?:apiVersion|kind|metadata|spec|name|image|ports|containers|labels)\s*:"
        r"|^\s*-\s+\w+:\s",
        "JSON": r"^\s*\"[\w-]+\"\s*:",
        "HTML": r"</?(?:div|span|html|body|script|head|p|a|img)\b",
        "Dockerfile": r"^(?:FROM \S+|RUN |COPY |ENTRYPOINT|WORKDIR |CMD \[)",
        "Terraform": r"^\s*(?:resource|provider|variable|module) \"\w",
        "shell": r"^\s*[$#] \w+|^\s*(?:kubectl|docker|curl|git|npm|sudo|apt-get|helm|aws) \w",
    }.items()
}
"""Signs of each language in a line."""


@dataclass(frozen=True, slots=True)
class CodeListing:
    """A listing, and what is around it.

    Attributes:
        lines: The lines of code.
        language: The language; empty if it isn't certain.
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    lines: tuple[Line, ...]
    language: str
    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "code"

    def summary(self) -> SlideStructure:
        """The lines of the code as nodes."""
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(line.text for line in self.lines),
            attributes=(("language", self.language),) if self.language else (),
        )


def recognise(slide: FlatSlide) -> CodeListing | None:
    """Takes a slide with code among its blocks, or with many lines of code among others."""
    code = next((block for block in slide.blocks if isinstance(block, Code)), None)
    if code is not None and _are_messages(slide, code):
        return None
    if code is not None:
        return CodeListing(code.lines, language_of(code.lines), slide.blocks, 0.9)
    lines = tuple(line.line for line in slide.body if looks_like_code(line.text))
    language = language_of(lines)
    signs = _count_signs(lines, language) if language else 0
    two = () if language else _two_languages(lines)
    if two:
        lines = tuple(
            line.line
            for line in slide.body
            if looks_like_code(line.text) or any(_SIGNS[name].search(line.text) for name in two)
        )
    least = MIN_LISTING_SHARE if language or two else MIN_UNNAMED_SHARE
    if signs >= MIN_EDITOR_SIGNS:
        least = MIN_EDITOR_SHARE
    if len(lines) < max(MIN_LISTING_LINES, least * len(slide.body)):
        return None
    in_code = {id(line) for line in lines}
    lines = tuple(
        line.line for line in slide.body if id(line.line) in in_code or is_documentation(line.text)
    )
    return CodeListing(lines, language, slide.blocks, 0.93)


def is_documentation(text: str) -> bool:
    """Whether a line among code is a sentence in quotes that says what the code does."""
    return _DOCUMENTATION.fullmatch(text) is not None


def _are_messages(slide: FlatSlide, code: Code) -> bool:
    """Whether calls stand at the arrows of a diagram, as `onNext(data)` in a sequence."""
    arrows = (
        [c for c in slide.drawing.connectors if any(e.head == "arrow" for e in c.ends)]
        if slide.drawing
        else []
    )
    # A name that runs downwards is read letter by letter.
    texts = [text for line in code.lines if len(text := line.text.strip()) > 1]
    calls = sum(_CALL.fullmatch(text) is not None for text in texts)
    return len(arrows) >= MIN_ARROWS and calls >= MIN_CALL_SHARE * len(texts)


def _two_languages(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """The two languages of listings side by side, each certain by itself; none for others."""
    certain = [name for name in _SIGNS if _count_signs(lines, name) >= MIN_EDITOR_SIGNS]
    return tuple(certain) if len(certain) == 2 else ()


def _count_signs(lines: tuple[Line, ...], language: str) -> int:
    """The lines with signs of a language."""
    return sum(_SIGNS[language].search(line.text) is not None for line in lines)


def language_of(lines: tuple[Line, ...]) -> str:
    """The language with the most signs; empty if there are few, or two have as many."""
    counts = sorted(((_count_signs(lines, name), name) for name in _SIGNS), reverse=True)
    (first, name), (second, _) = counts[:2]
    return name if first >= MIN_LANGUAGE_SIGNS and first > second else ""
