"""The forms in which a post can show a long description; see `LONG_FORMS`.

- `details`: a disclosure after the image's paragraph: HTML if posts may contain it, else a quote
  (Hugo without `unsafe`) or a folded callout (Obsidian).
- `figcaption`: the image's paragraph becomes a figure with the text as its caption.
- `caption-file`: a text file beside the photo, and a link to it after the image's paragraph.

A long description in a post is replaced only if it is unchanged since slidescan wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias
from urllib.parse import quote, urlsplit

from slidescan.alt import long
from slidescan.alt.changes import FileChange
from slidescan.alt.long_insertion import Insertion, PostInserter, no_insertion
from slidescan.core.records import ImageReference, LongForm, Slide
from slidescan.layout.structure import outline_of
from slidescan.posts.generators.mkdocs import MkDocs
from slidescan.posts.generators.pelican import Pelican
from slidescan.posts.image_blocks import ImageBlock

MIN_LONG_SPACES = 2
"""A text with fewer spaces and line ends (three words) needs no long description."""

MAX_CAPTION_CHARS = 65536
"""How far after the image to look for an earlier caption."""

MAX_CAPTION_GAP_CHARS = 200
"""How far after the image to look for the start of a caption."""

SERVES_NO_TEXT_FILES = ("astro", "vitepress", "vuepress", "mystmd")
"""Generators that don't publish text files beside a post."""

NEEDS_MARKDOWN_ATTRIBUTE = ("jekyll", "mkdocs", "zensical", "pelican")
"""Generators that render Markdown inside HTML only with the attribute `markdown="1"`."""

_URL_SAFE = "/:@!$&'*+,;=~%._-"
_FIGURE_END = re.compile(r"[ \t]*</figure\s*>", re.IGNORECASE)
_SINGLE_IMAGE = re.compile(r"!\[.*\](?:\([^\r\n]*\)|\[[^\]]*\])(?:\{[^}]*\})?|<img\b[^>]*>")

Form: TypeAlias = Callable[[PostInserter, ImageReference, Slide, ImageBlock], Insertion]


def insert_long_text(
    inserter: PostInserter, reference: ImageReference, slide: Slide, form: LongForm
) -> Insertion:
    """Inserts the long description of a slide after a reference that shows it.

    Args:
        inserter: The inserter of the post.
        reference: The reference that shows the slide.
        slide: The slide.
        form: A key of `LONG_FORMS`.
    """
    text = slide.description
    if text.count(" ") + text.count("\n") < MIN_LONG_SPACES:
        return no_insertion("the alt text says it all")
    image_block = inserter.image_block(reference)
    if image_block is None:
        return no_insertion("there is no place after it (a table, a heading, a field)")
    if image_block.start in inserter.used:
        return no_insertion("another image of its paragraph has one")
    insertion = LONG_FORMS[form](inserter, reference, slide, image_block)
    if insertion.action != "keep":
        inserter.used.add(image_block.start)
    return insertion


def _details(
    inserter: PostInserter, _reference: ImageReference, slide: Slide, image_block: ImageBlock
) -> Insertion:
    return inserter.insert_after(slide, image_block, _details_block(inserter, slide))


def _details_block(inserter: PostInserter, slide: Slide) -> str:
    summary = inserter.summary(slide)
    if inserter.dialect.wikilinks:
        return _quoted(f"[!note]- {summary}\n{long.as_markdown(outline_of(slide))}")
    if not inserter.dialect.raw_html:
        return _quoted(f"**{summary}**\n\n{long.as_markdown(outline_of(slide))}")
    head = f"<details {inserter.attributes(slide)}><summary>{summary}</summary>"
    body = long.as_html(outline_of(slide))
    if inserter.dialect.jsx:  # lines of their own would be Markdown
        return f"{head}{_joined(body)}</details>"
    return f"{head}\n{body}\n</details>"


