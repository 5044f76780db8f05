"""PostgreSQL servers and Dask clusters for tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from support import once

ON_A_SERVER = [
    pytest.param(name, marks=pytest.mark.postgres) for name in ("postgresql", "trigrams")
]
"""Indexes on a PostgreSQL server, which tests of all indexes take as parameters."""

NO_POSTGRES = "PostgreSQL is not installed (Debian: apt install postgresql)"


def postgres_programs() -> Path | None:
    """The folder of initdb and postgres; Debian keeps it off the path."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    below = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts[-3])
    return below[-1].parent if below else None


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Postgres:
    """A running server; `database` makes an empty database and gives its address."""

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, name: str, user: str = "slidescan") -> str:
        return f"postgresql://{user}:hidden@127.0.0.1:{self.port}/{name}"

    def database(self, encoding: str = "UTF8") -> str:
        name = f"test_{uuid.uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LOCALE 'C'")
        return self.url(name)

    def run(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@contextmanager
def postgres(programs: Path, *, durable: bool = False) -> Iterator[Postgres]:
    """A server of its own, in a temporary folder, on a free port."""
    with tempfile.TemporaryDirectory(prefix="slidescan-postgres-") as folder:
        data = start_postgres(programs, Path(folder), durable=durable)
        try:
            yield Postgres(port_of(data))
        finally:
            stop_postgres(programs, data)


@contextmanager
def shared_postgres(programs: Path, known_by: Path) -> Iterator[Postgres]:
    """A server that all processes share which pass the same folder."""

    def start(folder: Path) -> None:
        # The server's user can't enter this user's folders.
        made = Path(tempfile.mkdtemp(prefix="slidescan-postgres-"))
        (folder / "data").write_text(str(start_postgres(programs, made)))

    def stop(folder: Path) -> None:
        data = Path((folder / "data").read_text())
        stop_postgres(programs, data)
        shutil.rmtree(data.parent)

    with once.running(known_by, start, stop) as folder:
        yield Postgres(port_of(Path((folder / "data").read_text())))


def start_postgres(programs: Path, folder: Path, *, durable: bool = False) -> Path:
    """Starts a server in an empty folder, on a free port; returns the folder of its data."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user := _other_user():
        for each in (folder, data):
            os.chown(each, pwd.getpwnam(user).pw_uid, -1)
    initdb: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "slidescan",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    _run([*initdb, "--locale=C", "--no-sync"], folder)
    settings = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories= -p {free_port()}"
    if not durable:
        settings += " -c fsync=off -c synchronous_commit=off"
    _run([*_control(programs, data), "-l", data / "log", "-o", settings, "start"], folder)
    return data


def port_of(data: Path) -> int:
    """The port of the server with this data."""
    return int((data / "postmaster.pid").read_text().splitlines()[3])


def stop_postgres(programs: Path, data: Path) -> None:
    """Stops the server with this data."""
    _run([*_control(programs, data), "-m", "immediate", "stop"], data)


def _control(programs: Path, data: Path) -> list[str | Path]:
    return [programs / "pg_ctl", "-D", data, "-w", "-t", "300", "-s"]


def _other_user() -> str | None:
    """Another user, if this is root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    users = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in users)


def _run(command: list[str | Path], folder: Path) -> None:
    subprocess.run(command, user=_other_user(), cwd=folder, check=True, stdout=subprocess.DEVNULL)


class Cluster:
    """A running Dask scheduler, and workers in processes of their own."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self.port = free_port()
        self.url = f"tcp://127.0.0.1:{self.port}"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "distributed.cli.dask_" + what, *options]
        log = (self.folder / "dask.log").open("ab")
        with log:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def work(self, count: int, *options: str) -> list[subprocess.Popen[bytes]]:
        """Starts workers; each is a nanny with one process that reads."""
        directory = str(self.folder / "scratch")
        plain = ("--nthreads", "1", "--no-dashboard", "--local-directory", directory)
        return [self._start("worker", self.url, *plain, *options) for _ in range(count)]

    def workers(self) -> dict[str, int]:
        """Process ids of the scheduler's workers, by address."""
        from distributed import Client

        with Client(self.url, timeout=120, set_as_default=False) as client:
            found: dict[str, int] = client.run(os.getpid)
            return found

    def stop(self) -> None:
        for process in reversed(self._processes):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def cluster(environment: dict[str, str] | None = None) -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(
        prefix="slidescan-dask-", ignore_cleanup_errors=True
    ) as folder:
        running = Cluster(Path(folder), {**os.environ, **(environment or {})})
        try:
            yield running
        finally:
            running.stop()
