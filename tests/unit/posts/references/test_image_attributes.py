"""Alt texts in the attributes behind an image, which Quarto's `fig-alt` holds."""

from __future__ import annotations

import pytest

from slidescan.core.records import ImageReference, Span
from slidescan.posts.dialect import QUARTO
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
