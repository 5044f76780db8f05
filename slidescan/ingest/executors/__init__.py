"""What reads photos: processes of this machine, or workers of a Dask cluster."""
