"""The headings and image references of a page, with those of the files that it includes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from slidescan.core.records import ImageReference, IncludedReference, Span
from slidescan.posts.embeds import Embed, block_span
from slidescan.posts.expansion import MAX_INCLUDED_FILES, MAX_INCLUSION_DEPTH, ExpandedPage, expand
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.protocol import Generator
from slidescan.posts.headings import Heading, PartKind
from slidescan.posts.markdown import Blocks, html_blocks, line_at, parse
from slidescan.posts.markdown_parser import line_starts
from slidescan.posts.mentions import mentions
from slidescan.posts.org import read_org
from slidescan.posts.page_footnotes import PageFootnotes
from slidescan.posts.page_headings import PageHeading, Position
from slidescan.posts.post_files import read_included
from slidescan.posts.references.cells import cell_spans, plot_files
from slidescan.posts.references.front_matter import (
    CARD_FIELDS,
    front_matter_images,
    unseen_spans,
)
from slidescan.posts.references.scanner import scan
from slidescan.posts.references.state import AltSlot, ReferenceMatch
from slidescan.posts.site import Site
from slidescan.posts.surroundings import words_around

MAX_REFERENCES = 10_000
"""Further image references of a page are ignored."""

_SPACES_OR_SYNTAX = re.compile(r"[\s#|^:%\[\]\\]+")


@dataclass(frozen=True, slots=True)
class PageContent:
    """The headings and image references of a page.

    Attributes:
        headings: All its headings, in order.
        references: Its own references with their positions, in order.
        included: References in included files with their positions.
        includes: The included files, and those that would be included if they existed.
        line_count: The number of its lines.
        mentions: Lines and names of image files that no reference covers.
    """

    headings: tuple[PageHeading, ...]
    references: tuple[tuple[Position, ImageReference], ...]
    included: tuple[tuple[Position, IncludedReference], ...]
    includes: tuple[str, ...]
    line_count: int
    mentions: tuple[tuple[int, str], ...] = ()


@dataclass(slots=True)
class _Reader:
    """Reads a page and the files that it embeds.

    Attributes:
        site: The site.
        open_files: The page and the embedded files that are being read.
        count: The number of embedded files so far.
    """

    site: Site
    open_files: list[str] = field(default_factory=list)
    count: int = 0

    def read(self, path: str, text: str, offset: int, matter: FrontMatter) -> PageContent:
        """Reads a page; the arguments are as for `read_content`."""
        generator = self.site.generator
        page = expand(self.site, path, text, matter.end)
        markup, dialect = generator.markup_of(path, matter), generator.dialect_of(path)
        if markup == "org":
            blocks, scanned = read_org(page.text)
        else:
            is_html = markup == "html"
            blocks = (html_blocks if is_html else parse)(page.text, matter.end, dialect)
            scanned = scan(page.text, blocks, matter)
        lines = _Lines(path, text, page, blocks)
        written = sorted((*blocks.headings, *scanned.headings), key=lambda h: h.line)
        expanded = [_expand_templates(heading, self.site, path, matter) for heading in written]
        notes = PageFootnotes(blocks)
        expanded = notes.without_references(expanded)
        headings = [
            PageHeading(
                (blocks.line_starts[heading.line - 1],),
                heading.level,
                heading_id.text,
                heading_id.value,
                lines.at(blocks.line_starts[heading.line - 1]),
                heading_id.unknown,
            )
            for heading, heading_id in zip(expanded, generator.heading_ids(expanded), strict=True)
        ]
        matches = front_matter_images(generator.image_fields, matter, text)
        implicit = generator.implicit_targets(path, matter)
        matches += [ReferenceMatch(target, 0, "front matter") for target in implicit]
        matches = [*matches, *scanned.references][:MAX_REFERENCES]
        matches = [
            _with_target(m, generator, path, matter) for m in matches if notes.is_visible(m.start)
        ]
        headings += notes.heading(matches, len(lines.starts) + 1)
        content = PageContent(
            tuple(headings),
            tuple(lines.page_references(matches, offset, notes)),
            tuple(lines.included_references(matches, notes)),
            page.includes,
            len(lines.starts),
            () if page.texts else tuple(lines.mentions(matter, generator, matches)),
        )
        self.open_files.append(path)
        for embed in scanned.embeds:
            content = self._with_embedded(content, embed, path, lines.at(embed.start))
        self.open_files.pop()
        return content

    def _with_embedded(
        self, content: PageContent, embed: Embed, path: str, line: int
    ) -> PageContent:
        """A page with the headings and references of a file that it embeds."""
        file = self.site.embedded_file(embed.target, path) if embed.target else None
        looked_for = (file,) if file else self.site.generator.embed_files(embed.target, path)
        includes = tuple(dict.fromkeys((*content.includes, *looked_for)))
        content = replace(content, includes=includes)
        is_deep = len(self.open_files) > MAX_INCLUSION_DEPTH or self.count == MAX_INCLUDED_FILES
        if file is None or file in self.open_files or is_deep:
            return content
        text = read_included(self.site, file)
        if text is None:
            return content
        self.count += 1
        matter = self.site.generator.front_matter(text, file)
        embedded = self.read(file, text, 0, matter)
        is_part = _part(embedded, embed.part, text)
        headings = [
            replace(heading, position=(embed.start, *heading.position), line=line)
            for heading in embedded.headings
            if embed.has_headings and is_part(heading.position)
        ]
        direct = ((position, _included(r, line, file)) for position, r in embedded.references)
        deeper = ((position, replace(r, line=line)) for position, r in embedded.included)
        included = [
            ((embed.start, *position), reference)
            for position, reference in (*direct, *deeper)
            if is_part(position)
        ]
        return replace(
            content,
            headings=tuple(sorted((*content.headings, *headings), key=lambda h: h.position)),
            included=(*content.included, *included),
            includes=tuple(dict.fromkeys((*content.includes, *embedded.includes))),
        )


def read_content(site: Site, path: str, text: str, offset: int, matter: FrontMatter) -> PageContent:
    """Reads the headings and image references of a page.

    Args:
        site: Its site.
        path: Its path below the site.
        text: Its text.
        offset: The number of bytes before the text.
        matter: Its front matter.
    """
    return _Reader(site).read(path, text, offset, matter)


def _with_target(
    match: ReferenceMatch, generator: Generator, path: str, matter: FrontMatter
) -> ReferenceMatch:
    """A reference with the target that the generator makes of what is written."""
    target = generator.reference_target(match.target, match.syntax, path, matter)
    return match if target == match.target else replace(match, target=target)


def _part(content: PageContent, part: str, text: str) -> Callable[[Position], bool]:
    """Tells whether a position is in a part of a file: below a heading, or in a block."""
    if not part:
        return lambda _: True
    if part.startswith("^"):
        start, end = block_span(text, part[1:])
        return lambda position: start <= position[0] < end
    wanted = _plain(part.rsplit("#", 1)[-1])
    headings = content.headings
    for number, heading in enumerate(headings):
        if _plain(heading.text) == wanted:
            following = (h for h in headings[number + 1 :] if h.level <= heading.level)
            after = next(following, None)
            limit = after.position if after else None
            return lambda position: (
                heading.position <= position and (limit is None or position < limit)
            )
    return lambda _: False


def _plain(text: str) -> str:
    return _SPACES_OR_SYNTAX.sub(" ", text).strip().casefold()


@dataclass(slots=True)
class _Lines:
    """The lines of a page and of the files that it includes as text.

    Attributes:
        path: The page.
        text: Its text.
        page: Its text with that of the included files.
        blocks: The blocks of that text.
        starts: The index of each of the page's lines.
    """

    path: str
    text: str
    page: ExpandedPage
    blocks: Blocks
    starts: Sequence[int] = ()

    def __post_init__(self) -> None:
        self.starts = line_starts(self.text) if self.page.texts else self.blocks.line_starts

    def at(self, index: int) -> int:
        """The page's line of an index into the expanded text."""
        if self.page.texts:
            index = self.page.origin(index).page_index
        return line_at(self.starts, index)

    def _is_on_page(self, match: ReferenceMatch) -> bool:
        return not self.page.texts or self.page.origin(match.start).is_page

    def page_references(
        self, matches: Sequence[ReferenceMatch], offset: int, notes: PageFootnotes
    ) -> Iterator[tuple[Position, ImageReference]]:
        """The references in the page itself; indices of characters become those of bytes.

        Each count of bytes continues from the previous index.
        """
        at, count = 0, offset

        def byte_index(index: int) -> int:
            nonlocal at, count
            if self.page.texts:
                index = self.page.origin(index).index
            text = self.text
            count += len(text[at:index].encode()) if index >= at else -len(text[index:at].encode())
            at = index
            return count

        for match in filter(self._is_on_page, matches):
            alt = match.alt if self._is_page_slot(match.alt) else AltSlot(match.alt.text)
            has_slot = alt.start >= 0
            span = Span(byte_index(alt.start), byte_index(alt.end)) if has_slot else None
            yield (
                (match.start,),
                ImageReference(
                    target=match.target,
                    alt=alt.text,
                    line=self.at(match.start),
                    syntax=match.syntax,
                    alt_span=span,
                    insert=alt.insert,
                    quote=alt.quote,
                    lang=match.lang,
                    around=self._around(match),
                    in_footnote=notes.contain(match.start),
                ),
            )

    def _is_page_slot(self, alt: AltSlot) -> bool:
        if not self.page.texts or alt.start < 0:
            return True
        start, end = self.page.origin(alt.start), self.page.origin(alt.end)
        return start.is_page and end.is_page and end.index - start.index == alt.end - alt.start

    def included_references(
        self, matches: Sequence[ReferenceMatch], notes: PageFootnotes
    ) -> Iterator[tuple[Position, IncludedReference]]:
        """The references in files that the page includes as text."""
        starts: dict[str, Sequence[int]] = {}
        for match in matches:
            if self._is_on_page(match):
                continue
            origin = self.page.origin(match.start)
            if origin.file not in starts:
                starts[origin.file] = line_starts(self.page.texts[origin.file])
            yield (
                notes.position(match.start),
                IncludedReference(
                    target=match.target,
                    syntax=match.syntax,
                    line=line_at(self.starts, origin.page_index),
                    base=origin.base,
                    source=origin.file,
                    source_line=line_at(starts[origin.file], origin.index),
                    section=None,
                    alt=match.alt.text or "",
                    around=self._around(match),
                ),
            )

    def mentions(
        self, matter: FrontMatter, generator: Generator, matches: Sequence[ReferenceMatch]
    ) -> Iterator[tuple[int, str]]:
        """Names of image files outside references and code, with their lines.

        Args:
            matter: The front matter.
            generator: The rules of its site.
            matches: The page's references.
        """
        spans = [
            (0, matter.end),
            *((block.start, block.end) for block in self.blocks.leaf_blocks),
        ]
        has_cells = self.blocks.dialect.cells
        if has_cells:
            spans += cell_spans(self.text, matter)
        unseen: Sequence[tuple[int, int]] | None = None
        for index, name in mentions(self.text, spans, (match.target for match in matches)):
            if index < matter.end:
                if unseen is None:
                    cards = (*generator.card_fields, *CARD_FIELDS)
                    unseen = tuple(unseen_spans(cards, generator.visible_fields, matter, self.text))
                if any(start <= index < end for start, end in unseen):
                    continue
            yield self.at(index), name
        for index, name in plot_files(self.text, matter, self.path) if has_cells else ():
            yield self.at(index), name

    def _around(self, match: ReferenceMatch) -> str:
        is_field = match.syntax == "front matter"
        return "" if is_field else words_around(self.text, match.start)


def _included(reference: ImageReference, line: int, file: str) -> IncludedReference:
    """A reference of another file, which a post shows on a line."""
    return IncludedReference(
        reference.target,
        reference.syntax,
        line,
        base=file,
        source=file,
        source_line=reference.line,
        section=None,
        alt=reference.alt or "",
        around=reference.around,
    )


def _expand_templates(heading: Heading, site: Site, path: str, matter: FrontMatter) -> Heading:
    """Replaces a heading's template code with its output, if the generator's rules know it."""
    if not heading.template_indices:
        return heading
    parts: list[tuple[PartKind, str]] = []
    source = heading.source
    for kind, content in heading.parts:
        text = site.generator.expand(content, path, matter) if kind == "template" else content
        if text == content:
            parts.append((kind, content))
        else:
            parts.append(("text", text))
            source = source.replace(content, text, 1)
    return replace(heading, parts=tuple(parts), source=source)
