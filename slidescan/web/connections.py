"""Connections of the page: a deadline for each request, and room for those who send one.

Silent and slow connections must not shut the page for others. A connection that waits for a request
ends after a while; where too many wait, the one that has waited longest makes room for a new one.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from slidescan.web.guard import DROP_PATH

REQUEST_SECONDS = 15.0
"""Time for a complete request, its headers and its body of at most 64 kB."""

DROP_SECONDS = 300.0
"""Time for a complete photo that is dropped onto the page: 64 MB at 2 Mbit/s."""

RESPONSE_STALL_SECONDS = 30.0
"""Time in which a client must take some of a response."""

MAX_WAITING_PER_ADDRESS = 32
"""Connections of one address that may wait for a request; a browser opens six."""

MAX_WAITING = 128
"""Connections of all addresses that may wait for a request."""

IPV6_NETWORK_BITS = 64
"""A household has a network of this size, and all of its addresses."""


class WaitingConnections:
    """The connections that wait for a request, in the order in which they began to wait.

    Args:
        proxies: Addresses of proxies, which speak for many people.
    """

    def __init__(self, proxies: Iterable[str] = ()) -> None:
        self._proxies = frozenset(proxies)
        self._address_of: dict[GuardedProtocol, str] = {}

    def add(self, connection: GuardedProtocol, address: str) -> None:
        """Adds a connection; closes those that have waited longest if there are too many."""
        self._address_of.pop(connection, None)
        self._address_of[connection] = address
        if address not in self._proxies:
            same = [each for each, other in self._address_of.items() if other == address]
            for each in same[: max(0, len(same) - MAX_WAITING_PER_ADDRESS)]:
                each.drop()
        for each in list(self._address_of)[: max(0, len(self._address_of) - MAX_WAITING)]:
            each.drop()

    def remove(self, connection: GuardedProtocol) -> None:
        """Removes a connection that has sent its request, or is closed."""
        self._address_of.pop(connection, None)


class GuardedProtocol(H11Protocol):
    """HTTP/1.1 with a deadline for requests and for responses that nobody takes."""

    waiting = WaitingConnections()
    takes_photos = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for the first request."""
        super().connection_made(transport)
        self._address = network_of(self.client[0] if self.client else "")
        self._answered: object = None
        self._deadline: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends the deadlines."""
        self._stop_waiting()
        self._stop_stall()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes a part of a request; stops waiting once the request is complete."""
        had_request = self.cycle is not self._answered
        super().data_received(data)
        if not had_request and self.cycle is not self._answered and self._is_drop():
            self._wait(DROP_SECONDS)
        if self.cycle is not None and self.cycle is not self._answered and not self.cycle.more_body:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Begins to wait for the next request."""
        self._answered = self.cycle
        super().on_response_complete()
        is_next_complete = self.cycle is not self._answered and not self.cycle.more_body
        if not self.transport.is_closing() and not is_next_complete:
            self._wait()

    def pause_writing(self) -> None:
        """Begins to wait for the client to take some of the response."""
        super().pause_writing()
        self._stop_stall()
        self._stall = self.loop.call_later(RESPONSE_STALL_SECONDS, self.drop)

    def resume_writing(self) -> None:
        """Goes on with the response."""
        self._stop_stall()
        super().resume_writing()

    def drop(self) -> None:
        """Closes the connection without an answer."""
        self._stop_waiting()
        self.transport.abort()

    def _is_drop(self) -> bool:
        """Whether the request that has begun brings a photo, which takes longer than others."""
        return self.takes_photos and self.scope.get("path") == DROP_PATH

    def _wait(self, seconds: float = REQUEST_SECONDS) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(seconds, self.drop)
        self.waiting.add(self, self._address)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self.waiting.remove(self)

    def _stop_stall(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None


def protocol_of(proxies: Iterable[str] = (), *, takes_photos: bool = False) -> Callable[..., Any]:
    """The class of a server's connections.

    Args:
        proxies: Addresses of proxies, whose connections aren't limited by address.
        takes_photos: Whether the page takes photos, which arrive more slowly than other requests.
    """
    members = {"waiting": WaitingConnections(proxies), "takes_photos": takes_photos}
    return type("Connection", (GuardedProtocol,), members)


def network_of(address: str) -> str:
    """The address that counts as one client: an IPv4 address, or a network of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
    return str(parsed)
