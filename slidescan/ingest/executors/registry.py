"""The table of executors."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from slidescan.core.records import Options
from slidescan.errors import UsageError
from slidescan.ingest.executors.protocol import Executor


@dataclass(frozen=True, slots=True)
class ExecutorRow:
    """An executor; its module is loaded on first use.

    Attributes:
        name: Its name.
        summary: Where it reads photos.
        module: The module; its `read_all` is an `Executor`.
        extra: slidescan's extra that the module needs; empty for none.
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
    """Loads the executor with this name.

    Raises:
        UsageError: No executor has this name, or a package of its extra is missing.
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
    """Loads the executor for the options: `dask` if they name a cluster, else `local`.

    Raises:
        UsageError: As `load`.
    """
    return load("dask" if options.cluster else "local")
