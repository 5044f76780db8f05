"""The command line: parses options, calls the library, prints the results.

alt              `slidescan alt`
alt_review       runs a review of alt texts, and writes what it decides
app              builds and runs the command line, one-line errors
archive          `slidescan import` and `copy`
arguments        parses arguments, refuses unknown options with a suggestion
check            `slidescan-check`, the small program for workflows
commands         the table of commands, their examples and exit codes
common           the library behind a command, choices, JSON output
completion       values for the completion of shells
deck             `slidescan deck`
export           `slidescan export`
help             `slidescan help`
help_page        the help pages
ingest           `slidescan ingest`
keys             single keys and editable lines from a person at a terminal
lsp              `slidescan lsp`
mcp              `slidescan mcp`
options          options and arguments that commands share
output           prints results on a terminal
posix_keys       single keys on Linux and macOS
query_arguments  options and query of `slidescan search`
review           the dialog of `slidescan alt --review`
review_queue     the proposals of a review, and what a person decides about them
search           `slidescan search`, `similar` and `duplicates`
serve            `slidescan serve`
show             `slidescan show` and `corners`
status           `slidescan status`
watch            `slidescan watch`
windows_keys     single keys on Windows
"""
