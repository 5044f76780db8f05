"""Duplicates are found and kept up to date."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from support.similar_slides import FAR, NEAR, made, stored

from slidescan.core import similarity
from slidescan.ingest.duplicates import FingerprintIndex, with_duplicates
from slidescan.library import Library
from slidescan.store.catalogue import Catalogue


def groups(folder: Path) -> list[list[str]]:
    return [[each.image for each in group] for group in Library(folder).duplicates()]


def test_duplicates_are_kept_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    stored(folder, made("a/1.jpg"), made("a/2.jpg", ("forecast", "of rain"), look=FAR))
    assert groups(folder) == []
    stored(folder, made("b/3.jpg", look=NEAR))
    assert groups(folder) == [["b/3.jpg", "a/1.jpg"]]
    library = Library(folder)
    assert library.slide("a/1.jpg").duplicates == ("b/3.jpg",)
    hits = {hit.slide.image: hit.others for hit in library.search("forecast").hits}
    assert hits == {"b/3.jpg": ("a/1.jpg",), "a/2.jpg": ()}
    assert {h.slide.image for h in library.search("is:duplicate").hits} == {"b/3.jpg"}
    # Deriving the same slides again changes nothing.
    stored(folder, *library.slides())
    assert groups(folder) == [["b/3.jpg", "a/1.jpg"]]
    # A new reading shows something else.
    stored(folder, made("b/3.jpg", ("Another", "slide", "altogether"), look=FAR))
    assert groups(folder) == []
    assert library.slide("a/1.jpg").duplicates == ()


def test_another_rule_for_duplicates_holds_for_slides_that_are_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slides = {each.image: each for each in (made("a/1.jpg"), made("b/2.jpg", look=NEAR))}
    stored(tmp_path, *slides.values())
    assert len(groups(tmp_path)) == 1
    monkeypatch.setattr(similarity, "is_same_slide", lambda *_: False)
    with Catalogue.open(tmp_path, write=True) as catalogue, catalogue.transaction():
        fingerprints = FingerprintIndex(catalogue)
        for each in list(with_duplicates(catalogue, slides, fingerprints, compare_all=True)):
            catalogue.put_slide(each)
    assert groups(tmp_path) == []


def test_words_in_memory_leave_out_candidates_but_no_duplicate(tmp_path: Path) -> None:
    chance = random.Random(3)
    words = ("storage", "queue", "policy", "budget", "latency", "cluster", "backup", "region")
    slides = []
    for number in range(60):
        texts = [" ".join(chance.choices(words, k=4)) for _ in range(chance.randrange(4))]
        slides.append(made(f"a/{number}.jpg", (*texts,), look=chance.choice((NEAR, FAR))))
    with Catalogue.open(tmp_path, write=True) as catalogue:
        in_memory, by_hashes = FingerprintIndex(catalogue), FingerprintIndex(catalogue)
        for each in slides:
            in_memory.put(each)
            by_hashes.put(each)
        left_out = 0
        for each in slides:
            of_others = by_hashes._tokens
            by_hashes._tokens = {each.image: of_others[each.image]}
            every, few = by_hashes.near(each), in_memory.near(each)
            by_hashes._tokens = of_others
            assert few <= every
            left_out += len(every - few)
            same = {o.image for o in slides if o is not each and similarity.is_same_slide(each, o)}
            assert same & every <= few
        assert left_out > 100
