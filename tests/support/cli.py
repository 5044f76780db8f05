"""Runs slidescan in this process or as a program."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

from slidescan.cli.app import build_app, run
from support import ROOT

PROGRAM = (sys.executable, "-m", "slidescan")


def cli(
    *args: str | Path,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    answers: str = "",
) -> subprocess.CompletedProcess[str]:
    """Runs a command in this process; `answers` is its standard input."""
    command = list(map(str, args))
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    before = Path.cwd()
    with (
        mock.patch.dict(os.environ, env or {}),
        mock.patch.object(sys, "stdin", io.StringIO(answers)),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        os.chdir(cwd or ROOT)
        try:
            code = run(build_app(), command)
        finally:
            os.chdir(before)
    texts = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]
    return subprocess.CompletedProcess(command, code, *texts)


def program(
    *args: str | Path,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    **options: Any,
) -> subprocess.CompletedProcess[str]:
    """Runs slidescan as a program, for tests of the process."""
    return subprocess.run(
        [*PROGRAM, *map(str, args)],
        cwd=cwd or ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=600,
        **options,
    )


def heed_ctrl_c() -> None:
    """For `preexec_fn`: children of background jobs would ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*args: str | Path, cwd: Path | None = None, **options: Any) -> subprocess.Popen[str]:
    """Starts slidescan as a program that reacts to Ctrl-C, with its output in pipes."""
    return subprocess.Popen(
        [*PROGRAM, *map(str, args)],
        cwd=cwd or ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_ctrl_c,
        **options,
    )
