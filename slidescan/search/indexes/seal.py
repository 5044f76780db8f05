"""Proof that this user's slidescan wrote a full-text index.

Whoosh unpickles the files it opens, so an index from someone else (in a cloned repository or an
unpacked archive) could run code. A keyed hash (BLAKE2b, RFC 7693) of its files seals each index;
the key never leaves the user's own data folder. slidescan never opens an unsealed index; an update
rebuilds it from the catalogue.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from slidescan.store.trust import key

SEAL_FILE = "seal"
"""The file with the hash, in the index's folder."""


def seal(folder: Path, label: str) -> bool:
    """Seals the files of `folder` under `label`; returns False if the user has no key."""
    secret = key()
    if secret is None:
        return False
    digest = _digest(folder, label, secret)
    with (folder / SEAL_FILE).open("w", encoding="ascii") as file:
        file.write(digest)
        file.flush()
        os.fsync(file.fileno())
    return True


def is_sealed(folder: Path, label: str) -> bool:
    """Tells whether the files of `folder` are unchanged since this user sealed them as `label`."""
    secret = key()
    if secret is None:
        return False
    try:
        stored = (folder / SEAL_FILE).read_text(encoding="ascii")
        return hmac.compare_digest(stored.strip(), _digest(folder, label, secret))
    except (OSError, ValueError):
        return False


def _digest(folder: Path, label: str, secret: bytes) -> str:
    digest = hashlib.blake2b(key=secret, digest_size=32)

    def add(part: bytes) -> None:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)

    add(label.encode())
    for path in sorted(folder.iterdir()):
        if path.name != SEAL_FILE and path.is_file() and not path.name.endswith("LOCK"):
            add(path.name.encode("utf-8", "surrogateescape"))
            add(path.read_bytes())
    return digest.hexdigest()
