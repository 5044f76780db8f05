"""Full-text search: parse a query, ask an index, rank, mark the matched words."""
