"""What a person asks for, parsed into a tree that any index can answer.

    data lake          both words
    "data lake"        the words side by side
    data OR lake       either
    -lake, NOT lake    without
    (data OR big) lake brackets
    title:lake         in one field: title, text, section, post, tag, footer
    lak*               beginnings of words

Whatever can't be parsed is searched as plain words, with a note: nothing a person types is an
error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from slidescan.text import tokens

FIELDS = {
    "title": "title",
    "text": "body",
    "body": "body",
    "section": "section",
    "post": "post",
    "tag": "tags",
    "tags": "tags",
    "footer": "footer",
}
"""Names a person may use, and the field of the index that is meant."""

MAX_WORDS = 64
"""Words of a query that are looked for; more make no query better."""

MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Word:
    """A word, in one field or anywhere."""

    text: str
    field: str | None = None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side."""

    words: tuple[str, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """None of it."""

    part: Node


Node: TypeAlias = "Word | Phrase | And | Or | Not"


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    Attributes:
        root: None where nothing is asked for.
        note: How it was taken if it could not be taken as it stood; else empty.
    """

    root: Node | None
    note: str = ""


_LEXEME = re.compile(
    r"""(?P<open>\()
      | (?P<close>\))
      | (?P<phrase>(?P<pfield>\w+):"(?P<ptext>[^"]*)" | "(?P<text>[^"]*)")
      | (?P<or>(?:OR|\|\|?)(?=[\s()]|$))
      | (?P<and>(?:AND|&&)(?=[\s()]|$))
      | (?P<not>NOT(?=[\s()]|$)|-(?=[\w"(]))
      | (?P<word>[^\s()"]+)
      | (?P<stray>")""",
    re.VERBOSE,
)


class _Unbalanced(Exception):
    """The query's operators or brackets don't fit together."""


def parse(source: str) -> Query:
    """Parse a query; never raises."""
    try:
        root = _Parser(source).whole()
        return Query(_limited(root))
    except _Unbalanced as problem:
        plain = re.sub(r'[()"|&]', " ", source)
        words = [w for w in plain.split() if w not in ("OR", "AND", "NOT")]
        parts = [node for w in words[:MAX_WORDS] for node in _word_nodes(w.lstrip("-"), None)]
        root = _joined(And, parts)
        return Query(root, f"searched as plain words: {problem}")


class _Parser:
    """Recursive descent over the lexemes: or → and → not → unit."""

    def __init__(self, source: str) -> None:
        self._lexemes = list(_LEXEME.finditer(source))
        self._at = 0
        self._depth = 0

    def whole(self) -> Node | None:
        node = self._either()
        if self._at < len(self._lexemes):
            raise _Unbalanced("a bracket is closed that was never opened")
        return node

    def _kind(self) -> str | None:
        if self._at >= len(self._lexemes):
            return None
        kind = self._lexemes[self._at].lastgroup
        return "phrase" if kind in ("ptext", "text", "pfield") else kind

    def _either(self) -> Node | None:
        parts = [self._all()]
        while self._kind() == "or":
            self._at += 1
            parts.append(self._all())
        return _joined(Or, [p for p in parts if p is not None])

    def _all(self) -> Node | None:
        parts: list[Node] = []
        while self._kind() not in (None, "or", "close"):
            if self._kind() == "and":
                self._at += 1
                continue
            parts += self._unit()
        return _joined(And, parts)

    def _unit(self) -> list[Node]:
        lexeme, kind = self._lexemes[self._at], self._kind()
        self._at += 1
        if kind == "not":
            if self._kind() in (None, "or", "and", "close"):
                raise _Unbalanced("“NOT” is followed by nothing")
            inner = _joined(And, self._unit())
            return [Not(inner)] if inner is not None else []
        if kind == "open":
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise _Unbalanced("brackets are nested too deeply")
            inside = self._either()
            if self._kind() != "close":
                raise _Unbalanced("a bracket is never closed")
            self._at += 1
            self._depth -= 1
            return [inside] if inside is not None else []
        if kind == "phrase":
            return self._phrase(lexeme)
        if kind == "stray":
            raise _Unbalanced("a quotation mark is never closed")
        name, colon, rest = lexeme.group().partition(":")
        if colon and name.lower() in FIELDS:
            if not rest and self._kind() in ("open", "phrase"):
                return [_within(node, FIELDS[name.lower()]) for node in self._unit()]
            return list(_word_nodes(rest, FIELDS[name.lower()]))
        return list(_word_nodes(lexeme.group(), None))

    @staticmethod
    def _phrase(lexeme: re.Match[str]) -> list[Node]:
        name = (lexeme["pfield"] or "").lower()
        text = lexeme["ptext"] if lexeme["pfield"] is not None else lexeme["text"]
        field = FIELDS.get(name)
        words = tuple(t.term for t in tokens(text, parts=False))
        nodes: list[Node] = []
        if name and field is None:
            nodes += _word_nodes(name, None)
        if len(words) == 1:
            nodes.append(Word(words[0], field))
        elif words:
            nodes.append(Phrase(words[:MAX_WORDS], field))
        return nodes


def _word_nodes(text: str, field: str | None) -> Iterator[Node]:
    """A run without spaces: one word, or the words that it is made of, side by side."""
    prefix = text.endswith("*")
    found = [t.term for t in tokens(text, parts=False)]
    if len(found) == 1:
        yield Word(found[0], field, prefix)
    elif found:
        yield Phrase(tuple(found), field)


def _within(node: Node, field: str) -> Node:
    if isinstance(node, Word):
        return Word(node.text, node.field or field, node.prefix)
    if isinstance(node, Phrase):
        return Phrase(node.words, node.field or field)
    if isinstance(node, Not):
        return Not(_within(node.part, field))
    return type(node)(tuple(_within(part, field) for part in node.parts))


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _limited(root: Node | None) -> Node | None:
    """`root` with at most `MAX_WORDS` words."""
    left = MAX_WORDS

    def cut(node: Node) -> Node | None:
        nonlocal left
        if isinstance(node, (Word, Phrase)):
            left -= 1
            return node if left >= 0 else None
        if isinstance(node, Not):
            part = cut(node.part)
            return Not(part) if part is not None else None
        kept = [p for p in map(cut, node.parts) if p is not None]
        return _joined(type(node), kept)

    return cut(root) if root is not None else None


def wanted(node: Node | None) -> Iterator[Word | Phrase]:
    """The words and phrases that a hit may show: all but those that are excluded."""
    if isinstance(node, (Word, Phrase)):
        yield node
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from wanted(part)


def widened(node: Node, alike: Mapping[str, Sequence[str]]) -> Node:
    """A query that words like those asked for answer, too; what is in quotes or excluded stays.

    Args:
        node: The query.
        alike: For a word, words of the index that are like it.
    """
    if isinstance(node, Word) and not node.prefix:
        others = tuple(Word(other, node.field) for other in alike.get(node.text, ()))
        return Or((node, *others)) if others else node
    if isinstance(node, And):
        return And(tuple(widened(part, alike) for part in node.parts))
    if isinstance(node, Or):
        return Or(tuple(widened(part, alike) for part in node.parts))
    return node


def relaxed(node: Node) -> Node | None:
    """A query of two words or more that all but one of them answer; None if it has fewer."""
    if not isinstance(node, And):
        return None
    words = [part for part in node.parts if not isinstance(part, Not)]
    if len(words) < MOST_OF or len(words) > MAX_RELAXED:
        return None
    without = [part for part in node.parts if isinstance(part, Not)]
    return Or(tuple(And((*words[:i], *words[i + 1 :], *without)) for i in range(len(words))))


MOST_OF, MAX_RELAXED = 2, 8
"""How many words a query must and may have for one of them to be given up."""
