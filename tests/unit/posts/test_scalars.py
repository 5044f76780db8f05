"""Where the values of front matter stand."""

from __future__ import annotations

import pytest

from slidescan.posts.front_matter import read_front_matter
from slidescan.posts.scalars import field_scalars


@pytest.mark.parametrize(
    "text",
    [
        "---\ncover:\n  alt: ''  # todo\n---\nx",
        "---\ncover: {image: /a.png, alt: ''}\n---\nx",
        '+++\n[cover] # picture\nalt = "" # todo\n+++\nx',
        '{"cover": {"image": "/a.png", "alt": ""}}\nx',
        '{\n  "cover": {\n    "image": "/a.png",\n    "alt": ""\n  }\n}\nx',
        '{\n\t"cover": {\n\t\t"image": "/a.png",\n\t\t"alt": ""\n\t}\n}\nx',
    ],
)
def test_an_empty_alt_text_can_be_replaced_where_it_stands(text: str) -> None:
    matter = read_front_matter(text)
    scalar = field_scalars(text, matter)["cover", "alt"]
    assert scalar.value == ""
    assert text[scalar.start : scalar.end] in ("''", '""')
    new = text[: scalar.start] + '"New"' + text[scalar.end :]
    assert read_front_matter(new).fields["cover"]["alt"] == "New"
