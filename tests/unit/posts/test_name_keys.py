"""A file and the references to it share a key."""

from __future__ import annotations

from pathlib import Path
from typing import get_args
from unicodedata import normalize

import pytest

from slidescan.core.records import Syntax
from slidescan.posts.generators.registry import GENERATORS
from slidescan.posts.name_keys import is_open, name_keys


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("/img/IMG_1.JPG", "static/img/img_1.jpg"),
        ("a%20b.png", "a b.png"),
        ("a%2520b.png", "a b.png"),
        ("a b.png", "a%20b.png"),
        ("a-b.png?v=2#x", "a b.png"),
        ("50%25.png", "50%.png"),
        ("img%2Fa.png", "img/a.png"),
        ("img\\a.png", "img/a.png"),
        ("a%23b.png", "a#b.png"),
        (normalize("NFD", "é.png"), normalize("NFC", "É.png")),
        ("%C3%A9.png", normalize("NFD", "é.png")),
        ("straße.png", "STRASSE.png"),
        ("日本.png", "x/日本.png"),
        ("slide.2.png", "slide.2.png"),
        ("—.png", "—.png"),
        ("a.png/", "a.png"),
    ],
)
def test_a_reference_and_its_file_share_a_key(target: str, file: str) -> None:
    assert set(name_keys(target)) & set(name_keys(file))


@pytest.mark.parametrize(("one", "other"), [("IMG_1.jpg", "IMG_2.jpg"), ("a/1.png", "1/a.png")])
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert not set(name_keys(one)) & set(name_keys(other))


def test_the_number_of_decodings_is_limited() -> None:
    assert len(name_keys("%25" * 1000 + "41.png")) <= 3


@pytest.mark.parametrize("target", ["img/*", "cover", "{{ page.image }}", "http://[x", "img/"])
def test_any_image_can_be_meant(target: str) -> None:
    assert is_open(target)


@pytest.mark.parametrize("target", ["a.png", "a.png?x", "https://img.shields.io/badge/x", "A.JPG"])
def test_one_name_can_be_meant(target: str) -> None:
    assert not is_open(target)


TARGETS = ("a b.png", "/img/a%20b.png", "@/a_b.png", "../x/a-b.png?v=2", "~@img/a b.PNG")

FILES_OF_SITES = [
    (target, syntax, file)
    for generator in GENERATORS
    for target in (*TARGETS, "{static}/a b.png", "$lib/a_b.png")
    for syntax in get_args(Syntax)
    for file in generator.load(Path("/nowhere")).image_files(target, syntax, "content/posts/p.md")
]


def test_the_files_that_generators_try_share_a_key_with_the_reference() -> None:
    assert len(FILES_OF_SITES) > 500
    others = [
        (target, syntax, file)
        for target, syntax, file in FILES_OF_SITES
        if not set(name_keys(target)) & set(name_keys(file))
    ]
    assert others == []
