"""Runs the reading of photos: in processes of this machine, or on a Dask cluster.

dask         workers of a Dask cluster
interrupts   deferring Ctrl-C
limits       threads, memory and time of a worker
local        processes of this machine
protocol     the Executor protocol, its task and its results
read_task    how a worker reads one photo
registry     all executors, one row each
storage      photos in a storage that fsspec opens
"""
