"""Slidescan: slide photos in posts, searchable and readable.

from slidescan import Library

library = Library("index")
library.ingest(["static/img"])
for hit in library.search("data lake").hits:
    print(hit.slide.title, [link.url for link in hit.slide.links])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slidescan.core import versions

if TYPE_CHECKING:
    from slidescan.library import Library

__version__ = versions.PACKAGE_VERSION

__all__ = ["Library", "__version__"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the module protocol
    # Loaded when asked for: `slidescan --version` needs none of it.
    if name == "Library":
        from slidescan.library import Library

        return Library
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
