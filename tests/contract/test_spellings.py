"""Spellings of one and the same: each query of `spellings.txt` finds its slide in each index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from support.factories import indexes_with_fts5_from, slide

from slidescan.core.records import Results
from slidescan.library import Library
from slidescan.search import manager
from slidescan.search.indexes import registry
from slidescan.store.backends.registry import parse_location
from slidescan.store.catalogue import Catalogue

LISTED = Path(__file__).with_name("spellings.txt")

STYLES = (
    *("{}000000", "{},000,000", "{}.000.000", "{} 000 000", "{}\u00a0000\u00a0000"),
    *("{}\u202f000\u202f000", "{}'000'000", "{}\u2019000\u2019000", "{}_000_000"),
)
"""How people write a number of millions."""

LANGUAGES = {"haus": "de", "de": "de", "de2": "de", "de3": "de", "cheval": "fr"}

Search = Callable[[str], Results]


def rows() -> Iterator[tuple[str, str, Sequence[str]]]:
    """The name, the text and the queries of each slide."""
    text = LISTED.read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            seen = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), line)
            name, shown, *queries = (part.strip(" ") for part in seen.split("|"))
            yield name, shown, queries


@pytest.fixture(
    scope="module",
    params=["whoosh", "fts5", pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def search(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Search]:
    folder = tmp_path_factory.mktemp(request.param)
    on_server = request.param == "postgresql"
    url = request.getfixturevalue("postgres").database() if on_server else ""
    location = parse_location(url) if on_server else folder / "index"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLIDESCAN_KEY_FILE", str(folder / "key"))
        start = 0 if request.param == "fts5" else 10_000
        patch.setattr(registry, "INDEXES", indexes_with_fts5_from(start))
        with Catalogue.open(location, write=True) as catalogue:
            catalogue.set_meta("site", "..")
            with catalogue.transaction():
                for name, text, _ in rows():
                    code = LANGUAGES.get(name, "en")
                    catalogue.put_slide(slide(f"{name}.jpg", (text,), languages=(code,)))
                for number, style in enumerate(STYLES, 1):
                    text = f"About {style.format(number)} of them"
                    catalogue.put_slide(slide(f"{number}.jpg", (text,)))
            manager.update(catalogue)
        library = Library(url or folder / "index")
        yield lambda query: library.search(query, limit=20)


def images(results: Results) -> list[str]:
    return [hit.slide.image.removesuffix(".jpg") for hit in results.hits]


def test_each_spelling_finds_its_slide(search: Search) -> None:
    missed = []
    for name, text, queries in rows():
        for query in queries:
            found = search(query)
            # Some queries name what two slides hold.
            if name not in images(found)[:2] or found.hits[0].by != "words":
                missed.append((query, text, images(found)[:3]))
    assert missed == []


def test_a_number_is_found_in_each_style(search: Search) -> None:
    missed = []
    for number in range(1, len(STYLES) + 1):
        for style in STYLES:
            query = style.format(number)
            found = search(query)
            if images(found)[:1] != [str(number)] or found.notice:
                missed.append((query, images(found)[:3]))
    assert missed == []


def test_a_wildcard_stands_for_letters(search: Search) -> None:
    assert images(search("organi?ation")) == images(search("org*tion")) == ["wild"]
    assert images(search("keys -hol?s")) == []
    assert images(search("title:organi?ation"))[:1] == ["wild"]
    assert search("organi??ation").notice
    assert images(search("lamb?? AWS"))[:1] == ["wide"]


def test_a_plural_without_rule_is_marked(search: Search) -> None:
    (first, *_) = search("indices only").hits
    assert [text for text, marked in first.snippet if marked] == ["index", "only"]


def test_a_very_long_query_says_what_counts(search: Search) -> None:
    for query in ("lambda " * 30_000, "a?b*" * 30_000, "🚀 " * 30_000, "1 000 " * 30_000):
        assert "only the first" in search(query).notice


@pytest.mark.parametrize("query", ["?!", "...", "-", "*", "()", '""', "«»", "？！", "…", "=", "--"])
def test_signs_alone_find_nothing_and_say_so(search: Search, query: str) -> None:
    found = search(query)
    assert not found.hits
    assert found.notice
