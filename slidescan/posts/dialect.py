"""How a generator reads Markdown: its template syntax and the Markdown rules that it enables.

Generators expand template code (shortcodes, Liquid, Nunjucks, JSX comments) before they parse
Markdown. Here the code is masked instead, so that an index into the masked text is also an index
into the post.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from slidescan.posts.containers import Opener, blank
from slidescan.posts.fenced_divs import FencedDivs
from slidescan.posts.footnotes import GFM_FOOTNOTES, FootnoteRules
from slidescan.posts.myst import open_directives
from slidescan.posts.python_markdown_blocks import PythonMarkdownBlocks

MASK = "\ue000"
"""The first character of masked template code, followed by letters; a private-use character, which
posts don't contain."""

_MASK_IN_POST = "\ue001"
"""Replaces a mask character if a post contains one after all."""

_WITH_ATTRIBUTE_LISTS = frozenset({"attr_list", "extra", "pymdownx.extra"})
"""The extensions of Python-Markdown that read lists of attributes behind images."""

_NOT_NEWLINE = re.compile(r"[^\r\n]")

_FORMULA = re.compile(r"^ {0,3}\$\$(?:(?!\n[ \t]*\r?\n)[^$])*\$\$[ \t]*\r?$", re.MULTILINE)

TemplateLanguage: TypeAlias = Literal["none", "hugo", "liquid", "nunjucks", "zola"]
"""The language of template code that can show images."""

