"""The kinds of index, and which one a catalogue gets."""

from __future__ import annotations

import pytest
from support.factories import indexes_with_fts5_from

from slidescan.errors import UsageError
from slidescan.search.indexes import registry


@pytest.mark.parametrize(
    ("backend", "slides", "name"),
    [
        ("folder", 0, "whoosh"),
        ("folder", 499, "whoosh"),
        ("folder", 500, "fts5"),
        ("server", 0, "postgresql"),
        ("server", 10**6, "postgresql"),
    ],
)
def test_the_number_of_slides_decides_the_index(
    backend: registry.Backend, slides: int, name: str
) -> None:
    assert registry.choose(backend, slides).name == name
    assert registry.get(name) is registry.choose(backend, slides)


def test_without_fts5_whoosh_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = indexes_with_fts5_from(500, is_available=False)
    monkeypatch.setattr(registry, "INDEXES", kinds)
    assert registry.choose("folder", 10_000).name == "whoosh"


@pytest.mark.parametrize(
    ("state", "name"),
    [("7", "whoosh"), ("fts5", "fts5"), ("postgresql 1 de+en", "postgresql")],
)
def test_a_state_belongs_to_an_index(state: str, name: str) -> None:
    kind = registry.of_state(state)
    assert kind is not None
    assert kind.name == name


@pytest.mark.parametrize("state", ["", "tantivy 1", "../7", "٧"])
def test_other_states_belong_to_no_index(state: str) -> None:
    assert registry.of_state(state) is None


def test_an_unknown_index_is_an_error_that_names_the_choices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(UsageError, match="tantivy") as caught:
        registry.get("tantivy")
    assert caught.value.remedy == "choose one of postgresql, fts5, whoosh"
    monkeypatch.setattr(registry, "INDEXES", registry.INDEXES[1:])
    with pytest.raises(UsageError, match="server") as caught:
        registry.choose("server", 1)
    assert caught.value.remedy == "there are fts5 (folder), whoosh (folder)"
