"""How to install Tesseract's data for a language on this system."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Mapping, Sequence

from slidescan.core.languages import tesseract_name, tesseract_package

WINDOWS_ADDRESS = "https://github.com/UB-Mannheim/tesseract/wiki"
"""The installer of Tesseract for Windows, which offers every language."""


def install_command(codes: Sequence[str], *, has_tesseract: bool) -> str:
    """The command, or the step, that installs Tesseract's data for languages.

    Args:
        codes: ISO 639-1 codes.
        has_tesseract: Whether the program itself is installed.
    """
    if sys.platform == "darwin":
        return (
            "brew install tesseract-lang"
            if has_tesseract
            else ("brew install tesseract tesseract-lang")
        )
    if sys.platform == "win32":
        languages = ", ".join(tesseract_name(code) for code in codes)
        return f"add {languages} with the installer of Tesseract ({WINDOWS_ADDRESS})"
    for family in _families():
        if family in _COMMANDS:
            return _COMMANDS[family](codes, has_tesseract)
    return _apt(codes, has_tesseract)


def _families() -> tuple[str, ...]:
    """The ids of this Linux distribution, and of those that it derives from."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return ()
    return release.get("ID", ""), *release.get("ID_LIKE", "").split()


def _apt(codes: Sequence[str], has_tesseract: bool) -> str:
    packages = [tesseract_package(code) for code in codes]
    return " ".join(["apt install", *(() if has_tesseract else ("tesseract-ocr",)), *packages])


def _dnf(codes: Sequence[str], has_tesseract: bool) -> str:
    packages = [f"tesseract-langpack-{tesseract_name(code)}" for code in codes]
    return " ".join(["dnf install", *(() if has_tesseract else ("tesseract",)), *packages])


def _pacman(codes: Sequence[str], has_tesseract: bool) -> str:
    packages = [f"tesseract-data-{tesseract_name(code)}" for code in codes]
    return " ".join(["pacman -S", *(() if has_tesseract else ("tesseract",)), *packages])


def _apk(codes: Sequence[str], has_tesseract: bool) -> str:
    packages = [f"tesseract-ocr-data-{tesseract_name(code)}" for code in codes]
    return " ".join(["apk add", *(() if has_tesseract else ("tesseract-ocr",)), *packages])


_COMMANDS: Mapping[str, Callable[[Sequence[str], bool], str]] = {
    "debian": _apt,
    "ubuntu": _apt,
    "fedora": _dnf,
    "rhel": _dnf,
    "arch": _pacman,
    "alpine": _apk,
}
"""Commands by the id of a distribution in `/etc/os-release`."""
