"""Prints PPTX files to PDF with LibreOffice, in processes with limits, from a copy without links.

LibreOffice gets a profile of its own, in a temporary folder that is deleted afterwards, with macros
off and a proxy that doesn't exist. It has limits of time, memory and file size, no network where
Linux allows that, no environment but what it needs, and ends with all its processes.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from slidescan.deck.readers.process import Sent, messages_of, send_messages
from slidescan.errors import DeckTooLarge, DeckUndrawn

DRAWING_PROGRAM = "LibreOffice"

PROGRAMS = ("soffice", "libreoffice")
"""What the program is called on the path."""

PROGRAM_PATHS = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
"""Where installers put it on macOS and Windows."""

MAX_DRAWING_SECONDS = 120
"""How long it may take. 60 slides take 5 to 10 s."""

MAX_DRAWING_BYTES = 3 * 2**30
"""Memory that it may take. 60 slides take 300 MB."""

MAX_PDF_BYTES = 500 * 2**20
"""The largest file that it may write."""

PASSED_VARIABLES = ("HOME", "PATH", "LANG", "LC_ALL")
"""The variables that it keeps: fonts that people install lie in their home. All others, with what
secrets they hold, are left out, but on Windows, where programs need many."""

INPUT_FILTER, OUTPUT_FILTER = "Impress MS PowerPoint 2007 XML", "pdf:impress_pdf_Export"
"""The filters are named, so that a file's contents select no other one."""

LAUNCHER = Path(__file__).with_name("launcher.py")

COPY_FILE, PDF_FILE = "slides.pptx", "slides.pdf"

PROFILE_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)

PROFILE_VALUES = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Misc", "UseOpenCL", "false"),
    ("Office.Java/VirtualMachine", "Enable", "false"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""The settings of its profile: path, name, value. Port 9 discards (RFC 863)."""

PROFILE_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)


def find_program() -> str | None:
    """The path of LibreOffice; None if it isn't installed."""
    for name in PROGRAMS:
        if (path := shutil.which(name)) is not None:
            return path
    return next((path for path in PROGRAM_PATHS if Path(path).is_file()), None)


@contextmanager
def printed(path: Path) -> Iterator[Path]:
    """Prints a presentation; the PDF is there until the context ends.

    Args:
        path: A PPTX file.

    Raises:
        DeckUndrawn: LibreOffice isn't installed, or can't print it.
        DeckError: The file can't be read.
    """
    program = find_program()
    if program is None:
        raise DeckUndrawn(
            f"there is no {DRAWING_PROGRAM} to draw them",
            "install it, or match the PDF: pictures tell more photos apart",
        )
    with tempfile.TemporaryDirectory(
        prefix="slidescan-deck-", ignore_cleanup_errors=True
    ) as folder:
        work = Path(folder).resolve()
        messages_of(path, _copy, str(work / COPY_FILE))
        _write_profile(work / "profile")
        _run(program, work, path.name)
        pdf = work / PDF_FILE
        if not pdf.is_file() or pdf.stat().st_size > MAX_PDF_BYTES:
            raise DeckUndrawn(
                f"{DRAWING_PROGRAM} can't draw {path.name}", "match its PDF, or save it again"
            )
        yield pdf


def _write_profile(profile: Path) -> None:
    """Writes the settings of a profile."""
    items = (
        PROFILE_ITEM.format(path=path, name=name, value=value)
        for path, name, value in PROFILE_VALUES
    )
    (profile / "user").mkdir(parents=True)
    text = f"{PROFILE_HEAD}{''.join(items)}</oor:items>\n"
    (profile / "user" / "registrymodifications.xcu").write_text(text, "utf-8")


def _run(program: str, work: Path, name: str) -> None:
    """Runs LibreOffice until it ends.

    Raises:
        DeckTooLarge: It takes too long.
    """
    command = [
        *_launcher(program), f"-env:UserInstallation={(work / 'profile').as_uri()}",
        "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
        f"--infilter={INPUT_FILTER}", "--convert-to", OUTPUT_FILTER,
        "--outdir", str(work), str(work / COPY_FILE),
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=work, env=_environment(work), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(MAX_DRAWING_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise DeckTooLarge(
            f"{DRAWING_PROGRAM} takes longer than {MAX_DRAWING_SECONDS} s to draw {name}",
            "match its PDF",
        ) from error
    finally:
        _kill(process)


def _launcher(program: str) -> list[str]:
    """The command that runs the program with limits."""
    if sys.platform == "win32":
        return [program]
    limits = (MAX_DRAWING_SECONDS, MAX_DRAWING_BYTES, MAX_PDF_BYTES)
    # -I: nothing of the current folder or the environment is imported.
    return [sys.executable, "-I", str(LAUNCHER), *map(str, limits), program]


def _environment(work: Path) -> Mapping[str, str]:
    if sys.platform == "win32":
        return os.environ
    passed = {name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ}
    return {**passed, "TMPDIR": str(work), "SAL_USE_VCLPLUGIN": "svp"}


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all that it started."""
    if sys.platform == "win32":
        taskkill = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(taskkill, check=False, capture_output=True)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


# In the process


def _copy(sender: Connection, path: str, out: str) -> None:
    def copy() -> Iterator[Sent]:
        from slidescan.deck.readers.pptx_copy import copy_for_drawing  # lazy: optional extra

        copy_for_drawing(Path(path), Path(out))
        return iter(())

    send_messages(sender, Path(path), copy)