Markup: TypeAlias = Literal["markdown", "html", "org"]
"""The languages that posts are written in."""


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A post whose template code is masked.

    Attributes:
        text: The masked text; it has the post's length and line ends.
        ends: The end index of each masked range by its start index, in order.
    """

    text: str
    ends: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class TemplateSyntax:
    """One kind of template code: an opening, any text, and its closings.

    Attributes:
        opening: The pattern of its opening. A closing can refer to the opening's group `tag`.
        closings: Patterns that must follow one after the other; the code ends after the last.
    """

    opening: str
    closings: tuple[str, ...]


class TemplateCode:
    """Finds template code in linear time.

    A regular expression with `.*?` scans to the end of the text once for each unclosed opening.
    This class remembers which closings are missing and does not search for them again.

    Args:
        kinds: The kinds of template code. The first one that matches at an index wins.
    """

    def __init__(self, *kinds: TemplateSyntax) -> None:
        self._kinds = kinds
        openings = "|".join(kind.opening.replace("(?P<tag>", "(?:") for kind in kinds)
        self._opening = re.compile(openings, re.MULTILINE)

    def finditer(self, text: str) -> Iterator[tuple[int, int]]:
        """Yields the start and end of each match, in order and without overlaps."""
        missing: set[str] = set()
        at = 0
        while (match := self._opening.search(text, at)) is not None:
            at = match.start() + 1
            for kind in self._kinds:
                opening = re.compile(kind.opening, re.MULTILINE).match(text, match.start())
                if opening is None:
                    continue
                end = self._end(text, kind, opening, missing)
                if end is not None:
                    yield match.start(), end
                    at = max(end, at)
                    break

    def _end(
        self, text: str, kind: TemplateSyntax, opening: re.Match[str], missing: set[str]
    ) -> int | None:
        at = opening.end()
        for closing in kind.closings:
            pattern = closing.format(tag=opening["tag"]) if "{tag}" in closing else closing
            match = None if pattern in missing else re.compile(pattern).search(text, at)
            if match is None:
                missing.add(pattern)
                return None
            at = match.end()
        return at

    def sub(self, replacement: Callable[[int, int], str], text: str) -> str:
        """Replaces each match by `replacement(start, end)`."""
        parts, at = [], 0
        for start, end in self.finditer(text):
            parts += [text[at:start], replacement(start, end)]
            at = end
        return "".join((*parts, text[at:]))


class ShortcodeHeading(NamedTuple):
    """A heading that the template of a shortcode shows.

    Attributes:
        level: 1..6.
        parameter: The parameter without which it isn't shown; empty if it always is.
        text: Its own text, without that of the parameter.
        heading_id: Its id; empty without one.
        follows_image: Whether the shortcode shows its image above it.
    """

    level: int
    parameter: str = ""
    text: str = ""
    heading_id: str = ""
    follows_image: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a generator reads Markdown.

    Attributes:
        removed: Template code without output: comments, control statements, imports.
        expanded: Template code whose output only the generator knows.
        template_language: The language of template code that can show images.
        raw_html: Whether HTML in a post reaches the page.
        raw_shortcodes: Hugo's shortcodes that pass on HTML between their tags in any case.
        shortcode_headings: The headings that Hugo's shortcodes show, by the shortcodes' names.
        indented_code: Whether four spaces start a code block (not in MDX).
        html_blocks: Whether a tag can start a block whose contents aren't Markdown.
        space_after_hash: Whether a heading needs a space after its hashes.
        wikilinks: Whether `![[image.png]]` embeds an image.
        directives: Whether `{figure} image.png` after a fence shows an image (MyST).
        opener: Opens containers of Markdown that CommonMark doesn't know; None without any.
        nested_headings: Whether headings in lists and quotes count.
        spaced_addresses: Whether the address of an image can contain spaces (kramdown,
            Python-Markdown, pandoc).
        jsx: Whether HTML is JSX: values in braces, imported images.
        vue_bindings: Whether `<img :src="…">` shows the image that the expression names.
        alt_attribute: The attribute behind an image that holds its alt text, where the brackets of
            an image that stands alone are its caption; empty if the brackets hold it.
        attribute_list: How a list of attributes behind an image begins, whose `alt` replaces the
            text in the brackets: `{` (Python-Markdown) or `{:` (kramdown); empty without lists.
        footnotes: How footnotes are shown; None if their syntax has no meaning.
        definition_lists: Whether a colon before a text begins a definition, as wide as an item.
        math: Whether two dollar signs around lines make a formula of them.
        indented_headings: Whether spaces can precede the hashes of a heading, and an underlined
            heading can have several lines.
        empty_headings: Whether hashes without a text are a heading.
        titles_in_parentheses: Whether the title of an image can stand in parentheses.
        image_sizes: Whether a size can follow the address of an image: `=500x250`.
        text_headings: Whether a heading in HTML can stand within a text (kramdown shows its tags).
        image_directives: Whether `:::image source="a.png":::` shows an image (DocFX).
        cells: Whether cells of R show images (Quarto).
        spaces_end_html: Whether a line of spaces ends a block of HTML, as an empty one does; not
            in marked 1, which docsify uses.
        loose_tags: Whether browsers read the tags in a block of HTML, however they are written;
            kramdown shows those as text that it doesn't know.
        hints: A post without any of these strings has no template code.
    """

    removed: TemplateCode | FencedDivs | None = None
    expanded: TemplateCode | None = None
    template_language: TemplateLanguage = "none"
    raw_html: bool = True
    raw_shortcodes: frozenset[str] = frozenset()
    shortcode_headings: tuple[tuple[str, tuple[ShortcodeHeading, ...]], ...] = ()
    indented_code: bool = True
    html_blocks: bool = True
    space_after_hash: bool = True
    wikilinks: bool = False
    directives: bool = False
    opener: Opener | None = None
    nested_headings: bool = True
    spaced_addresses: bool = False
    jsx: bool = False
    vue_bindings: bool = False
    alt_attribute: str = ""
    attribute_list: str = ""
    footnotes: FootnoteRules | None = None
    definition_lists: bool = False
    math: bool = False
    indented_headings: bool = True
    empty_headings: bool = True
    titles_in_parentheses: bool = True
    image_sizes: bool = False
    text_headings: bool = True
    image_directives: bool = False
    cells: bool = False
    spaces_end_html: bool = True
    loose_tags: bool = True
    hints: tuple[str, ...] = ("{",)

    def mask(self, text: str, begin: int) -> MaskedText:
        """Masks the template code after index `begin` and blanks everything before it."""
        body = text[begin:].replace(MASK, _MASK_IN_POST)
        ends: dict[int, int] = {}
        if any(hint in body for hint in self.hints):
            if self.removed:
                source = body
                body = self.removed.sub(lambda start, end: blank(source[start:end]), source)
            if self.expanded:
                code = body

                def mask(start: int, end: int) -> str:
                    ends[begin + start] = begin + end
                    return MASK + _NOT_NEWLINE.sub("x", code[start + 1 : end])

                body = self.expanded.sub(mask, code)
        if self.math and "$$" in body:
            body = _FORMULA.sub(lambda formula: blank(formula.group()), body)
        return MaskedText(blank(text[:begin]) + body, ends)


