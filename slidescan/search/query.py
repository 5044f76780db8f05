"""What a person asks for, parsed into a tree that any index can answer.

    data lake          both words
    "data lake"        the words side by side
    data OR lake       either
    -lake, NOT lake    without
    (data OR big) lake brackets
    title:lake         in one field: title, text, section, post, tag, footer
    lak*               beginnings of words
    lang:de            slides in a language
    after:2017-11      of posts (or photos) of that day, month or year or later
    before:2018        earlier than that day, month or year
    is:unlinked        see `STATES`
    near:IMG_3031.jpg  shown or taken near a photo

Whatever can't be parsed is searched as plain words, with a note: nothing a person types is an
error.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from slidescan.core.records import KINDS
from slidescan.core.text import tokens

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

STATES = ("unlinked", "linked", "duplicate", "textless", "draft", *KINDS)
"""What `is:` may ask for: whether posts show a slide, whether other photos show the same slide,
whether there is nothing to read, whether only drafts show it, and what kind of photo it is."""

MAX_WORDS = 64
"""Words of a query that are looked for; more make no query better."""

MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Word:
    """A word, in one field or anywhere.

    Attributes:
        text: Folded.
        field: The field of the index; None for any.
        prefix: Whether it is the beginning of a word.
        parts: What it is made of, as it was written: `DataLake`, `10GB`.
    """

    text: str
    field: str | None = None
    prefix: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side.

    Attributes:
        words: Folded.
        field: The field of the index; None for any.
        quoted: Whether a person said so; else they were written without a space (`data-lake`).
    """

    words: tuple[str, ...]
    field: str | None = None
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """Slides of which something is known beside their words: `lang` or `is`, and what."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Days:
    """Slides of some days (ISO 8601), both included; None for no end."""

    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Slides near a photo, which is called `photo`; an index is asked for `Among`."""

    photo: str


@dataclass(frozen=True, slots=True)
class Among:
    """Some slides, by the paths of their photos."""

    images: tuple[str, ...]


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


Node: TypeAlias = "Word | Phrase | Fact | Days | Near | Among | And | Or | Not"


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
        if colon and name.lower() in FACTS:
            if not rest and self._kind() == "phrase":
                rest = self._lexemes[self._at]["text"] or ""
                self._at += 1
            return [_fact(name.lower(), rest)]
        if colon and name.lower() in FIELDS:
            if not rest and self._kind() in ("open", "phrase"):
                return [_within(node, FIELDS[name.lower()]) for node in self._unit()]
            return list(_word_nodes(rest, FIELDS[name.lower()]))
        return list(_word_nodes(lexeme.group(), None))

    @staticmethod
    def _phrase(lexeme: re.Match[str]) -> list[Node]:
        name = (lexeme["pfield"] or "").lower()
        text = lexeme["ptext"] if lexeme["pfield"] is not None else lexeme["text"]
        if name in FACTS:
            return [_fact(name, text)]
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
        parts = tuple(t.term for t in tokens(text))[1:]
        whole = "".join(parts) == found[0] and len(parts) > 1
        yield Word(found[0], field, prefix, parts if whole else ())
    elif found:
        yield Phrase(tuple(found[:MAX_WORDS]), field, quoted=False)


def first_and_last(value: str) -> tuple[str, str]:
    """The first and the last day of a year, a month or a day: `2017`, `2017-11`, `2017-11-29`.

    Raises:
        ValueError: It is none.
    """
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", value.strip())
    if found is None:
        raise ValueError(f"no day, month or year: {value}")
    year = int(found[1])
    month, day = (int(part) if part else None for part in found.groups()[1:])
    first = dt.date(year, month or 1, day or 1)
    end = calendar.monthrange(year, month or 12)[1]
    return first.isoformat(), dt.date(year, month or 12, day or end).isoformat()


def _fact(name: str, value: str) -> Node:
    try:
        return FACTS[name](value.strip())
    except (ValueError, OverflowError) as error:
        raise _Unbalanced(f"“{name}:” {error}") from error


def _language(value: str) -> Fact:
    from slidescan.core.languages import normalize

    code = normalize(value)
    if code is None:
        raise ValueError("needs a language like de or deu")
    return Fact("lang", code)


def _state(value: str) -> Fact:
    if value.lower() not in STATES:
        raise ValueError(f"knows {', '.join(STATES)}")
    return Fact("is", value.lower())


def _after(value: str) -> Days:
    return Days(since=_days(value)[0])


