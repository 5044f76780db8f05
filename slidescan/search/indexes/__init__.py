"""Full-text indexes behind one Protocol: Whoosh, SQLite's FTS5, PostgreSQL.

protocol          what an index and its storage do
registry          the kinds of index, and which is the right one
records           what a search in an index takes and gives
state             what a catalogue records about its index
whoosh            the index on Whoosh, for small sites
whoosh_query      queries for Whoosh
seal              proof that this user's slidescan wrote a Whoosh index
fts5              the index on SQLite's FTS5, for large sites
fts5_query        queries for FTS5
postgres          the index on PostgreSQL
postgres_query    queries and documents for PostgreSQL
postgres_terms    the words of a very large index on PostgreSQL
postgres_overlay  changes that a search on PostgreSQL applies
"""