def _block(tags: str) -> TemplateSyntax:
    """The syntax of block tags whose contents aren't Markdown, up to their end tags."""
    return TemplateSyntax(rf"\{{%-?\s*(?P<tag>{tags})\b", (r"%\}", r"\{{%-?\s*end{tag}\s*-?%\}}"))


_CONTROL = TemplateSyntax(
    r"\{%-?\s*(?:end)?(?:raw|if|elsif|elseif|else|unless|case|when|for|assign|capture|break"
    r"|continue|increment|decrement|cycle|tablerow|set|block|extends|macro|filter)\b",
    (r"%\}",),
)
_OUTPUT = TemplateCode(TemplateSyntax(r"\{%", (r"%\}",)), TemplateSyntax(r"\{\{", (r"\}\}",)))
_SHORTCODE = TemplateCode(TemplateSyntax(r"\{\{[<%](?!/\*)", (r"[>%]\}\}",)))

COMMONMARK = Dialect()
GITHUB = Dialect(wikilinks=True, footnotes=GFM_FOOTNOTES)
HUGO = Dialect(
    # Hugo's own shortcodes: what stands between their tags is not rendered, or is code.
    removed=TemplateCode(
        TemplateSyntax(
            r"\{\{[<%]\s*(?P<tag>comment|highlight)\b(?:(?!/?[>%]\}\}).)*[>%]\}\}",
            (r"\{{\{{[<%]\s*/\s*{tag}\s*[>%]\}}\}}",),
        )
    ),
    expanded=_SHORTCODE,
    template_language="hugo",
    footnotes=FootnoteRules(),
    definition_lists=True,
)
DOCFX = Dialect(image_directives=True)
LIQUID = Dialect(
    removed=TemplateCode(_block("comment|highlight"), _CONTROL),
    expanded=_OUTPUT,
    template_language="liquid",
)
NUNJUCKS = Dialect(
    removed=TemplateCode(
        _block("codeblock|code|comment"), TemplateSyntax(r"\{#", (r"#\}",)), _CONTROL
    ),
    expanded=_OUTPUT,
    template_language="nunjucks",
)
ZOLA = Dialect(
    expanded=TemplateCode(
        TemplateSyntax(r"\{\{\s*\w+\(", (r"\)\s*\}\}",)),
        TemplateSyntax(r"\{%\s*\w+\(", (r"\)\s*%\}",)),
        TemplateSyntax(r"\{%\s*end\s*%\}", ()),
    ),
    template_language="zola",
)
MDX = Dialect(
    removed=TemplateCode(
        TemplateSyntax(r"\{/\*", (r"\*/\}",)),
        TemplateSyntax(r"^(?:import|export)[ \t][^\r\n]*", ()),
    ),
    html_blocks=False,
    indented_code=False,
    jsx=True,
    footnotes=GFM_FOOTNOTES,
    hints=("{", "import", "export"),
)
OBSIDIAN = Dialect(
    removed=TemplateCode(TemplateSyntax("%%", ("%%",))), wikilinks=True, hints=("%%",)
)
VUE = Dialect(vue_bindings=True)
QUARTO = Dialect(
    removed=FencedDivs(),
    expanded=_SHORTCODE,
    html_blocks=False,
    alt_attribute="fig-alt",
    footnotes=FootnoteRules(has_heading=True, in_ids="source"),
    definition_lists=True,
    math=True,
    indented_headings=False,
    titles_in_parentheses=False,
    spaced_addresses=True,
    cells=True,
    hints=("{", ":::", "#", "<"),
)
MYST = Dialect(
    directives=True, opener=open_directives, nested_headings=False, footnotes=FootnoteRules()
)


def python_markdown_dialect(extensions: Iterable[str]) -> Dialect:
    """How Python-Markdown reads a text with these extensions."""
    enabled = frozenset(extensions)
    blocks = PythonMarkdownBlocks(enabled)
    return Dialect(
        space_after_hash=False,
        opener=blocks,
        attribute_list="{" if enabled & _WITH_ATTRIBUTE_LISTS else "",
        footnotes=FootnoteRules(keeps_unused=True) if blocks.has_footnotes else None,
        math="pymdownx.arithmatex" in enabled,
        indented_headings=False,
        titles_in_parentheses=False,
        spaced_addresses=True,
    )
