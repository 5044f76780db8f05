"""Headings that shortcodes show, and images that they render from a parameter."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

from slidescan.posts.dialect import ShortcodeHeading
from slidescan.posts.generators.hugo_shortcodes import template_headings


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("<div>{{ .Inner }}</div>", ()),
        ("<h3>More</h3>", (ShortcodeHeading(3, "", "More"),)),
        ('<h3 id="more">More</h3>', (ShortcodeHeading(3, "", "More", "more"),)),
        ('{{ with .Get "title" }}<h5>{{ . }}</h5>{{ end }}', (ShortcodeHeading(5, "title"),)),
        ('{{ if .Get "title" }}<h5>{{ .Get "title" }}</h5>{{ end }}', (ShortcodeHeading(5, "title"),)),
        ('{{ $t := .Get "title" }}{{ if $t }}<h5>{{ $t }}</h5>{{ end }}', (ShortcodeHeading(5, "title"),)),
        ('<h4>{{ .Get "title" }}</h4>', (ShortcodeHeading(4, "title"),)),
        ('<img src="{{ .Get "src" }}"><h4>{{ .Get "title" }}</h4>',
         (ShortcodeHeading(4, "title", "", "", True),)),
        ('{{ if eq .Type "x" }}<h4>a</h4>{{ end }}<h5>b</h5>', (ShortcodeHeading(5, "", "b"),)),
        ('{{ if .Get "a" }}x{{ else }}<h4>a</h4>{{ end }}', ()),
        ('<h4 id="{{ urlize .Title }}">a</h4>', ()),
        ("{{/* <h4>a</h4> */}}", ()),
    ],
)  # fmt: skip
def test_headings_of_templates(template: str, expected: tuple[ShortcodeHeading, ...]) -> None:
    assert template_headings(template) == expected


def test_an_image_below_a_heading_of_a_shortcode_has_its_section(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "hugo.toml": 'baseURL = "https://e.org/"\n',
        "layouts/shortcodes/card.html": '{{ with .Get "title" }}<h5>{{ . }}</h5>{{ end }}{{ .Inner }}',
        "layouts/shortcodes/box.html": '<img src="{{ .Get "src" }}"><h4>{{ .Get "title" }}</h4>',
        "content/p/index.md": "## S\n\n![a](a.png)\n\n{{% card title=\"*T* &amp; U\" footer=\"![f](f.png)\" %}}\n"
        "![b](b.png)\n{{% /card %}}\n\n## N\n\n{{% card %}}\n![c](c.png)\n{{% /card %}}\n\n"
        "{{< box src=\"d.png\" title=\"X\" >}}\n\n![e](e.png)\n",
        **{f"content/p/{n}.png": "x" for n in "abcdef"},
    })  # fmt: skip
    links = links_of(found, "content/p/index.md")
    assert {image[-5]: (link.section, link.anchor) for image, (link,) in links.items()} == {
        "a": (("S",), "s"),
        "b": (("S", "T & U"), None),
        "f": (("S", "T & U"), None),
        "c": (("N",), "n"),
        "d": (("N",), "n"),
        "e": (("N", "X"), None),
    }


def test_what_a_comment_shortcode_holds_is_not_shown(tmp_path: Path) -> None:
    post = (
        '{{< comment >}}\n![](a.png)\n{{< figure src="a.png" >}}\n{{< /comment >}}\n\n'
        "{{% comment %}} ![](a.png) {{% /comment %}}\n\n![](b.png)\n\n{{< comment >}}\n\n![](c.png)\n"
    )
    images = {f"content/p/{name}.png": "x" for name in "abc"}
    site = make_site(tmp_path, {"hugo.toml": "", "content/p/index.md": post, **images})
    assert list(links_of(site, "content/p/index.md")) == ["content/p/b.png", "content/p/c.png"]
