"""The catalogue's tables, and what makes of an older catalogue one of today."""

from __future__ import annotations

APPLICATION_ID = 0x534C4944  # "SLID"
_CORNERS = """
CREATE TABLE corners (
  image TEXT PRIMARY KEY, sha256 TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
  quad TEXT NOT NULL
) WITHOUT ROWID;
"""

_ALTS = """
CREATE TABLE decided (
  post TEXT NOT NULL, image TEXT NOT NULL, decision TEXT NOT NULL, alt TEXT NOT NULL,
  PRIMARY KEY (post, image)
) WITHOUT ROWID;
CREATE TABLE long_texts (
  post TEXT NOT NULL, image TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (post, image, text)
) WITHOUT ROWID;
CREATE TABLE described (
  sha256 TEXT NOT NULL, describer TEXT NOT NULL, alt TEXT NOT NULL, PRIMARY KEY (sha256, describer)
) WITHOUT ROWID;
"""

_MENDS = """
CREATE TABLE mended (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, image TEXT NOT NULL,
  sha256 TEXT NOT NULL, what TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL,
  quad TEXT NOT NULL, post TEXT NOT NULL
);
CREATE INDEX mended_by_image ON mended (image);
"""

# Slides are big: what is asked of all of them is looked up beside them.
_LOOKUPS = """
CREATE INDEX slides_dirty ON slides (image) WHERE dirty;
CREATE INDEX slides_same ON slides (image) WHERE same;
CREATE INDEX slides_language ON slides (language);
CREATE INDEX slides_fingerprint ON slides (fingerprint);
"""

_LOOKED_UP = """
ALTER TABLE slides ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE slides ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
ALTER TABLE slides ADD COLUMN same INTEGER NOT NULL DEFAULT 0;
UPDATE slides SET language = coalesce(json_extract(slide, '$.language'), 'en'),
  same = coalesce(json_array_length(slide, '$.duplicates'), 0) > 0;
"""

TABLES = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE readings (
  sha256 TEXT PRIMARY KEY, reader TEXT NOT NULL, photo TEXT NOT NULL, detection TEXT NOT NULL,
  reading TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'slide'
) WITHOUT ROWID;
CREATE TABLE photos (
  image TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
  derived INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX photos_by_sha256 ON photos (sha256);
CREATE TABLE slides (
  image TEXT PRIMARY KEY, slide TEXT NOT NULL, dirty INTEGER NOT NULL,
  language TEXT NOT NULL DEFAULT '', fingerprint TEXT NOT NULL DEFAULT '',
  same INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE removed (image TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE posts (
  path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, state TEXT NOT NULL,
  post TEXT NOT NULL, links TEXT NOT NULL, missing TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE failures (path TEXT PRIMARY KEY, reason TEXT NOT NULL, remedy TEXT NOT NULL)
  WITHOUT ROWID;
CREATE TABLE written (
  post TEXT NOT NULL, image TEXT NOT NULL, alt TEXT NOT NULL, PRIMARY KEY (post, image, alt)
) WITHOUT ROWID;
{_CORNERS}{_ALTS}{_LOOKUPS}{_MENDS}"""

MIGRATIONS = {
    1: f"""
ALTER TABLE readings ADD COLUMN kind TEXT NOT NULL DEFAULT 'slide';
{_CORNERS}""",
    2: _ALTS,
    3: _LOOKED_UP + _LOOKUPS,
    4: _MENDS,
}
"""What makes of a catalogue of each older schema one of the next."""

KEYS = {
    "meta": ("key",),
    "readings": ("sha256",),
    "photos": ("image",),
    "slides": ("image",),
    "removed": ("image",),
    "posts": ("path",),
    "failures": ("path",),
    "written": ("post", "image", "alt"),
    "corners": ("image",),
    "decided": ("post", "image"),
    "long_texts": ("post", "image", "text"),
    "described": ("sha256", "describer"),
}
"""What tells the rows of each table apart."""

COLUMNS = {
    "meta": ("key", "value"),
    "readings": ("sha256", "reader", "photo", "detection", "reading", "kind"),
    "photos": ("image", "sha256", "size", "mtime", "derived"),
    "slides": ("image", "slide", "dirty", "language", "fingerprint", "same"),
    "removed": ("image",),
    "posts": ("path", "size", "mtime", "state", "post", "links", "missing"),
    "failures": ("path", "reason", "remedy"),
    "written": ("post", "image", "alt"),
    "corners": ("image", "sha256", "width", "height", "quad"),
    "decided": ("post", "image", "decision", "alt"),
    "long_texts": ("post", "image", "text"),
    "described": ("sha256", "describer", "alt"),
}
"""The columns of each table, in order."""


def put(table: str) -> str:
    """SQL that keeps a row, in place of the one that its key tells it from, if there is one."""
    columns, keys = COLUMNS[table], KEYS[table]
    marks = ", ".join("?" * len(columns))
    rest = [f"{name} = excluded.{name}" for name in columns if name not in keys]
    then = f"({', '.join(keys)}) DO UPDATE SET {', '.join(rest)}" if rest else "DO NOTHING"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT {then}"  # noqa: S608
