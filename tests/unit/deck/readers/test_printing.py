"""What runs LibreOffice: its limits, what it gets, and how it ends."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pptx import Presentation
from support.drawing_program import needs_libreoffice, put_program

from slidescan.deck.readers import printing
from slidescan.deck.readers.printing import printed
from slidescan.errors import DeckTooLarge, DeckUndrawn

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its programs are scripts")


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    made: Any = Presentation()
    for title in ("One", "Hidden", "Three"):
        slide = made.slides.add_slide(made.slide_layouts[5])
        slide.shapes.title.text = title
    made.slides[1]._element.set("show", "0")
    path = tmp_path / "talk.pptx"
    made.save(str(path))
    return path


def is_running(pid: int) -> bool:
    """Whether a process runs; one that ended and waits for its parent doesn't."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True
    return state not in "ZX"


def wait_until_ended(pid: int) -> bool:
    for _ in range(100):
        if not is_running(pid):
            return True
        time.sleep(0.05)
    return False


@needs_libreoffice
def test_libreoffice_prints_the_slides_that_an_audience_sees(deck: Path) -> None:
    with printed(deck) as pdf:
        document = pypdfium2.PdfDocument(pdf)
        texts = [page.get_textpage().get_text_bounded().strip() for page in document]
        document.close()
        folder = pdf.parent
    assert texts == ["One", "Three"]
    assert not folder.exists()


def test_without_the_program_it_is_told_what_could_be_had(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "find_program", lambda: None)
    with (
        pytest.raises(DeckUndrawn, match="there is no LibreOffice to draw them: install it, or"),
        printed(deck),
    ):
        pass


def test_the_program_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "PROGRAM_PATHS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert printing.find_program() is None
    (tmp_path / "libreoffice").write_text("#!/bin/sh\n")
    (tmp_path / "libreoffice").chmod(0o755)
    assert printing.find_program() == str(tmp_path / "libreoffice")


def test_it_gets_a_copy_a_profile_of_its_own_and_no_secrets(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    put_program(
        monkeypatch,
        tmp_path,
        "import json\njson.dump([sys.argv, dict(os.environ), os.getcwd()], open(OUT, 'w'))",
    )
    with printed(deck) as pdf:
        arguments, environment, folder = json.loads(pdf.read_text())
        profile = next(a for a in arguments if "UserInstallation" in a).partition("file://")[2]
        settings = (Path(profile) / "user" / "registrymodifications.xcu").read_text()
        assert Path(profile).parent == Path(folder) == pdf.parent
        assert Path(arguments[-1]).parent == pdf.parent
        assert str(deck) not in arguments
        assert environment["TMPDIR"] == folder
    assert "SECRET_TOKEN" not in environment
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in settings
    assert '"ooInetHTTPProxyPort" oor:op="fuse"><value>9<' in settings
    assert "--infilter=Impress MS PowerPoint 2007 XML" in arguments


def test_one_that_takes_too_long_is_ended_with_its_children(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = tmp_path / "pids"
    put_program(
        monkeypatch,
        tmp_path,
        "import subprocess, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(600)",
    )
    monkeypatch.setattr(printing, "MAX_DRAWING_SECONDS", 3)
    with (
        pytest.raises(DeckTooLarge, match="takes longer than 3 s to draw talk.pptx"),
        printed(deck),
    ):
        pass
    for pid in map(int, pids.read_text().split()):
        assert wait_until_ended(pid)


def test_children_that_outlive_it_are_ended(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_program(
        monkeypatch,
        tmp_path,
        "import subprocess\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open(OUT, 'w').write(str(child.pid))",
    )
    with printed(deck) as pdf:
        pid = int(pdf.read_text())
    assert wait_until_ended(pid)


def test_one_that_writes_nothing_or_fails_is_told(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_program(monkeypatch, tmp_path, "sys.exit(3)")
    with (
        pytest.raises(DeckUndrawn, match="LibreOffice can't draw talk.pptx: match its PDF"),
        printed(deck),
    ):
        pass


def test_one_that_writes_without_end_is_stopped(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MAX_PDF_BYTES", 100_000)
    put_program(
        monkeypatch,
        tmp_path,
        "with open(OUT, 'wb') as file:\n    while True:\n        file.write(bytes(10_000))",
    )
    # The limit of the file's size ends it; what it wrote so far is no PDF.
    with printed(deck) as pdf:
        assert pdf.stat().st_size <= 100_000


def test_one_that_takes_too_much_memory_is_stopped(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "linux":
        pytest.skip("other systems don't count what a process allocates")
    monkeypatch.setattr(printing, "MAX_DRAWING_BYTES", 300 * 2**20)
    code = (
        "try:\n    bytearray(400 * 2**20)\nexcept MemoryError:\n    open(OUT, 'w').write('stopped')"
    )
    put_program(monkeypatch, tmp_path, code)
    with printed(deck) as pdf:
        assert pdf.read_text() == "stopped"


def test_it_has_no_network_where_linux_allows_that(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe = os.system("unshare --user --map-root-user --net true 2>/dev/null")
    if sys.platform != "linux" or probe != 0:
        pytest.skip("no network namespaces here")
    code = "open(OUT, 'w').write(open('/proc/net/dev').read())"
    put_program(monkeypatch, tmp_path, code)
    with printed(deck) as pdf:
        devices = [row.split(":")[0].strip() for row in pdf.read_text().splitlines()[2:]]
    assert devices == ["lo"]
