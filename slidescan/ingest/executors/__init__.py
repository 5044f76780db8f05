"""Reads photos in processes of this machine, or on a Dask cluster.

dask         workers of a Dask cluster
interrupts   defers Ctrl-C
limits       limits a worker's threads, memory and time
local        processes of this machine
protocol     the Executor protocol, its task and its results
read_task    how a worker reads one photo
registry     the table of executors
storage      fetches photos with fsspec
"""
