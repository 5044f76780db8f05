"""What an OCR engine is, and which one reads a given set of languages.

Engines are loaded lazily: asking which there are costs no heavy import.
"""

from __future__ import annotations

import functools
import importlib.util
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from slidescan.core import languages as iso
from slidescan.core.geometry import Quad
from slidescan.core.records import EngineStatus, TextBox
from slidescan.errors import EngineUnavailable, UsageError
from slidescan.ocr.inference import runtime

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class OcrEngine(Protocol):
    """Reads text in pictures. Made once per process, with its languages; uses one thread."""

    @property
    def name(self) -> str:
        """What it is called: `rapidocr`, `tesseract`."""
        ...

    @property
    def model(self) -> str:
        """What reads, exact enough that equal strings mean equal readings."""
        ...

    def read(self, pixels: NDArray[np.uint8]) -> Sequence[TextBox]:
        """Find and read the text in a picture.

        Args:
            pixels: Height × width × 3, BGR, 8 bit.

        Returns:
            Words, or runs of words on one line, in the frame of `pixels`, in no set order.
        """
        ...


class LineReader(Protocol):
    """Reads lines of text where they were found."""

    @property
    def name(self) -> str:
        """As in `OcrEngine`."""
        ...

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[Quad]
    ) -> Sequence[TextBox | None]:
        """Read lines.

        Args:
            pixels: Height × width × 3, BGR, 8 bit.
            quads: Where they are.

        Returns:
            What each says, in the order of `quads`; None where nothing can be read.
        """
        ...


RAPIDOCR_SCRIPTS = frozenset({"latin", "vietnamese", "han", "japanese"})
"""Scripts that the PP-OCRv6 model inside rapidocr's wheel reads (18,708 characters; it has some
Greek ones, too, but misses half of them)."""

INSTALL_TESSERACT = "apt install tesseract-ocr (Debian, Ubuntu) or brew install tesseract (macOS)"


def _rapidocr(languages: tuple[str, ...]) -> LineReader:
    from slidescan.ocr.engines.rapidocr import RapidReader

    others = () if languages else other_scripts()
    if not others:
        return RapidReader()
    from slidescan.ocr.engines.script_fallback import AnyScript

    return AnyScript(RapidReader(), _tesseract(others))


def _tesseract(languages: tuple[str, ...]) -> LineReader:
    from slidescan.ocr.engines.tesseract import TesseractReader

    return TesseractReader(languages)


def _both(languages: tuple[str, ...]) -> LineReader:
    from slidescan.ocr.engines.ensemble import TwoReaders

    return TwoReaders(_rapidocr(languages), _tesseract(languages))


SINGLE: Mapping[str, Callable[[tuple[str, ...]], LineReader]] = {
    "rapidocr": _rapidocr,
    "tesseract": _tesseract,
}
"""The engines, the preferred first."""


def other_scripts() -> tuple[str, ...]:
    """A language for each script that Tesseract reads on this machine and RapidOCR doesn't."""
    from slidescan.ocr.engines.script_fallback import one_of_each

    return one_of_each(status("tesseract").languages, RAPIDOCR_SCRIPTS)


ENGINES: Mapping[str, Callable[[tuple[str, ...]], LineReader]] = {**SINGLE, "both": _both}
"""What a person can choose, beside `auto`."""


def choose(engine: str, languages: tuple[str, ...]) -> str:
    """The name of the engine that reads `languages`.

    Args:
        engine: `auto`, or the name of an engine.
        languages: ISO 639-1 codes.

    Raises:
        UsageError: There is no engine of that name.
        EngineUnavailable: It isn't installed, or doesn't know a language; the error names
            what to install.
    """
    if engine == "auto":
        refusals = []
        for name in SINGLE:
            try:
                return choose(name, languages)
            except EngineUnavailable as error:
                refusals.append(error)
        # Tesseract's refusal comes last and names the package to install.
        raise refusals[-1]
    if engine not in ENGINES:
        raise UsageError(
            f"there is no engine “{engine}”", f"choose one of auto, {', '.join(ENGINES)}"
        )
    if engine == "both":
        for name in SINGLE:
            choose(name, languages)
        return engine
    found = status(engine)
    if not found.available:
        raise EngineUnavailable(f"the engine {engine} is not installed", found.remedy)
    unknown = [code for code in languages if code not in found.languages]
    if unknown:
        if engine == "tesseract":
            packages = " ".join(iso.tesseract_package(code) for code in unknown)
            raise EngineUnavailable(
                f"Tesseract has no data for {', '.join(unknown)}",
                f"apt install {packages} (Debian, Ubuntu) or brew install tesseract-lang (macOS)",
            )
        raise EngineUnavailable(
            f"RapidOCR's model doesn't know {', '.join(unknown)}",
            "use --engine auto or --engine tesseract",
        )
    return engine


def model_of(engine: str, languages: tuple[str, ...]) -> str:
    """The `model` that an engine would have, without loading it.

    Args:
        engine: The name of an engine, not `auto`.
        languages: ISO 639-1 codes.
    """
    from slidescan.ocr.engines.tesseract import describe as describe_tesseract
    from slidescan.ocr.model_files import describe

    # Whatever reads the lines, one detector finds them.
    if engine == "tesseract":
        return f"{describe_tesseract(languages)} on {describe()}"
    others = () if languages else other_scripts()
    first = f"{describe()} or {describe_tesseract(others)}" if others else describe()
    return first if engine == "rapidocr" else f"{first} + {describe_tesseract(languages)}"


def load(engine: str, languages: tuple[str, ...]) -> OcrEngine:
    """Load the engine that reads `languages`; raises as `choose` does."""
    from slidescan.ocr.pipeline import LineEngine

    name = choose(engine, languages)
    return LineEngine(ENGINES[name](languages), model_of(name, languages))


def available() -> Mapping[str, EngineStatus]:
    """Every engine and what it can do on this machine."""
    return {name: status(name) for name in SINGLE}


@functools.cache
def status(name: str) -> EngineStatus:
    """What one engine can do on this machine, looked up once per process."""
    return {"rapidocr": _rapidocr_status, "tesseract": _tesseract_status}[name]()


def _rapidocr_status() -> EngineStatus:
    from importlib.metadata import PackageNotFoundError, version

    found = runtime()
    try:
        release = version("rapidocr")
    except PackageNotFoundError:
        release = None
    if release is None or found is None:
        wanted = "rapidocr" if release is None else "openvino (or onnxruntime)"
        return EngineStatus("rapidocr", False, "", (), f"pip install {wanted}")
    return EngineStatus(
        "rapidocr",
        True,
        f"rapidocr {release} PP-OCRv6 small, {found}",
        iso.by_script(RAPIDOCR_SCRIPTS),
    )


def _tesseract_status() -> EngineStatus:
    program = shutil.which("tesseract")
    if program is None or importlib.util.find_spec("pytesseract") is None:
        return EngineStatus("tesseract", False, "", (), INSTALL_TESSERACT)
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=True
        )
        versions = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        return EngineStatus("tesseract", False, "", (), f"tesseract does not run: {error}")
    names = (listed.stdout + listed.stderr).splitlines()[1:]
    codes = sorted({code for name in names if (code := iso.from_tesseract(name.strip()))})
    release = (versions.stdout + versions.stderr).splitlines()[0].strip()
    return EngineStatus("tesseract", True, release, tuple(codes))
