"""In any post, a written alt text changes its bytes only and is read as written."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support.factories import image_references

from slidescan.core.records import ImageReference
from slidescan.posts import edit, markdown
from slidescan.posts.alt_escaping import escape_alt
from slidescan.posts.dialect import HUGO, LIQUID, MDX, MYST, NUNJUCKS, OBSIDIAN, ZOLA
from slidescan.posts.references.scanner import scan

ALTS = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")),
        min_size=1,
        max_size=60,
    )
    .map(lambda s: " ".join(s.split()))
    .filter(bool)
)

PIECES = st.sampled_from(
    [
        "![a](x.jpg)", "![](<x y.jpg> 't')", "![a][r]", "![r]", "[![b](z.png)](u)", "`![c](n.jpg)`",
        "<img src=\"h.jpg\" alt='q'>", "<img src=h.jpg>", "<img alt src=i.jpg>", "<img alt=u src=k.jpg>",
        '{{< figure src="f.jpg" >}}', '{{< figure src="f.jpg" alt="old" title="t" >}}', "\n", "\r\n",
        "\n\n", "\r\n\r\n", "> ", "- ", "    ", "```\n", "~~~\r\n", "<!-- ", " -->", "# Head {#id}\n",
        "| a | ![t](t.jpg) |\n|--|--|\n| x | ![t](s.jpg) |\n", "größe", "日本", "\t", "  \n", "\\", "*",
        "<div>\n", "</div>\n\n", "[r]: r.jpg\n", "`", "]", "(", "&amp;", "\x00", "🎉",
    ]
)  # fmt: skip
OWN_PIECES = {
    "hugo": [],
    "liquid": [
        "{% include f.html src=\"a.jpg\" alt='old' %}", '{% include f.html src="/b.jpg" %}', "{{ x }}",
        '<img src="{{ "/c.jpg" | relative_url }}" alt="q">', "![e]({{ site.baseurl }}/d.jpg)",
        "{% raw %}", "{% comment %}", "{% endcomment %}", "{: #id}\n", "{%", "%}", "{{",
    ],
    "nunjucks": [
        """{% asset_img a.jpg '"t" "old"' %}""", """{% img /b.jpg 1 2 "'t' 'old'" %}""", "{# x #}",
        '{% asset_img c.jpg "t" "no alt" %}',
    ],
    "zola": ['{{ f(src="a.jpg", alt="old") }}', '{{ f(src="b.jpg") }}', "{% x() %}", "{% end %}"],
    "mdx": [
        "<Image src={imp} alt=\"x\" />", "import imp from './i.png'\n", "<img src={require('./r.png')} />",
        "{/* x */}", "{", "}", "<B alt='x' src=\"./c.png\">",
    ],
    "obsidian": ["![[a.png]]", "![[b.png|old]]", "![[c.png|300]]", "![[d.png|old|20x3]]", "%%", "[["],
    "myst": [
        "```{image} a.png\n:alt: old\n```\n", ":::{figure} b.png\n:name: x\n\nc\n:::\n",
        "> ```{figure} q.png\n> ```\n", "```{figure} c.png\r\n```\r\n", "(label)=\n",
    ],
}  # fmt: skip
DIALECTS = {
    "hugo": HUGO, "liquid": LIQUID, "nunjucks": NUNJUCKS, "zola": ZOLA, "mdx": MDX,
    "obsidian": OBSIDIAN, "myst": MYST,
}  # fmt: skip
POSTS = st.sampled_from(sorted(DIALECTS)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.lists(
            st.sampled_from(OWN_PIECES[name]) | PIECES if OWN_PIECES[name] else PIECES, max_size=30
        ).map("".join),
    )
)


def references(data: bytes, dialect: str) -> list[ImageReference]:
    return image_references(data, DIALECTS[dialect])


@settings(max_examples=800)
@given(POSTS, ALTS, st.booleans())
def test_a_written_alt_reads_as_written_and_nothing_else_changes(
    given_post: tuple[str, str], alt: str, mark: bool
) -> None:
    dialect, post = given_post
    data = (b"\xef\xbb\xbf" if mark else b"") + post.encode()
    before = references(data, dialect)
    after_data = edit.replace_alts(data, [(r, alt) for r in before])
    after = references(after_data, dialect)
    assert [(r.target, r.syntax) for r in after] == [(r.target, r.syntax) for r in before]
    if not any("\n" in r.insert for r in before):  # a directive's option is a line
        assert [r.line for r in after] == [r.line for r in before]
    expected = " ".join(alt.split())
    for old, new in zip(before, after, strict=True):
        if old.alt_span is None:
            assert new.alt == old.alt
        elif old.syntax == "shortcode":
            assert new.alt is not None
            assert squeezed(new.alt) == squeezed(expected.replace("`", "'"))
        elif old.syntax == "tag":
            assert new.alt == escape_alt(expected, "tag", '"')
        elif old.syntax == "wikilink":
            cleaned = escape_alt(alt, "wikilink", "")
            assert new.alt == (cleaned or None) or not cleaned
        else:
            assert new.alt == expected
    # Outside the alt texts, bytes change only for added attributes.
    places = [r for r in before if r.alt_span is not None]
    expected_between = _between(data, before)
    for i, reference in enumerate(places):
        if reference.insert:
            expected_between[i] += reference.insert.encode()
            expected_between[i + 1] = reference.quote.encode() + expected_between[i + 1]
    assert _between(after_data, after) == expected_between
    # Writing the same again changes nothing.
    assert edit.replace_alts(after_data, [(r, alt) for r in after]) == after_data


def squeezed(text: str) -> str:
    """A text without spaces: braces that would end a tag get some."""
    return "".join(text.split())


def _between(data: bytes, found: list[ImageReference]) -> list[bytes]:
    """The bytes before, between and after the alt texts."""
    parts, at = [], 0
    for reference in found:
        if reference.alt_span is not None:
            parts.append(data[at : reference.alt_span.start])
            at = reference.alt_span.end
    return [*parts, data[at:]]


@settings(max_examples=200)
@given(ALTS)
def test_markdown_shows_the_alt_as_written(alt: str) -> None:
    source = f"![{escape_alt(alt, 'markdown', ']')}](x.jpg)"
    tokens = MarkdownIt("commonmark").parseInline(source)[0].children or []
    assert len(tokens) == 1
    assert tokens[0].type == "image"
    shown = "".join(c.content if c.type == "text" else "?" for c in tokens[0].children or [])
    assert " ".join(shown.split()) == " ".join(alt.split())


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_no_post_is_too_odd_to_be_read(text: str) -> None:
    blocks = markdown.parse(text, 0, HUGO)
    for found in scan(text, blocks).references:
        assert 0 <= found.start < len(text)
        assert found.target
