"""Literals of configurations in JavaScript."""

from __future__ import annotations

from slidescan.posts.script_config import ScriptConfig


def test_literals_of_a_script_are_read() -> None:
    script = ScriptConfig(
        "// url: 'https://no.org'\nexport default { url: \"https://e.org\", /* base: 'x' */\n"
        " baseUrl: `/b/`, docs: false, blog: { path: 'news' }, n: 'a' + b, t: `${x}` }\n"
        ".addPassthroughCopy({ 'a/b': '/c' }) .addPassthroughCopy('img')"
    )
    assert script.string("url") == "https://e.org"
    assert script.string("baseUrl") == "/b/"
    assert script.string("base") is None
    assert script.string("t") is None
    assert script.flag("docs") is False
    blog = script.block("blog")
    assert blog is not None
    assert blog.string("path") == "news"
    assert script.block("docs") is None
    assert script.call_arguments("addPassthroughCopy") == [("a/b", "/c"), ("img", "img")]
