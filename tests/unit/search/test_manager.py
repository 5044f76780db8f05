"""The search index of a catalogue: kept up to date, and never trusted."""

from __future__ import annotations

import os
import pickle
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import link, slide
from support.stored import filled

from slidescan.errors import (
    IndexUnusable,
)
from slidescan.search import manager as fulltext
from slidescan.search.indexes import seal
from slidescan.search.indexes.records import Filter
from slidescan.search.parser import parse
from slidescan.store.catalogue import Catalogue


def find(folder: Path, text: str, **within: object) -> list[str]:
    root = parse(text).root
    assert root is not None
    with Catalogue.open(folder) as catalogue, fulltext.open_index(catalogue) as index:
        found = index.search(root, limit=10, within=Filter(**within))  # type: ignore[arg-type]
        assert found.total == len(found.best)
        return [match.image for match in found.best]


LAKE = slide("a.jpg", ("Building a Data Lake", "Kinesis streams", "Amazon S3"), links=[link()])
PIPE = slide(
    "b.jpg",
    ("AWS CodePipeline", "Builds and deploys data"),
    links=[link("p/b.md", date="2024-01-05", tags=("ops",), title="Ops", section=("Delivery",))],
)
RUN = slide("c.jpg", ("Running shoes", "the runner runs"), links=())


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return filled(tmp_path / "index", LAKE, PIPE, RUN)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("data lake", ["a.jpg"]),
        ("datalake", []),
        ("data", ["a.jpg", "b.jpg"]),
        ("pipeline", ["b.jpg"]),
        ("codepipeline", ["b.jpg"]),
        ("code pipeline", ["b.jpg"]),
        ('"kinesis streams"', ["a.jpg"]),
        ('"streams kinesis"', []),
        ("kines*", ["a.jpg"]),
        ("stream", ["a.jpg"]),
        ("run", ["c.jpg"]),
        ("lake OR shoes", ["a.jpg", "c.jpg"]),
        ("data -lake", ["b.jpg"]),
        ("-data -lake", ["c.jpg"]),
        ("title:data", ["a.jpg"]),
        ("section:delivery", ["b.jpg"]),
        ("tag:ops", ["b.jpg"]),
        ("post:ops data", ["b.jpg"]),
        ("nothing", []),
        ("lake shoes", []),
    ],
)
def test_a_query_finds_its_slides(index: Path, query: str, expected: list[str]) -> None:
    assert sorted(find(index, query)) == expected


def test_matches_in_the_title_weigh_most(tmp_path: Path) -> None:
    low = slide("low.jpg", ("Other", "about lakes here", "lake"))
    high = slide("high.jpg", ("A lake", "something else", "and more"))
    assert find(filled(tmp_path / "i", low, high), "lake") == ["high.jpg", "low.jpg"]


def test_options_filter_results(index: Path) -> None:
    assert find(index, "data", posts=("p/b.md",)) == ["b.jpg"]
    assert find(index, "data", tags=("Ops",)) == ["b.jpg"]
    assert find(index, "data", since="2025-01-01") == ["a.jpg"]
    assert find(index, "data", until="2024-12-31") == ["b.jpg"]


def test_other_languages_are_stemmed_and_segmented(tmp_path: Path) -> None:
    german = slide("de.jpg", ("Verträge", "Schnittstellen prüfen"), languages=("de",))
    japanese = slide("ja.jpg", ("全文検索の仕組み", "索引"), languages=("ja",))
    folder = filled(tmp_path / "i", german, japanese)
    assert find(folder, "schnittstelle") == ["de.jpg"]
    assert find(folder, "vertrage") == ["de.jpg"]
    assert find(folder, "検索") == ["ja.jpg"]


def test_misspelt_words_get_suggestions(index: Path) -> None:
    with Catalogue.open(index) as catalogue, fulltext.open_index(catalogue) as opened:
        assert opened.vocabulary.suggest(["kinesys", "data", "zzzzzzz"]) == {"kinesys": "kinesis"}
        assert "lake" in opened.vocabulary
        assert "like" not in opened.vocabulary
        assert opened.vocabulary.frequency("data") == 2