def _before(value: str) -> Days:
    first = dt.date.fromisoformat(_days(value)[0])
    return Days(until=(first - dt.timedelta(days=1)).isoformat())


def _days(value: str) -> tuple[str, str]:
    try:
        return first_and_last(value)
    except ValueError as error:
        raise ValueError("needs a date like 2017, 2017-11 or 2017-11-29") from error


def _near(value: str) -> Near:
    if not value:
        raise ValueError("needs a photo")
    return Near(value)


FACTS: Mapping[str, Callable[[str], Node]] = {
    "lang": _language,
    "is": _state,
    "after": _after,
    "before": _before,
    "near": _near,
}
"""Names a person may use for what is known of a slide beside its words."""


def _within(node: Node, field: str) -> Node:
    if isinstance(node, (Word, Phrase)):
        return replace(node, field=node.field or field)
    return mapped(node, lambda part: _within(part, field))


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """`node` with each of its parts changed; a leaf as it is."""
    if isinstance(node, Not):
        return Not(change(node.part))
    if isinstance(node, And):
        return And(tuple(change(part) for part in node.parts))
    if isinstance(node, Or):
        return Or(tuple(change(part) for part in node.parts))
    return node


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _limited(root: Node | None) -> Node | None:
    """`root` with at most `MAX_WORDS` words."""
    left = MAX_WORDS

    def cut(node: Node) -> Node | None:
        nonlocal left
        if isinstance(node, Not):
            part = cut(node.part)
            return Not(part) if part is not None else None
        if isinstance(node, (And, Or)):
            kept = [p for p in map(cut, node.parts) if p is not None]
            return _joined(type(node), kept)
        left -= len(node.words) if isinstance(node, Phrase) else 1
        return node if left >= 0 else None

    return cut(root) if root is not None else None


def wanted(node: Node | None) -> Iterator[Word | Phrase]:
    """The words and phrases that a hit may show: all but those that are excluded."""
    if isinstance(node, (Word, Phrase)):
        yield node
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from wanted(part)


def leaves(node: Node | None) -> Iterator[Node]:
    """Everything that is asked for or excluded."""
    if isinstance(node, Not):
        yield from leaves(node.part)
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from leaves(part)
    elif node is not None:
        yield node


def expanded(node: Node) -> Node:
    """A query that other ways to write its words answer, too.

    `DataLake` and `10GB` also stand for their parts side by side, and `data lake` for the
    compound `datalake`; what is in quotes does, as well, since it is said to be side by side.
    """
    if isinstance(node, Word) and node.parts:
        return Or((replace(node, parts=()), Phrase(node.parts, node.field, quoted=False)))
    if not isinstance(node, And):
        return mapped(node, expanded)
    others: list[list[Node]] = [[] for _ in node.parts]
    for i, (a, b) in enumerate(pairwise(node.parts)):
        if isinstance(a, Word) and isinstance(b, Word) and not a.prefix and a.field == b.field:
            compound = Word(a.text + b.text, a.field, b.prefix)
            # It stands for both, wherever the others stand.
            others[i].append(compound)
            others[i + 1].append(compound)
    return And(
        tuple(
            Or((expanded(part), *ways)) if ways else expanded(part)
            for part, ways in zip(node.parts, others, strict=True)
        )
    )


def widened(
    node: Node,
    alike: Mapping[str, Sequence[str]],
    halves: Mapping[str, Sequence[tuple[str, str]]],
) -> Node:
    """A query that words like those asked for answer, too; what is in quotes or excluded stays.

    Args:
        node: The query.
        alike: For a word, words of the index that are like it.
        halves: For a word, the two words of the index that it may have been run together of.
    """
    if isinstance(node, Word) and not node.prefix:
        others: list[Node] = [Word(other, node.field) for other in alike.get(node.text, ())]
        others += [Phrase(two, node.field, quoted=False) for two in halves.get(node.text, ())]
        return Or((node, *others)) if others else node
    if isinstance(node, Phrase) and not node.quoted:
        words = tuple(widened(Word(word, node.field), alike, halves) for word in node.words)
        return Or((node, And(words)))
    if isinstance(node, Not):
        return node
    return mapped(node, lambda part: widened(part, alike, halves))


def relaxed(node: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]] | None:
    """The words of a query, some of which may be missing, and what must hold all the same.

    None where there is but one word.
    """
    if not isinstance(node, And):
        return None
    words = tuple(part for part in node.parts if any(True for _ in wanted(part)))
    firm = tuple(part for part in node.parts if part not in words)
    return (words, firm) if len(words) > 1 else None
