"""A real PostgreSQL and a real Dask, started for the tests, as root and as anybody else."""

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

NO_POSTGRES = "PostgreSQL is not installed (Debian: apt install postgresql)"


def postgres_programs() -> Path | None:
    """The folder of initdb and postgres; Debian keeps them off the path."""
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
    """A server of its own, in a temporary folder, on a free port.

    PostgreSQL refuses to run as root: there, it runs as another user.
    """
    user = None
    if os.geteuid() == 0:
        users = {each.pw_name for each in pwd.getpwall()}
        user = next(name for name in ("postgres", "nobody") if name in users)
    with tempfile.TemporaryDirectory(prefix="slidescan-postgres-") as folder:
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
            os.chown(data, pwd.getpwnam(user).pw_uid, -1)
        how = {"user": user, "cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
        subprocess.run(  # type: ignore[call-overload]
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "slidescan",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ],
            **how,
        )
        port = free_port()
        settings = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories= -p {port}"
        if not durable:
            settings += " -c fsync=off -c synchronous_commit=off"
        ctl = [programs / "pg_ctl", "-D", data, "-w", "-s"]
        subprocess.run(  # type: ignore[call-overload]
            [*ctl, "-l", data / "log", "-o", settings, "start"], **how
        )
        try:
            yield Postgres(port)
        finally:
            subprocess.run([*ctl, "-m", "immediate", "stop"], **how)  # type: ignore[call-overload]


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
        """Start so many workers; each is a nanny with one process that reads."""
        directory = str(self.folder / "scratch")
        plain = ("--nthreads", "1", "--no-dashboard", "--local-directory", directory)
        return [self._start("worker", self.url, *plain, *options) for _ in range(count)]

    def workers(self) -> dict[str, int]:
        """Address and process of each worker that the scheduler knows."""
        from distributed import Client

        with Client(self.url, timeout=30, set_as_default=False) as client:
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
