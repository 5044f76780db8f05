"""Decides which requests the server accepts, how often and how large; adds headers to responses.

A page on another site can send requests to a server on this machine, and a name of that site can
start to resolve to this machine (DNS rebinding). So requests must name a host of this server, and
changes need a token that only pages of this server have.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import socket
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "slidescan"
TOKEN_HEADER = "X-Slidescan-Token"  # noqa: S105 - a name

MAX_BODY_BYTES = 64 * 1024

MAX_DROP_BYTES = 64 * 2**20
"""The size of the largest photo that the page takes; a 100-megapixel JPEG has 40 MB."""

DROP_PATH = "/api/photos"
"""The only route whose body is a photo."""

MAX_ADDRESS_BYTES = 8 * 1024

READS_PER_SECOND, READ_BURST = 60.0, 600
WRITES_PER_SECOND, WRITE_BURST = 1.0, 20
"""The limits of one client: the sustained rate, and the requests in one burst."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class Access:
    """Who may use the page.

    Attributes:
        host: Address that the server listens on.
        token: Opens the page if other machines can reach it; scripts may always use it.
        host_aliases: More names of this server that requests may use.
        write_token: The token that pages of this server send with changes.
    """

    host: str = "127.0.0.1"
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    host_aliases: frozenset[str] = frozenset()
    write_token: str = field(default_factory=lambda: secrets.token_urlsafe(18))

    @property
    def needs_token(self) -> bool:
        """Whether reading needs the token."""
        return not is_loopback(self.host)

    def knows_host(self, header: str) -> bool:
        """Whether a Host header names this server.

        Raises:
            ValueError: It is malformed.
        """
        name = _parsed_host(header)
        if name in self.host_aliases:
            return True
        if not self.needs_token:
            return name in LOOPBACK_HOSTS
        if name in {self.host.casefold(), socket.gethostname().casefold()}:
            return True
        try:
            # DNS can point a name at this machine, but not a number.
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def _parsed_host(header: str) -> str:
    """The host name in a Host header, in lower case.

    Raises:
        ValueError: It is malformed.
    """
    parts = urlsplit(f"//{header}")
    parts.port  # noqa: B018 - raises if it is no number
    return parts.hostname or ""


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


class RateLimiter:
    """Limits the requests of each client (token bucket)."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, client: str, now: float | None = None) -> bool:
        """Counts a request; tells whether the client may send it now."""
        now = time.monotonic() if now is None else now
        with self._lock:
            if len(self._left) > 10_000:
                self._left.clear()
            left, then = self._left.get(client, (float(self._burst), now))
            left = min(float(self._burst), left + (now - then) * self._rate)
            self._left[client] = (left - 1 if left >= 1 else left), now
            return left >= 1


class TooLong(HTTPException):
    """A request's body exceeds the limit."""

    def __init__(self) -> None:
        super().__init__(413, "the request is too long")


class Guard:
    """ASGI middleware in front of everything."""

    def __init__(self, app: ASGIApp, access: Access, *, takes_photos: bool = False) -> None:
        self._app = app
        self._access = access
        self._takes_photos = takes_photos
        self._reads, self._writes = (
            RateLimiter(READS_PER_SECOND, READ_BURST),
            RateLimiter(WRITES_PER_SECOND, WRITE_BURST),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses a request, or passes it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        has_started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, send_with_headers)
            return
        try:
            await self._app(scope, _limited(receive, self._most_bytes(scope)), send_with_headers)
        except Exception:
            # Starlette would answer without the headers.
            if not has_started:
                failed = _refuse(500, "an error in slidescan: please report it")
                await failed(scope, receive, send_with_headers)
            raise

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        writes = scope["method"] not in ("GET", "HEAD")
        client = (scope.get("client") or ("?",))[0]
        if (
            len(scope.get("query_string", b"")) + len(scope.get("raw_path") or b"")
            > MAX_ADDRESS_BYTES
        ):
            return _refuse(414, "the address is too long")
        try:
            if not self._access.knows_host(headers.get("host", "")):
                return _refuse(421, "this server has another name (see slidescan serve --help)")
            origin = headers.get("origin")
            origin_host = None if origin is None else urlsplit(origin).netloc
        except ValueError:
            return _refuse(400, "the request names no host")
        if not (self._writes if writes else self._reads).take(client):
            return _refuse(429, "too many requests: wait a moment", {"Retry-After": "1"})
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._most_bytes(scope):
            return _refuse(413, "the request is too long")
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        by_script = bool(bearer) and _same(bearer, self._access.token)
        if self._access.needs_token and not by_script:
            opened = self._opened(scope, headers)
            if opened is not None:
                return opened
        if not writes or by_script:
            return None
        return self._unwanted(headers, origin_host, is_photo=self._is_photo(scope))

    def _is_photo(self, scope: Scope) -> bool:
        return self._takes_photos and scope["method"] == "POST" and scope["path"] == DROP_PATH

    def _most_bytes(self, scope: Scope) -> int:
        return MAX_DROP_BYTES if self._is_photo(scope) else MAX_BODY_BYTES

    def _opened(self, scope: Scope, headers: Headers) -> Response | None:
        """Returns None for a valid token; else takes it from the address, or asks for it."""
        token = self._access.token
        if _same(_cookie(headers.get("cookie", "")), token):
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in query if name == "token"]
        if scope["method"] == "GET" and given and _same(given[0], token):
            rest = urlencode([pair for pair in query if pair[0] != "token"])
            # A path with two slashes at its start would name another host.
            target = "/" + scope["path"].lstrip("/\\") + (f"?{rest}" if rest else "")
            response = RedirectResponse(target, 303)
            response.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/")
            return response
        return _refuse(401, "open the address that slidescan serve printed: it contains the token")

    def _unwanted(
        self, headers: Headers, origin_host: str | None, *, is_photo: bool
    ) -> Response | None:
        """Refuses a change that no page of this server sent."""
        if origin_host is not None and origin_host != headers.get("host"):
            return _refuse(403, "only this server's own pages may send changes")
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _refuse(403, "only this server's own pages may send changes")
        if not _same(headers.get(TOKEN_HEADER, ""), self._access.write_token):
            return _refuse(403, "the page is out of date: load it again")
        expected = "application/octet-stream" if is_photo else "application/json"
        if headers.get("content-type", "").partition(";")[0].strip() != expected:
            return _refuse(415, f"send it as {expected}")
        return None


def _refuse(status: int, why: str, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(f"slidescan: {why}\n", status, dict(headers or {}))


def _cookie(header: str) -> str:
    try:
        cookie = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def _limited(receive: Receive, most: int) -> Receive:
    """Stops reading a body at the limit, even if its length header claims less."""
    total = 0

    async def limited() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > most:
            raise TooLong
        return message

    return limited


def parse_host_aliases(given: Iterable[str]) -> frozenset[str]:
    """Returns host names in the form that `Access` compares."""
    return frozenset(name.strip().casefold().strip("[]") for name in given if name.strip())
