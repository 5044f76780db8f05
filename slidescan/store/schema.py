"""The catalogue's tables, the same in every database.

To add a table, add a row to `TABLES` and raise the versions in `core/versions.py`. The code that
creates, migrates, empties, copies, exports and checks tables follows the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple


class Column(Enum):
    """The type of a column; no column may be null."""

    TEXT = "text"
    LONG_TEXT = "text that may be too long for a key on a server"
    SIZE = "whole number of 32 bits"
    COUNT = "whole number of 64 bits"
    FLAG = "truth value; 0 or 1 in SQLite"
    SERIAL = "whole number that the database assigns, higher for each new row"


class Table(NamedTuple):
    """A table of the catalogue.

    Attributes:
        name: The table's name in SQL.
        columns: The type of each column, in order.
        key: Columns that identify a row.
        since: The first `CATALOGUE_SCHEMA` that has it.
        defaults: Values of columns that an INSERT leaves out.
        indexes: The rest of CREATE INDEX, by the index's name.
        is_record: Whether its rows are records, which are copied, exported, and dropped when the
            catalogue is emptied. Other tables hold the state of this one catalogue.
    """

    name: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    since: int = 1
    defaults: Mapping[str, str | bool] = MappingProxyType({})
    indexes: Mapping[str, str] = MappingProxyType({})
    is_record: bool = True

    @property
    def assigned(self) -> tuple[str, ...]:
        """The columns whose values the caller gives."""
        return tuple(n for n, kind in self.columns.items() if kind is not Column.SERIAL)


TABLES = (
    Table(
        "photos",
        {
            "image": Column.TEXT,
            "sha256": Column.TEXT,
            "size": Column.COUNT,
            "mtime": Column.COUNT,
            "derived": Column.FLAG,
        },
        key=("image",),
        indexes={
            "photos_by_sha256": "(sha256)",
            "photos_underived": "(image) WHERE NOT derived",
        },
    ),
    Table(
        "readings",
        {
            "sha256": Column.TEXT,
            "reader": Column.TEXT,
            "photo": Column.TEXT,
            "detection": Column.TEXT,
            "reading": Column.TEXT,
            "kind": Column.TEXT,
        },
        key=("sha256",),
        defaults={"kind": "slide"},
        indexes={"readings_by_reader": "(reader)"},
    ),
    # A slide is big, so queries select and filter by separate columns.
    Table(
        "slides",
        {
            "image": Column.TEXT,
            "slide": Column.TEXT,
            "dirty": Column.FLAG,
            "language": Column.TEXT,
            "fingerprint": Column.TEXT,
            "same": Column.FLAG,
        },
        key=("image",),
        defaults={"language": "", "fingerprint": "", "same": False},
        indexes={
            "slides_dirty": "(image) WHERE dirty",
            "slides_same": "(image) WHERE same",
            "slides_language": "(language)",
        },
    ),
    Table(
        "posts",
        {
            "path": Column.TEXT,
            "size": Column.COUNT,
            "mtime": Column.COUNT,
            "state": Column.TEXT,
            "post": Column.TEXT,
            "links": Column.TEXT,
            "missing": Column.TEXT,
        },
        key=("path",),
    ),
    Table(
        "corners",
        {
            "image": Column.TEXT,
            "sha256": Column.TEXT,
            "width": Column.SIZE,
            "height": Column.SIZE,
            "quad": Column.TEXT,
        },
        key=("image",),
        since=2,
    ),
    Table(
        "mended",
        {
            "number": Column.SERIAL,
            "at": Column.TEXT,
            "image": Column.TEXT,
            "sha256": Column.TEXT,
            "what": Column.TEXT,
            "old": Column.TEXT,
            "new": Column.TEXT,
            "quad": Column.TEXT,
            "post": Column.TEXT,
        },
        key=("number",),
        since=5,
        indexes={"mended_by_image": "(image)"},
    ),
    Table(
        "written",
        {"post": Column.TEXT, "image": Column.TEXT, "alt": Column.TEXT},
        key=("post", "image", "alt"),
    ),
    Table(
        "decided",
        {
            "post": Column.TEXT,
            "image": Column.TEXT,
            "decision": Column.TEXT,
            "alt": Column.TEXT,
        },
        key=("post", "image"),
        since=3,
    ),
    Table(
        "long_texts",
        {"post": Column.TEXT, "image": Column.TEXT, "text": Column.LONG_TEXT},
        key=("post", "image", "text"),
        since=3,
    ),
    Table(
        "described",
        {"sha256": Column.TEXT, "describer": Column.TEXT, "alt": Column.TEXT},
        key=("sha256", "describer"),
        since=3,
    ),
    Table(
        "failures",
        {"path": Column.TEXT, "reason": Column.TEXT, "remedy": Column.TEXT},
        key=("path",),
    ),
    # Pages of decks that photos show; the edits of kind `page` name them.
    Table(
        "deck_pages",
        {
            "sha256": Column.TEXT,
            "page": Column.COUNT,
            "deck": Column.TEXT,
            "content": Column.TEXT,
        },
        key=("sha256", "page"),
        since=8,
    ),
    # The links that the pages of a built site show, in place of those by the generator's rules.
    Table(
        "page_links",
        {"post": Column.TEXT, "page": Column.TEXT, "links": Column.TEXT},
        key=("post",),
        since=6,
    ),
    # What an encoder made of each slide, which it can make again.
    Table(
        "vectors",
        {
            "image": Column.TEXT,
            "encoder": Column.TEXT,
            "digest": Column.TEXT,
            "stale": Column.FLAG,
            "vectors": Column.TEXT,
        },
        key=("image",),
        since=7,
        indexes={"vectors_by_encoder": "(encoder, stale)"},
        is_record=False,
    ),
    # Pages and pictures that need not be read again.
    Table(
        "pages",
        {
            "path": Column.TEXT,
            "size": Column.COUNT,
            "mtime": Column.COUNT,
            "changed": Column.COUNT,
            "digest": Column.TEXT,
            "page": Column.TEXT,
        },
        key=("path",),
        since=6,
        is_record=False,
    ),
    Table(
        "pictures",
        {
            "path": Column.TEXT,
            "size": Column.COUNT,
            "mtime": Column.COUNT,
            "sha256": Column.TEXT,
            "signature": Column.TEXT,
            "photos": Column.TEXT,
        },
        key=("path",),
        since=6,
        is_record=False,
    ),
    # Short forms of slides; see `store/cards.py`.
    Table(
        "cards",
        {
            "image": Column.TEXT,
            "card": Column.TEXT,
            "kind": Column.TEXT,
            "language": Column.TEXT,
            "textless": Column.FLAG,
            "linked": Column.FLAG,
            "unread": Column.TEXT,
            "confidence": Column.SIZE,
            "lacks_address": Column.FLAG,
            "day": Column.TEXT,
            "post": Column.TEXT,
            "line": Column.COUNT,
            "change": Column.COUNT,
        },
        key=("image",),
        since=10,
        indexes={
            "cards_unread": "(image) WHERE unread <> ''",
            "cards_unlinked": "(image) WHERE NOT linked",
            "cards_textless": "(image) WHERE textless",
            "cards_in_order": "(day DESC, post, line)",
            "cards_by_change": "(change)",
            "cards_for_counts": ("(kind, language, textless, confidence, linked, lacks_address)"),
        },
        is_record=False,
    ),
    # The links of slides, which lists filter and order by.
    Table(
        "card_links",
        {
            "image": Column.TEXT,
            "number": Column.SIZE,
            "post": Column.TEXT,
            "line": Column.COUNT,
            "day": Column.TEXT,
            "section": Column.TEXT,
            "alone": Column.FLAG,
        },
        key=("image", "number"),
        since=10,
        indexes={"card_links_by_post": "(post)", "card_links_several": "(image) WHERE NOT alone"},
        is_record=False,
    ),
    Table(
        "card_posts",
        {"post": Column.TEXT, "title": Column.TEXT, "day": Column.TEXT},
        key=("post",),
        since=10,
        indexes={"card_posts_by_day": "(day DESC)"},
        is_record=False,
    ),
    Table(
        "card_tags",
        {"tag": Column.LONG_TEXT, "post": Column.TEXT},
        key=("tag", "post"),
        since=10,
        indexes={"card_tags_by_post": "(post)"},
        is_record=False,
    ),
    # What the derivation of slides keeps; see `store/derivation.py`.
    Table(
        "traces",
        {
            "image": Column.TEXT,
            "event": Column.TEXT,
            "folder": Column.TEXT,
            "fingerprint": Column.TEXT,
            "words": Column.TEXT,
            "edges": Column.TEXT,
            "line_keys": Column.TEXT,
            "votes": Column.SIZE,
            "alt": Column.TEXT,
            "about": Column.TEXT,
            "first_phrases": Column.TEXT,
            "uses": Column.TEXT,
        },
        key=("image",),
        since=9,
        indexes={
            "traces_by_alt": "(event, alt)",
            "traces_by_folder": "(folder)",
            "traces_by_picture": "(event, fingerprint)",
        },
        is_record=False,
    ),
    Table(
        "lexicon",
        {
            "event": Column.TEXT,
            "look": Column.TEXT,
            "word": Column.TEXT,
            "slides": Column.SIZE,
            "spellings": Column.TEXT,
        },
        key=("event", "look", "word"),
        since=9,
        is_record=False,
    ),
    Table(
        "votes",
        {
            "scope": Column.TEXT,
            "line_key": Column.TEXT,
            "voters": Column.SIZE,
            "copies": Column.TEXT,
        },
        key=("scope", "line_key"),
        since=9,
        indexes={"votes_by_voters": "(scope, voters)"},
        is_record=False,
    ),
    Table(
        "lookups",
        {"event": Column.TEXT, "word": Column.TEXT, "images": Column.TEXT},
        key=("event", "word"),
        since=9,
        is_record=False,
    ),
    Table("meta", {"key": Column.TEXT, "value": Column.TEXT}, key=("key",), is_record=False),
    Table("removed", {"image": Column.TEXT}, key=("image",), is_record=False),
)

BY_NAME: Mapping[str, Table] = {table.name: table for table in TABLES}

RECORD_TABLES = tuple(table for table in TABLES if table.is_record)


def upsert(name: str) -> str:
    """Returns SQL that stores a row of a table and replaces the row with the same key."""
    table = BY_NAME[name]
    columns = table.assigned
    values = ", ".join("?" * len(columns))
    insert = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608
    updates = [f"{column} = excluded.{column}" for column in columns if column not in table.key]
    if updates and set(table.key) <= set(columns):
        return f"{insert} ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {', '.join(updates)}"
    return f"{insert} ON CONFLICT DO NOTHING"
