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
import secrets
import sys
from pathlib import Path

NAME = "seal"
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
