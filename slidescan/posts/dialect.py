"""How a generator reads Markdown: what runs before it, and which of its rules hold.

Template code (shortcodes, Liquid, Nunjucks, JSX comments) is worked off before Markdown is read.
So that places in the post stay what they are, it is covered, not taken out: `Veiled` has the
length and the line ends of the post.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

VEIL = "\ue000"
"""Stands where covered template code begins; letters follow. (Private use: no post means it.)"""

Tags: TypeAlias = Literal["none", "hugo", "liquid", "nunjucks", "zola"]
"""Template code that may show images."""


@dataclass(frozen=True, slots=True)
class Veiled:
    """A post with its template code covered.

    Attributes:
        text: Of the same length, with the same line ends.
        ends: Where each covered stretch ends, by where it begins; in order.
    """

    text: str
    ends: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Between:
    """What begins and ends with something, and may hold anything.

    Attributes:
        opening: What it begins with; a group `tag` may be asked for by a closing.
        closings: What must follow, one after the other, up to the last.
    """

    opening: str
    closings: tuple[str, ...]


class Code:
    """Finds stretches of template code, in time that grows with the text alone.

    A regular expression with `.*?` looks to the end of a text once for each beginning that has no
    end; here, what was looked for in vain is not looked for again.

    Args:
        kinds: What is looked for; the first that begins at a place counts.
    """

    def __init__(self, *kinds: Between) -> None:
        self._kinds = kinds
        openings = "|".join(kind.opening.replace("(?P<tag>", "(?:") for kind in kinds)
        self._opening = re.compile(openings, re.MULTILINE)

    def finditer(self, text: str) -> Iterator[tuple[int, int]]:
        """Where stretches begin and end, in order, not overlapping."""
        vain: set[str] = set()
        at = 0
        while (found := self._opening.search(text, at)) is not None:
            at = found.start() + 1
            for kind in self._kinds:
                opened = re.compile(kind.opening, re.MULTILINE).match(text, found.start())
                if opened is None:
                    continue
                end = self._end(text, kind, opened, vain)
                if end is not None:
                    yield found.start(), end
                    at = max(end, at)
                    break

    def _end(self, text: str, kind: Between, opened: re.Match[str], vain: set[str]) -> int | None:
        at = opened.end()
        for closing in kind.closings:
            wanted = closing.format(tag=opened["tag"]) if "{tag}" in closing else closing
            found = None if wanted in vain else re.compile(wanted).search(text, at)
            if found is None:
                vain.add(wanted)
                return None
            at = found.end()
        return at

    def sub(self, replaced: Callable[[int, int], str], text: str) -> str:
        """The text with each stretch replaced; told where it begins and ends."""
        parts, at = [], 0
        for start, end in self.finditer(text):
            parts += [text[at:start], replaced(start, end)]
            at = end
        return "".join((*parts, text[at:]))


@dataclass(frozen=True, slots=True)
class Dialect:
    """How Markdown is read.

    Attributes:
        blanked: What leaves nothing behind: comments, control statements, imports.
        covered: What leaves text behind that only the generator knows.
        tags: Which kind of template code shows images.
        raw_html: Whether HTML in a post gets into the page.
        indented_code: Whether four spaces make code (in MDX, they don't).
        space_after_hash: Whether `#Heading` is none.
        wikilinks: Whether `![[image.png]]` embeds an image.
        directives: Whether `{figure} image.png` after a fence shows an image (MyST).
        nested_headings: Whether headings in lists and quotes are any.
        jsx: Whether HTML is JSX: values in braces, imported images.
    """

    blanked: Code | None = None
    covered: Code | None = None
    tags: Tags = "none"
    raw_html: bool = True
    indented_code: bool = True
    space_after_hash: bool = True
    wikilinks: bool = False
    directives: bool = False
    nested_headings: bool = True
    jsx: bool = False
    marks: tuple[str, ...] = field(default=("{",))

    def veiled(self, text: str, begin: int) -> Veiled:
        """Cover template code from `begin` on; what is before is blanked, line by line."""
        body = text[begin:].replace(VEIL, "\ue001")
        if any(mark in body for mark in self.marks):
            if self.blanked:
                whole = body
                body = self.blanked.sub(lambda s, e: _NOT_NEWLINE.sub(" ", whole[s:e]), whole)
            ends: dict[int, int] = {}
            if self.covered:
                shown = body

                def cover(start: int, end: int) -> str:
                    ends[begin + start] = begin + end
                    return VEIL + _NOT_NEWLINE.sub("x", shown[start + 1 : end])

                body = self.covered.sub(cover, shown)
            return Veiled(_NOT_NEWLINE.sub(" ", text[:begin]) + body, ends)
        return Veiled(_NOT_NEWLINE.sub(" ", text[:begin]) + body, {})


_NOT_NEWLINE = re.compile(r"[^\r\n]")


def _block(names: str) -> Between:
    """Tags whose contents are no Markdown, up to their ends."""
    return Between(rf"\{{%-?\s*(?P<tag>{names})\b", (r"%\}", r"\{{%-?\s*end{tag}\s*-?%\}}"))


_CONTROL = Between(
    r"\{%-?\s*(?:end)?(?:raw|if|elsif|elseif|else|unless|case|when|for|assign|capture|break"
    r"|continue|increment|decrement|cycle|tablerow|set|block|extends|macro|filter)\b",
    (r"%\}",),
)
_OUTPUT = Code(Between(r"\{%", (r"%\}",)), Between(r"\{\{", (r"\}\}",)))
_SHORTCODE = Code(Between(r"\{\{[<%](?!/\*)", (r"[>%]\}\}",)))

COMMONMARK = Dialect()
HUGO = Dialect(covered=_SHORTCODE, tags="hugo")
LIQUID = Dialect(
    blanked=Code(_block("comment|highlight"), _CONTROL), covered=_OUTPUT, tags="liquid"
)
NUNJUCKS = Dialect(
    blanked=Code(_block("codeblock|code|comment"), Between(r"\{#", (r"#\}",)), _CONTROL),
    covered=_OUTPUT,
    tags="nunjucks",
)
ZOLA = Dialect(
    covered=Code(
        Between(r"\{\{\s*\w+\(", (r"\)\s*\}\}",)),
        Between(r"\{%\s*\w+\(", (r"\)\s*%\}",)),
        Between(r"\{%\s*end\s*%\}", ()),
    ),
    tags="zola",
)
MDX = Dialect(
    blanked=Code(Between(r"\{/\*", (r"\*/\}",)), Between(r"^(?:import|export)[ \t][^\r\n]*", ())),
    indented_code=False,
    jsx=True,
    marks=("{", "import", "export"),
)
OBSIDIAN = Dialect(blanked=Code(Between("%%", ("%%",))), wikilinks=True, marks=("%%",))
MYST = Dialect(directives=True, nested_headings=False)
