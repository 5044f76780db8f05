"""Addresses of mkdocs-static-i18n, as version 1.3.1 renders them."""

from __future__ import annotations

import pytest

from slidescan.posts.generators.mkdocs_i18n import localized_path

LANGUAGES = [{"locale": "en", "default": True}, {"locale": "fr"}]


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("a.md", "a.md"),
        ("a.en.md", "a.md"),
        ("a.fr.md", "fr/a.md"),
        ("b/index.fr.md", "fr/b/index.md"),
        ("b/a.de.md", "de/b/a.md"),
        ("v1.2.md", "v1.2.md"),
        ("fr/a.md", "fr/a.md"),
    ],
)
def test_suffixes_become_folders(path: str, right: str) -> None:
    assert localized_path(path, {"languages": LANGUAGES}) == right


@pytest.mark.parametrize(
    ("path", "right"),
    [("en/a.md", "a.md"), ("fr/a.md", "fr/a.md"), ("a.md", "a.md"), ("en/b/c.md", "b/c.md")],
)
def test_the_folder_of_the_default_language_vanishes(path: str, right: str) -> None:
    assert localized_path(path, {"docs_structure": "folder", "languages": LANGUAGES}) == right


def test_only_one_language_can_be_built() -> None:
    options = {"languages": LANGUAGES, "build_only_locale": "fr"}
    assert localized_path("a.fr.md", options) == "a.md"


def test_options_before_version_1() -> None:
    options = {"default_language": "fr", "languages": {"fr": "Français", "en": "English"}}
    assert localized_path("a.fr.md", options) == "a.md"
    assert localized_path("a.en.md", options) == "en/a.md"
