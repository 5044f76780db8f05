"""Writes the reference of all commands from their `--help`.

python scripts/cli_reference.py FILE
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from slidescan.cli.app import COMMANDS


def help_of(*command: str) -> str:
    """The help of a command on a terminal of 90 columns without colours."""
    done = subprocess.run(
        [sys.executable, "-m", "slidescan", *command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "90", "NO_COLOR": "1", "TERM": "dumb"},
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def main() -> None:
    """Write the file."""
    parts = [
        "# Command line\n\nMade from `--help` by `make docs`.\n",
        f"```text\n{help_of()}\n```\n",
    ]
    for command in (row.name or row.run.__name__ for row in COMMANDS):
        parts.append(f"## slidescan {command}\n\n```text\n{help_of(command)}\n```\n")
    Path(sys.argv[1]).write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
