"""`slidescan serve`."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slidescan.cli.common import collect_garbage, library_of
from slidescan.cli.options import IndexOption, JsonOption
from slidescan.cli.output.document import print_json
from slidescan.errors import IndexMissing, UsageError

if TYPE_CHECKING:
    from slidescan.web.guard import Access

TOKEN_VARIABLE = "SLIDESCAN_TOKEN"  # noqa: S105 - a name


def serve(
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Where to listen. If other machines can reach it, they need the printed token.",
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="Port; 0 for any free port.")
    ] = 8765,
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help="The token [default: $SLIDESCAN_TOKEN, else a new one each time]."
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Another name of this server for browsers."),
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS",
            help="A proxy in front of this server, whose X-Forwarded-For counts [default: none].",
        ),
    ] = None,
    drop_folder: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Take photos that people drop onto the page, into this folder of the site "
            "[default: take none].",
        ),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Serve a web page to browse, search and correct slides."""
    try:
        import uvicorn  # lazy: optional extra

        from slidescan.web.app import create_app
        from slidescan.web.connections import protocol_of
        from slidescan.web.drops import DropFolder
        from slidescan.web.guard import Access, parse_host_aliases
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the page needs {error.name}", "install it with pip install 'slidescan[web]'"
        ) from error

    given = token if token is not None else os.environ.get(TOKEN_VARIABLE)
    if given is not None and len(given) < 12:
        raise UsageError("the token is too short", "use at least 12 characters")
    library, _ = library_of(index=index)
    host_aliases = parse_host_aliases(allow_host or ())
    access = Access(host, given, host_aliases) if given else Access(host, host_aliases=host_aliases)
    drops = None
    if drop_folder is not None:
        with library.site_root() as root:
            drops = DropFolder(drop_folder, root)
    with contextlib.suppress(IndexMissing), library.site_root():
        pass  # an index that can't be used ends the command here
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    address = _address(host, port, access)
    if as_json:
        token = access.token if access.needs_token else None
        print_json({"url": address, "host": host, "port": port, "token": token, "pid": os.getpid()})
        sys.stdout.flush()
    sys.stderr.write(f"slidescan: {address}  (Ctrl-C ends it)\n")
    if open_:
        typer.launch(address)
    config = uvicorn.Config(
        create_app(library, access, drops),
        http=protocol_of(proxy or (), takes_photos=drops is not None),  # type: ignore[arg-type]
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy or [],
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=200,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=3,
    )
    collect_garbage()
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Opens a listening socket.

    Raises:
        UsageError: The address or the port isn't available.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)  # requests queue from here on
    except (OSError, TypeError, UnicodeError) as error:
        listener.close()
        strerror = error.strerror if isinstance(error, OSError) else "no name of a host"
        reason = (strerror or str(error)).lower()
        raise UsageError(
            f"can't listen on {host} port {port} ({reason})", "choose another --port"
        ) from error
    return listener


def _address(host: str, port: int, access: Access) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only displayed
    name = f"[{name}]" if ":" in name else name
    tail = f"/?token={access.token}" if access.needs_token else "/"
    return f"http://{name}:{port}{tail}"