def _figcaption(
    inserter: PostInserter, _reference: ImageReference, slide: Slide, image_block: ImageBlock
) -> Insertion:
    if not inserter.dialect.raw_html or inserter.dialect.wikilinks:
        return no_insertion("posts of this site show no HTML: --long details does")
    generator = inserter.generator
    if isinstance(generator, (MkDocs, Pelican)) and not (
        {"md_in_html", "extra"} & generator.extensions.keys()
    ):
        return no_insertion("it takes the extension md_in_html: --long details doesn't")
    body = _joined(long.as_html(outline_of(slide)))
    caption = f"<figcaption {inserter.attributes(slide)}>{body}</figcaption>"
    block = inserter.text[image_block.start : image_block.end]
    closing = _FIGURE_END.search(inserter.text, image_block.start, image_block.end)
    if image_block.kind == "html" and "<figure" in block.lower() and closing:
        if "<figcaption" in block.lower():
            return _replace_caption(inserter, slide, caption, block)
        edit = inserter.edit(closing.start(), "", caption + inserter.line_end)
        return Insertion(caption, "write", "missing", (edit,))
    if _is_in_figure(inserter, image_block):
        following = inserter.text[image_block.end : image_block.end + MAX_CAPTION_CHARS]
        return _replace_caption(inserter, slide, caption, following)
    if image_block.prefix or not _is_single_image(inserter, image_block):
        return no_insertion("it doesn't stand alone: --long details has a place")
    return _wrap_in_figure(inserter, image_block, caption)


def _wrap_in_figure(inserter: PostInserter, image_block: ImageBlock, caption: str) -> Insertion:
    """Makes a figure of the image's block, with a caption."""
    eol = inserter.line_end
    needs_attribute = inserter.generator.name in NEEDS_MARKDOWN_ATTRIBUTE
    attribute = ' markdown="1"' if needs_attribute else ""
    blank = "" if image_block.kind == "html" else eol
    opening = inserter.edit(image_block.start, "", f"<figure{attribute}>{eol}{blank}")
    lines = f"{blank}{caption}{eol}</figure>{eol}"
    insertion = inserter.insert_lines(caption, image_block, lines)
    return replace(insertion, edits=(opening, *insertion.edits))


def _is_single_image(inserter: PostInserter, image_block: ImageBlock) -> bool:
    """Whether a block contains only one image."""
    block = inserter.text[image_block.text_start : image_block.end].strip()
    return "\n" not in block and _SINGLE_IMAGE.fullmatch(block) is not None


def _is_in_figure(inserter: PostInserter, image_block: ImageBlock) -> bool:
    """Whether the image stands in a figure that slidescan wrote."""
    before = inserter.text[: image_block.start].rstrip()
    after = inserter.text[image_block.end : image_block.end + MAX_CAPTION_GAP_CHARS].lstrip()
    is_opened = before.endswith(("<figure>", '<figure markdown="1">'))
    return is_opened and after.startswith("<figcaption")


def _replace_caption(inserter: PostInserter, slide: Slide, caption: str, figure: str) -> Insertion:
    """Replaces the caption in the text of a figure if slidescan wrote it."""
    if caption in figure:
        return Insertion(caption, "same", "already written")
    for old in inserter.written(slide):
        start = inserter.text.find(old)
        if start >= 0 and old.startswith("<figcaption"):
            return inserter.replacement(caption, start, old, caption)
    return no_insertion("its caption is a person's")


def _caption_file(
    inserter: PostInserter, reference: ImageReference, slide: Slide, image_block: ImageBlock
) -> Insertion:
    generator = inserter.generator.name
    if generator in SERVES_NO_TEXT_FILES and not reference.target.startswith("/"):
        return no_insertion(f"{generator} serves no text files from beside a post")
    file = slide.image + ".txt"
    text = slide.description + "\n"
    path = inserter.site.root / file
    try:
        current = path.read_bytes()
    except FileNotFoundError:
        current = None
    except OSError as error:
        return no_insertion(f"{file} can't be read ({(error.strerror or '').lower()})")
    by_slidescan = {text.encode(), *(old.encode() for old in inserter.written(slide))}
    if current is not None and current not in by_slidescan:
        return no_insertion(f"{file} is there, and not slidescan's")
    url = quote(urlsplit(reference.target.strip()).path, safe=_URL_SAFE) + ".txt"
    link = f"[{inserter.summary(slide)}]({url})"
    insertion = inserter.insert_after(slide, image_block, link)
    files = () if current == text.encode() else (FileChange(file, text, current),)
    if insertion.action == "same" and files:
        return Insertion(link, "write", "written before", (), files)
    return replace(insertion, files=files)


LONG_FORMS: Mapping[LongForm, Form] = {
    "details": _details,
    "figcaption": _figcaption,
    "caption-file": _caption_file,
}
"""The forms, by their names in `--long`."""


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _joined(html: str) -> str:
    return html.replace("\n", "")
