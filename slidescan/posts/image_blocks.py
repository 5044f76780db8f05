"""Blocks that can show an image, and how to insert a block after them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from slidescan.posts.dialect import COMMONMARK, Dialect
from slidescan.posts.markdown_parser import line_starts, markdown_parser

_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:")


@dataclass(frozen=True, slots=True)
class ImageBlock:
    """A paragraph or HTML block, by the indices of its characters.

    Attributes:
        start: The start of its first line.
        end: The index after its last line, including the line end.
        prefix: The prefix that keeps further lines in the same list or quote.
        text_start: The start of its text.
        kind: `paragraph` or `html`.
        followed_by_text: Whether the next line has text, which would continue an inserted block.
    """

    start: int
    end: int
    prefix: str
    text_start: int
    kind: Literal["paragraph", "html"]
    followed_by_text: bool


def image_blocks(text: str, body: int = 0, dialect: Dialect = COMMONMARK) -> tuple[ImageBlock, ...]:
    """Finds paragraphs and HTML blocks, in order; the arguments are as for `markdown.parse`.

    A footnote is none of them: generators move it, and a block after it would stay.
    """
    starts = line_starts(text)
    ends = [*starts[1:], len(text)]
    masked = dialect.mask(text, body).text
    if dialect.opener:
        masked = dialect.opener(masked).text
    parser = markdown_parser(
        indented_code=dialect.indented_code,
        space_after_hash=dialect.space_after_hash,
        html_blocks=dialect.html_blocks,
        opens_paragraphs=True,
    )
    tokens = parser.parse(masked, {})
    blocks = []
    for opening, inline in pairwise([*tokens, *tokens[:1]]):
        if opening.type not in ("paragraph_open", "html_block") or opening.map is None:
            continue
        is_paragraph = opening.type == "paragraph_open"
        first, last = opening.map
        source = inline.content if is_paragraph else opening.content.lstrip()
        if dialect.footnotes is not None and _FOOTNOTE.match(source):
            continue
        line = masked[starts[first] : ends[first]]
        indent = max(line.find(source.split("\n")[0].rstrip()), 0)
        while last > first and not masked[starts[last - 1] : ends[last - 1]].strip(" >\r\n"):
            last -= 1  # trailing blank lines are not part of the block
        next_line = text[starts[last] : ends[last]] if last < len(starts) else ""
        blocks.append(
            ImageBlock(
                start=starts[first],
                end=ends[last - 1],
                prefix=re.sub(r"[^>\s]", " ", line[:indent]),
                text_start=starts[first] + indent,
                kind="paragraph" if is_paragraph else "html",
                followed_by_text=bool(next_line.strip(" >\t\r\n")),
            )
        )
    return tuple(blocks)
