"""Slidescan makes slide photos in posts searchable and readable.

from slidescan import Library

library = Library("index")
library.ingest(["static/img"])
for hit in library.search("data lake").hits:
    print(hit.slide.title, [link.url for link in hit.slide.links])
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from slidescan.core import versions

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

    from slidescan.alt.changes import AltOptions
    from slidescan.core.geometry import Quad
    from slidescan.core.records import Options
    from slidescan.library import Library
    from slidescan.search.selection import Selection

__version__ = versions.PACKAGE_VERSION

__all__ = ["AltOptions", "Library", "Options", "Quad", "Selection", "__version__"]

_MODULES = {
    "AltOptions": "slidescan.alt.changes",
    "Library": "slidescan.library",
    "Options": "slidescan.core.records",
    "Quad": "slidescan.core.geometry",
    "Selection": "slidescan.search.selection",
}
"""Where the public names are defined; loaded on first use."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the module protocol
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # lazy: `slidescan --version` needs none of it

    value = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return value


class _DeprecatedModules:
    """Finds the modules of earlier versions, if no other finder knows them."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        if not name.startswith("slidescan."):
            return None
        from slidescan.deprecated import find_spec  # lazy: old names only

        return find_spec(name)


sys.meta_path.append(_DeprecatedModules)
