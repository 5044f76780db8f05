"""All executors, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from slidescan.core.records import Options
from slidescan.errors import UsageError
from slidescan.ingest.executors.protocol import Executor


@dataclass(frozen=True, slots=True)
class ExecutorRow:
    """An executor; `module` is loaded when photos are read.

    Attributes:
        name: What it is called.
        summary: Where it reads photos.
        module: The module; its `read_all` is an `Executor`.
        extra: The extra of the package that installs what the module needs; empty for none.
    """

    name: str
    summary: str
    module: str
    extra: str = ""


EXECUTORS: dict[str, ExecutorRow] = {
    row.name: row
    for row in (
        ExecutorRow("local", "processes of this machine", "slidescan.ingest.executors.local"),
        ExecutorRow(
            "dask",
            "workers of a Dask cluster",
            "slidescan.ingest.executors.dask",
            extra="cluster",
        ),
    )
}
"""By name."""


def load(name: str) -> Executor:
    """Loads the executor of that name.

    Raises:
        UsageError: There is none (the error lists the names), or a package of its extra is
            missing.
    """
    row = EXECUTORS.get(name)
    if row is None:
        raise UsageError(f"there is no executor “{name}”", f"choose from {', '.join(EXECUTORS)}")
    try:
        executor: Executor = import_module(row.module).read_all
    except ModuleNotFoundError as error:
        if not row.extra:
            raise
        raise UsageError(
            f"reading photos on {row.summary} needs {error.name}",
            f"install it with pip install 'slidescan[{row.extra}]'",
        ) from error
    return executor


def executor_for(options: Options) -> Executor:
    """Loads the executor that the options ask for: the cluster if they name one, else `local`.

    Raises:
        UsageError: As `load`.
    """
    return load("dask" if options.cluster else "local")
