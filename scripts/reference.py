"""Writes the parts of the docs that follow from the code.

python scripts/reference.py [DOCS]

`cli.md` shows the help of all commands; `exports.md` gets the table of formats, `alt-text.md` the
address of the action and the hook; `CITATION.cff` gets the project's address and version. `make
docs` runs it; a test says when a page is out of date.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from slidescan.cli.commands import COMMANDS
from slidescan.core import toml
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.export.registry import EXPORTS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
CITATION = ROOT / "CITATION.cff"

PLACEHOLDER = "https://example.org/"
"""What addresses begin with until the project has one; RFC 2606 reserves it."""

CI_BLOCK = re.compile(r"(<!-- ci -->\n).*?(<!-- /ci -->)", re.DOTALL)
FORMATS_BLOCK = re.compile(r"(<!-- formats -->\n).*?(<!-- /formats -->)", re.DOTALL)


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


def command_reference() -> str:
    """The page of all commands."""
    parts = [
        "# Command line\n\nMade from `--help` by `make docs`.\n",
        f"```text\n{help_of()}\n```\n",
    ]
    for command in (row.name for row in COMMANDS):
        parts.append(f"## slidescan {command}\n\n```text\n{help_of(command)}\n```\n")
    return "\n".join(parts)


def export_table() -> str:
    """The table of export formats."""
    rows = ["| format | what it is | variants (`--as`) | extra |", "|---|---|---|---|"]
    for row in EXPORTS.values():
        variants = ", ".join(f"`{name}`" for name in row.variants)
        rows.append(f"| `{row.name}` | {row.summary} | {variants} | {row.extra} |")
    return "\n".join(rows) + "\n"


def repository() -> str:
    """The project's address, from pyproject.toml."""
    project = toml.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    address: str = project["urls"]["Repository"]
    return address


def ci_examples() -> str:
    """A workflow and a hook that use this version of the project."""
    address, version = repository(), f"v{PACKAGE_VERSION}"
    # An action has no address of its own: GitHub takes the repository's owner and name.
    github = "https://github.com/"
    action = address.removeprefix(github) if address.startswith(github) else "OWNER/slidescan"
    unset = (
        "\nThe project has no address yet: put that of the repository you cloned in place of"
        f" `{address}`, and its owner in place of `OWNER`.\n"
    )
    return f"""\
```yaml
# .github/workflows/alt-text.yml
on: [pull_request]
jobs:
  alt-text:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: {action}@{version}
        with:
          from: slides.json
          sarif: alt.sarif # optional, for github/codeql-action/upload-sarif
```

```yaml
# .pre-commit-config.yaml
repos:
  - repo: {address}
    rev: {version}
    hooks:
      - id: slidescan-check
        args: [--from, slides.json]
```
{unset if address.startswith(PLACEHOLDER) else ""}"""


def citation(text: str) -> str:
    """The citation with this version and address."""
    text = re.sub(r"(?m)^(version: ).*$", rf"\g<1>{PACKAGE_VERSION}", text)
    return re.sub(r"(?m)^(repository-code: ).*$", rf"\g<1>{repository()}", text)


def write(docs: Path, source: Path = DOCS) -> None:
    """Writes the pages into `docs`, from those in `source`."""
    (docs / "cli.md").write_text(command_reference(), encoding="utf-8")
    page = (source / "exports.md").read_text("utf-8")
    page = FORMATS_BLOCK.sub(lambda match: match[1] + export_table() + match[2], page)
    (docs / "exports.md").write_text(page, encoding="utf-8")
    page = (source / "alt-text.md").read_text("utf-8")
    page = CI_BLOCK.sub(lambda match: match[1] + ci_examples() + match[2], page)
    (docs / "alt-text.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    CITATION.write_text(citation(CITATION.read_text("utf-8")), encoding="utf-8")
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS)
