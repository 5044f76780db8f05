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
