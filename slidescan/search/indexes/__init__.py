"""Full-text indexes behind one Protocol: Whoosh, SQLite FTS5, PostgreSQL."""
