"""The configuration that a script exports, as far as it can be computed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.core.regular_files import open_text
from slidescan.posts.scripts.modules import Modules
from slidescan.posts.scripts.packages import PACKAGES
from slidescan.posts.scripts.values import (
    UNDEFINED,
    Budget,
    Environment,
    Opaque,
    Unevaluable,
    Value,
    call,
)

MAX_CONFIG_CHARS = 512 * 1024
"""A configuration is searched up to here for the packages that it imports."""

_IMPORT = re.compile(
    r"import\s+(?:(?P<default>\w+)|\{(?P<items>[^{}]*)\})\s*from\s*[\"'](?P<package>[^.\"'][^\"']*)[\"']"
)
_WRAPPER = re.compile(r"(?:with[A-Z]\w*|define\w*)")
"""Functions that complete a configuration or only check its types."""

_ENVIRONMENT_CHOICE = re.compile(r"\bprocess\.env\b(?:\.\w+|\[[^\]\n]+\])[^\n;,|?]*\?(?![?.])")
"""A choice between two values by a variable of the environment."""


@dataclass
class ScriptOptions:
    """The options in a script.

    Attributes:
        root: The site.
        path: The script, relative to `root`; empty without one.
    """

    root: Path
    path: str
    _opaque: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def exported(self) -> Mapping[str, Any]:
        """What the script exports in a build without variables of the environment."""
        return self._evaluate(UNDEFINED)

    @cached_property
    def _with_environment(self) -> Mapping[str, Any]:
        """What it exports if no variable of the environment is known."""
        return self._evaluate(None)

    @property
    def is_computable(self) -> bool:
        """Whether the script exports options that can be computed."""
        return bool(self.exported) or not self.path

    def value(self, *keys: str) -> Value:
        """An option by its keys, from the outermost; `UNDEFINED` without one."""
        return _value(self.exported, keys)

    def text(self, *keys: str) -> str | None:
        """A text by its keys; None if it is missing or not known."""
        value = self.value(*keys)
        return value if isinstance(value, str) and not self.is_computed(*keys) else None

    def flag(self, *keys: str) -> bool | None:
        """A truth value by its keys; None if it is missing or not known."""
        value = self.value(*keys)
        return value if isinstance(value, bool) and not self.is_computed(*keys) else None

    def is_computed(self, *keys: str) -> bool:
        """Whether code decides an option in a way that is not known here.

        A default beside a variable of the environment counts (`process.env.BASE || "/"`).
        """
        value = self.value(*keys)
        if isinstance(value, Opaque):
            return True
        other = _value(self._with_environment, keys)
        if value is UNDEFINED:
            around = self.value(*keys[:-1])
            is_spread = isinstance(around, Mapping) and isinstance(around.get("..."), Opaque)
            return isinstance(other, Opaque) or is_spread
        is_same = type(other) is type(value) and other == value
        return not is_same and _ENVIRONMENT_CHOICE.search(self._source) is not None

    @cached_property
    def _source(self) -> str:
        try:
            with open_text(self.root / self.path, encoding="utf-8-sig") as file:
                return file.read(MAX_CONFIG_CHARS)
        except (OSError, UnicodeDecodeError):
            return ""

    @cached_property
    def _packages(self) -> Mapping[str, Any]:
        """The known packages, and functions of other packages that return their argument."""

        def same(arguments: list[Value]) -> Value:
            return arguments[0] if arguments else {}

        packages: dict[str, Any] = dict(PACKAGES)
        for match in _IMPORT.finditer(self._source):
            items = [match["default"]] if match["default"] else (match["items"] or "").split(",")
            wrappers = [item.strip() for item in items if _WRAPPER.fullmatch(item.strip())]
            if wrappers and match["package"] not in PACKAGES:
                package = dict(packages.get(match["package"], {}))
                package |= dict.fromkeys(wrappers, same)
                if match["default"]:
                    package["default"] = same
                packages[match["package"]] = package
        return packages

    def _evaluate(self, unset: Value) -> Mapping[str, Any]:
        """What the script exports.

        Args:
            unset: The value of a variable of the environment; None for an unknown one.
        """
        if not self.path:
            return {}
        given = {"NODE_ENV": "production"}
        environment: Value = Environment("process.env", given)
        if unset is UNDEFINED:
            environment = given
        variables = {"process": {"env": environment, "argv": [], "cwd": lambda _: "."}}
        modules = Modules(self.root, self._packages, variables, Budget(is_tolerant=True))
        try:
            exported = modules.export(self.path, "default")
            if callable(exported):
                exported = call(exported, {"command": "build", "mode": "production"})
        except Unevaluable:
            return {}
        return exported if isinstance(exported, Mapping) else {}


def _value(options: Mapping[str, Any], keys: tuple[str, ...]) -> Value:
    value: Value = options
    for key in keys:
        if isinstance(value, Opaque):
            return value
        value = value.get(key, UNDEFINED) if isinstance(value, Mapping) else UNDEFINED
    return value
