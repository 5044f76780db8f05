"""Paths and permalinks as Hugo makes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linked import linked_urls
from support.sites import links_of, make_site, write

from slidescan.posts.discovery import find_site
from slidescan.posts.edit import replace_alts
from slidescan.posts.generators.hugo_permalinks import sanitize_path
from slidescan.posts.read import read_post


def test_paths_are_sanitized() -> None:
    assert sanitize_path("AWS re:Invent  2017 – Day 2!") == "AWS-reInvent-2017-Day-2"
    assert sanitize_path("a - b") == "a-b"


def test_permalinks_may_have_a_file_of_their_own(tmp_path: Path) -> None:
    write(tmp_path / "config/_default/hugo.toml", 'baseURL = "https://e.org/"')
    write(tmp_path / "config/_default/permalinks.toml", 'blog = "/:section/:filename/"')
    write(tmp_path / "content/blog/My Post.md", "---\ntitle: T\n---\n")
    assert read_post(find_site(tmp_path), "content/blog/My Post.md").url == "/blog/my-post/"


HUGO = 'baseURL = "https://e.org/"\n'
LAKES = "https://e.org/talk/#lakes"


def bundle(body: str, config: str = "", **files: str) -> dict[str, str]:
    return {
        "hugo.toml": HUGO + config,
        "content/talk/index.md": f"---\ntitle: T\n---\n## Lakes\n\n{body}\n",
        "content/talk/img/a.png": "x",
        "content/talk/img/b.png": "x",
        **files,
    }


@pytest.mark.parametrize(
    "shortcode",
    [
        '{{< carousel images="{img/a.png,img/b.png}" >}}',
        '{{< carousel images="img/{a,b}.png" >}}',
        '{{< gallery match="img/*.png" >}}',
        '{{< gallery dir="img" >}}',
        '{{< compare before="img/a.png" after="img/b.png" >}}',
        '{{< slider "img/a.png" "img/b.png" >}}',
        '{{< gallery >}}\n<img src="img/a.png">\n\n    <img src="img/b.png">\n{{< /gallery >}}',
    ],
)
def test_a_shortcode_shows_several_images(tmp_path: Path, shortcode: str) -> None:
    links = linked_urls(tmp_path, bundle(shortcode))
    assert links == {"content/talk/img/a.png": [LAKES], "content/talk/img/b.png": [LAKES]}


def test_a_shortcode_names_a_resource_by_a_part(tmp_path: Path) -> None:
    files = bundle('{{< imgproc sunset Fill "600x300" >}}', **{"content/talk/my-sunset.png": "x"})
    assert linked_urls(tmp_path, files) == {"content/talk/my-sunset.png": [LAKES]}


@pytest.mark.parametrize(
    ("template", "is_linked"),
    [
        ("{{ .Inner }}", True),
        ("<div>{{ .Inner | safeHTML }}</div>", True),
        ("{{ .Inner | markdownify }}", False),
        ("{{ $text := .Inner }}{{ .Page.RenderString $text }}", False),
        (None, False),
    ],
)
def test_html_between_shortcodes_is_shown_as_their_template_does(
    tmp_path: Path, template: str | None, is_linked: bool
) -> None:
    files = bundle('{{< box >}}\n<img src="img/a.png">\n{{< /box >}}\n\n<img src="img/b.png">')
    if template:
        files["layouts/shortcodes/box.html"] = template
    assert linked_urls(tmp_path, files) == (
        {"content/talk/img/a.png": [LAKES]} if is_linked else {}
    )


@pytest.mark.parametrize(
    ("config", "is_linked"),
    [
        ("[markup.goldmark.renderHooks.image]\nuseEmbedded = 'always'\n", True),
        ("[markup.goldmark.renderHooks.image]\nenableDefault = true\n", True),
        ("[languages.en]\n[languages.de]\n", True),
        (
            "[languages.en]\n[languages.de]\n[markup.goldmark.renderHooks.image]\nuseEmbedded = 'never'\n",
            False,
        ),
        ("", False),
    ],
)
def test_the_embedded_render_hook_takes_images_from_assets(
    tmp_path: Path, config: str, is_linked: bool
) -> None:
    files = bundle("![](images/c.png)", config, **{"assets/images/c.png": "x"})
    assert bool(linked_urls(tmp_path, files)) is is_linked


@pytest.mark.parametrize(
    ("config", "url"),
    [
        ("autoIDType = 'github-ascii'", "#groe"),
        ("autoHeadingIDType = 'blackfriday'", "#größe"),
        ("autoHeadingID = false", ""),
    ],
)
def test_styles_of_heading_ids(tmp_path: Path, config: str, url: str) -> None:
    files = bundle("## Größe\n\n![](img/a.png)", f"[markup.goldmark.parser]\n{config}\n")
    assert linked_urls(tmp_path, files)["content/talk/img/a.png"] == ["https://e.org/talk/" + url]


def test_a_theme_features_an_image_of_the_bundle(tmp_path: Path) -> None:
    files = bundle("", "theme = 'blowfish'\n", **{"content/talk/featured.jpg": "x"})
    assert linked_urls(tmp_path, files) == {"content/talk/featured.jpg": ["https://e.org/talk/"]}


def test_the_caption_of_a_figure_is_its_alt_text(tmp_path: Path) -> None:
    for path, text in bundle('{{< figure src="img/a.png" caption="Three *layers*" >}}').items():
        write(tmp_path / path, text)
    site = find_site(tmp_path)
    data = (tmp_path / "content/talk/index.md").read_bytes()
    [reference] = read_post(site, "content/talk/index.md").references
    assert reference.alt == "Three *layers*"
    assert b'src="img/a.png" alt="Lakes" caption=' in replace_alts(data, [(reference, "Lakes")])


def test_a_configuration_can_have_yaml_aliases(tmp_path: Path) -> None:
    files = bundle("![](img/a.png)")
    del files["hugo.toml"]
    files["hugo.yaml"] = "params: &p {url: 'https://e.org/'}\nother: *p\nbaseURL: https://e.org/\n"
    assert linked_urls(tmp_path, files) == {"content/talk/img/a.png": [LAKES]}


@pytest.mark.parametrize(
    ("config", "template", "is_shown"),
    [
        ("", '<img src="{{ .Params.cover.image }}">', True),
        ("", '{{ with .Param "cover.image" }}<img src="{{ . }}">{{ end }}', True),
        ("", '<meta property="og:image" content="{{ .Params.cover.image }}">', False),
        ("", "{{ .Content }}", False),
        ("", "{{ .Content }}{{ index .Params 0 }}{{ range .Site.Params }}{{ end }}", False),
        ("", "{{ index .Context.Params $field }}", True),
        ("", '{{ partial "top" (dict "fields" .Params) }}', True),
        ("", "{{ .Param $name }}", True),
        ("theme = 'theirs'\n", "{{ .Content }}", True),
        ("[module]\n[[module.imports]]\npath = 'example.org/theirs'\n", "{{ .Content }}", True),
    ],
)
def test_templates_decide_which_images_of_the_front_matter_are_shown(
    tmp_path: Path, config: str, template: str, is_shown: bool
) -> None:
    files = {
        "hugo.toml": config,
        "layouts/_default/single.html": template,
        "content/a.md": "---\ncover:\n  image: /a.png\n---\n",
        "static/a.png": "",
    }
    site = make_site(tmp_path, files)
    assert list(links_of(site, "content/a.md")) == (["static/a.png"] if is_shown else [])


@pytest.mark.parametrize(
    ("parameters", "is_shown"),
    [
        ("showOnTop: true", True),
        ("showOnTop: false", False),
        ("show: false", False),
        ("hidden: true", False),
        ("hideInList: true", True),
        ("showOnHome: false", True),
        ("showCaption: false", True),
        ("caption: A lake", True),
    ],
)
def test_a_resource_can_say_that_the_page_does_not_show_it(
    parameters: str, is_shown: bool, tmp_path: Path
) -> None:
    fields = f"resources:\n- name: featuredImage\n  src: a.png\n  params:\n    {parameters}\n"
    post = f"---\ntitle: T\n{fields}---\nText\n"
    files = {"hugo.toml": "", "content/talk/index.md": post, "content/talk/a.png": "x"}
    urls = linked_urls(tmp_path, files)
    assert urls == ({"content/talk/a.png": ["/talk/"]} if is_shown else {})
