"""A post's blocks: its headings, and the stretches of source in which images can stand.

Block structure comes from markdown-it-py, which knows lines; what stands inside a line, to the
byte, is found by `images`.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

from slidescan.posts.dialect import COMMONMARK, VEIL, Dialect, Veiled

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

_NEWLINE = re.compile(r"\r\n?|\n")

MAX_HEADING = 1000
"""Characters of a heading, at most; the rest of a longer one is not looked at."""

PartKind: TypeAlias = Literal["text", "entity", "code", "image", "html", "break", "template"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as written.

    Attributes:
        level: 1..6.
        line: 1-based.
        source: Raw Markdown of its last line, markers and container prefixes removed.
        raw: Its last line, untouched.
        parts: What it is made of, in order: text, entities as written, code, images (by their
            alt texts), HTML tags, line breaks, template code.
        attributes: Of an HTML heading; None where it is Markdown.
        before: The line above it, if the heading follows it directly.
        after: The line below it.
        nested: Whether it stands in a list or quote.
        codes: Which of the post's stretches of template code stand in it, counted from 0.
    """

    level: int
    line: int
    source: str
    parts: tuple[tuple[PartKind, str], ...]
    attributes: Mapping[str, str] | None = None
    before: str = ""
    after: str = ""
    nested: bool = False
    codes: tuple[int, ...] = ()
    raw: str = ""

    def text(self, *kinds: PartKind) -> str:
        """Its parts of these kinds, joined; breaks count as they are written.

        Entities are resolved with the text, unless they are asked for.
        """
        return "".join(
            html.unescape(content) if kind == "entity" and "entity" not in kinds else content
            for kind, content in self.parts
            if kind in kinds or (kind == "entity" and "text" in kinds)
        )

    @property
    def shown(self) -> str:
        """As a reader sees it."""
        joined = self.text("text", "code", "image", "break")
        return " ".join(joined.split())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of the source from `start` to `end` that hold inline text or raw HTML."""

    start: int
    end: int
    html: bool


@dataclass(frozen=True, slots=True)
class Blocks:
    """What `parse` finds.

    Attributes:
        headings: In order; those written as HTML are found by `images`.
        stretches: In order, not overlapping.
        definitions: Addresses of reference-style links by their normalised label.
        lines: Index of each line's first character.
        veiled: The post as Markdown sees it, and where template code is covered.
        dialect: How it was read.
    """

    headings: tuple[Heading, ...]
    stretches: tuple[Stretch, ...]
    definitions: Mapping[str, str]
    lines: tuple[int, ...]
    veiled: Veiled
    dialect: Dialect = field(default=COMMONMARK)

    def line_at(self, index: int) -> int:
        """The 1-based line of a character."""
        return bisect_right(self.lines, index)


@cache
def _parser(indented_code: bool, space_after_hash: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
    # Only headings are parsed within lines, and there entities are told from text.
    parser.disable(["inline", "text_join"])
    if not indented_code:
        parser.disable("code")
    if not space_after_hash:
        parser.block.ruler.at(
            "heading", _tight_heading, {"alt": ["paragraph", "reference", "blockquote"]}
        )
    return parser


_TIGHT = re.compile(r"(?P<hashes>#{1,6})(?P<content>.*?)#*[ \t]*$")


def _tight_heading(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A heading whose text may follow its hashes at once, as in the first Markdown."""
    del last
    begin = state.bMarks[first] + state.tShift[first]
    if state.is_code_block(first) or state.src[begin : begin + 1] != "#":
        return False
    found = _TIGHT.match(state.src[begin : state.eMarks[first]])
    if found is None or not found["content"].strip():
        return False
    if silent:
        return True
    state.line = first + 1
    tag = f"h{len(found['hashes'])}"
    opening = state.push("heading_open", tag, 1)
    opening.map = [first, state.line]
    inline = state.push("inline", "", 0)
    inline.content = found["content"].strip()
    inline.map = [first, state.line]
    inline.children = []
    state.push("heading_close", tag, -1)
    return True


def parse(text: str, body: int = 0, dialect: Dialect = COMMONMARK) -> Blocks:
    """Find the blocks of a post.

    Args:
        text: The post, whole, line ends as they are.
        body: Index where its front matter ends; what is before holds no blocks.
        dialect: How its generator reads Markdown.
    """
    starts = [0, *(m.end() for m in _NEWLINE.finditer(text))]
    veiled = dialect.veiled(text, body)
    env: dict[str, dict[str, dict[str, object]]] = {}
    parser = _parser(dialect.indented_code, dialect.space_after_hash)
    tokens = parser.parse(veiled.text, env)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            inline.children = []
            inline.content = inline.content[:MAX_HEADING]
            parser.inline.parse(inline.content, parser, env, inline.children)
    definitions = {label: str(found["href"]) for label, found in env.get("references", {}).items()}
    if any(_ENCODED_VEIL in address for address in definitions.values()):
        definitions |= _templated(text, veiled)
    ends = [*starts[1:], len(text)]

    def stretch(first: int, last: int, *, is_html: bool) -> Stretch:
        return Stretch(starts[first], ends[min(last, len(starts)) - 1], is_html)

    wanted = ("inline", "html_block", "fence") if dialect.directives else ("inline", "html_block")
    stretches = [
        stretch(token.map[0], token.map[1], is_html=token.type == "html_block")
        for token in tokens
        if token.type in wanted and token.map
        if token.type != "fence" or token.info.lstrip().startswith("{")
    ]
    # Cells of a table row all give the row's line: once is enough.
    unique = sorted(set(stretches), key=lambda s: (s.start, s.end))
    headings = tuple(_headings(tokens, text, starts, veiled, nested=dialect.nested_headings))
    return Blocks(headings, tuple(unique), definitions, tuple(starts), veiled, dialect)


