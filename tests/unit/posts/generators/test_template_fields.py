"""Which fields of the front matter the templates of a site show as images."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from slidescan.posts.generators.template_fields import (
    MAX_TEMPLATES,
    image_fields_of,
    read_templates,
)

PAGE = re.compile(r"\bpage(?P<path>(?:\.[\w-]+|\[\s*[\"'][\w-]+[\"']\s*\])+)")
ANY_FIELD = re.compile(r"\bpage\[\s*[^\"'\s]")
FIELDS = ("image", "image.path", "cover-img", "header.image")


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ('<img src="{{ page.image }}">', ("image", "image.path")),
        ('<img src="{{ page.image.path }}">', ("image.path",)),
        ("<img src='{{ page[\"cover-img\"] | relative_url }}'>", ("cover-img",)),
        ("<div style=\"background: url('{{ page.header.image }}')\">", ("header.image",)),
        ("{% assign img = page.image %}", ("image", "image.path")),
        ("{% include figure.html src=page.image %}", ("image", "image.path")),
        ('<meta property="og:image" content="{{ page.image }}">', ()),
        ('<meta property="og:image"\n  content="https://e.org{{ page.image }}">', ()),
        ("<script>{\"image\": \"{{ page.image }}\"}</script>", ()),
        ("{% if page.image %}x{% endif %}", ()),
        ("<!-- {{ page.image }} -->", ()),
        ("{% comment %}{{ page.image }}{% endcomment %}", ()),
        ('{{ with page.image }}<meta content="{{ . }}">{{ end }}', ()),
        ('{{ with page.image }}<img src="{{ . }}">{{ end }}', ("image", "image.path")),
        ('<img src="{{ post.image }}">', ()),
        ("{% assign a = page[name] %}", FIELDS),
        ("{% assign a = page['cover-img'] %}", ("cover-img",)),
        ("", ()),
    ],
)  # fmt: skip
def test_fields_that_a_template_shows(template: str, shown: tuple[str, ...]) -> None:
    assert image_fields_of(FIELDS, [template], PAGE, ANY_FIELD) == shown


def test_templates_that_are_not_read_may_show_any_field(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("x")
    (tmp_path / "a.css").write_text("y")
    assert read_templates([tmp_path, tmp_path / "none"]) == ["x"]
    for number in range(MAX_TEMPLATES):
        (tmp_path / f"{number}.html").touch()
    assert read_templates([tmp_path]) is None
