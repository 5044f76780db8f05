"""The search for circular references goes on as before."""

from __future__ import annotations

import gc

import pytest

from slidescan.core.collection import without_collection


def test_the_search_stops_inside_and_goes_on_afterwards() -> None:
    with without_collection():
        assert not gc.isenabled()
        with without_collection():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError), without_collection():
        raise ValueError
    assert gc.isenabled()


def test_what_lasts_is_left_out_of_the_next_search() -> None:
    gc.collect()
    with without_collection(is_lasting=True):
        lasting = [[number] for number in range(100)]
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    young = gc.get_objects(generation=0)
    assert not any(each is lasting for each in young)
    assert any(each is lasting for each in gc.get_objects(generation=2))


def test_what_a_server_keeps_from_the_search_stays_so() -> None:
    gc.freeze()
    try:
        count = gc.get_freeze_count()
        with without_collection(is_lasting=True):
            pass
        assert gc.get_freeze_count() == count > 0
    finally:
        gc.unfreeze()
