"""The options of a run."""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT_MAX_PIXELS = 100_000_000
"""A worker needs 1.8 to 2.4 GB of memory for a photo of this size."""

DEFAULT_ALT_LENGTH = 150
"""The maximum length of an alt text, characters."""

DEFAULT_TIMEOUT_SECONDS = 120
"""The time limit for reading one photo."""

_DRIVE = re.compile("[A-Za-z]://")
"""The start of a path on Windows."""

_ADDRESS = re.compile(
    r"://|^\s*postgres(?:ql)?:|\b(?:password|passfile|dbname|hostaddr|pg[a-z]+)\s*=|^\s*host\s*="
    r"|^[^/\\]*:[^/\\]*@",
    re.IGNORECASE,
)
"""Addresses, libpq's keywords, and `user:password@host`."""


def is_address(index: str) -> bool:
    """Whether an index is given by a server's address, not by a folder.

    A mistyped address counts as one: as the name of a folder it would write a password to the disk.
    """
    return _DRIVE.match(index) is None and _ADDRESS.search(index) is not None


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run, from the command line to the workers.

    Attributes:
        index: Folder of the catalogue and the full-text index, or a database's address.
        site: Root of the site; None to look for it in the photos' parent folders.
        posts: Posts, or folders of posts; empty for all posts of the site.
        rendered: Folder of the built site; empty for none, None to look for it in the site.
        exclude: Patterns (as in .gitignore, without negation) for paths below the site to skip.
        engine: `auto`, or the name of an engine in `ocr.registry`.
        languages: ISO 639 codes; empty for the site's language.
        jobs: Processes that read photos; 0 for one per core.
        cluster: Address of the Dask scheduler whose workers read photos; None for this machine.
        storage: Address of the site for these workers, as fsspec accepts it; None for its path.
        max_pixels: Photos with more pixels are refused before they are decoded.
        timeout: Seconds that reading one photo may take; 0 for no limit.
        force: Read unchanged photos again.
        refresh: Read photos again if an earlier version of the engine or of slidescan read them.
        prune: Drop slides whose photos are gone.
        follow: Drop slides whose photos are gone if the photos now have another name.
        alt_length: The maximum length of an alt text, characters.
        base_url: Address of the site; None for the address in its configuration.
        cdn: Beginnings of addresses that serve files of the site, each with the folder below the
            site whose files it serves; an empty folder means the published site.
        describe_url: Base address of an OpenAI-compatible endpoint that writes alt texts.
        describe_model: Name of the model at this endpoint.
        embedder: What turns texts into vectors for the search by meaning: `auto`, `none`, or the
            name of an encoder in `search.meaning.registry`.
        embed_url: Base address of an OpenAI-compatible endpoint with an encoder.
        embed_model: Name of the encoder at this endpoint.
    """

    index: str = "index"
    site: str | None = None
    posts: tuple[str, ...] = ()
    rendered: str | None = None
    exclude: tuple[str, ...] = ()
    engine: str = "auto"
    languages: tuple[str, ...] = ()
    jobs: int = 0
    cluster: str | None = None
    storage: str | None = None
    max_pixels: int = DEFAULT_MAX_PIXELS
    timeout: int = DEFAULT_TIMEOUT_SECONDS
    force: bool = False
    refresh: bool = False
    prune: bool = False
    follow: bool = False
    alt_length: int = DEFAULT_ALT_LENGTH
    base_url: str | None = None
    cdn: tuple[tuple[str, str], ...] = ()
    describe_url: str | None = None
    describe_model: str | None = None
    embedder: str = "auto"
    embed_url: str | None = None
    embed_model: str | None = None
