"""What every room works with: records, geometry, text, languages, files. Imports no other room."""
