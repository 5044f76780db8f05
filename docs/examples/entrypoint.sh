#!/bin/sh
# `worker …` is a Dask worker; everything else is a command of slidescan.
set -eu
if [ "${1:-}" = worker ]; then
    shift
    exec dask worker "$@"
fi
exec slidescan "$@"
