"""Alt texts in the attributes behind an image, which Quarto's `fig-alt` holds."""

from __future__ import annotations

import pytest

from slidescan.core.records import ImageReference, Span
from slidescan.posts.dialect import HUGO, QUARTO, Dialect, python_markdown_dialect
from slidescan.posts.edit import replace_alts
from slidescan.posts.markdown import parse
from slidescan.posts.references.scanner import scan

NEW = 'Say "lake" \\ & more'


def reference(text: str) -> ImageReference:
    """The only reference of an ASCII text."""
    (match,) = scan(text, parse(text, 0, QUARTO)).references
    alt = match.alt
    span = Span(alt.start, alt.end) if alt.start >= 0 else None
    return ImageReference(
        match.target, alt.text, 1, match.syntax, span, alt.insert, alt.quote, match.lang
    )


@pytest.mark.parametrize(
    ("text", "alt", "written"),
    [
        ("![A caption](a.png)", None, '![A caption](a.png){fig-alt="NEW"}'),
        ("![](a.png)", None, '![](a.png){fig-alt="NEW"}'),
        ("![C](a.png){#fig-a}", None, '![C](a.png){#fig-a fig-alt="NEW"}'),
        ("![C](a.png){}", None, '![C](a.png){fig-alt="NEW"}'),
        ('![C](a.png){fig-alt="an old one" .x}', "an old one", '![C](a.png){fig-alt="NEW" .x}'),
        ('![C](a.png){fig-alt="say \\"x\\""}', 'say "x"', '![C](a.png){fig-alt="NEW"}'),
        ("![C](a.png){fig-alt='x y'}", "x y", '![C](a.png){fig-alt="NEW"}'),
        ('![C](a.png){alt="x"}', "x", '![C](a.png){alt="NEW"}'),
        ("![C](a.png){fig-alt=x}", "x", '![C](a.png){fig-alt="NEW"}'),
        ("- ![C](a.png)", None, '- ![C](a.png){fig-alt="NEW"}'),
    ],
)
def test_an_image_that_stands_alone_has_its_alt_text_in_the_attribute(
    text: str, alt: str | None, written: str
) -> None:
    found = reference(text)
    assert (found.alt, found.syntax) == (alt, "attribute")
    new = replace_alts(text.encode(), [(found, NEW)]).decode()
    assert new == written.replace("NEW", 'Say \\"lake\\" \\\\ &amp; more')
    assert reference(new).alt == NEW


@pytest.mark.parametrize("text", ["Words ![an alt](a.png) more", "![an alt](a.png) at the start"])
def test_an_image_in_a_text_has_its_alt_text_in_the_brackets(text: str) -> None:
    found = reference(text)
    assert (found.alt, found.syntax) == ("an alt", "markdown")
    assert replace_alts(text.encode(), [(found, "x")]).decode() == text.replace("an alt", "x")


def in_list(text: str, dialect: Dialect) -> tuple[str | None, str]:
    (match,) = scan(text, parse(text, 0, dialect)).references
    return match.alt.text, match.syntax


PYTHON = python_markdown_dialect({"attr_list"})
KRAMDOWN = Dialect(attribute_list="{:")


@pytest.mark.parametrize(
    ("text", "dialect", "alt"),
    [
        ('![x](a.png){ alt="new one" }', PYTHON, "new one"),
        ('![x](a.png){: width=3 alt="new one" .c }', PYTHON, "new one"),
        ("![x][r]{ alt=bare }\n\n[r]: a.png", PYTHON, "bare"),
        ("![x](a.png){ alt='single q' }", PYTHON, "single q"),
        ('![x](a.png){ alt="new" }', python_markdown_dialect({"extra"}), "new"),
        ('![x](a.png){: alt="new one"}', KRAMDOWN, "new one"),
        ('![x](a.png){:.c alt="two"}', KRAMDOWN, "two"),
    ],
)
def test_the_alt_text_in_a_list_replaces_that_in_the_brackets(
    text: str, dialect: Dialect, alt: str
) -> None:
    assert in_list(text, dialect) == (alt, "attribute list")


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ('![x](a.png) { alt="no" }', PYTHON),
        ('![x](a.png){ Alt="no" }', PYTHON),
        ("![x](a.png){ width=3 }", PYTHON),
        ('![x](a.png){ alt="no" }', python_markdown_dialect(())),
        ('![x](a.png){alt="no"}', KRAMDOWN),
        ('![x](a.png){: alt="no"}', HUGO),
    ],
)
def test_without_a_list_the_brackets_hold_the_alt_text(text: str, dialect: Dialect) -> None:
    assert in_list(text, dialect) == ("x", "markdown")


@pytest.mark.parametrize("old", ['alt="old" .c', "alt='old' .c", "alt=old .c", 'alt="" .c'])
def test_a_new_alt_text_survives_python_markdown(old: str) -> None:
    python_markdown = pytest.importorskip("markdown")
    text = f"![x](a.png){{ {old} }}"
    (match,) = scan(text, parse(text, 0, PYTHON)).references
    span = Span(match.alt.start, match.alt.end)
    found = ImageReference("a.png", match.alt.text, 1, match.syntax, span, match.alt.insert, '"')
    new = 'Say "lake" & {x} *b* `c` _d_ snake_case <f> [g](h) | 5 % \\'
    written = replace_alts(text.encode(), [(found, new)]).decode()
    html = python_markdown.markdown(written, extensions=["attr_list"])
    assert 'alt="Say ”lake” &amp; (x) ·b· ’c’  d  snake_case ‹f› (g)(h) / 5 ％ /"' in html
    assert 'class="c"' in html
