"""Databases that hold a catalogue: a SQLite file, PostgreSQL."""
