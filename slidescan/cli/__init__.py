"""The command line: parses options, calls the library, prints the results.

alt              `slidescan alt`
app              the table of commands, exit codes, one-line errors
archive          `slidescan import` and `copy`
common           options that commands share, the library behind them, JSON output
export           `slidescan export`
ingest           `slidescan ingest`
output           prints results on a terminal
query_arguments  options and query of `slidescan search`
review           the dialog of `slidescan alt --review`
search           `slidescan search`, `similar` and `duplicates`
serve            `slidescan serve`
show             `slidescan show` and `corners`
status           `slidescan status`
watch            `slidescan watch`
"""
