"""Databases that hold a catalogue: a SQLite file, or a PostgreSQL server.

file_lock        the lock of an index in a folder
postgres         a catalogue on a PostgreSQL server
postgres_schema  SQL of its tables
protocol         what the catalogue needs from a database
registry         one row for each kind of database
sqlite           a catalogue in a SQLite file
sqlite_schema    SQL of its tables
"""
