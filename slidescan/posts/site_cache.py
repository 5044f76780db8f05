"""Keeps the files of a site between requests, as long as no folder of it changes."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass

from slidescan.posts.site import Site

MIN_AGE_SECONDS = 2.0
"""A folder that changed less long ago may change again without another time of change."""

_FolderTimes = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class _CachedSite:
    site: Site
    key: tuple[object, ...]
    times: _FolderTimes


class SiteCache:
    """Keeps the last site; walking a site of 100,000 photos takes seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cached: _CachedSite | None = None

    def current(self, site: Site) -> Site:
        """The cached site if it has the same rules and folders, else the given one.

        Args:
            site: The site as it was just found; its folders needn't have been walked.
        """
        key = _key(site)
        with self._lock:
            cached = self._cached
            is_same = cached is not None and cached.key == key
            if cached is not None and is_same and _times(cached.site) == cached.times:
                return cached.site
            started = time.time()
            times = _times(site)
            newest = max((changed for _, changed in times), default=0) / 1e9
            is_old_enough = newest < started - MIN_AGE_SECONDS
            self._cached = _CachedSite(site, key, times) if is_old_enough else None
        return site


def _key(site: Site) -> tuple[object, ...]:
    generator = site.generator
    return (
        *(site.root, type(generator), generator.name, generator.base_url, generator.config_state),
        *(site.exclude, site.cdn, site.hosts.state),
    )


def _times(site: Site) -> _FolderTimes:
    """When the entries of each folder of a site changed last, in nanoseconds; 0 if unknown."""
    times = []
    for folder in site.tree.folders:
        try:
            changed = os.stat(site.root / folder).st_mtime_ns  # noqa: PTH116 - a fifth of the time
        except OSError:
            changed = 0
        times.append((folder, changed))
    return tuple(times)
