"""Programs in the place of LibreOffice, for tests of what runs it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from slidescan.deck.readers import printing

HAS_LIBREOFFICE = printing.find_program() is not None

needs_libreoffice = pytest.mark.skipif(not HAS_LIBREOFFICE, reason="LibreOffice isn't installed")


def put_program(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> Path:
    """Puts a Python program in the place of LibreOffice; `OUT` is the path of the PDF."""
    path = folder / "soffice"
    head = (
        "import os, sys\nOUT = os.path.join(sys.argv[sys.argv.index('--outdir') + 1], 'slides.pdf')"
    )
    path.write_text(f"#!{sys.executable}\n{head}\n{code}\n", "utf-8")
    path.chmod(0o755)
    monkeypatch.setattr(printing, "find_program", lambda: str(path))
    return path


def print_this(monkeypatch: pytest.MonkeyPatch, folder: Path, pdf: Path) -> None:
    """Puts a program in the place of LibreOffice that prints every presentation as this PDF."""
    kept = folder / "printed.pdf"
    shutil.copyfile(pdf, kept)
    put_program(monkeypatch, folder, f"import shutil\nshutil.copyfile({str(kept)!r}, OUT)")
