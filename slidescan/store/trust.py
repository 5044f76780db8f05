"""What an index may hold that someone else made: no links, and no site that was never agreed to.

A cloned repository may bring an `index/`. Its records are data; what it could do is point
elsewhere, so that slidescan reads or writes there.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sys
from pathlib import Path

from slidescan.errors import IndexUnusable

BESIDE = ".."
"""The site of an index that lies in it, as it does by default."""


KEY_BYTES = 32


def key_file() -> Path:
    """Where this user's key is kept; `$SLIDESCAN_KEY_FILE` overrides it."""
    own = os.environ.get("SLIDESCAN_KEY_FILE")
    if own:
        return Path(own)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "slidescan" / "seal.key"


def key() -> bytes | None:
    """This user's key, made when there is none; None where none can be kept."""
    try:
        path = key_file()
        try:
            found = path.read_bytes()
            if len(found) == KEY_BYTES:
                return found
        except FileNotFoundError:
            pass
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = secrets.token_bytes(KEY_BYTES)
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(fresh)
        try:
            # Whoever comes first wins; the others take the winner's key.
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink(missing_ok=True)
        found = path.read_bytes()
    except (OSError, RuntimeError):
        # No home, or none that can be written: indexes then live in memory only.
        return None
    return found if len(found) == KEY_BYTES else None


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
    secret = key()
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
