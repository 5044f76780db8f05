"""The versions that decide whether stored data is stale. Raise one when its output changes.

`tests/unit/core/test_versions.py` holds golden digests of each stage's output; it fails if output
changes but its version doesn't.
"""

from __future__ import annotations

PACKAGE_VERSION = "0.4.0"
"""The release; `pyproject.toml` reads it from here."""

PIPELINE_VERSION = 24
"""How a slide is found in a photo and read. After a raise, `--refresh` reads all photos again."""

OCR_VERSION = 11
"""How lines are detected and recognized; part of every engine's model name. After a raise,
`--refresh` reads all photos again."""

DERIVATION_VERSION = 25
"""How slides are derived from readings and links. After a raise, the next ingest derives all slides
again."""

LINKING_VERSION = 15
"""How posts are parsed and linked. After a raise, the next ingest reads all posts again."""

CATALOGUE_SCHEMA = 10
"""The tables of a catalogue in a file. A raise needs a migration in `store/schema.py`."""

POSTGRES_SCHEMA = 7
"""The tables of an index on PostgreSQL, numbered separately. A raise needs a migration in
`store/backends/postgres_schema.py`."""

POSTGRES_CATALOGUE_SCHEMA = 10
"""The `CATALOGUE_SCHEMA` that a catalogue on PostgreSQL corresponds to."""

WHOOSH_FORMAT = 7
"""The terms and fields of the Whoosh index. After a raise, it is rebuilt from the catalogue."""

FTS5_FORMAT = 6
"""The terms and columns of the FTS5 index. After a raise, it is rebuilt from the catalogue."""

POSTGRES_FORMAT = 5
"""The terms and columns of the PostgreSQL index. After a raise, it is rebuilt from the
catalogue."""

PASSAGE_VERSION = 2
"""The passages of a slide that are encoded. After a raise, `--refresh` encodes all slides again."""

VECTOR_FORMAT = 2
"""The file of vectors beside a catalogue. After a raise, it is written from the catalogue again."""

EXPORT_VERSION = 1
"""The shape of `export json`; part of the contract."""

ARCHIVE_VERSION = 1
"""The shape of the member `catalogue` of `export json`, which `slidescan import` reads."""
