"""Every version that makes stored data stale. Raise one when its output changes.

`tests/unit/core/test_versions.py` holds golden digests of what each stage makes; it fails when
output changes and no version does.
"""

from __future__ import annotations

PACKAGE_VERSION = "0.3.0"
"""The released version; `pyproject.toml` takes it from here."""

PIPELINE_VERSION = 6
"""How a photo is found and read. Raised: `--refresh` reads all photos again."""

OCR_VERSION = 3
"""How lines are detected and recognized; part of every engine's model. Raised: `--refresh` reads
all photos again."""

DERIVATION_VERSION = 6
"""How slides follow from readings and links. Raised: the next ingest makes all slides again."""

LINKING_VERSION = 2
"""How posts are parsed and linked. Raised: the next ingest reads all posts again."""

CATALOGUE_SCHEMA = 5
"""Tables of a catalogue in a file. Raise it with a migration in `store/schema.py`."""

POSTGRES_SCHEMA = 1
"""Tables of an index on PostgreSQL, which has a history of its own. Raise it with a migration in
`store/backends/postgres_schema.py`."""

POSTGRES_CATALOGUE_SCHEMA = 5
"""The `CATALOGUE_SCHEMA` whose tables and columns a catalogue on PostgreSQL has."""

WHOOSH_FORMAT = 3
"""Terms and fields of the Whoosh index. Raised: the index is rebuilt from the catalogue."""

FTS5_FORMAT = 2
"""Terms and columns of the FTS5 index. Raised: the index is rebuilt from the catalogue."""

POSTGRES_FORMAT = 1
"""Terms and columns of the PostgreSQL index. Raised: it is rebuilt from the catalogue."""

EXPORT_VERSION = 1
"""Shape of `export json`; part of the contract."""

ARCHIVE_VERSION = 1
"""Shape of the member `catalogue` of `export json`, which `slidescan import` takes."""
