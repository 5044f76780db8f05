"""Slugs of packages, as the packages themselves give them."""

from __future__ import annotations

import pytest

from slidescan.posts.scripts.packages import kebab_case, simov_slugify
from slidescan.posts.scripts.values import Unevaluable


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("E2E Testing!", "e-2-e-testing"),
        ("fooBar BAZQux", "foo-bar-baz-qux"),
        ("中文 Ab", "中文-ab"),
        ("Über 2nd Straße x1", "uber-2-nd-strasse-x-1"),
        ("AI工程日报-2026", "ai工程日报-2026"),
        ("it's déjà_vu", "its-deja-vu"),
    ],
)
def test_lodash_kebab_case(text: str, slug: str) -> None:
    assert kebab_case(text) == slug


def test_slugify() -> None:
    assert simov_slugify("A & B: (c).d") == "A-and-B:-(c).d"
    assert simov_slugify("A & B: (c).d", lower=True, alphanumeric=True) == "a-and-b-cd"
    with pytest.raises(Unevaluable, match="transliterates"):
        simov_slugify("Привет")
    assert simov_slugify("Größe’s 日本 x", lower=True) == "grosse's-x"
