"""Progress on terminals and in pipes."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from slidescan.cli.output import progress
from slidescan.cli.output.progress import Reporter
from slidescan.core.records import Failure


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_a_line_at_once_and_one_per_photo() -> None:
    out = io.StringIO()
    reporter = Reporter(stream=out)
    reporter.open()
    reporter.start(2)
    assert out.getvalue() == "reading 2 photos\n"
    reporter.advance("a.jpg", None)
    reporter.advance("b.jpg", Failure("b.jpg", "it is empty"))
    reporter.close()
    assert out.getvalue().splitlines()[1:] == ["1/2 read a.jpg", "2/2 failed: it is empty b.jpg"]


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_the_bar_fits_the_terminal_from_the_first_moment(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    out = Tty()
    reporter = Reporter(stream=out)
    reporter.open()
    assert "finding photos" in out.getvalue()  # before anything is counted
    reporter.start(12_345)
    reporter.advance("a.jpg", None)
    reporter.phase("linking posts")
    assert reporter._bar is not None
    reporter._bar.refresh()
    reporter.close()
    texts = re.split(r"[\r\n]", out.getvalue())
    lines = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text) for text in texts]
    assert max(map(len, lines)) <= columns
    assert any("linking posts" in text and "1/12345" in text for text in lines)


def test_wide_terminals_get_more_columns() -> None:
    counts = [len(progress._columns(Console(width=width))) for width in (40, 60, 90)]
    assert counts == sorted(set(counts))
