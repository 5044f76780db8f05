"""What the pages of a built site decide: which photo, which post and section, which address."""

from __future__ import annotations

import base64
import io
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from support.built_sites import links_by_pages, newer, page
from support.sites import write

from slidescan.core.records import Link, Page
from slidescan.imaging import same_picture
from slidescan.imaging.same_picture import Signature
from slidescan.ingest import built_pictures, picture_process
from slidescan.ingest.built_site import BuiltUpdate
from slidescan.posts.rendered import page_reader
from slidescan.posts.rendered.page_reader import read_page
from slidescan.store.catalogue import Catalogue

POST = "# Day one\n\n![](img/one.jpg)\n\n## Lakes\n\ntext\n\n![](img/two.jpg)\n\n### Cost\n"


def slide(number: int, words: int = 5) -> Image.Image:
    """A slide of a deck: the same template, other words."""
    random = np.random.default_rng(number)
    image = Image.new("RGB", (800, 600), (24, 32, 90))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 800, 80), fill=(230, 120, 20))
    for row in range(words):
        left = 40
        for _ in range(4):
            width = int(random.integers(40, 150))
            draw.rectangle((left, 130 + 80 * row, left + width, 165 + 80 * row), fill="white")
            left += width + 20
    return image


def save(image: Image.Image, path: Path, quality: int = 90) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, quality=quality)


