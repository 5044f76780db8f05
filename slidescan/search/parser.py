"""Parses the text of a search into the tree of `query`.

    data lake          both words
    "data lake"        the words side by side
    data OR lake       either word
    -lake, NOT lake    without the word
    (data OR big) lake brackets
    title:lake         in one field: title, text, section, post, tag, footer
    lak*               words that begin with "lak"
    organi?ation       one letter, whichever; also within a word: org*tion
    lang:de            slides in a language
    after:2017-11      of posts (or photos) from that day, month or year on
    before:2018        before that day, month or year
    is:unlinked        see `filters.STATES`
    near:IMG_3031.jpg  shown or taken near a photo

No input is an error: a query that doesn't parse is searched as plain words, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from slidescan.core.emoji import emoji_terms
from slidescan.core.names import has_sign, joined_letters, without_signs
from slidescan.core.runs import joined_number
from slidescan.core.text import Token, fold, single_parts, spelled_out, tokens
from slidescan.search.filters import FILTERS
from slidescan.search.query import (
    And,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Term,
    Wildcard,
    in_field,
    join_parts,
)
from slidescan.search.typed import (
    MAX_PARSED_CHARS,
    plain_signs,
    wildcard_pattern,
    without_article,
    without_scheme,
)

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
"""The index's fields, by their names in the query language."""

MAX_QUERY_WORDS = 64
"""Words of a query that are searched; more words don't make a query better."""

MAX_BRACKET_DEPTH = 20
"""Nesting of brackets; deeper queries are searched as plain words."""

_LEXEME = re.compile(
    r"""(?P<open>\()
      | (?P<close>\))
      | (?P<phrase>(?P<pfield>\w+):"(?P<ptext>[^"]*)" | "(?P<text>[^"]*)")
      | (?P<or>(?:OR|\|\|?)(?=[\s()]|$))
      | (?P<and>(?:AND|&&)(?=[\s()]|$))
      | (?P<not>NOT(?=[\s()]|$)|-(?=[\w"($€£¥.]))
      | (?P<word>[^\s()"]+)
      | (?P<quote>")""",
    re.VERBOSE,
)


class _QuerySyntaxError(Exception):
    """The operators, brackets or filters of a query don't fit together."""


def parse(source: str) -> Query:
    """Parses a query; never raises."""
    source = plain_signs(source)
    try:
        root = _Parser(source).parse()
        limited = _limited(root)
        is_complete = limited == root and len(source) < MAX_PARSED_CHARS
        return Query(
            limited, "" if is_complete else f"only the first {MAX_QUERY_WORDS} words count"
        )
    except _QuerySyntaxError as problem:
        plain = re.sub(r'[()"|&]', " ", source)
        words = [w for w in plain.split() if w not in ("OR", "AND", "NOT")]
        parts = [n for w in words[:MAX_QUERY_WORDS] for n in _word_nodes(w.lstrip("-"), None)]
        return Query(join_parts(And, parts), f"searched as plain words: {problem}")


class _Parser:
    """Recursive descent over the lexemes: or → and → not → unit."""

    def __init__(self, source: str) -> None:
        self._lexemes = list(_LEXEME.finditer(source))
        self._at = 0
        self._depth = 0

    def parse(self) -> Node | None:
        node = self._or()
        if self._at < len(self._lexemes):
            raise _QuerySyntaxError("a bracket is closed that was never opened")
        return node

    def _kind(self) -> str | None:
        if self._at >= len(self._lexemes):
            return None
        kind = self._lexemes[self._at].lastgroup
        return "phrase" if kind in ("ptext", "text", "pfield") else kind

    def _or(self) -> Node | None:
        parts = [self._and()]
        while self._kind() == "or":
            self._at += 1
            parts.append(self._and())
        return join_parts(Or, [p for p in parts if p is not None])

    def _and(self) -> Node | None:
        parts: list[Node] = []
        while self._kind() not in (None, "or", "close"):
            if self._kind() == "and":
                self._at += 1
                continue
            parts += self._unit()
        return join_parts(And, parts)

    def _unit(self) -> list[Node]:
        lexeme, kind = self._lexemes[self._at], self._kind()
        self._at += 1
        if kind == "not":
            return self._not()
        if kind == "open":
            return self._brackets()
        if kind == "phrase":
            return self._phrase(lexeme)
        if kind == "quote":
            raise _QuerySyntaxError("a quotation mark is never closed")
        return self._word(lexeme)

    def _not(self) -> list[Node]:
        if self._kind() in (None, "or", "and", "close"):
            raise _QuerySyntaxError("“NOT” is followed by nothing")
        inner = join_parts(And, self._unit())
        return [Not(inner)] if inner is not None else []

    def _brackets(self) -> list[Node]:
        self._depth += 1
        if self._depth > MAX_BRACKET_DEPTH:
            raise _QuerySyntaxError("brackets are nested too deeply")
        inside = self._or()
        if self._kind() != "close":
            raise _QuerySyntaxError("a bracket is never closed")
        self._at += 1
        self._depth -= 1
        return [inside] if inside is not None else []

    def _word(self, lexeme: re.Match[str]) -> list[Node]:
        prefix, colon, rest = lexeme.group().partition(":")
        name = prefix.lower()
        if colon and name in FILTERS:
            if not rest and self._kind() == "phrase":
                rest = self._lexemes[self._at]["text"] or ""
                self._at += 1
            return [_filter(name, rest)]
        if colon and name in FIELDS:
            if not rest and self._kind() in ("open", "phrase"):
                return [in_field(node, FIELDS[name]) for node in self._unit()]
            return list(_word_nodes(rest, FIELDS[name]))
        return list(_word_nodes(lexeme.group(), None))

    @staticmethod
    def _phrase(lexeme: re.Match[str]) -> list[Node]:
        name = (lexeme["pfield"] or "").lower()
        text = lexeme["ptext"] if lexeme["pfield"] is not None else lexeme["text"]
        if name in FILTERS:
            return [_filter(name, text)]
        field = FIELDS.get(name)
        words = tuple(t.term for t in tokens(text, parts=False))
        nodes: list[Node] = [Term(emoji, field) for emoji, _, _ in emoji_terms(text)]
        if name and field is None:
            nodes += _word_nodes(name, None)
        if len(words) == 1:
            nodes.append(Term(words[0], field))
        elif words:
            nodes.append(Phrase(words[:MAX_QUERY_WORDS], field))
        return nodes


