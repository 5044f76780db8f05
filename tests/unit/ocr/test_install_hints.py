"""The command that installs a language fits the system."""

from __future__ import annotations

import platform
import sys

import pytest

from slidescan.ocr.install_hints import install_command


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "debian"}, "apt install tesseract-ocr-kor"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "apt install tesseract-ocr-kor"),
        ({"ID": "fedora"}, "dnf install tesseract-langpack-kor"),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "pacman -S tesseract-data-kor"),
        ({"ID": "alpine"}, "apk add tesseract-ocr-data-kor"),
        ({"ID": "unheard-of"}, "apt install tesseract-ocr-kor"),
    ],
)
def test_linux(release: dict[str, str], command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    assert install_command(("ko",), has_tesseract=True) == command


def test_the_program_is_installed_with_its_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": "debian"})
    command = install_command(("ru", "el"), has_tesseract=False)
    assert command == "apt install tesseract-ocr tesseract-ocr-rus tesseract-ocr-ell"


def test_macos_and_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert install_command(("ko",), has_tesseract=True) == "brew install tesseract-lang"
    monkeypatch.setattr(sys, "platform", "win32")
    assert "kor" in install_command(("ko",), has_tesseract=True)
