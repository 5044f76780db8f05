"""Inserts blocks of text into a post, after the block that shows an image."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from slidescan.alt.changes import FileChange
from slidescan.alt.context import AltContext
from slidescan.core.languages import UNDETERMINED
from slidescan.core.records import AltAction, ImageReference, Post, Slide
from slidescan.posts.edit import TextEdit
from slidescan.posts.image_blocks import ImageBlock, image_blocks
from slidescan.posts.site import Site

LOOKAHEAD_CHARS = 4096
"""How far after the image to look for an earlier block, plus four times the new block's length."""

SUMMARIES = {
    "en": "Text of the slide",
    "de": "Text der Folie",
    "fr": "Texte de la diapositive",
    "es": "Texto de la diapositiva",
    "it": "Testo della diapositiva",
    "nl": "Tekst van de dia",
    "pt": "Texto do diapositivo",
}
"""The heading of a long description, by the language of the page."""

CLASS_NAME = "slidescan"
"""The HTML class of long descriptions, by which slidescan recognises them."""

_SUMMARY_PATTERN = "|".join(SUMMARIES.values())
_LONG_TEXT_START = re.compile(
    rf"<(?:details|figcaption) class(?:Name)?=\"{CLASS_NAME}\"|\[(?:{_SUMMARY_PATTERN})\]\("
    rf"|> (?:\[!note\]- |\*\*)(?:{_SUMMARY_PATTERN})"
)


@dataclass(frozen=True, slots=True)
class Insertion:
    """A long description and the edits that write it.

    Attributes:
        text: The text to write, with line feeds between its lines; empty if there is none.
        action: Whether to write it.
        reason: Why.
        edits: The edits of the post.
        files: Files to write.
    """

    text: str
    action: AltAction
    reason: str
    edits: tuple[TextEdit, ...] = ()
    files: tuple[FileChange, ...] = ()


def no_insertion(reason: str) -> Insertion:
    """An insertion that writes nothing."""
    return Insertion("", "keep", reason)


class PostInserter:
    """Inserts blocks of text into one post.

    Args:
        site: The post's site.
        post: The post.
        text: Its text.
        offset: Count of bytes before the text (a byte order mark).
        context: Earlier texts and decisions.
    """

    def __init__(self, site: Site, post: Post, text: str, offset: int, context: AltContext) -> None:
        self.site = site
        self.post = post
        self.text = text
        self.generator = site.rules_of(post.path)
        self.dialect = self.generator.dialect
        self.line_end = "\r\n" if "\r\n" in text else "\n"
        self.used: set[int] = set()
        """Starts of the blocks that already have an insertion after them."""
        self._context = context
        self._offset = offset

    @cached_property
    def _image_blocks(self) -> tuple[ImageBlock, ...]:
        body = self.generator.front_matter(self.text, self.post.path).end
        return image_blocks(self.text, body, self.dialect)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\r\n?|\n", self.text))]

    def image_block(self, reference: ImageReference) -> ImageBlock | None:
        """The block that shows a reference; None if nothing can stand after it."""
        if reference.syntax == "front matter" or reference.line > len(self._line_starts):
            return None
        start = self._line_starts[reference.line - 1]
        return next((b for b in self._image_blocks if b.start <= start < b.end), None)

    def summary(self, slide: Slide) -> str:
        """The heading of a slide's long description, in the language of the page."""
        page = (self.post.language or self.generator.language or slide.language)[:2].lower()
        return SUMMARIES.get(page, SUMMARIES["en"])

    def attributes(self, slide: Slide) -> str:
        """The HTML attributes of a long description: its class, and `lang` if the page differs."""
        page = (self.post.language or self.generator.language or "")[:2].lower()
        lang = (
            f' lang="{slide.language}"'
            if page and slide.language not in (page, UNDETERMINED)
            else ""
        )
        return f'{"className" if self.dialect.jsx else "class"}="{CLASS_NAME}"{lang}'

    def written(self, slide: Slide) -> Sequence[str]:
        """The long descriptions of a slide that slidescan wrote for this post."""
        return self._context.long_texts_of.get((self.post.path, slide.image), ())

    def insert_after(self, slide: Slide, image_block: ImageBlock, block: str) -> Insertion:
        """Inserts `block` after the image's block, or replaces slidescan's earlier block there."""
        blank = re.compile(r"(?:[ \t>]*(?:\r\n?|\n))*").match(self.text, image_block.end)
        start = blank.end() if blank else image_block.end
        following = self.text[start:]
        bare = _without_prefix(following[: 4 * len(block) + LOOKAHEAD_CHARS], image_block.prefix)
        if bare.startswith(block):
            return Insertion(block, "same", "already written")
        if _LONG_TEXT_START.match(bare):
            for old in self.written(slide):
                old_lines = self._prefixed(old, image_block)
                if bare.startswith(old) and following.startswith(old_lines):
                    new_lines = self._prefixed(block, image_block)
                    return self.replacement(block, start, old_lines, new_lines)
            return no_insertion("edited by a person")
        lines = self._prefixed(block, image_block)
        inserted = f"{image_block.prefix.rstrip()}{self.line_end}{lines}{self.line_end}"
        return self.insert_lines(block, image_block, inserted)

    def insert_lines(self, block: str, image_block: ImageBlock, lines: str) -> Insertion:
        """Inserts whole lines after a block; the last line of the post may lack its end."""
        if image_block.end == len(self.text) and not self.text.endswith(("\n", "\r")):
            lines = self.line_end + lines.removesuffix(self.line_end)
        elif image_block.followed_by_text:
            lines += image_block.prefix.rstrip() + self.line_end
        return Insertion(block, "write", "missing", (self.edit(image_block.end, "", lines),))

    def replacement(self, block: str, start: int, old: str, new: str) -> Insertion:
        """Replaces slidescan's earlier text at `start`."""
        return Insertion(block, "write", "written before", (self.edit(start, old, new),))

    def edit(self, start: int, old: str, new: str) -> TextEdit:
        """The edit that replaces `old`, which starts at the index `start` of the text."""
        first = self._offset + len(self.text[:start].encode())
        return TextEdit(first, first + len(old.encode()), new.encode())

    def _prefixed(self, block: str, image_block: ImageBlock) -> str:
        """The lines of a block, prefixed for the list or quote of an image block."""
        return self.line_end.join(
            (image_block.prefix + line).rstrip() if line else image_block.prefix.rstrip()
            for line in block.split("\n")
        )


def _without_prefix(text: str, prefix: str) -> str:
    """The lines of a text without the prefix of their list or quote, with line feeds."""
    bare = prefix.rstrip()
    lines = []
    for line in text.splitlines():
        if line.startswith(prefix):
            lines.append(line[len(prefix) :])
        elif line.rstrip() == bare:
            lines.append("")
        else:
            lines.append(line)
    return "\n".join(lines)