def _word_nodes(text: str, field: str | None) -> Iterator[Node]:
    """Yields the nodes of a run without spaces: emoji, and a term or an unquoted phrase."""
    yield from (Term(emoji, field) for emoji, _, _ in emoji_terms(text))
    text = without_scheme(text)
    pattern = wildcard_pattern(text)
    if pattern:
        literal = join_parts(And, list(_plain_word_nodes(re.sub(r"[*?]", " ", text), field)))
        yield Wildcard(pattern, field, literal)
    else:
        yield from _plain_word_nodes(text, field)


def _plain_word_nodes(text: str, field: str | None) -> Iterator[Node]:
    prefix = text.endswith("*")
    words = list(tokens(text, parts=False))
    name = _sign_term(text, words)
    if name is not None and not prefix:
        bare = without_signs(name) if len(words) == 1 else ""
        parts = tuple(word.term for word in words) if len(words) > 1 else ()
        yield Term(name, field, parts=parts, bare=bare)
    elif len(words) == 1:
        (word,) = words
        written = text[word.start : word.end]
        parts = single_parts(written)
        is_compound = "".join(parts) == word.term and len(parts) > 1
        spellings = tuple(filter(None, (spelled_out(written), without_article(written))))
        yield Term(word.term, field, prefix, parts if is_compound else (), spellings)
    elif words:
        terms = tuple(word.term for word in words[:MAX_QUERY_WORDS])
        joined = joined_letters(text) or joined_number(text)
        if joined:
            yield Term(fold(joined), field, parts=terms)
            return
        parts = tuple(
            part
            for word in words[:MAX_QUERY_WORDS]
            for part in single_parts(text[word.start : word.end]) or (word.term,)
        )
        yield Phrase(terms, field, quoted=False, parts=() if parts == terms else parts)


def _sign_term(text: str, words: Sequence[Token]) -> str | None:
    """Returns the name with signs that is a whole run: `C++`, `R&D`; None if there is none."""
    if not words:
        return None
    start, end = words[0].start, words[-1].end
    terms = (t for t in tokens(text) if has_sign(t.term) and t.start <= start and t.end >= end)
    return next((token.term for token in terms), None)


def _filter(name: str, value: str) -> Node:
    try:
        return FILTERS[name](value.strip())
    except (ValueError, OverflowError) as error:
        raise _QuerySyntaxError(f"“{name}:” {error}") from error


def _limited(root: Node | None) -> Node | None:
    """Limits a query to `MAX_QUERY_WORDS` words."""
    left = MAX_QUERY_WORDS

    def cut(node: Node) -> Node | None:
        nonlocal left
        if isinstance(node, Not):
            part = cut(node.part)
            return Not(part) if part is not None else None
        if isinstance(node, (And, Or)):
            parts = [p for p in map(cut, node.parts) if p is not None]
            return join_parts(type(node), parts)
        left -= len(node.words) if isinstance(node, Phrase) else 1
        return node if left >= 0 else None

    return cut(root) if root is not None else None
