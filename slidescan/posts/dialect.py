"""How a generator reads Markdown: what runs before it, and which of its rules hold.

Template code (shortcodes, Liquid, Nunjucks, JSX comments) is worked off before Markdown is read.
So that places in the post stay what they are, it is covered, not taken out: `Veiled` has the
length and the line ends of the post.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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

    blanked: re.Pattern[str] | None = None
    covered: re.Pattern[str] | None = None
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
                body = self.blanked.sub(lambda m: _NOT_NEWLINE.sub(" ", m.group()), body)
            ends: dict[int, int] = {}
            if self.covered:

                def cover(found: re.Match[str]) -> str:
                    ends[begin + found.start()] = begin + found.end()
                    return VEIL + _NOT_NEWLINE.sub("x", found.group()[1:])

                body = self.covered.sub(cover, body)
            return Veiled(_NOT_NEWLINE.sub(" ", text[:begin]) + body, ends)
        return Veiled(_NOT_NEWLINE.sub(" ", text[:begin]) + body, {})


_NOT_NEWLINE = re.compile(r"[^\r\n]")


def _blocks(names: str) -> str:
    """Tags whose contents are no Markdown, up to their ends."""
    return rf"\{{%-?\s*(?P<tag>{names})\b.*?%\}}.*?\{{%-?\s*end(?P=tag)\s*-?%\}}"


_CONTROL = (
    r"\{%-?\s*(?:end)?(?:raw|if|elsif|elseif|else|unless|case|when|for|assign|capture|break"
    r"|continue|increment|decrement|cycle|tablerow|set|block|extends|macro|filter)\b.*?%\}"
)
_OUTPUT = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)

COMMONMARK = Dialect()
HUGO = Dialect(covered=re.compile(r"\{\{[<%](?!/\*).*?[>%]\}\}", re.DOTALL), tags="hugo")
LIQUID = Dialect(
    blanked=re.compile(f"{_blocks('comment|highlight')}|{_CONTROL}", re.DOTALL),
    covered=_OUTPUT,
    tags="liquid",
)
NUNJUCKS = Dialect(
    blanked=re.compile(rf"{_blocks('codeblock|code|comment')}|\{{#.*?#\}}|{_CONTROL}", re.DOTALL),
    covered=_OUTPUT,
    tags="nunjucks",
)
ZOLA = Dialect(
    covered=re.compile(r"\{\{\s*\w+\(.*?\)\s*\}\}|\{%\s*(?:\w+\(.*?\)|end)\s*%\}", re.DOTALL),
    tags="zola",
)
MDX = Dialect(
    blanked=re.compile(r"(?s:\{/\*.*?\*/\})|^(?:import|export)[ \t][^\r\n]*", re.MULTILINE),
    indented_code=False,
    jsx=True,
    marks=("{", "import", "export"),
)
OBSIDIAN = Dialect(blanked=re.compile(r"%%.*?%%", re.DOTALL), wikilinks=True, marks=("%%",))
MYST = Dialect(directives=True, nested_headings=False)
