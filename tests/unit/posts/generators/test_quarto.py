"""Quarto's projects: what is rendered, and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

from slidescan.posts.links import link_post
from slidescan.posts.read import read_post

SITE = "project:\n  type: website\nwebsite:\n  site-url: https://example.org/s\n"
FILES = ("index.qmd", "README.md", "_draft.qmd", "posts/_meta/x.qmd", "posts/a/index.qmd", "notes/b.md", "c.Rmd")  # fmt: skip


@pytest.mark.parametrize(
    ("config", "posts"),
    [
        ("", ("c.Rmd", "index.qmd", "notes/b.md", "posts/a/index.qmd")),
        ("project:\n  render: ['*.qmd']\n", ("index.qmd", "posts/a/index.qmd")),
        (
            "project:\n  render: ['**/*.qmd', notes/, '!posts/']\n",
            ("index.qmd", "notes/b.md"),
        ),
        (
            "project:\n  type: book\nbook:\n  chapters:\n  - index.qmd\n"
            "  - part: P\n    chapters: [notes/b.md]\n",
            ("index.qmd", "notes/b.md"),
        ),
    ],
)
def test_the_project_decides_what_is_rendered(
    config: str, posts: tuple[str, ...], tmp_path: Path
) -> None:
    site = make_site(tmp_path, {"_quarto.yml": config, **dict.fromkeys(FILES, "# A\n")})
    assert site.generator.name == "quarto"
    assert site.post_paths == posts


def test_pages_have_the_folders_and_names_of_their_files(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {
            "_quarto.yml": SITE,
            "img/a.png": "x",
            "posts/t/index.qmd": "---\ncategories: [x]\n---\n## A head\n\n![](/img/a.png)\n",
            "about.qmd": "---\noutput-file: me.html\n---\n![](img/a.png)\n",
        },
    )
    (link,) = links_of(site, "posts/t/index.qmd")["img/a.png"]
    assert link.url == "https://example.org/s/posts/t/#a-head"
    assert link.tags == ("x",)
    assert links_of(site, "about.qmd")["img/a.png"][0].url == "https://example.org/s/me.html"


@pytest.mark.parametrize(
    ("formats", "url"),
    [
        ("pdf", None),
        ("[pdf, docx]", None),
        ("[pdf, html]", "/p.html"),
        ("\n  acm-html: default", "/p.html"),
        ("revealjs", "/p.html"),
    ],
)
def test_a_post_that_is_rendered_to_no_page_has_no_address(
    formats: str, url: str | None, tmp_path: Path
) -> None:
    text = f"---\nformat: {formats}\n---\n![](a.png)\n"
    site = make_site(tmp_path, {"_quarto.yml": "lang: de\n", "a.png": "x", "p.qmd": text})
    (link,) = links_of(site, "p.qmd")["a.png"]
    assert link.url == url
    assert (link.unknown is None) == (url is not None)


def test_the_first_heading_of_a_chapter_is_its_title_without_an_id(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {
            "_quarto.yml": "project:\n  type: book\nbook:\n  chapters: [index.qmd]\n",
            "a.png": "x",
            "index.qmd": "# Preface {#sec-p .unnumbered}\n\n![](a.png)\n\n## More {-}\n\n![](a.png)\n",
        },
    )
    title, more = links_of(site, "index.qmd")["a.png"]
    assert (title.anchor, title.section) == (None, ("Preface",))
    assert (more.anchor, more.section) == ("more", ("Preface", "More"))


@pytest.mark.parametrize(
    ("matter", "shown"),
    [
        ("image: a.png\n", []),
        ("about:\n  template: jolla\nimage: a.png\n", [(4, "https://example.org/s/p.html")]),
        ("title-block-banner: a.png\n", [(2, "https://example.org/s/p.html")]),
    ],
)
def test_only_pages_about_someone_show_the_image_of_lists(
    matter: str, shown: list[tuple[int, str]], tmp_path: Path
) -> None:
    files = {"_quarto.yml": SITE, "p.qmd": f"---\n{matter}---\n\nA text.\n", "a.png": ""}
    site = make_site(tmp_path, files)
    links = links_of(site, "p.qmd").get("a.png", ())
    assert [(link.line, link.url) for link in links] == shown
    assert link_post(site, read_post(site, "p.qmd")).missing == ()


@pytest.mark.parametrize(("config", "is_shown"), [("", True), ("execute:\n  eval: false\n", False)])
def test_cells_show_images_if_the_project_runs_them(
    config: str, is_shown: bool, tmp_path: Path
) -> None:
    post = '## S\n\n```{r}\nknitr::include_graphics("img/a.png")\n```\n'
    site = make_site(tmp_path, {"_quarto.yml": SITE + config, "p.qmd": post, "img/a.png": ""})
    links = links_of(site, "p.qmd").get("img/a.png", ())
    assert [(x.line, x.url) for x in links] == [(4, "https://example.org/s/p.html#s")] * is_shown


def test_what_code_may_show_is_not_understood(tmp_path: Path) -> None:
    text = (
        "# A\n\n```{r}\ncards(image = c('img/a.png', 'img/gone.png'))\n```\n\n"
        "```{r curve, echo=FALSE}\nplot(f)\n```\n\n```{r}\n#| eval: false\nshow('img/b.png')\n```\n"
    )
    files = {"_quarto.yml": SITE, "p/a.qmd": text, "p/img/a.png": "x", "p/img/b.png": "x"}
    plot = "p/a_files/figure-html/curve-1.png"
    other = {"q/a_files/figure-html/curve-1.png": "x", "q/a.qmd": "# B\n"}
    site = make_site(tmp_path, {**files, plot: "x", **other})
    linked = link_post(site, read_post(site, "p/a.qmd"))
    assert linked.links == {}
    found = [(issue.line, issue.kind, issue.image) for issue in linked.missing]
    assert found == [(4, "unclear", "p/img/a.png"), (7, "unclear", plot)]


def test_files_that_quarto_keeps_on_the_way_to_a_page_are_no_posts(tmp_path: Path) -> None:
    files = (
        "a/index.qmd", "a/index.html.md", "b.Rmd", "b-revealjs.md", "c.md", "c.gfm.md",
        "d.html.md", "a/e.html.md", "e.qmd", "notes-today.md", "notes.qmd", "f.ipynb", "f.pdf.md",
    )  # fmt: skip
    site = make_site(tmp_path, {"_quarto.yml": SITE, **dict.fromkeys(files, "# A\n")})
    assert site.post_paths == (
        "a/e.html.md", "a/index.qmd", "b.Rmd", "c.md", "d.html.md", "e.qmd", "notes-today.md",
        "notes.qmd",
    )  # fmt: skip
