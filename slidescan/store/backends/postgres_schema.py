"""The tables of an index on a PostgreSQL server, and what makes of older ones those of today.

Those of the catalogue are as in `schema`. Texts are compared byte by byte, as SQLite does.
Records stay text, never `jsonb`: what was stored comes back byte for byte.
"""

from __future__ import annotations

LOOK = "replace(replace(translate({word}, 'l1|0', 'iiio'), 'rn', 'm'), 'vv', 'w')"
"""`text.look_of_term`, in SQL."""

_TEXT = 'TEXT COLLATE "C" NOT NULL'

CATALOGUE = f"""
CREATE TABLE meta (key {_TEXT} PRIMARY KEY, value {_TEXT});
CREATE TABLE readings (
  sha256 {_TEXT} PRIMARY KEY, reader {_TEXT}, photo {_TEXT}, detection {_TEXT},
  reading {_TEXT}, kind {_TEXT} DEFAULT 'slide'
);
CREATE TABLE photos (
  image {_TEXT} PRIMARY KEY, sha256 {_TEXT}, size BIGINT NOT NULL, mtime BIGINT NOT NULL,
  derived BOOLEAN NOT NULL
);
CREATE INDEX photos_by_sha256 ON photos (sha256);
CREATE INDEX photos_underived ON photos (image) WHERE NOT derived;
CREATE TABLE slides (
  image {_TEXT} PRIMARY KEY, slide {_TEXT}, dirty BOOLEAN NOT NULL,
  language {_TEXT} DEFAULT '', fingerprint {_TEXT} DEFAULT '',
  same BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX slides_dirty ON slides (image) WHERE dirty;
CREATE INDEX slides_same ON slides (image) WHERE same;
CREATE INDEX slides_language ON slides (language);
CREATE TABLE removed (image {_TEXT} PRIMARY KEY);
CREATE TABLE posts (
  path {_TEXT} PRIMARY KEY, size BIGINT NOT NULL, mtime BIGINT NOT NULL, state {_TEXT},
  post {_TEXT}, links {_TEXT}, missing {_TEXT}
);
CREATE TABLE failures (path {_TEXT} PRIMARY KEY, reason {_TEXT}, remedy {_TEXT});
CREATE TABLE written (post {_TEXT}, image {_TEXT}, alt {_TEXT}, PRIMARY KEY (post, image, alt));
CREATE TABLE corners (
  image {_TEXT} PRIMARY KEY, sha256 {_TEXT}, width INTEGER NOT NULL, height INTEGER NOT NULL,
  quad {_TEXT}
);
CREATE TABLE decided (
  post {_TEXT}, image {_TEXT}, decision {_TEXT}, alt {_TEXT}, PRIMARY KEY (post, image)
);
CREATE TABLE long_texts (
  post {_TEXT}, image {_TEXT}, text {_TEXT}, digest {_TEXT} GENERATED ALWAYS AS (md5(text)) STORED,
  PRIMARY KEY (post, image, digest)
);
CREATE TABLE described (
  sha256 {_TEXT}, describer {_TEXT}, alt {_TEXT}, PRIMARY KEY (sha256, describer)
);
CREATE TABLE mended (
  number INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at {_TEXT}, image {_TEXT},
  sha256 {_TEXT}, what {_TEXT}, old {_TEXT}, new {_TEXT}, quad {_TEXT}, post {_TEXT}
);
CREATE INDEX mended_by_image ON mended (image);
CREATE TABLE running (backend INTEGER PRIMARY KEY, state {_TEXT});
"""

# What slides say, for searching: see `postgres_index`.
FULL_TEXT = f"""
CREATE TABLE said (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, image {_TEXT} UNIQUE, newest {_TEXT},
  textless BOOLEAN NOT NULL, words TSVECTOR NOT NULL, facts TEXT[] COLLATE "C" NOT NULL,
  days TEXT[] COLLATE "C" NOT NULL
);
ALTER TABLE said ALTER words SET STORAGE MAIN;
CREATE INDEX said_words ON said USING gin (words) WITH (fastupdate = off);
CREATE INDEX said_facts ON said USING gin (facts) WITH (fastupdate = off);
CREATE INDEX said_textless ON said (id) WHERE textless;
CREATE INDEX said_newest ON said (newest DESC, image);
CREATE TABLE said_in (
  id BIGINT PRIMARY KEY REFERENCES said ON DELETE CASCADE, title TSVECTOR NOT NULL,
  body TSVECTOR NOT NULL, section TSVECTOR NOT NULL, tags TSVECTOR NOT NULL,
  post TSVECTOR NOT NULL, alternative TSVECTOR NOT NULL, footer TSVECTOR NOT NULL
);
CREATE TABLE terms (term {_TEXT} PRIMARY KEY, slides INTEGER NOT NULL);
CREATE TABLE vocabulary (
  one BOOLEAN PRIMARY KEY CHECK (one), version BIGINT NOT NULL, number BIGINT NOT NULL,
  words {_TEXT}
);
INSERT INTO vocabulary VALUES (TRUE, 0, 0, '')
"""  # noqa: S608 - all of it is our own

# Where the server has them, and lets this user have them; see `postgres_words`.
TRIGRAMS = f"""
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX terms_trigrams ON terms USING gin (term gin_trgm_ops);
CREATE INDEX terms_looks ON terms (({LOOK.format(word="term")}))
"""

TABLES = CATALOGUE + FULL_TEXT

MIGRATIONS: dict[int, str] = {}
"""What makes of the tables of each older version those of the next."""
