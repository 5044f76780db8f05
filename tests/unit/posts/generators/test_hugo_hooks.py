"""Render hooks that change the ids of headings."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linked import linked_urls
from support.sites import links_of, make_site, write

from slidescan.posts.generators.hugo_hooks import heading_hook


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ('<h{{ .Level }} id="{{ .Anchor }}">{{ .Text }}</h{{ .Level }}>', "default"),
        ("<h{{ .Level }} id='{{- .Anchor | safeURL -}}'>{{ .Text }}</h{{ .Level }}>", "default"),
        ('<h2 id="{{ .Anchor | safeHTML }}">x<a href="#{{ .Anchor }}">#</a></h2>', "default"),
        ("<h2 id={{ .Anchor }}>x</h2>", "default"),
        ('<h2 id="{{ .Text | urlize }}">x</h2>', "computed"),
        ('<h2 id="h-{{ .Anchor }}">x</h2>', "computed"),
        ("<h{{ .Level }}>{{ .Text }}</h{{ .Level }}>", "none"),
        ('{{/* id="{{ .Text }}" */}}<h2 id="{{ .Anchor }}">x</h2>', "default"),
        ('{{ partial "td/heading.html" . }}', "default"),
        ('{{ partial "missing.html" . }}', "computed"),
    ],
)
def test_what_a_hook_makes_of_ids(tmp_path: Path, template: str, kind: str) -> None:
    site, theme = tmp_path / "layouts", tmp_path / "themes/t/layouts"
    write(theme / "_markup/render-heading.html", template)
    write(theme / "_partials/td/heading.html", '<h2 id="{{ .Anchor }}">x</h2>')
    assert heading_hook((site, theme)) == kind
    write(site / "_default/_markup/render-heading.html", '<h2 id="{{ .Anchor }}">x</h2>')
    assert heading_hook((site, theme)) == "default"


@pytest.mark.parametrize(
    ("files", "config", "url"),
    [
        ({"layouts/_markup/render-heading.html": '<h2 id="{{ md5 .Text }}">x</h2>'}, "", None),
        ({"layouts/_markup/render-heading.html": "<h2>x</h2>"}, "", "/p/"),
        ({}, "[markup]\ndefaultMarkdownHandler = 'pandoc'\n", None),
        ({}, "[markup.goldmark.parser.attribute]\ntitle = false\n", "/p/#s-x"),
        ({}, "", "/p/#x"),
    ],
)
def test_ids_follow_the_hook(
    tmp_path: Path, files: dict[str, str], config: str, url: str | None
) -> None:
    found = make_site(tmp_path, {
        "hugo.toml": f"baseURL = '/'\n{config}", "content/p/index.md": "## S {#x}\n\n![x](a.png)\n",
        "content/p/a.png": "x", **files,
    })  # fmt: skip
    (link,) = links_of(found, "content/p/index.md")["content/p/a.png"]
    assert link.url == url
    assert link.section is not None


@pytest.mark.parametrize("option", ["autoIDType", "autoHeadingIDType"])
def test_the_style_of_ids_has_an_old_name(tmp_path: Path, option: str) -> None:
    found = make_site(tmp_path, {
        "hugo.toml": f"baseURL = '/'\n[markup.goldmark.parser]\n{option} = 'github-ascii'\n",
        "content/p/index.md": "## Größe\n\n![x](a.png)\n", "content/p/a.png": "x",
    })  # fmt: skip
    (link,) = links_of(found, "content/p/index.md")["content/p/a.png"]
    assert link.url == "/p/#groe"


def test_the_embedded_hook_finds_images_in_assets(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "hugo.toml": "baseURL = '/'\n[languages.en]\n[languages.de]\n", "assets/img/a.png": "x",
        "content/p/index.md": "## S\n\n![x](img/a.png)\n",
    })  # fmt: skip
    (link,) = links_of(found, "content/p/index.md")["assets/img/a.png"]
    assert link.url == "/p/#s"


def test_a_hook_that_cannot_be_read_has_unknown_ids(tmp_path: Path) -> None:
    layouts = tmp_path / "layouts"
    write(layouts / "_markup/render-heading.html", '{{ partial "h.html" . }}')
    write(layouts / "_partials/h.html", b"<h2>\xe9</h2>")
    assert heading_hook((layouts,)) == "computed"
    (layouts / "_markup/render-heading.html").unlink()
    (layouts / "_markup/render-heading.html").symlink_to("missing")
    assert heading_hook((layouts,)) == "computed"


def test_templates_of_vendored_modules_and_of_other_folders_count(tmp_path: Path) -> None:
    hook = "<h{{ .Level }}>{{ .Text }}</h{{ .Level }}>"
    modules = 'baseURL = "https://e.org/"\n[[module.imports]]\npath = "github.com/a/b"\n'
    vendored = "_vendor/github.com/a/b/layouts/_default/_markup/render-heading.html"
    mounted = '[[module.mounts]]\nsource = "parts"\ntarget = "layouts"\n'
    post = {"content/p.md": "## One\n\n![](/a.png)\n", "static/a.png": "x"}
    for i, files in enumerate(
        (
            {"hugo.toml": modules, vendored: hook},
            {
                "hugo.toml": 'baseURL = "https://e.org/"\nlayoutDir = "parts"\n',
                "parts/_default/_markup/render-heading.html": hook,
            },
            {
                "hugo.toml": f'baseURL = "https://e.org/"\n{mounted}',
                "parts/_default/_markup/render-heading.html": hook,
            },
        )
    ):
        linked = linked_urls(tmp_path / str(i), {**post, **files})
        assert linked == {"static/a.png": ["https://e.org/p/"]}, i
