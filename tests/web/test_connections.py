"""Silent and slow connections don't shut the page for others."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from slidescan.web import connections
from slidescan.web.connections import network_of, protocol_of

SILENT_CONNECTIONS = 250


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the client's address."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    body = scope["client"][0].encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextlib.contextmanager
def serving(**options: Any) -> Iterator[tuple[str, int]]:
    """Runs the server, with the settings of `slidescan serve`."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    config = uvicorn.Config(
        application, log_level="critical", lifespan="off", limit_concurrency=200,
        timeout_keep_alive=10, **{"http": protocol_of(), "proxy_headers": False, **options},
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def asked(connection: socket.socket, header: str = "") -> bytes:
    connection.settimeout(20)
    connection.sendall(f"GET / HTTP/1.1\r\nHost: localhost\r\n{header}\r\n".encode())
    return received(connection, 1)


def received(connection: socket.socket, count: int) -> bytes:
    """The bytes of some answers, which end in the client's address."""
    answers = b""
    while len(re.findall(rb"\r\n\r\n[0-9.]{7,}", answers)) < count:
        part = connection.recv(65536)
        assert part, answers
        answers += part
    return answers


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(20)
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("first", [b"", b"GET / HTTP/1.1\r\nHost: loc"])
def test_silent_connections_leave_room_for_others(first: bytes) -> None:
    with serving() as address, contextlib.ExitStack() as stack:
        for _ in range(SILENT_CONNECTIONS):
            silent = stack.enter_context(socket.create_connection(address))
            with contextlib.suppress(ConnectionError):
                silent.sendall(first)
        other = stack.enter_context(socket.create_connection(address))
        assert asked(other).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "parts",
    [
        [b""],
        [b"GET / HTTP/1.1\r\n"],
        [b"GET / HTTP/1.1\r\n", *([b"A: b\r\n"] * 20)],
        [b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n", *([b"x"] * 8)],
    ],
)
def test_a_request_has_a_deadline(parts: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.5)
    with serving() as address, socket.create_connection(address) as slow:
        for part in parts:
            with contextlib.suppress(ConnectionError):
                slow.sendall(part)
            time.sleep(0.05)
        assert is_closed(slow)


def test_a_connection_takes_several_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 1.0)
    with serving() as address, socket.create_connection(address) as browser:
        for _ in range(3):
            assert asked(browser).startswith(b"HTTP/1.1 200")
            time.sleep(0.5)
        browser.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 3)  # pipelined
        assert received(browser, 3).count(b"HTTP/1.1 200") == 3
        assert asked(browser).startswith(b"HTTP/1.1 200")
        assert is_closed(browser)


@pytest.mark.parametrize(("proxies", "client"), [([], b"127.0.0.1"), (["127.0.0.1"], b"8.8.8.8")])
def test_only_a_named_proxy_tells_the_client(proxies: list[str], client: bytes) -> None:
    options = {"proxy_headers": bool(proxies), "forwarded_allow_ips": proxies}
    with serving(**options) as address, socket.create_connection(address) as browser:
        assert asked(browser, "X-Forwarded-For: 8.8.8.8\r\n").endswith(client)


def test_a_network_of_ipv6_is_one_client() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1")
    assert network_of("2001:db8::1") != network_of("2001:db8:0:1::1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") == "192.0.2.1"
