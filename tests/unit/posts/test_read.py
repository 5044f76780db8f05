"""Reading posts: sections, encodings, spans."""

from __future__ import annotations

import pytest
from support.sites import write

from slidescan.errors import PostNotUtf8, PostUnreadable
from slidescan.posts.read import read_post, section_at
from slidescan.posts.site import Site


def test_sections_know_their_path_and_end(hugo_site: Site) -> None:
    text = "top ![](/img/a.jpg)\n\n# One\n\n### Deep\n\nx\n\n## Two {#own}\n\ny\n"
    write(hugo_site.root / "content/notes/x.md", text)
    post = read_post(hugo_site, "content/notes/x.md")
    assert [(s.path, s.anchor, s.line, s.end) for s in post.sections] == [
        (("One",), "one", 3, 13),
        (("One", "Deep"), "deep", 5, 9),
        (("One", "Two"), "own", 9, 13),
    ]
    assert section_at(post, 1) is None
    assert section_at(post, 7) == post.sections[1]


def test_a_post_that_is_not_utf8_names_the_line(hugo_site: Site) -> None:
    write(hugo_site.root / "content/notes/x.md", b"ok\n\xff\xfe\n")
    with pytest.raises(PostNotUtf8, match="line 2"):
        read_post(hugo_site, "content/notes/x.md")


def test_a_missing_post_is_an_error(hugo_site: Site) -> None:
    with pytest.raises(PostUnreadable):
        read_post(hugo_site, "content/notes/none.md")


def test_spans_count_bytes_after_a_byte_order_mark(hugo_site: Site) -> None:
    data = b"\xef\xbb\xbf" + "größe ![älter](/img/a.jpg)".encode()
    write(hugo_site.root / "content/notes/x.md", data)
    (reference,) = read_post(hugo_site, "content/notes/x.md").references
    assert reference.alt_span is not None
    assert data[reference.alt_span.start : reference.alt_span.end].decode() == "älter"
