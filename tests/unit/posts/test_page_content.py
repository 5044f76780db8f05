"""References in included and embedded files belong to the page that shows them."""

from __future__ import annotations

from pathlib import Path

from support.sites import links_of, make_site

from slidescan.posts.links import link_post
from slidescan.posts.read import read_post

SPHINX = (
    'extensions = ["myst_parser"]\nhtml_baseurl = "https://e.org/"\nexclude_patterns = ["parts"]\n'
)


def test_an_included_image_links_to_the_heading_above_it(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "conf.py": SPHINX,
        "a.png": "x", "b.png": "x", "c.png": "x", "parts/d.png": "x",
        "index.md": "# Talk\n\n## Lakes\n\n```{include} parts/p.md\n```\n\n![](c.png)\n\n"
        "```{include} /parts/q.md\n:relative-images:\n```\n",
        "parts/p.md": "---\nx: y\n---\n![](a.png)\n\n## Lakes\n\n![](b.png)\n",
        "parts/q.md": "![](d.png) ![](gone.png)\n",
    })  # fmt: skip
    links = {
        image: (link.line, link.section, link.url)
        for image, (link,) in links_of(found, "index.md").items()
    }
    assert links == {
        "a.png": (5, ("Talk", "Lakes"), "https://e.org/#lakes"),
        "b.png": (5, ("Talk", "Lakes"), "https://e.org/#id1"),
        "c.png": (8, ("Talk", "Lakes"), "https://e.org/#id1"),
        "parts/d.png": (10, ("Talk", "Lakes"), "https://e.org/#id1"),
    }
    missing = link_post(found, read_post(found, "index.md")).missing
    assert [(m.post, m.line, m.target) for m in missing] == [("parts/q.md", 1, "gone.png")]


def test_own_alt_texts_keep_their_bytes_beside_included_text(tmp_path: Path) -> None:
    text = "\ufeff# Größe\n\n```{include} parts/p.md\n```\n\n![ältere](a.png)\n"
    found = make_site(tmp_path, {
        "conf.py": SPHINX, "a.png": "x", "index.md": text, "parts/p.md": "Ünï\n" * 9,
    })  # fmt: skip
    (reference,) = read_post(found, "index.md").references
    assert reference.alt_span is not None
    data = text.encode()
    assert data[reference.alt_span.start : reference.alt_span.end].decode() == "ältere"
    assert reference.line == 6


def test_an_embedded_note_shows_its_images_in_the_note_that_embeds_it(tmp_path: Path) -> None:
    slides = "# Slides\n\n![[a.png]]\n\n## Second\n\n![[b.png]]\n\n### Deeper\n\n![[c.png]] ^shot\n\n# Third\n\n![[d.png]]\n"
    found = make_site(tmp_path, {
        ".obsidian/app.json": "{}",
        **dict.fromkeys((f"img/{name}.png" for name in "abcd"), "x"),
        "deep/Slides.md": slides,
        "All.md": "## Lakes\n\n![[Slides]]\n",
        "Part.md": "## Lakes\n\n![[Slides#Second]]\n",
        "Block.md": "![[deep/Slides#^shot]] ![[Slides#No such]] `![[Slides]]`\n",
    })  # fmt: skip
    shown = links_of(found, "All.md")
    assert sorted(shown) == [f"img/{name}.png" for name in "abcd"]
    assert {(link.line, link.section) for (link,) in shown.values()} == {(3, ("Lakes",))}
    assert sorted(links_of(found, "Part.md")) == ["img/b.png", "img/c.png"]
    assert sorted(links_of(found, "Block.md")) == ["img/c.png"]


def test_a_partial_brings_its_headings_and_their_ids(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "docusaurus.config.js": "module.exports = {url: 'https://e.org', baseUrl: '/'};",
        "docs/img/a.png": "x", "docs/img/b.png": "x", "static/c.png": "x",
        "docs/intro.mdx": "import Lakes from './_lakes.mdx';\nimport Far from '@site/docs/_far.mdx';\n\n"
        "# Intro\n\n## Lakes\n\n<Lakes />\n\n![](/c.png)\n\n## End\n\n<Far name='x' />\n",
        "docs/_lakes.mdx": "![](./img/a.png)\n\n## Lakes\n\n![](img/b.png)\n",
        "docs/_far.mdx": "![](/c.png)\n",
    })  # fmt: skip
    shown = links_of(found, "docs/intro.mdx")
    assert {image: [link.url for link in links] for image, links in shown.items()} == {
        "docs/img/a.png": ["https://e.org/docs/intro#lakes"],
        "docs/img/b.png": ["https://e.org/docs/intro#lakes"],
        "static/c.png": ["https://e.org/docs/intro#lakes", "https://e.org/docs/intro#end"],
    }
    assert [link.line for link in shown["docs/img/b.png"]] == [8]


def test_notes_that_embed_each_other_end(tmp_path: Path) -> None:
    notes = {f"n{n}.md": f"![[n{n + 1}]]" * 9 + "![[a.png]]" for n in range(9)}
    found = make_site(
        tmp_path, {".obsidian/app.json": "{}", "a.png": "x", **notes, "n9.md": "![[n0]]"}
    )
    assert sorted(links_of(found, "n0.md")) == ["a.png"]
