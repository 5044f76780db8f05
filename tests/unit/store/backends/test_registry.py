"""Which backend holds an index."""

from __future__ import annotations

from pathlib import Path

import pytest

from slidescan.errors import UsageError
from slidescan.store.backends import registry
from slidescan.store.backends.registry import BackendRow, backend, parse_location
from slidescan.store.location import Server


@pytest.mark.parametrize("index", ["index", "/var/index", "C:\\index", "C://index", "a:b", ""])
def test_a_path_is_a_folder(index: str) -> None:
    assert parse_location(index) == Path(index)
    assert backend(Path(index)).__name__.endswith(".sqlite")  # type: ignore[attr-defined]


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_an_address_is_a_server_and_hides_its_password(scheme: str) -> None:
    location = parse_location(f"{scheme}://me:hidden@host/slides")
    assert isinstance(location, Server)
    assert str(location) == f"{scheme}://me@host/slides"


@pytest.mark.parametrize("index", ["mysql://me:hidden@host/slides", "PostgreSQL://host/slides"])
def test_an_unknown_address_names_the_choices(index: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_location(index)
    assert "a folder or postgresql://" in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    row = BackendRow("X", ("x-db://",), "x-db://HOST", "no_such_package.x", "no_such_package", "x")
    monkeypatch.setattr(registry, "BACKENDS", (row,))
    with pytest.raises(UsageError, match=r"slidescan\[x\]"):
        backend(Server("x-db://host"))
