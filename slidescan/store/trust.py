"""Limits what an index made by someone else may do: no links, and no site without consent.

A cloned repository may bring an `index/`. Its records are data, but its paths could lead slidescan
to read or write elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
from pathlib import Path

from slidescan.errors import IndexUnusable

PARENT_SITE = ".."
"""The stored site of an index directly inside the site, which is the default."""

KEY_BYTES = 32
"""Length of a user's key."""


def key_file() -> Path:
    """Returns the path of this user's key; `$SLIDESCAN_KEY_FILE` overrides it."""
    override = os.environ.get("SLIDESCAN_KEY_FILE")
    if override:
        return Path(override)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "slidescan" / "seal.key"


def key() -> bytes | None:
    """Returns this user's key, made on first use; None if none can be stored."""
    try:
        path = key_file()
        try:
            stored = path.read_bytes()
            if len(stored) == KEY_BYTES:
                return stored
        except FileNotFoundError:
            pass
        _make_key(path)
        stored = path.read_bytes()
    except (OSError, RuntimeError):
        # No home folder, or a read-only one: full-text indexes then live in memory only.
        return None
    return stored if len(stored) == KEY_BYTES else None


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(KEY_BYTES))
    try:
        # Unlike a rename, a link keeps the key of a faster process.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink(missing_ok=True)


def refuse_links(folder: Path) -> None:
    """Refuses an index whose folder holds symbolic links; the folder itself may be one.

    Raises:
        IndexUnusable: It holds a link.
    """
    try:
        with os.scandir(folder) as entries:
            links = sorted(entry.name for entry in entries if entry.is_symlink())
    except OSError:
        return  # opening the folder reports the error
    if links:
        raise IndexUnusable(
            f"{folder / links[0]!s} is a link, which slidescan never makes",
            "delete it, or choose another index",
        )


def vouch(label: str, site: str) -> str:
    """Returns proof that this user's slidescan stored the site of an index; empty without a key.

    Args:
        label: The index's id.
        site: The stored root of the site.
    """
    secret = key()
    if secret is None:
        return ""
    message = f"{label}\0{site}".encode()
    digest = hashlib.blake2b(message, key=secret, digest_size=32, person=b"slidescan site")
    return digest.hexdigest()


def may_trust(label: str, site: str, proof: str) -> bool:
    """Tells whether slidescan may read and write posts of an index's site.

    It may if the index is directly inside the site, or if this user's slidescan stored the site.
    Without a key (no home folder), every site is trusted, as no proof can exist.
    """
    expected = vouch(label, site)
    return site == PARENT_SITE or not expected or hmac.compare_digest(expected, proof)
