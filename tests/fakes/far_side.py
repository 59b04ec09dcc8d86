"""A service outside on a real socket, which misbehaves as the test decides."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit


class Trouble(Enum):
    """What can go wrong with one request. It had its effect after LOST and TRUNCATED, not after the
    others."""

    ERROR = auto()  # 500
    BUSY = auto()  # 429
    BUSY_FOR_A_WHILE = auto()  # 429 with Retry-After
    SILENCE = auto()  # no answer until the client is gone
    RESET = auto()
    GARBAGE = auto()  # what is no HTTP
    TRUNCATED = auto()  # the effect, and half of the answer
    LOST = auto()  # the effect, and the connection ends without an answer


@dataclass(frozen=True, eq=False)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = field(repr=False)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that die, or give up, are what it is there for; anything else is told."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class FarSide:
    """Listens while it is entered. Subclasses say in `take` what a request does.

    `trouble` is asked for each request; `requests` are all that came, `taken` those that had
    their effect, `lost` those of them whose answer did not arrive.
    """

    retry_after = "1"

    def __init__(self, port: int = 0) -> None:
        self.requests: list[Request] = []
        self.taken: list[Request] = []
        self.lost: list[Request] = []
        self.trouble: Callable[[Request], Trouble | None] = lambda request: None
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._server = _Server(("127.0.0.1", port), self._handler())

    def take(self, request: Request) -> tuple[int, bytes] | tuple[int, bytes, dict[str, str]]:
        """Do what is asked for, one request at a time; status and body of the answer, and headers."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        serve = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        serve.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        far_side = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                far_side._serve(self)

            do_GET = do_PUT = do_POST  # noqa: N815

            def log_message(self, *_args: object) -> None:
                pass

        return Handler

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length", 0))
        parts = urlsplit(handler.path)
        request = Request(
            handler.command,
            parts.path,
            {name: values[0] for name, values in parse_qs(parts.query).items()},
            {name.lower(): value for name, value in handler.headers.items()},
            handler.rfile.read(length),
        )
        if len(request.body) < length:  # whoever sent it died
            handler.close_connection = True
            return
        with self._lock:
            self.requests.append(request)
            trouble = self.trouble(request)
            if trouble in (None, Trouble.LOST, Trouble.TRUNCATED):
                status, body, *rest = self.take(request)
                headers = rest[0] if rest else {}
                self.taken.append(request)
            if trouble is Trouble.LOST:
                self.lost.append(request)
        match trouble:
            case None:
                self._answer(handler, status, body, headers=headers)
            case Trouble.TRUNCATED:
                self._answer(handler, status, body[: len(body) // 2], length=len(body))
                handler.close_connection = True
            case Trouble.ERROR:
                self._answer(handler, 500, b"<h1>Internal Server Error</h1>")
            case Trouble.BUSY:
                self._answer(handler, 429, b"")
            case Trouble.BUSY_FOR_A_WHILE:
                self._answer(handler, 429, b"", retry_after=self.retry_after)
            case Trouble.SILENCE:
                self._wait_until_gone(handler.connection)
                handler.close_connection = True
            case Trouble.LOST:
                handler.close_connection = True
            case Trouble.RESET:
                # Closing with a linger of nothing sends RST instead of FIN.
                linger = struct.pack("ii", 1, 0)
                handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                handler.connection.close()
                handler.close_connection = True
            case Trouble.GARBAGE:
                handler.wfile.write(b"\x00\x01 nonsense\r\n\r\n")
                handler.close_connection = True

    def _answer(
        self,
        handler: BaseHTTPRequestHandler,
        status: int,
        body: bytes,
        *,
        retry_after: str = "",
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        if retry_after:
            handler.send_header("Retry-After", retry_after)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    def _wait_until_gone(self, connection: socket.socket) -> None:
        connection.settimeout(0.05)
        while not self._over.is_set():
            try:
                if not connection.recv(1024):
                    return
            except TimeoutError:
                continue
            except OSError:
                return