def test_changed_and_removed_slides(index: Path) -> None:
    with Catalogue.open(index, write=True) as catalogue:
        with catalogue.transaction():
            assert not catalogue.put_slide(LAKE)
            assert catalogue.put_slide(slide("a.jpg", ("Ponds", "only ponds")))
            catalogue.forget(["c.jpg"])
        fulltext.update(catalogue)
    assert find(index, "lake") == []
    assert find(index, "ponds") == ["a.jpg"]
    assert find(index, "shoes") == []


def test_a_search_finds_slides_that_are_not_indexed_yet(index: Path) -> None:
    with Catalogue.open(index, write=True) as catalogue, catalogue.transaction():
        catalogue.put_slide(slide("d.jpg", ("Fresh", "words")))
    assert find(index, "fresh") == ["d.jpg"]


def test_an_open_index_shows_one_state_while_an_ingest_ends(index: Path) -> None:
    with Catalogue.open(index) as catalogue, fulltext.open_index(catalogue) as opened:
        writer = threading.Thread(target=filled, args=(index, slide("d.jpg", ("Another lake",))))
        writer.start()
        writer.join(0.5)
        assert opened.count() == 3
    writer.join(30)
    assert not writer.is_alive()
    assert sorted(find(index, "lake")) == ["a.jpg", "d.jpg"]


def test_a_full_disk_while_indexing_keeps_the_last_state(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with Catalogue.open(index, write=True) as catalogue:
        with catalogue.transaction():
            catalogue.put_slide(slide("d.jpg", ("Fresh", "words")))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(IndexUnusable, match="space"):
                fulltext.update(catalogue)
    assert find(index, "data lake") == ["a.jpg"]
    assert find(index, "fresh") == ["d.jpg"]


@pytest.mark.parametrize("harm", ["gone", "emptied", "flipped", "no key", "foreign"])
def test_a_damaged_or_foreign_index_is_not_used(
    index: Path, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (state,) = (index / "fulltext").iterdir()
    files = [p for p in state.iterdir() if p.name != seal.SEAL_FILE]
    if harm == "gone":
        for path in state.iterdir():
            path.unlink()
        state.rmdir()
    elif harm == "emptied":
        for path in files:
            path.write_bytes(b"")
    elif harm == "flipped":
        data = bytearray(files[0].read_bytes())
        data[len(data) // 2] ^= 1
        files[0].write_bytes(data)
    elif harm == "no key":
        monkeypatch.setenv("SLIDESCAN_KEY_FILE", "/proc/nowhere/key")
    else:
        monkeypatch.setenv("SLIDESCAN_KEY_FILE", str(index / "other.key"))
    assert find(index, "data lake") == ["a.jpg"]


class _Bomb:
    def __init__(self, flag: Path) -> None:
        self.flag = flag

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.flag),)


def test_a_poisoned_index_runs_no_code(index: Path, tmp_path: Path) -> None:
    flag = tmp_path / "code was run"
    (state,) = (index / "fulltext").iterdir()
    for path in state.iterdir():
        if path.name != seal.SEAL_FILE:
            path.write_bytes(pickle.dumps(_Bomb(flag)))
    assert find(index, "lake") == ["a.jpg"]
    assert not flag.exists()


def test_photos_without_text_are_found_only_on_request(tmp_path: Path) -> None:
    shown = link(section=("Data lake tour",))
    blank = slide("blank.jpg", (), links=[shown])
    assert blank.textless
    folder = filled(tmp_path / "index", LAKE, blank)
    assert find(folder, "lake") == ["a.jpg"]
    assert set(find(folder, "lake", textless=True)) == {"a.jpg", "blank.jpg"}


def test_alternative_readings_are_found_but_not_shown(tmp_path: Path) -> None:
    lines = [replace(line, alternative_text="dota lace") for line in LAKE.reading.lines[:1]]
    both = replace(LAKE, reading=replace(LAKE.reading, lines=(*lines, *LAKE.reading.lines[1:])))
    folder = filled(tmp_path / "index", both)
    assert find(folder, "dota") == ["a.jpg"]
    assert "dota" not in both.alt
