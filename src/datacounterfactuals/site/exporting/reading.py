"""Reading one's own site without a server: an address is asked of the app, in this process."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import final
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Scope

HOST = "export.invalid"
"""What the site is called while it is read: a name that nothing has."""


@final
@dataclass(frozen=True)
class Reply:
    """What the app said."""

    status: int
    headers: Headers
    body: bytes

    @property
    def kind(self) -> str:
        """Its media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def read(app: ASGIApp, address: str) -> Reply:
    """What a browser gets at an address."""
    with ThreadPoolExecutor(1) as beside:  # the caller may run in a loop of its own
        return beside.submit(lambda: asyncio.run(_read(app, address))).result()


async def _read(app: ASGIApp, address: str) -> Reply:
    parts = urlsplit(address)
    accepted = "text/html" if not parts.path.startswith("/api/") else "*/*"
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode("ascii"),
        "query_string": parts.query.encode("ascii"),
        "root_path": "",
        "headers": [(b"host", HOST.encode()), (b"accept", accepted.encode())],
        "client": (HOST, 0),
        "server": (HOST, 80),
    }
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    await app(scope, receive, send)
    start = next(one for one in told if one["type"] == "http.response.start")
    body = b"".join(one.get("body", b"") for one in told if one["type"] == "http.response.body")
    return Reply(start["status"], Headers(raw=start["headers"]), body)
