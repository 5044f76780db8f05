"""Posts: front matter, sections, image references, addresses."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from slidescan.errors import ConfigInvalid, PostNotUtf8, PostUnreadable, SiteNotFound
from slidescan.posts import markdown
from slidescan.posts.dialect import HUGO
from slidescan.posts.discovery import find_site
from slidescan.posts.field_values import date_of, list_of, text_of
from slidescan.posts.front_matter import read_front_matter
from slidescan.posts.generators.hugo import goldmark_ids, sanitized
from slidescan.posts.heading_ids import github_ids
from slidescan.posts.headings import Heading
from slidescan.posts.links import link_post
from slidescan.posts.read import read_post, section_at
from slidescan.posts.references.scanner import scan
from slidescan.posts.site import Site
from slidescan.posts.slugs import hugo_blackfriday, hugo_github_ascii


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: A\n---\nx", "A"),
        ("---\r\ntitle: A\r\n---\r\nx", "A"),
        ('+++\ntitle = "A"\n+++\nx', "A"),
        ('{"Title": "A"}\nx', "A"),
        ("---\ntitle: A\n---", "A"),
    ],
)
def test_front_matter_of_every_kind(text: str, title: str) -> None:
    found = read_front_matter(text)
    assert found.fields["title"] == title
    assert text[found.end :] in ("x", "")


@pytest.mark.parametrize("text", ["", "x", "---\nnever closed", "--- \ntext", "{not json", "***"])
def test_posts_without_front_matter(text: str) -> None:
    assert read_front_matter(text).fields == {}


@pytest.mark.parametrize(
    "body", ["a: [1", "!!python/object/apply:os.system ['true']", "a: &x [1]\nb: *x", "- a"]
)
def test_front_matter_that_cannot_be_read_says_why(body: str) -> None:
    found = read_front_matter(f"---\n{body}\n---\ntext")
    assert not found.fields
    assert found.problem


def test_dates_lists_and_texts() -> None:
    assert date_of("2017-11-29T16:44:52+01:00") == dt.date(2017, 11, 29)
    assert date_of(dt.datetime(2017, 11, 29, 23, tzinfo=dt.timezone.utc)) == dt.date(2017, 11, 29)
    assert date_of("2017-13-40") is None
    assert list_of("a, b") == ("a", "b")
    assert list_of([1, None, " c "]) == ("1", "c")
    assert text_of({"a": 1}) is None


def headings(*sources: str) -> list[Heading]:
    return [Heading(1, i, text, (("text", text),)) for i, text in enumerate(sources, 1)]


def test_ids_of_repeated_headings() -> None:
    found = goldmark_ids(headings("A b", "A b", "A-b-1", "A b", "", ""))
    assert [heading_id.value for heading_id in found] == [
        "a-b", "a-b-1", "a-b-1-1", "a-b-2", "heading", "heading-1",
    ]  # fmt: skip
    found = github_ids(headings("A b!", "A b", "Ü_x"))
    assert [heading_id.value for heading_id in found] == ["a-b", "a-b-1", "ü_x"]


def test_other_styles_of_hugo() -> None:
    assert hugo_github_ascii("Größe é") == "groe-e"
    assert hugo_blackfriday("  What's new?! (in 2)") == "what-s-new-in-2"


def test_paths_as_hugo_makes_them() -> None:
    assert sanitized("AWS re:Invent  2017 – Day 2!") == "AWS-reInvent-2017-Day-2"
    assert sanitized("a - b") == "a-b"


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


@pytest.fixture
def site(tmp_path: Path) -> Site:
    write(
        tmp_path / "hugo.toml",
        'baseURL = "https://example.org/"\n[permalinks]\nblog = "b/:year/:slug/"\n',
    )
    write(tmp_path / "static/img/a.jpg", b"x")
    write(tmp_path / "static/img/Größe 1.JPG", b"x")
    write(
        tmp_path / "content/blog/bundle/index.md",
        "---\ntitle: Bundle\ndate: 2020-02-03\n---\n![](c.jpg)",
    )
    write(tmp_path / "content/blog/bundle/c.jpg", b"x")
    write(tmp_path / "content/notes/Post.md", "![](p.jpg)")
    write(tmp_path / "content/notes/Post/p.jpg", b"x")
    write(tmp_path / "public/old.jpg", b"x")
    return find_site(tmp_path / "static/img")


def test_the_site_is_found_upwards(site: Site, tmp_path: Path) -> None:
    assert site.root == tmp_path
    assert site.generator.name == "hugo"
    assert site.post_paths == ("content/blog/bundle/index.md", "content/notes/Post.md")
    assert "public/old.jpg" not in site.files


@pytest.mark.parametrize(
    ("target", "image"),
    [
        ("/img/a.jpg", "static/img/a.jpg"),
        ("../../img/a.jpg", "static/img/a.jpg"),
        ("https://example.org/img/a.jpg", "static/img/a.jpg"),
        ("//example.org/img/a.jpg", "static/img/a.jpg"),
        ("/img/a.jpg?x=1#y", "static/img/a.jpg"),
        ("/img/Gr%C3%B6%C3%9Fe%201.JPG", "static/img/Größe 1.JPG"),
        ("/img/Gro\u0308ße 1.jpg", "static/img/Größe 1.JPG"),
        ("https://other.org/img/a.jpg", None),
        ("/img/none.jpg", None),
        ("data:image/png;base64,xx", None),
        ("http://[bad/img/a.jpg", None),
        ("../../../../../../etc/passwd", None),
        ("", None),
    ],
)
def test_targets_resolve_as_in_a_browser(site: Site, target: str, image: str | None) -> None:
    shown = site.resolve(target, "markdown", "content/blog/x.md", "/b/x/")
    assert shown == ((image,) if image else ())


@pytest.mark.parametrize("target", ["http://[x.png", "//[x.png", "////[x.png", "http://[*.png"])
def test_invalid_addresses_resolve_to_nothing(tmp_path: Path, target: str) -> None:
    plain = find_site(tmp_path, site=tmp_path)
    assert plain.resolve(target, "markdown", "a.md", "/a.md") == ()
    assert plain.local_urls(target, "/a.md") is None


def test_bundles_and_folders_beside_posts(site: Site) -> None:
    bundle = read_post(site, "content/blog/bundle/index.md")
    assert bundle.url == "/b/2020/bundle/"
    assert set(link_post(site, bundle).links) == {"content/blog/bundle/c.jpg"}
    beside = read_post(site, "content/notes/Post.md")
    assert beside.url == "/notes/post/"
    assert set(link_post(site, beside).links) == {"content/notes/Post/p.jpg"}


def test_references_to_missing_images_are_named(site: Site) -> None:
    text = "![](/img/none.jpg) ![](https://other.org/x.jpg) ![](/page) ![](gone.png)"
    write(site.root / "content/notes/x.md", text)
    missing = link_post(site, read_post(site, "content/notes/x.md")).missing
    assert [m.target for m in missing] == ["/img/none.jpg", "gone.png"]


def test_sections_know_their_path_and_end(site: Site) -> None:
    text = "top ![](/img/a.jpg)\n\n# One\n\n### Deep\n\nx\n\n## Two {#own}\n\ny\n"
    write(site.root / "content/notes/x.md", text)
    post = read_post(site, "content/notes/x.md")
    assert [(s.path, s.anchor, s.line, s.end) for s in post.sections] == [
        (("One",), "one", 3, 13),
        (("One", "Deep"), "deep", 5, 9),
        (("One", "Two"), "own", 9, 13),
    ]
    assert section_at(post, 1) is None
    assert section_at(post, 7) == post.sections[1]


def test_a_post_that_is_not_utf8_names_the_line(site: Site) -> None:
    write(site.root / "content/notes/x.md", b"ok\n\xff\xfe\n")
    with pytest.raises(PostNotUtf8, match="line 2"):
        read_post(site, "content/notes/x.md")


def test_a_post_that_is_gone(site: Site) -> None:
    with pytest.raises(PostUnreadable):
        read_post(site, "content/notes/none.md")


def test_spans_are_bytes_after_a_byte_order_mark(site: Site) -> None:
    data = b"\xef\xbb\xbf" + "größe ![älter](/img/a.jpg)".encode()
    write(site.root / "content/notes/x.md", data)
    (reference,) = read_post(site, "content/notes/x.md").references
    assert reference.alt_span is not None
    assert data[reference.alt_span.start : reference.alt_span.end].decode() == "älter"


def test_a_configuration_that_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path / "hugo.toml", "baseURL = ")
    with pytest.raises(ConfigInvalid, match=r"hugo\.toml"):
        find_site(tmp_path)


@pytest.mark.parametrize("name", ["hugo.yaml", "config/_default/hugo.yaml", "config.json"])
def test_configurations_of_every_kind(tmp_path: Path, name: str) -> None:
    (tmp_path / "content").mkdir()
    write(tmp_path / name, '{"baseURL": "https://e.org/sub/"}')
    write(tmp_path / "static/a.jpg", b"x")
    found = find_site(tmp_path)
    assert found.absolute("/x/") == "https://e.org/sub/x/"
    assert found.resolve("/sub/a.jpg", "markdown", "content/x.md", "/x/") == ("static/a.jpg",)
    assert found.resolve("/a.jpg", "markdown", "content/x.md", "/x/") == ()


def test_permalinks_in_a_file_of_their_own(tmp_path: Path) -> None:
    write(tmp_path / "config/_default/hugo.toml", 'baseURL = "https://e.org/"')
    write(tmp_path / "config/_default/permalinks.toml", 'blog = "/:section/:filename/"')
    write(tmp_path / "content/blog/My Post.md", "---\ntitle: T\n---\n")
    assert read_post(find_site(tmp_path), "content/blog/My Post.md").url == "/blog/my-post/"


def test_plain_folders_are_read_as_github_shows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "notes/day.md", "# Day *one*\n\n![](pics/a.jpg)\n")
    write(tmp_path / "notes/pics/a.jpg", b"x")
    monkeypatch.chdir(tmp_path)
    found = find_site(Path("notes/pics"))
    post = read_post(found, "notes/day.md")
    (link,) = link_post(found, post).links["notes/pics/a.jpg"]
    assert link.url == "/notes/day.md#day-one"
    assert post.title == "Day one"


def test_a_site_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SiteNotFound):
        find_site(tmp_path, site=tmp_path / "none")
    with pytest.raises(SiteNotFound):
        find_site(tmp_path / "none")


def test_what_is_left_out_by_pattern(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "")
    write(tmp_path / "drafts/b.md", "")
    write(tmp_path / "x/drafts/c.md", "")
    found = find_site(tmp_path, site=tmp_path, exclude=("/drafts",))
    assert found.post_paths == ("a.md", "x/drafts/c.md")
    found = find_site(tmp_path, site=tmp_path, exclude=("drafts",))
    assert found.post_paths == ("a.md",)
