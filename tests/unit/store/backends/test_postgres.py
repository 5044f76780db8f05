"""A catalogue on a PostgreSQL server."""

from __future__ import annotations

from support.servers import Postgres

from slidescan.store.backends.registry import parse_location
from slidescan.store.catalogue import Catalogue


def test_copies_are_looked_up_without_reading_all_photos(postgres: Postgres) -> None:
    """Within one long transaction, the server has no statistics about its photos yet."""
    rows = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables"
    server = parse_location(postgres.database())
    with Catalogue.open(server, write=True) as catalogue, catalogue.transaction():
        execute = catalogue.database.execute
        execute(
            "INSERT INTO photos SELECT 'img/' || n || '.jpg', md5(n::text), 1, 1, FALSE"
            " FROM generate_series(1, 20000) n"
        )
        ((before,),) = execute(f"{rows} WHERE relname = 'photos'").fetchall()
        assert catalogue.copies(catalogue.digest_of("img/9.jpg") or "", 2) == ("img/9.jpg",)
        ((after,),) = execute(f"{rows} WHERE relname = 'photos'").fetchall()
    assert int(after) - int(before) < 10