_ENCODED_VEIL = "%EE%80%80"
_DEFINITION = re.compile(rf"^[ >]{{0,6}}\[([^\]]+)\]:[ \t]*([^\s{VEIL}]*{VEIL}\S*)", re.MULTILINE)


def _templated(text: str, veiled: Veiled) -> dict[str, str]:
    """Addresses of reference-style links that hold template code."""
    from markdown_it.common.utils import normalizeReference

    return {
        normalizeReference(found[1]): text[found.start(2) : found.end(2)]
        for found in _DEFINITION.finditer(veiled.text)
    }


@dataclass(frozen=True, slots=True)
class Holder:
    """A block that may show images, and where something can stand after it.

    Attributes:
        start: Index of its first line's first character.
        end: Index after its last line, line end included.
        prefix: What lines after it must begin with to stand in the same list or quote.
        content: Where its text begins.
        kind: `paragraph` or `html`.
        followed: Whether the next line isn't blank, and so would run on.
    """

    start: int
    end: int
    prefix: str
    content: int
    kind: Literal["paragraph", "html"]
    followed: bool


def holders(text: str, body: int = 0, dialect: Dialect = COMMONMARK) -> tuple[Holder, ...]:
    """Paragraphs and blocks of HTML, in order; arguments as for `parse`."""
    starts = [0, *(m.end() for m in _NEWLINE.finditer(text))]
    ends = [*starts[1:], len(text)]
    veiled = dialect.veiled(text, body)
    tokens = _parser(dialect.indented_code, dialect.space_after_hash).parse(veiled.text, {})
    found = []
    for opening, inner in pairwise([*tokens, *tokens[:1]]):
        if opening.type not in ("paragraph_open", "html_block") or opening.map is None:
            continue
        first, last = opening.map
        source = inner.content if opening.type == "paragraph_open" else opening.content.lstrip()
        line = veiled.text[starts[first] : ends[first]]
        at = line.find(source.split("\n")[0].rstrip())
        prefix = re.sub(r"[^>\s]", " ", line[: max(at, 0)])
        while last > first and not veiled.text[starts[last - 1] : ends[last - 1]].strip(" >\r\n"):
            last -= 1  # blank lines at its end are not part of it
        following = text[starts[last] : ends[last]] if last < len(starts) else ""
        found.append(
            Holder(
                starts[first],
                ends[last - 1],
                prefix,
                starts[first] + max(at, 0),
                "paragraph" if opening.type == "paragraph_open" else "html",
                bool(following.strip(" >\t\r\n")),
            )
        )
    return tuple(found)


def _headings(
    tokens: list[Token], text: str, starts: list[int], veiled: Veiled, *, nested: bool
) -> Iterator[Heading]:

    def line(number: int) -> str:
        if not 0 <= number < len(starts):
            return ""
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        return text[starts[number] : end].rstrip("\r\n")

    covered = list(veiled.ends.items())
    places = list(veiled.ends)
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open" or opening.map is None:
            continue
        if opening.level and not nested:
            continue
        first, last = opening.map
        end = starts[last] if last < len(starts) else len(text)
        numbers = range(bisect_left(places, starts[first]), bisect_left(places, end))
        codes = [text[slice(*covered[n])] for n in numbers]
        yield Heading(
            level=int(opening.tag[1]),
            line=first + 1,
            source=_unveiled(inline.content, codes).split("\n")[-1].strip(),
            parts=tuple(_parts(inline, iter(codes))),
            before=line(first - 1),
            after=line(last),
            nested=opening.level > 0,
            codes=tuple(numbers),
            raw=line(last - 1 if opening.markup.startswith("#") else last - 2),
        )


def _unveiled(content: str, codes: Iterable[str]) -> str:
    """A text in which template code is shown again."""
    if VEIL not in content:
        return content
    given = iter(codes)
    shown, at = [], 0
    while (found := content.find(VEIL, at)) >= 0:
        code = next(given, "")
        shown += [content[at:found], code]
        at = found + max(1, len(code))
    return "".join((*shown, content[at:]))


def _parts(inline: Token, codes: Iterator[str]) -> Iterator[tuple[PartKind, str]]:
    for child in inline.children or []:
        if child.type == "text" or child.info == "escape":
            yield from _texts(child.content, codes)
        elif child.type == "text_special":
            yield "entity", child.markup
        elif child.type == "code_inline":
            yield "code", _unveiled(child.content, codes)
        elif child.type == "image":
            yield "image", _unveiled(child.content, codes)
        elif child.type == "html_inline":
            yield "html", _unveiled(child.content, codes)
        elif child.type in ("softbreak", "hardbreak"):
            yield "break", "\n"


def _texts(content: str, codes: Iterator[str]) -> Iterator[tuple[PartKind, str]]:
    at = 0
    while (found := content.find(VEIL, at)) >= 0:
        if content[at:found]:
            yield "text", content[at:found]
        code = next(codes, "")
        yield "template", code
        at = found + max(1, len(code))
    if content[at:]:
        yield "text", content[at:]
