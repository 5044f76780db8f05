"""Image references of posts."""

from __future__ import annotations

import pytest

from slidescan.posts import markdown
from slidescan.posts.dialect import HUGO
from slidescan.posts.references.scanner import scan


def references(text: str) -> list[tuple[str, str | None]]:
    return [(f.target, f.alt.text) for f in scan(text, markdown.parse(text, 0, HUGO)).references]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![a](b.jpg)", [("b.jpg", "a")]),
        ('![a](b.jpg "t")', [("b.jpg", "a")]),
        ("![a](<b c.jpg> 't')", [("b c.jpg", "a")]),
        ("![](b(1).jpg)", [("b(1).jpg", "")]),
        ("![a [x] b](c.jpg)", [("c.jpg", "a [x] b")]),
        ("![a\\] b](c.jpg)", [("c.jpg", "a] b")]),
        ("![*a* `b`](c.jpg)", [("c.jpg", "a b")]),
        ("![a &amp; b](c&amp;d.jpg)", [("c&d.jpg", "a & b")]),
        ("[![a](b.jpg)](c)", [("b.jpg", "a")]),
        ("[![a](b.jpg)](c.jpg)", [("c.jpg", "a"), ("b.jpg", "a")]),
        ("[![a](b.jpg)](b.jpg)", [("b.jpg", "a")]),
        ("[ words ![a](b.jpg) ](<c d.png> 't')", [("c d.png", "a"), ("b.jpg", "a")]),
        ("[![a](b.jpg)][r]\n\n[r]: c.jpg", [("c.jpg", "a"), ("b.jpg", "a")]),
        ("[![a](b.jpg) ![x](d.jpg)](c.jpg)", [("c.jpg", "a"), ("b.jpg", "a"), ("d.jpg", "x")]),
        ("[a slide](c.jpg)", []),
        ("[a <b>slide</b>](c.jpg)", []),
        ("[`![a](b.jpg)`](c.jpg)", []),
        ("\\[![a](b.jpg)](c.jpg)", [("b.jpg", "a")]),
        ('<a href="c.jpg"><img src="b.jpg" alt="a"></a>', [("c.jpg", "a"), ("b.jpg", "a")]),
        ('<a href="c.jpg">x</a> <img src="b.jpg" alt="a">', [("b.jpg", "a")]),
        ('<a href="c.html"><img src="b.jpg" alt="a"></a>', [("b.jpg", "a")]),
        ('[<img src="b.jpg" alt="a">](c.jpg)', [("c.jpg", "a"), ("b.jpg", "a")]),
        ('{{< figure src="b.jpg" link="c.jpg" alt="a" >}}', [("b.jpg", "a"), ("c.jpg", "a")]),
        ('{{< figure src="b.jpg" link="/c/" alt="a" >}}', [("b.jpg", "a")]),
        ("![a][r]\n\n[r]: b.jpg", [("b.jpg", "a")]),
        ("![R][]\n\n[r]: b.jpg", [("b.jpg", "R")]),
        ("![R]\n\n[r]: b.jpg", [("b.jpg", "R")]),
        ("![R]", []),
        ("`![a](b.jpg)`", []),
        ("``` \n![a](b.jpg)\n```", []),
        ("    ![a](b.jpg)", []),
        ("\\![a](b.jpg)", []),
        ("<!-- ![a](b.jpg) -->", []),
        ("x <!-- ![a](b.jpg) --> ![c](d.jpg)", [("d.jpg", "c")]),
        ('<img src="b.jpg" alt="a">', [("b.jpg", "a")]),
        ("<IMG ALT='a' SRC=b.jpg />", [("b.jpg", "a")]),
        ("<img src=b.jpg>", [("b.jpg", None)]),
        ("<img alt src=b.jpg>", [("b.jpg", "")]),
        ("<div>\n![a](b.jpg)\n<img src=c.jpg>\n</div>", [("c.jpg", None)]),
        ("<script>x = '<img src=c.jpg>'</script>", []),
        ('<div><noscript>\n<img src="b.jpg" alt="a">\n</noscript></div>', [("b.jpg", "a")]),
        ('{{< figure src="b.jpg" title="t" >}}', [("b.jpg", None)]),
        ('{{< figure alt="a" src="b.jpg" >}}', [("b.jpg", "a")]),
        ('{{< figure src=`b.jpg` alt=`a "b"` >}}', [("b.jpg", 'a "b"')]),
        ('{{% img "b.jpg" %}}', [("b.jpg", None)]),
        ('{{< youtube src="abc" >}}', [("abc", None)][:0]),
        ("> - ![a](b.jpg)", [("b.jpg", "a")]),
        ("| a | b |\n|---|---|\n| ![x](1.jpg) | ![y](2.jpg) |", [("1.jpg", "x"), ("2.jpg", "y")]),
        ("![a]( b.jpg )", [("b.jpg", "a")]),
        ("![a](b c.jpg)", []),
        ("# ![a](b.jpg) heading", [("b.jpg", "a")]),
        ("text ![a](b.jpg)\n===", [("b.jpg", "a")]),
    ],
)
def test_image_references(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert references(text) == expected
    assert references(text.replace("\n", "\r\n")) == expected
