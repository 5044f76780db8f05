"""`slidescan-check`: `slidescan alt --check`, as the small distribution for workflows has it.

It has no package for terminals: its options, all of them options of `slidescan alt`, are parsed by
the standard library.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from slidescan import config
from slidescan.alt.service import AltService
from slidescan.cli.output.check_formats import CHECK_FORMATS, write_issues
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import SlidescanError

PROGRAM = "slidescan-check"


def main() -> NoReturn:
    """Checks alt texts; exits with the code of `slidescan alt --check`."""
    # Styles need a package that this distribution doesn't bring.
    os.environ["NO_COLOR"] = "1"
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Checks alt texts with these arguments; returns the exit code."""
    given = _parser().parse_args(arguments)
    try:
        options = config.resolve(config.find(Path.cwd()), {})
        service = AltService(Path(options.index), options)
        issues, failures = service.check(
            given.paths, most=given.max_length, export=given.source, site=given.site
        )
        root = service.checked_root(given.paths, given.source, given.site)
    except SlidescanError as error:
        sys.stderr.write(f"{PROGRAM}: {error}\n")
        return error.exit_code
    write_issues(given.format, issues, failures, root)
    return 1 if issues or failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        PROGRAM,
        description="Lists images in posts whose alt text is missing, says nothing, or belongs to"
        " another slide. Exits with 1 if there are any, as slidescan alt --check does.",
        allow_abbrev=False,
    )
    parser.add_argument("-V", "--version", action="version", version=f"{PROGRAM} {PACKAGE_VERSION}")
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="posts, or folders of posts [default: all posts]"
    )
    parser.add_argument(
        "--from",
        dest="source",
        type=Path,
        required=True,
        metavar="JSON",
        help="the file from slidescan export alt-check",
    )
    parser.add_argument("--site", type=Path, metavar="DIR", help="the site's root")
    parser.add_argument(
        "--max-length", type=int, metavar="N", help="most characters [default: 250]"
    )
    parser.add_argument(
        "--format", choices=list(CHECK_FORMATS), default="text", help="[default: text]"
    )
    return parser
