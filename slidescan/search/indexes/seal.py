"""Proof that a full-text index on disk was written by this user's slidescan.

Whoosh unpickles what it opens, so an index that someone else wrote (in a cloned repository, an
unpacked archive) could run code. Each index is sealed with a keyed hash (BLAKE2b, RFC 7693) of
its files; the key never leaves the user's own data folder. What isn't sealed is never opened:
it is rebuilt from the catalogue.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from slidescan.store.trust import key

NAME = "seal"


def seal(folder: Path, label: str) -> bool:
    """Seal the files of `folder` under `label`; False where no key can be kept."""
    secret = key()
    if secret is None:
        return False
    digest = _digest(folder, label, secret)
    with (folder / NAME).open("w", encoding="ascii") as file:
        file.write(digest)
        file.flush()
        os.fsync(file.fileno())
    return True


def is_sealed(folder: Path, label: str) -> bool:
    """Whether the files of `folder` are as this user's slidescan sealed them under `label`."""
    secret = key()
    if secret is None:
        return False
    try:
        found = (folder / NAME).read_text(encoding="ascii")
        return hmac.compare_digest(found.strip(), _digest(folder, label, secret))
    except (OSError, ValueError):
        return False


def _digest(folder: Path, label: str, secret: bytes) -> str:
    digest = hashlib.blake2b(key=secret, digest_size=32)

    def add(part: bytes) -> None:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)

    add(label.encode())
    for path in sorted(folder.iterdir()):
        if path.name != NAME and path.is_file() and not path.name.endswith("LOCK"):
            add(path.name.encode("utf-8", "surrogateescape"))
            add(path.read_bytes())
    return digest.hexdigest()