def smaller(image: Image.Image, width: int) -> Image.Image:
    return image.resize(
        (width, round(image.height * width / image.width)), Image.Resampling.LANCZOS
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site of one post with two slides, which no rules know, and its built site."""
    folder = tmp_path / "site"
    write(folder / "notes/day.md", POST)
    for number, name in enumerate(("one", "two")):
        save(slide(number), folder / f"notes/img/{name}.jpg")
    built(folder, '<img src="{one}"><h2 id="lakes-7">Lakes</h2><img src="{two}">')
    return folder


def built(
    folder: Path,
    body: str,
    path: str = "blog/2024/day/index.html",
    head: str = "",
    one: str = "/img/one.jpg",
    two: str = "/img/two.jpg",
) -> None:
    """Writes a page of the post, and copies of its photos."""
    body = f"<main><h1>Day one</h1>{body}</main>".replace("{one}", one).replace("{two}", two)
    write(folder / "out" / path, page(body, head, "Day one"))
    if not (folder / "out/img").exists():
        shutil.copytree(folder / "notes/img", folder / "out/img")
    newer(folder / "out")


def decide(folder: Path) -> BuiltUpdate:
    return links_by_pages(folder, folder / "out")


def urls(update: BuiltUpdate, image: str = "notes/img/two.jpg") -> list[str]:
    return [link.url or "" for link in update.links.get(image, ())]


def test_post_and_section_come_from_the_source_and_the_address_from_the_page(root: Path) -> None:
    update = decide(root)
    (link,) = update.links["notes/img/two.jpg"]
    assert link == Link(
        post="notes/day.md",
        line=9,
        title="Day one",
        date=None,
        tags=(),
        section=("Day one", "Lakes"),
        anchor="lakes-7",
        url="/blog/2024/day/#lakes-7",
        by="rendered",
    )
    (link,) = update.links["notes/img/one.jpg"]
    assert (link.line, link.section, link.url) == (3, ("Day one",), "/blog/2024/day/")
    assert update.report is not None
    assert (update.report.pages, update.report.posts, update.report.outdated) == (1, 1, ())


HASHED = {
    "a hash": "/_astro/two.BGgR0-sU_Z1abcd.webp",
    "a size": "/img/two-1024x768.jpg",
    "Hugo's": "/img/two_hu_1f2e3d4c.webp",
    "only a hash": "/img/9Bspz9KKYQ-400.webp",
    "another name": "/media/picture17.avif",
}


@pytest.mark.parametrize("address", HASHED.values(), ids=HASHED)
@pytest.mark.parametrize("width", [200, 500])
def test_resized_and_renamed_copies_are_recognised(root: Path, address: str, width: int) -> None:
    for number in range(2, 8):  # other slides of the deck
        save(slide(number), root / f"notes/img/other{number}.jpg")
    save(slide(1, words=4), root / "notes/img/build.jpg")  # the same with a line less
    shutil.rmtree(root / "out/img")
    save(smaller(slide(1), width), root / f"out{address}", quality=60)
    save(slide(0), root / "out/img/one.jpg")
    built(root, '<img src="{one}"><h2 id="x">Lakes</h2><img src="{two}">', two=address)
    update = decide(root)
    assert urls(update) == ["/blog/2024/day/#x"]
    assert set(update.links) == {"notes/img/one.jpg", "notes/img/two.jpg"}


def test_a_copy_that_is_cut_or_lies_on_its_side_is_recognised_by_its_name(root: Path) -> None:
    square = smaller(slide(1), 400).crop((50, 0, 350, 300))
    save(square, root / "out/img/two-300x300.jpg")
    save(smaller(slide(0), 400).rotate(90, expand=True), root / "out/img/one-300x400.jpg")
    built(
        root,
        '<img src="{one}"><h2 id="x">Lakes</h2><img src="{two}">',
        one="/img/one-300x400.jpg",
        two="/img/two-300x300.jpg",
    )
    for name in ("one", "two"):
        (root / f"out/img/{name}.jpg").unlink()
    update = decide(root)
    assert urls(update, "notes/img/one.jpg") == ["/blog/2024/day/"]
    assert urls(update) == ["/blog/2024/day/#x"]


def test_slides_that_differ_by_a_word_are_not_mixed_up(root: Path) -> None:
    other = slide(1)
    ImageDraw.Draw(other).rectangle((40, 450, 90, 485), fill=(24, 32, 90))
    save(other, root / "notes/img/three.jpg")
    for name, image in (("p1", slide(1)), ("p2", other)):
        save(smaller(image, 500), root / f"out/img/{name}.webp", quality=70)
    built(
        root, '<h2 id="x">X</h2><img src="/img/p1.webp"><h2 id="y">Y</h2><img src="/img/p2.webp">'
    )
    update = decide(root)
    assert urls(update) == ["/blog/2024/day/#x"]
    assert urls(update, "notes/img/three.jpg") == ["/blog/2024/day/#y"]


def test_a_picture_that_no_photo_shows_is_none_of_them(root: Path) -> None:
    save(smaller(slide(9), 500), root / "out/img/two-500.jpg")
    save(Image.new("RGB", (400, 300), "white"), root / "out/img/one-400.jpg")
    built(root, '<h2 id="x">X</h2><img src="/img/two-500.jpg">')
    update = decide(root)
    assert [
        link.url for link in update.links.get("notes/img/two.jpg", ()) if "#x" in (link.url or "")
    ] == []


def test_files_with_the_same_bytes_are_linked_as_the_post_refers_to_them(root: Path) -> None:
    for name in ("other/two.jpg", "img/copy.jpg"):
        save(slide(1), root / "notes" / name)
    update = decide(root)
    assert urls(update) == ["/blog/2024/day/#lakes-7"]
    assert "notes/other/two.jpg" not in update.links
    assert "notes/img/copy.jpg" not in update.links


def test_copies_among_the_sources_lead_to_their_original(root: Path) -> None:
    for folder in ("notes/img/optimized", "out/img/optimized"):
        save(smaller(slide(1), 400), root / folder / "two-opt-400.webp", quality=70)
    built(root, '<h2 id="h">Lakes</h2><img src="/img/optimized/two-opt-400.webp">')
    update = decide(root)
    assert urls(update) == ["/blog/2024/day/#h"]
    assert "notes/img/optimized/two-opt-400.webp" not in update.links


@pytest.mark.parametrize(
    ("body", "anchor"),
    [
        ('<picture><source srcset="/x.avif 2x"><img data-src="/img/two.jpg"></picture>', "#h"),
        ('<a href="/img/two.jpg"><img src="/thumb.jpg"></a>', "#h"),
        ('<video poster="/img/two.jpg"></video>', "#h"),
        ('<div style="background-image:url(/img/two.jpg)"></div>', "#h"),
        ('<noscript><img src="/img/two.jpg"></noscript>', "#h"),
        ('<img src="/_next/image?url=%2Fimg%2Ftwo.jpg&amp;w=640">', "#h"),
        ('<img src="../../../img/two.jpg">', "#h"),
    ],
)
def test_every_form_of_showing_a_photo(root: Path, body: str, anchor: str) -> None:
    built(root, f'<h2 id="h">Lakes</h2>{body}')
    assert urls(decide(root)) == ["/blog/2024/day/" + anchor]


def test_lists_repeat_their_posts(root: Path) -> None:
    card = '<a href="/blog/2024/day/"><img src="/img/two.jpg"></a>'
    full = (
        '<article><h2><a href="/blog/2024/day">Day one</a></h2><img src="/img/two.jpg"></article>'
    )
    write(root / "out/index.html", page(full, title="Home"))
    write(root / "out/posts/page/2/index.html", page(f"<h1>Posts</h1>{card}"))
    write(root / "out/tags/aws/index.html", page('<h1>aws</h1><img src="/img/two.jpg">'))
    write(root / "out/other/index.html", page(f"<h1>Others</h1><ul><li>{card}</li></ul>"))
    write(root / "out/404.html", page(card))
    write(
        root / "out/print/day.html",
        page('<img src="/img/two.jpg">', '<link rel="canonical" href="/blog/2024/day/">'),
    )
    newer(root / "out")
    assert urls(decide(root)) == ["/blog/2024/day/#lakes-7"]


def test_a_page_without_a_post_is_a_link_of_its_own(root: Path) -> None:
    head = '<meta property="article:published_time" content="2023-04-05T06:07:08Z">'
    head += '<meta property="article:tag" content="travel">'
    body = '<h1>About</h1>\n<h2 id="me">Me</h2>\n<h3>Talks</h3>\n<img src="/img/two.jpg">'
    write(root / "out/about.html", page(body, head, "About"))
    newer(root / "out")
    update = decide(root)
    link = next(link for link in update.links["notes/img/two.jpg"] if link.post != "notes/day.md")
    assert link == Link(
        post="out/about.html",
        line=4,
        title="About",
        date="2023-04-05",
        tags=("travel",),
        section=("Me", "Talks"),
        anchor=None,
        url="/about.html",
        by="rendered",
    )
    assert len(update.links["notes/img/two.jpg"]) == 2


def test_photos_of_the_theme_are_no_links(root: Path) -> None:
    save(slide(5), root / "notes/img/logo.jpg")
    save(slide(5), root / "out/img/logo.jpg")
    for number in range(5):
        write(root / f"out/p{number}.html", page('<nav><img src="/img/logo.jpg"></nav>'))
    newer(root / "out")
    assert "notes/img/logo.jpg" not in decide(root).links


def test_a_post_that_is_newer_than_its_page_is_linked_by_the_rules(root: Path) -> None:
    write(root / "notes/day.md", POST.replace("Lakes", "Seas"))
    os.utime(root / "notes/day.md", (3e9, 3e9))
    update = decide(root)
    assert urls(update) == ["/notes/day.md#seas"]
    assert [link.by for links in update.links.values() for link in links] == ["rules", "rules"]
    assert update.report is not None
    assert update.report.outdated == ("notes/day.md",)


def test_what_the_page_does_not_show_is_not_linked(root: Path) -> None:
    built(root, '<h2 id="h">Lakes</h2><img src="/img/two.jpg">')
    update = decide(root)
    assert "notes/img/one.jpg" not in update.links
    built(root, '<h2 id="h">Lakes</h2>')
    assert decide(root).links == {}


def test_an_image_that_is_not_recognised_leaves_what_the_post_says(root: Path) -> None:
    built(root, '<h2 id="h">Lakes</h2><img src="/img/unlike.jpg">')
    save(slide(12), root / "out/img/unlike.jpg")
    update = decide(root)
    assert urls(update) == ["/blog/2024/day/#h"]
    assert {link.by for link in update.links["notes/img/two.jpg"]} == {"rendered"}


def test_alt_texts_tell_what_pictures_do_not(root: Path) -> None:
    write(root / "notes/day.md", POST.replace("![](img/two", "![The second](img/two"))
    built(root, '<h2 id="a">A</h2><img src="/cdn/q.jpg" alt="The second"><h2 id="b">B</h2>')
    save(slide(12), root / "out/cdn/q.jpg")
    assert urls(decide(root)) == ["/blog/2024/day/#a"]


def test_the_order_pairs_what_a_post_shows_twice(root: Path) -> None:
    write(root / "notes/day.md", POST + "\n![](img/two.jpg)\n")
    built(
        root,
        '<h2 id="a">Lakes</h2><img src="/img/two.jpg"><h3 id="b">Cost</h3><img src="/img/two.jpg">',
    )
    update = decide(root)
    assert [
        (link.line, link.section[-1], link.anchor) for link in update.links["notes/img/two.jpg"]
    ] == [
        (9, "Lakes", "a"),
        (13, "Cost", "b"),
    ]


def test_a_reference_that_the_rules_do_not_see_has_its_line(root: Path) -> None:
    write(root / "notes/day.md", "# Day one\n\n## Lakes\n\n<Pic which={`img/two.jpg`} />\n")
    built(root, '<h2 id="a">Lakes</h2><img src="/img/two.jpg">')
    (link,) = decide(root).links["notes/img/two.jpg"]
    assert (link.post, link.line, link.section) == ("notes/day.md", 5, ("Day one", "Lakes"))


def test_a_photo_inside_the_page(root: Path) -> None:
    file = io.BytesIO()
    slide(3).save(file, "PNG")
    write(root / "notes/img/two.jpg", file.getvalue())
    data = base64.b64encode(file.getvalue()).decode()
    built(root, f'<h2 id="a">Lakes</h2><img src="data:image/png;base64,{data}">')
    assert urls(decide(root)) == ["/blog/2024/day/#a"]


def test_nothing_outside_the_folder_is_read(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    save(slide(1), outside / "two.jpg")
    write(outside / "page.html", page('<h1>Day one</h1><img src="/img/two.jpg">'))
    shutil.rmtree(root / "out/img")
    (root / "out/img").symlink_to(outside)
    (root / "out/more.html").symlink_to(outside / "page.html")
    built(
        root, '<h2 id="a">Lakes</h2><img src="/img/two.jpg"><img src="../../../../outside/two.jpg">'
    )
    update = decide(root)
    assert update.report is not None
    assert update.report.pages == 1
    assert [
        link.by for link in update.links.get("notes/img/two.jpg", ()) if "#a" in (link.url or "")
    ] in (
        [],
        ["rendered"],
    )


def test_links_to_the_photos_themselves_are_understood(root: Path) -> None:
    shutil.rmtree(root / "out/img")
    (root / "out/img").symlink_to(root / "notes/img")
    write(
        root / "out/blog/2024/day/index.html",
        page('<h1>Day one</h1><h2 id="a">Lakes</h2><img src="/img/two.jpg">'),
    )
    os.utime(root / "out/blog/2024/day/index.html", (2e9, 2e9))
    assert urls(decide(root)) == ["/blog/2024/day/#a"]


def test_unchanged_pages_are_not_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = decide(root)
    reads: list[int] = []

    def counted(data: bytes) -> Page:
        reads.append(len(data))
        return read_page(data)

    monkeypatch.setattr(page_reader, "read_page", counted)
    again = decide(root)
    assert reads == []
    assert again.links == first.links
    assert (again.changed, again.gone, again.images) == ({}, frozenset(), frozenset())
    newer(root / "out")  # written again with the same bytes
    assert decide(root).links == first.links
    assert reads == []
    built(root, '<img src="{one}"><h2 id="seas">Lakes</h2><img src="{two}">')
    changed = decide(root)
    assert len(reads) == 1
    assert changed.images == {"notes/img/two.jpg"}
    assert urls(changed) == ["/blog/2024/day/#seas"]


def test_a_page_that_cannot_be_read_does_not_stop_the_others(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_reader, "MAX_PAGE_TAGS", 500)
    write(root / "out/huge.html", "<b>" * 1000)
    newer(root / "out")
    update = decide(root)
    assert [(failure.path, failure.reason) for failure in update.failures] == [
        ("out/huge.html", "it has more than 500 tags")
    ]
    assert urls(update) == ["/blog/2024/day/#lakes-7"]


def test_without_a_built_site_the_rules_count_again(root: Path) -> None:
    assert urls(decide(root)) == ["/blog/2024/day/#lakes-7"]
    update = links_by_pages(root, None)
    assert urls(update) == ["/notes/day.md#lakes"]
    assert update.gone == {"notes/day.md"}
    assert update.images == {"notes/img/one.jpg", "notes/img/two.jpg"}
    assert update.report is None


def test_a_post_without_a_page_has_no_address(root: Path) -> None:
    write(root / "notes/hidden.md", "# Hidden\n\n![](img/one.jpg)\n")
    os.utime(root / "notes/hidden.md", (1e9, 1e9))
    update = decide(root)
    link = next(link for link in update.links["notes/img/one.jpg"] if link.post != "notes/day.md")
    assert (link.post, link.line, link.url, link.by) == ("notes/hidden.md", 3, None, "rendered")
    assert [(each.posts, each.links) for each in update.unknown_urls] == [(("notes/hidden.md",), 1)]
    assert update.report is not None
    assert update.report.posts == 1
    os.utime(root / "notes/hidden.md", (3e9, 3e9))  # written after the build
    link = next(k for k in decide(root).links["notes/img/one.jpg"] if k.post != "notes/day.md")
    assert (link.url, link.by) == ("/notes/hidden.md#hidden", "rules")


def test_a_built_site_of_other_posts_leaves_the_rules(root: Path) -> None:
    for name in "abc":
        write(root / f"notes/{name}.md", f"# Other {name}\n\n![](img/one.jpg)\n")
        os.utime(root / f"notes/{name}.md", (1e9, 1e9))
    update = decide(root)
    assert urls(update) == ["/blog/2024/day/#lakes-7"]
    assert {link.by for link in update.links["notes/img/one.jpg"]} == {"rendered", "rules"}


def count_looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the pictures that are decoded."""
    looks: list[int] = []
    made = same_picture.signature

    def counted(data: bytes, *side: int) -> Signature | None:
        looks.append(len(data))
        return made(data, *side)

    monkeypatch.setattr(picture_process, "signature", counted)
    return looks


def test_pictures_are_compared_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(slide(7), root / "out/img/stranger.jpg")
    save(smaller(slide(1), 400), root / "out/img/two-400x300.jpg", quality=60)
    shown = '<h2 id="x">Lakes</h2><img src="{two}"><img src="/img/stranger.jpg">'
    built(root, shown, two="/img/two-400x300.jpg")
    looks = count_looks(monkeypatch)
    expected = urls(decide(root))
    assert expected == ["/blog/2024/day/#x"]
    assert len(looks) == 4  # two photos, a copy, a stranger
    looks.clear()
    compared: list[object] = []
    monkeypatch.setattr(built_pictures, "difference", lambda *each: compared.append(each))
    assert urls(decide(root)) == expected
    assert (looks, compared) == ([], [])


def test_a_changed_photo_is_looked_at_again(root: Path) -> None:
    """A photo that isn't recognised stays with its section; one that is, with its place."""
    copy = smaller(slide(1), 400)
    save(copy, root / "out/img/two-400x300.jpg", quality=60)
    shown = '<h2 id="x">Lakes</h2><p>text</p><h2 id="z">More</h2><img src="{two}">'
    built(root, shown, two="/img/two-400x300.jpg")
    assert urls(decide(root)) == ["/blog/2024/day/#z"]
    save(slide(9), root / "notes/img/two.jpg")
    assert urls(decide(root)) == ["/blog/2024/day/#x"]
    save(slide(1), root / "notes/img/two.jpg")
    assert urls(decide(root)) == ["/blog/2024/day/#z"]
    save(smaller(slide(9), 400), root / "out/img/two-400x300.jpg", quality=60)
    assert urls(decide(root)) == ["/blog/2024/day/#x"]


def test_what_older_versions_kept_of_pictures_is_made_again(root: Path) -> None:
    save(smaller(slide(1), 400), root / "out/img/two-400x300.jpg", quality=60)
    built(root, '<h2 id="x">Lakes</h2><img src="{two}">', two="/img/two-400x300.jpg")
    assert urls(decide(root)) == ["/blog/2024/day/#x"]
    index = root.parent / "site.index"
    with Catalogue.open(index, write=True) as catalogue, catalogue.transaction():
        pictures = catalogue.built.pictures().items()
        older = {p: replace(each, signature="1 1 AAAA", photos="[1]") for p, each in pictures}
        catalogue.built.put_pictures(older)
    assert urls(decide(root)) == ["/blog/2024/day/#x"]


def test_an_image_that_the_built_site_lacks_is_no_link(root: Path) -> None:
    """The rules forgive the case of a name; browsers show no image."""
    write(root / "notes/day.md", POST.replace("two.jpg", "Two.jpg"))
    built(root, '<h2 id="x">Lakes</h2><img src="/img/Two.jpg">')
    assert urls(decide(root)) == []


def test_links_of_many_posts_change_only_where_a_page_changes(root: Path) -> None:
    built(root, '<img src="{one}"><h2 id="x">Lakes</h2><img src="{two}">')
    assert decide(root).images == {"notes/img/one.jpg", "notes/img/two.jpg"}
    assert decide(root).images == frozenset()
    built(root, '<img src="{one}"><h2 id="y">Lakes</h2><img src="{two}">')
    update = decide(root)
    assert update.images == {"notes/img/two.jpg"}
    assert urls(update) == ["/blog/2024/day/#y"]
    shutil.rmtree(root / "out")
    update = links_by_pages(root, None)
    assert update.images == {"notes/img/one.jpg", "notes/img/two.jpg"}
