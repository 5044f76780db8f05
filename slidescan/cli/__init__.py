"""The command line: parses options, calls the library, prints. Decides nothing itself.

alt      `slidescan alt`
app      all commands in one table, exit codes, errors in one line
archive  `slidescan import` and `copy`
common   options that commands share, the library behind them, JSON output
export   `slidescan export`
ingest   `slidescan ingest`
output   what commands print on a terminal
review   the dialog of `slidescan alt --review`
search   `slidescan search`, `similar` and `duplicates`
serve    `slidescan serve`
show     `slidescan show` and `corners`
status   `slidescan status`
watch    `slidescan watch`
"""
