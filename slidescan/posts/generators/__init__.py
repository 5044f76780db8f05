"""Site generators, one file each."""
