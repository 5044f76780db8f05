"""Which backend holds an index."""

from __future__ import annotations

from pathlib import Path

import pytest

from slidescan.errors import UsageError, without_passwords
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


@pytest.mark.parametrize(
    "index", ["PostgreSQL://me:hidden@host/slides", "  postgresql://me:hidden@host/slides\n"]
)
def test_schemes_have_any_case_and_blanks_around_an_address_are_dropped(index: str) -> None:
    assert parse_location(index) == Server("postgresql://me:hidden@host/slides")


def test_postgres_is_also_a_name_of_folders() -> None:
    assert parse_location("postgres/index") == Path("postgres/index")


@pytest.mark.parametrize(
    "index",
    [
        "mysql://me:hidden@host/slides",
        "postgresql+psycopg://me:hidden@host/slides",
        "postgresql:/me:hidden@host/slides",
        "postgresql:me:hidden@host/slides",
        "Postgres:///me:hidden@host/slides",
        "://me:hidden@host/slides",
        "me:hidden@host/slides",
        "host=db password=hidden dbname=slides",
        "PGPASSWORD=hidden",
        "dbname=slides PASSWORD = 'hidden'",
        "postgresql://me:hid/den@host/slides",
        "postgresql://me:12/hidden@host/slides",
        "postgresql://me:hid%zzen@host/slides",
        "postgresql://me:12#hidden@host/slides",
        "postgresql://host:hidden/slides",
        "postgresql://[me:hidden@host/slides",
        Path("postgresql://me:hidden@host/slides"),
    ],
)
def test_a_mistyped_address_is_no_folder_and_is_not_repeated(index: str | Path) -> None:
    with pytest.raises(UsageError) as caught:
        parse_location(index)
    assert "hid" not in str(caught.value)
    assert "den" not in str(caught.value)


@pytest.mark.parametrize("index", ["mysql://me:hidden@host/slides"])
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


@pytest.mark.parametrize(
    "text",
    [
        "Got unexpected extra argument (postgresql://me:hidden@host/x)",
        "host=db password=hidden",
        "password = 'hidden hidden'",
        "PGPASSWORD=hidden",
    ],
)
def test_messages_hold_no_passwords(text: str) -> None:
    assert "hidden" not in without_passwords(text)
    assert without_passwords("see https://example.org/a:b@c") == "see https://example.org/a:b@c"
