"""Finds and reads the settings of a Pelican site without running them."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slidescan.posts.config_files import find_config
from slidescan.posts.python_config import python_values

CONFIG_FILE = "pelicanconf.py"
"""The settings that Pelican reads by itself."""

PUBLISH_FILE = "publishconf.py"
"""The settings of the published site, which import the others."""

MAKEFILE = "Makefile"
"""The file that pelican-quickstart writes: it names the settings and the folder of contents."""

MAX_SETTINGS_FILES = 20
"""Further files that settings import are not read, and count as missing."""

_VARIABLE = re.compile(
    r"^(?P<name>INPUTDIR|CONFFILE|PUBLISHCONF)\s*[:?]?="
    r"\s*(?:\$[({](?:BASEDIR|CURDIR)[)}]/|\./)?(?P<path>[\w.-][\w./-]*)\s*$",
    re.MULTILINE,
)
_STAR_IMPORT = re.compile(
    r"^from[ \t]+(?P<dots>\.*)(?P<module>[A-Za-z_][\w.]*)[ \t]+import[ \t]+\*", re.MULTILINE
)
_PROGRAM = "pelican"
_FOREIGN = sys.stdlib_module_names | {_PROGRAM}


@dataclass(frozen=True, slots=True)
class PelicanSettings:
    """The settings of a site.

    Attributes:
        values: What they assign, by name.
        files: The files that they were read from, below the site.
        missing: The modules of the site that they import and that aren't there.
        digest: Changes whenever a file does.
    """

    values: Mapping[str, Any]
    files: Sequence[str]
    missing: Sequence[str]
    digest: str


def makefile_variables(root: Path) -> Mapping[str, str]:
    """The paths below the site that the Makefile names; those of settings if it calls Pelican.

    Raises:
        ConfigInvalid: It can't be read.
    """
    file = find_config(root, (MAKEFILE,))
    if file is None:
        return {}
    listed = {match["name"]: match["path"] for match in _VARIABLE.finditer(file.text)}
    variables = {name: path for name, path in listed.items() if ".." not in path.split("/")}
    is_called = _PROGRAM in file.text.lower()
    return {name: path for name, path in variables.items() if is_called or name == "INPUTDIR"}


def settings_files(root: Path) -> Sequence[str]:
    """The files of settings that Pelican is called with, the later over the earlier.

    Raises:
        ConfigInvalid: The Makefile can't be read.
    """
    variables = makefile_variables(root)
    paths = (variables.get("CONFFILE", CONFIG_FILE), variables.get("PUBLISHCONF", PUBLISH_FILE))
    listed = [path for path in dict.fromkeys(paths) if (root / path).is_file()]
    return listed or [path for path in (CONFIG_FILE, PUBLISH_FILE) if (root / path).is_file()]


def read_settings(root: Path) -> PelicanSettings:
    """Reads the settings, each file after those that it imports with `*`.

    Raises:
        ConfigInvalid: A file can't be read.
    """
    reader = _Reader(root)
    for path in settings_files(root):
        reader.read(path)
    digest = "".join(reader.digests.values())
    return PelicanSettings(reader.values, tuple(reader.digests), tuple(reader.missing), digest)


class _Reader:
    """Reads files of settings one over the other."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.values: Mapping[str, Any] = {}
        self.digests: dict[str, str] = {}
        self.missing: list[str] = []

    def read(self, path: str) -> None:
        """Adds the values of a file, and before them those that it imports."""
        if path in self.digests:
            return
        if len(self.digests) >= MAX_SETTINGS_FILES:
            self.missing.append(path)
            return
        file = find_config(self._root, (path,))
        if file is None:
            return
        self.digests[path] = hashlib.sha256(file.text.encode("utf-8", "replace")).hexdigest()
        for module, files in _imports(path, file.text):
            there = next((each for each in files if (self._root / each).is_file()), None)
            if there is None:
                self.missing.append(module)
            else:
                self.read(there)
        self.values = python_values(file.text, self.values)


def _imports(path: str, text: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yields the modules that a file imports with `*`, and the files that each can be.

    Modules lie beside the file or at the site's root, which is where Pelican runs.
    """
    folder = path.rpartition("/")[0]
    for match in _STAR_IMPORT.finditer(text):
        module = match["module"]
        if module.partition(".")[0] in _FOREIGN:
            continue
        below = module.replace(".", "/")
        folders = dict.fromkeys([folder] if match["dots"] else [folder, ""])
        stems = [f"{each}/{below}" if each else below for each in folders]
        yield module, [f"{stem}{end}" for stem in stems for end in (".py", "/__init__.py")]
