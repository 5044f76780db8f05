"""Finds the image references of a post, and the bytes of their alt texts.

`FORMS` lists every form. A scan visits each character that can begin a form and tries the forms
with that character in order. The scan continues after the text that the first match covers, which
can also be code, a comment or another tag, so it takes linear time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from slidescan.posts.dialect import MASK, Dialect
from slidescan.posts.embeds import Embed
from slidescan.posts.front_matter import NO_FRONT_MATTER, FrontMatter
from slidescan.posts.headings import Heading
from slidescan.posts.inline import Delimiters
from slidescan.posts.markdown import Blocks, LeafBlock
from slidescan.posts.references import (
    directives,
    docfx,
    html,
    hugo,
    jsx,
    liquid,
    markdown,
    wikilinks,
    zola,
)
from slidescan.posts.references.cells import cell_images
from slidescan.posts.references.state import ReferenceMatch, Rule, ScanState

BLOCK_START = ""
"""The opener of forms that begin at the start of their block."""

_LIQUID = ("liquid", "nunjucks")


def _always(_: Dialect) -> bool:
    return True


def _template_code(state: ScanState, at: int) -> int:
    """Template code of any kind, in which Markdown and HTML have no meaning."""
    return state.template_ends.get(at, at)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of image reference, or of syntax in which references don't count.

    Attributes:
        opener: The character that begins it.
        rule: The function that matches it.
        is_enabled: Tells whether a dialect has the form.
        in_html: Whether blocks of raw HTML can contain it.
    """

    opener: str
    rule: Rule
    is_enabled: Callable[[Dialect], bool] = _always
    in_html: bool = False


FORMS: tuple[Form, ...] = (
    Form(BLOCK_START, directives.directive, lambda d: d.directives, in_html=True),
    Form("\\", markdown.backslash_escape),
    Form("`", markdown.code_span),
    Form(MASK, hugo.shortcode, lambda d: d.template_language == "hugo", in_html=True),
    Form(MASK, liquid.asset_tag, lambda d: d.template_language in _LIQUID, in_html=True),
    Form(MASK, liquid.tag, lambda d: d.template_language in _LIQUID, in_html=True),
    Form(MASK, zola.shortcode, lambda d: d.template_language == "zola", in_html=True),
    Form(MASK, _template_code, in_html=True),
    Form(":", docfx.image, lambda d: d.image_directives),
    Form("!", wikilinks.embed, lambda d: d.wikilinks),
    Form("!", markdown.image),
    Form("[", markdown.link),
    Form("<", html.comment, in_html=True),
    Form("<", html.autolink, in_html=True),
    Form("<", html.tag, lambda d: not d.jsx, in_html=True),
    Form("<", jsx.tag, lambda d: d.jsx, in_html=True),
)
"""All forms; forms with the same opener are tried in this order."""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The result of `scan`.

    Attributes:
        references: Image references, in order.
        headings: Headings written as HTML, in order.
        embeds: Embedded files, in order.
    """

    references: tuple[ReferenceMatch, ...]
    headings: tuple[Heading, ...]
    embeds: tuple[Embed, ...] = ()


def scan(text: str, blocks: Blocks, matter: FrontMatter = NO_FRONT_MATTER) -> ScanResult:
    """Finds the image references of a post, and its headings written as HTML."""
    references: dict[int, ReferenceMatch] = {}
    headings: dict[int, Heading] = {}
    embeds: dict[int, Embed] = {}
    imports = _imports(text, blocks.dialect)
    # Comparing a dialect with those of other posts takes longer than scanning a short block.
    rules_of: dict[tuple[int, bool], _Rules] = {}
    for block, dialect in _scanned_blocks(text, blocks):
        key = (id(dialect), block.html)
        rules = rules_of.get(key) or rules_of.setdefault(key, _rules(dialect, in_html=block.html))
        if not rules.may_match(blocks.masked.text, block):
            continue
        state = ScanState(
            text=blocks.masked.text,
            source=text,
            start=block.start,
            end=block.end,
            delimiters=Delimiters(blocks.masked.text, block.end),
            definitions=blocks.definitions,
            template_ends=blocks.masked.ends,
            dialect=dialect,
            line_at=blocks.line_at,
            imports=imports,
            matter=matter,
            in_table=block.in_table,
            in_html=block.html,
        )
        _scan_block(state, block, rules)
        for reference in state.references:
            references.setdefault(reference.start, reference)
        for heading in state.headings:
            headings.setdefault(heading.line, heading)
        for embed in state.embeds:
            embeds.setdefault(embed.start, embed)
    if blocks.dialect.cells:
        references.update((image.start, image) for image in cell_images(text, matter))
    return ScanResult(
        tuple(references[start] for start in sorted(references)),
        tuple(headings[line] for line in sorted(headings)),
        tuple(embeds[start] for start in sorted(embeds)),
    )


def _imports(text: str, dialect: Dialect) -> Mapping[str, str]:
    return jsx.file_imports(text) if dialect.jsx or dialect.vue_bindings else {}


def _scanned_blocks(text: str, blocks: Blocks) -> Iterator[tuple[LeafBlock, Dialect]]:
    """The leaf blocks, and the text between shortcodes that pass on HTML."""
    dialect = blocks.dialect
    if dialect.raw_shortcodes and not dialect.raw_html:
        ranges = list(hugo.raw_ranges(text, blocks.masked.ends, dialect.raw_shortcodes))
        raw = replace(dialect, raw_html=True) if ranges else dialect
        for start, end in ranges:
            yield LeafBlock(start, end, True), raw
    for block in blocks.leaf_blocks:
        yield block, dialect


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of the forms that a dialect enables.

    Attributes:
        by_opener: Rules in order, by the character that begins them.
        opener: A pattern that matches any such character.
    """

    by_opener: Mapping[str, tuple[Rule, ...]]
    opener: re.Pattern[str]

    def may_match(self, text: str, block: LeafBlock) -> bool:
        """Whether a block can hold any of the forms."""
        if BLOCK_START in self.by_opener:
            return True
        return self.opener.search(text, block.start, block.end) is not None

    def apply(self, opener: str, state: ScanState, at: int) -> int:
        """Tries the rules of an opener; returns the index after the first match, else `at`."""
        for rule in self.by_opener.get(opener, ()):
            end = rule(state, at)
            if end > at:
                return end
        return at


@cache
def _rules(dialect: Dialect, *, in_html: bool) -> _Rules:
    rules: dict[str, list[Rule]] = defaultdict(list)
    for form in FORMS:
        if (form.in_html or not in_html) and form.is_enabled(dialect):
            rules[form.opener].append(form.rule)
    by_opener = {opener: tuple(of_opener) for opener, of_opener in rules.items()}
    return _Rules(by_opener, re.compile(f"[{re.escape(''.join(by_opener))}]"))


def _scan_block(state: ScanState, block: LeafBlock, rules: _Rules) -> None:
    at = rules.apply(BLOCK_START, state, block.start)
    while (opener := rules.opener.search(state.text, at, block.end)) is not None:
        at = opener.start()
        at = max(at + 1, rules.apply(opener.group(), state, at))
    _add_linked_images(state)


def _add_linked_images(state: ScanState) -> None:
    """Records the images behind thumbnails; each shares the alt text of its thumbnail."""
    images = [reference for reference in state.references if reference.syntax != "srcset"]
    for link in state.image_links:
        thumbnail = next((r for r in images if link.start < r.start < link.end), None)
        if thumbnail is not None and thumbnail.target != link.target:
            state.references.append(replace(thumbnail, target=link.target, start=link.start))
