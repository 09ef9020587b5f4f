"""The guard: what is checked of every request before anything else sees it, and the headers that
every reply carries.

A page of another site must neither write here nor, by a name that resolves to this machine, read:
the Host must be one of ours, writes come from our own pages or from no browser, bodies are small.
"""

import ipaddress
from collections.abc import Iterable
from typing import final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from datacounterfactuals.site.faults import fault

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
EMBEDDED = "/embed/"
"""What any site may show in a frame: pages that read and neither write nor train."""
FRAMED = {
    "content-security-policy": POLICY.replace("frame-ancestors 'self'", "frame-ancestors *"),
    "cross-origin-resource-policy": "cross-origin",
}
TABLES = "/api/tables"
"""Where people bring tables, which may be larger than other bodies."""
SAFE = {"GET", "HEAD", "OPTIONS"}


@final
class Hosts:
    """Which Host headers are ours: loopback names, those given, and, when the server listens on
    every address, any literal address (which no foreign name can pretend to be)."""

    def __init__(self, names: Iterable[str], every_address: bool = False) -> None:
        self.names = {"localhost", *(name.lower().strip("[]") for name in names)}
        self.every_address = every_address

    def known(self, header: str) -> bool:
        name = host_of(header)
        if name in self.names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or self.every_address


def host_of(header: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


@final
class Guard:
    """ASGI middleware around the whole site."""

    def __init__(self, app: ASGIApp, hosts: Hosts, most_bytes: int, most_table: int = 0) -> None:
        self.app, self.hosts, self.most_bytes = app, hosts, most_bytes
        self.most_table = max(most_bytes, most_table)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                framed = FRAMED if scope["path"].startswith(EMBEDDED) else {}
                for name, value in (HEADERS | framed).items():
                    headers.setdefault(name, value)
            await send(message)

        most = self.most_table if scope["path"].startswith(TABLES) else self.most_bytes
        refusal = self._refusal(scope, most)
        if refusal is not None:
            await refusal(scope, receive, with_headers)
            return
        body = await self._body(receive, most)
        if body is None:
            await _too_large(most)(scope, receive, with_headers)
            return
        waiting = [*body]

        async def replayed() -> Message:
            return waiting.pop(0) if waiting else await receive()

        await self.app(scope, replayed, with_headers)

    async def _body(self, receive: Receive, most: int) -> list[Message] | None:
        """The whole body as it came, or None when it is too large."""
        read, messages = 0, list[Message]()
        while True:
            message = await receive()
            messages.append(message)
            read += len(message.get("body", b""))
            if read > most:
                return None
            if not message.get("more_body", False):
                return messages

    def _refusal(self, scope: Scope, most: int) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self.hosts.known(host):
            return fault(
                421,
                f"this server is not called {host_of(host) or host!r}",
                "Use the address it printed, or start it with --allow-host NAME",
            )
        if scope["method"] not in SAFE and _foreign(headers, host):
            return fault(
                403,
                "a page of another site may not write here",
                "Use the page of this server, or a program that is no browser",
            )
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            return _too_large(most)
        return None


def _too_large(most: int) -> Response:
    return fault(413, f"the body is larger than {most:,} bytes", "Send less at a time")


def _foreign(headers: Headers, host: str) -> bool:
    """Whether a browser says that a page of another origin sends this."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != host.lower()
