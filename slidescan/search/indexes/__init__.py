"""Full-text indexes behind one Protocol: Whoosh, SQLite's FTS5, PostgreSQL.

protocol          the Protocols of an index and its storage
registry          the kinds of index, and the choice for a catalogue
records           the input and output of a search in an index
state             what a catalogue records about its index
whoosh            the index on Whoosh, for small sites
whoosh_query      queries for Whoosh
seal              proof that this user's slidescan wrote a Whoosh index
fts5              the index on SQLite's FTS5, for large sites
fts5_query        queries for FTS5
postgres          the index on PostgreSQL
postgres_query    queries and documents for PostgreSQL
postgres_terms    the words of a very large index on PostgreSQL
postgres_overlay  unsaved changes that a search on PostgreSQL adds
"""
