"""What a person chose."""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT_MAX_PIXELS = 100_000_000
DEFAULT_ALT_LENGTH = 150
DEFAULT_TIMEOUT = 120

_ADDRESS = re.compile("[A-Za-z][A-Za-z0-9+.-]+://")


def is_address(index: str) -> bool:
    """Tells whether an index is named by a server's address (`scheme://…`), not by a folder."""
    return _ADDRESS.match(index) is not None


@dataclass(frozen=True, slots=True)
class Options:
    """What a person chose, whole, from the command line to the workers.

    Attributes:
        index: Folder of the catalogue and the full-text index, or a database's address.
        site: Root of the site; None to find it upwards from the photos.
        posts: Posts, or folders of posts; empty to find those of the site.
        exclude: Patterns (as in .gitignore, without negation) of paths below the site to
            leave out.
        engine: `auto`, or the name of an engine in `ocr.registry`.
        languages: ISO 639 codes; empty for the site's language.
        jobs: Processes that read photos; 0 for one per core.
        cluster: Address of the Dask scheduler whose workers read photos; None for this machine.
        storage: Where these workers find the site, as fsspec takes it; None for its own path.
        max_pixels: Photos with more pixels are refused before they are decoded.
        timeout: Seconds that reading one photo may take; 0 for any.
        force: Read photos again that have not changed.
        refresh: Read photos again that an earlier version of the engine or of slidescan read.
        prune: Forget slides whose photo is gone.
        follow: Forget those of photos that are gone and have another name now.
        alt_length: Most characters of an alt text.
        base_url: Overrides the site's own address.
        describe_url: Base address of an OpenAI-compatible endpoint that may word alt texts.
        describe_model: The model's name there.
    """

    index: str = "index"
    site: str | None = None
    posts: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    engine: str = "auto"
    languages: tuple[str, ...] = ()
    jobs: int = 0
    cluster: str | None = None
    storage: str | None = None
    max_pixels: int = DEFAULT_MAX_PIXELS
    timeout: int = DEFAULT_TIMEOUT
    force: bool = False
    refresh: bool = False
    prune: bool = False
    follow: bool = False
    alt_length: int = DEFAULT_ALT_LENGTH
    base_url: str | None = None
    describe_url: str | None = None
    describe_model: str | None = None
