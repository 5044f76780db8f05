"""Decodes pictures in another process, while this one links posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future

from slidescan.core.regular_files import read_start
from slidescan.imaging.same_picture import MAX_PICTURE_BYTES, quiet_decoding, signature
from slidescan.ingest.side_process import SideProcess

INCOMPARABLE = "-"
"""Stands for the signature of a file that holds no picture, or one that shows nothing."""

PICTURES_PER_CALL = 32
"""How many pictures the process is asked for at once."""


class PictureProcess:
    """Decodes pictures in another process.

    On a machine with one core it decodes nothing, and `signatures` yields nothing.

    Args:
        process: The process.
    """

    def __init__(self, process: SideProcess) -> None:
        self._process = process
        self._files: dict[str, str] = {}
        self._calls: list[tuple[Sequence[str], Future[Sequence[str]]]] = []

    def decode(self, files: Mapping[str, str]) -> None:
        """Begins to decode pictures.

        Args:
            files: Their files, by the paths that `signatures` returns.
        """
        new = [path for path in files if path not in self._files]
        self._files.update((path, files[path]) for path in new)
        for start in range(0, len(new), PICTURES_PER_CALL):
            paths = new[start : start + PICTURES_PER_CALL]
            call = self._process.begin(signatures, [files[path] for path in paths])
            if call is None:
                return
            self._calls.append((paths, call))

    def signatures(self) -> Iterator[tuple[str, str]]:
        """Ends decoding; yields the pictures that were decoded, with their signatures as text."""
        for _, call in reversed(self._calls):
            call.cancel()
        for paths, call in self._calls:
            if call.cancelled() or call.exception() is not None:
                continue  # a picture that ends the process is decoded by this one
            yield from zip(paths, call.result(), strict=True)
        self._calls.clear()


def signatures(files: Sequence[str]) -> Sequence[str]:
    """The signatures of pictures as text."""
    with quiet_decoding():
        return [decoded(file) for file in files]


def decoded(file: str) -> str:
    """The text of a picture's signature, made from its file."""
    data = read_picture(file)
    made = signature(data) if data is not None else None
    return INCOMPARABLE if made is None or made.is_flat else made.to_text()


def read_picture(file: str) -> bytes | None:
    """The bytes of a picture; None if it can't be read or is too large to compare."""
    try:
        data = read_start(file, MAX_PICTURE_BYTES + 1)
    except OSError:
        return None
    return data if len(data) <= MAX_PICTURE_BYTES else None
