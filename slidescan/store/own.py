"""What an index may hold that someone else made: no links, and no site that was never agreed to.

A cloned repository may bring an `index/`. Its records are data; what it could do is point
elsewhere, so that slidescan reads or writes there.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from slidescan.errors import IndexUnusable
from slidescan.store import seal

BESIDE = ".."
"""The site of an index that lies in it, as it does by default."""


def refuse_links(folder: Path) -> None:
    """Refuse an index whose files lie elsewhere; the folder itself may be a link.

    Raises:
        IndexUnusable: Something in it is a symbolic link.
    """
    try:
        with os.scandir(folder) as entries:
            links = sorted(entry.name for entry in entries if entry.is_symlink())
    except OSError:
        return  # missing or closed to us: whoever opens it says so
    if links:
        raise IndexUnusable(
            f"{folder / links[0]!s} is a link, which slidescan never makes",
            "delete it, or name another index with --index",
        )


def vouch(label: str, site: str) -> str:
    """What shows that this user's slidescan noted the site of an index; empty without a key."""
    secret = seal.key()
    if secret is None:
        return ""
    said = f"{label}\0{site}".encode()
    return hashlib.blake2b(said, key=secret, digest_size=32, person=b"slidescan site").hexdigest()


def may_trust(label: str, site: str, vouched: str) -> bool:
    """Whether posts of the site that an index names may be read and written.

    Yes if the index lies in it, or if this user's slidescan noted it when it ingested. Where no
    key can be kept (no home folder), nobody can tell.
    """
    own = vouch(label, site)
    return site == BESIDE or not own or hmac.compare_digest(own, vouched)
