"""Pages of the built site: what was read of them, and the links that they give."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from operator import attrgetter

import msgspec

from slidescan.store.backends.protocol import Database
from slidescan.store.rows import put_row, select_rows
from slidescan.store.schema import upsert
from slidescan.store.serialization import (
    dumps,
    page_from_row,
    page_links_from_row,
    refuse_malformed,
)
from slidescan.store.stored import StoredPage, StoredPageLinks, StoredPicture

STABLE_KEY = "stable_pages"
"""The key of the metadata that tells which pages are stable."""


class BuiltPages:
    """The built site in a catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pages(self) -> dict[str, StoredPage]:
        """Returns every page that was read, by its path below the built site."""
        with refuse_malformed():
            return dict(map(page_from_row, select_rows(self._database, "pages")))

    def put_pages(self, pages: Mapping[str, StoredPage]) -> None:
        """Stores pages."""
        self._put(
            "pages",
            (
                (*(path, stored.size, stored.mtime, stored.changed, stored.digest), _json(stored))
                for path, stored in pages.items()
            ),
        )

    def forget_pages(self, paths: Iterable[str]) -> None:
        """Deletes pages."""
        self._database.executemany("DELETE FROM pages WHERE path = ?", [(p,) for p in paths])

    def pictures(self) -> dict[str, StoredPicture]:
        """Returns what is stored of image files, by path, with None for the signatures.

        Signatures take 3 kB each, and most are not needed again: `signature` loads one.
        """
        columns = "path, size, mtime, sha256, CASE signature WHEN '' THEN '' END, photos"
        rows = select_rows(self._database, "pictures", columns=columns)
        return {str(row[0]): StoredPicture(*row[1:]) for row in rows}

    def signature(self, path: str) -> str:
        """Returns the stored signature of an image file; empty without one."""
        sql = "SELECT signature FROM pictures WHERE path = ?"
        row = self._database.execute(sql, (path,)).fetchone()
        return str(row[0]) if row else ""

    def put_pictures(self, pictures: Mapping[str, StoredPicture]) -> None:
        """Stores what was found of image files; their signatures must be loaded."""
        fields = attrgetter(*(field.name for field in dataclasses.fields(StoredPicture)))
        self._put("pictures", ((path, *fields(p)) for path, p in pictures.items()))

    def forget_pictures(self, paths: Iterable[str]) -> None:
        """Deletes the looks of image files."""
        self._database.executemany("DELETE FROM pictures WHERE path = ?", [(p,) for p in paths])

    def links(self) -> dict[str, StoredPageLinks]:
        """Returns the links that pages give, by the path of the post, or of a page without one."""
        with refuse_malformed():
            return dict(map(page_links_from_row, select_rows(self._database, "page_links")))

    def put_links(self, links: Mapping[str, StoredPageLinks]) -> None:
        """Stores the links of posts."""
        self._put(
            "page_links",
            (
                (
                    *(post, stored.page),
                    dumps(
                        {i: [link.to_json() for link in each] for i, each in stored.links.items()}
                    ),
                )
                for post, stored in links.items()
            ),
        )

    def forget_links(self, posts: Iterable[str]) -> None:
        """Deletes the links of posts."""
        self._database.executemany("DELETE FROM page_links WHERE post = ?", [(p,) for p in posts])

    def stable(self) -> str:
        """Returns what was stored of stable pages; empty without any."""
        rows = select_rows(self._database, "meta", "key = ?", (STABLE_KEY,), columns="value")
        return str(rows[0][0]) if rows else ""

    def put_stable(self, text: str) -> None:
        """Stores which pages are stable."""
        if text != self.stable():
            put_row(self._database, "meta", STABLE_KEY, text)

    def _put(self, table: str, rows: Iterable[tuple[str | int, ...]]) -> None:
        self._database.executemany(upsert(table), rows)


def _json(stored: StoredPage) -> str:
    return msgspec.json.encode(stored.page).decode()
