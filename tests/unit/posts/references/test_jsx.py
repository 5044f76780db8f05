"""Images that JSX names in attributes."""

from __future__ import annotations

import pytest

from slidescan.posts import markdown
from slidescan.posts.dialect import MDX
from slidescan.posts.references.attributes import expression_images
from slidescan.posts.references.scanner import scan


def references(text: str) -> list[tuple[str, str, str | None]]:
    found = scan(text, markdown.parse(text, 0, MDX)).references
    return [(r.target, r.syntax, r.alt.text) for r in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<Image img={require('./a.png')} />", [("./a.png", "jsx", None)]),
        ('<Image img={require("./a.png").default} alt="x" />', [("./a.png", "jsx", "x")]),
        ('<CommandTabs npm="npm run icon /path/to/a.png" src="my photo.png" />',
         [("my photo.png", "html", None)]),
        ('<Card light="./my photo.png" dark="b.png" />',
         [("./my photo.png", "html", None), ("b.png", "html", None)]),
        ('<Card title="b.png" image="/a.png" href="/c.png" />', [("/a.png", "html", None)]),
        ("<ThemedImage alt='x' sources={{light: useBaseUrl('/a.png'), dark: useBaseUrl('/b.png')}} />",
         [("/a.png", "jsx", "x"), ("/b.png", "jsx", None)]),
        ("<Gallery images={[{src: '/a.png'}, {src: '/b.png'}]} />",
         [("/a.png", "jsx", None), ("/b.png", "jsx", None)]),
        ("import a from './a.png';\n\n<Figure source={a} />", [("./a.png", "jsx", None)]),
        ("export const a = require('./a.png').default;\n\n<img src={a} />", [("./a.png", "jsx", None)]),
        ("import a from './a.png?w=300';\n\n<img src={a} />", [("./a.png", "jsx", None)]),
        ("<img srcSet={require('./a.png').default} />", [("./a.png", "jsx", None)]),
        ("<div style={{backgroundImage: \"url('/a.png')\"}} />", []),
        ("<Hero style={{backgroundImage: \"url('/a.png')\"}} />", [("/a.png", "jsx", None)]),
        ("<SEO image='/a.png' />", []),
        ("<Link to='/a.png'>x</Link>", []),
        ("<Image src={`${base}/a.png`} />", []),
    ],
)  # fmt: skip
def test_components_show_the_images_that_they_name(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert references(text) == expected


def test_an_expression_names_each_image_once() -> None:
    imports = {"a": "./a.png", "b": "./b.md"}
    assert expression_images("{[a, a, b, c.a, '/x.png?y', 'text']}", imports) == (
        "./a.png",
        "/x.png?y",
    )
