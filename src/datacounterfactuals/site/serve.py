"""Serving: the site on an address, until it is told to stop."""

import contextlib
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Generator
from dataclasses import replace
from types import FrameType
from typing import final

import uvicorn

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.site.app import create_app
from datacounterfactuals.site.filling import warm_up
from datacounterfactuals.site.settings import LOOPBACK, SiteSettings

PORT = 8000
PATIENCE = 5.0
"""Seconds that work in the background has to end when the server does."""
EVERY = {"0.0.0.0", "::", ""}
"""What people write for all addresses of a machine."""


class ServeError(DataCounterfactualsError):
    """The address cannot be served on."""


def serve(
    settings: SiteSettings | None = None,
    host: str = LOOPBACK,
    port: int | None = None,
    open_browser: bool = False,
) -> None:
    """Serve the site until SIGTERM or Ctrl-C, and print its address once it listens.

    Without a `port` it is $PORT, else 8000; 0 is any free one. Raises ServeError when the address
    cannot be listened on.
    """
    settings = settings or SiteSettings()
    with contextlib.closing(listen(host, _port_wanted() if port is None else port)) as listener:
        address = address_of(listener)
        if host not in EVERY:
            settings = replace(settings, hosts=(*settings.hosts, host))
        app = create_app(settings, every_address=host in EVERY)
        server = Server(app, address, open_browser)
        warming = threading.Thread(target=warm_up, args=(app.state.site,), daemon=True)
        if settings.warm_up:
            warming.start()
        with _signals(server):
            server.run(sockets=[listener])
        ended = app.state.site.jobs.stop(PATIENCE)
        if settings.warm_up:
            warming.join(PATIENCE)
        if not ended or warming.is_alive():
            _leave()


@final
class Server(uvicorn.Server):
    """Says where it is once it listens, and leaves the signals to its caller."""

    def __init__(self, app: object, address: str, open_browser: bool = False) -> None:
        config = uvicorn.Config(
            app,  # type: ignore[arg-type] - any ASGI app
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self.address, self.open_browser = address, open_browser

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(f"Serving on {self.address} (Ctrl-C stops)\n")
        sys.stdout.flush()
        if self.open_browser:
            threading.Thread(target=webbrowser.open, args=(self.address,), daemon=True).start()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on an address. Raises ServeError that says what is in the way."""
    if not 0 <= port <= 65535:
        raise ServeError(f"there is no port {port}", "Give one from 0 (any free) to 65535")
    try:
        family, _, _, _, place = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # With its protocol named, asyncio sends what it writes at once; else every reply, which is
        # written in two parts, waits some 40 ms for the other side to confirm the first.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise ServeError(
            f"{host!r} is no address of this machine ({error})", "Try --host 127.0.0.1"
        ) from None
    try:
        if sys.platform != "win32":  # there it would share the port with another server
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ServeError(
            f"port {port} on {host} cannot be used ({(error.strerror or str(error)).lower()})",
            "Stop what uses it, or choose another: PORT=8001, or --port 0 for any free one",
        ) from None
    return listener


def address_of(listener: socket.socket) -> str:
    """Where a browser finds it."""
    host, port = listener.getsockname()[:2]
    if host in EVERY:
        host = LOOPBACK
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _port_wanted() -> int:
    text = os.environ.get("PORT", "").strip()
    if text and not text.isdigit():
        raise ServeError(f"$PORT is {text!r}, which is no port", "Give one from 0 to 65535")
    return int(text or PORT)


def _leave() -> None:
    """End the process while a thread still trains: the cells it committed are safe, and taking
    the interpreter down under it is not."""
    if threading.current_thread() is threading.main_thread():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


@contextlib.contextmanager
def _signals(server: Server) -> Generator[None]:
    """SIGTERM and Ctrl-C ask the server to end, and a second time to end at once."""

    def told(number: int, frame: FrameType | None) -> None:
        del number, frame
        server.force_exit = server.should_exit
        server.should_exit = True

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
