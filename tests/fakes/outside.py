"""A service outside, on a real socket of this machine: the one server under all that tests play."""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


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
    """By names in small letters."""
    body: bytes = field(repr=False)
    query_string: str = ""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Half:
    """An answer in whose middle the connection ends."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Raw:
    """What goes over the connection as it is, piece by piece, before it ends."""

    pieces: Iterable[bytes]


Reaction = Trouble | Half | Raw | tuple[int, bytes] | tuple[int, bytes, dict[str, str]]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that die, or give up, are what it is there for; anything else is told."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Outside:
    """Listens while it is entered. Subclasses say in `react` what comes of a request."""

    retry_after = "1"
    content_type = ""

    def __init__(self, port: int = 0) -> None:
        self.headers: dict[str, str] = {}
        """What every answer has besides."""
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._server = _Server(("127.0.0.1", port), self._handler())

    def react(self, request: Request) -> Reaction:
        """Do what is asked for, one request at a time: status, body and headers, or what goes wrong."""
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
        outside = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                outside._serve(self)

            do_GET = do_PUT = do_DELETE = do_PATCH = do_POST  # noqa: N815

            def log_message(self, *_args: object) -> None:
                pass

        return Handler

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        request = _read(handler)
        if request is None:
            handler.close_connection = True
            return
        with self._lock:
            reaction = self.react(request)
        match reaction:
            case Trouble.ERROR:
                self._answer(handler, 500, b"<h1>Internal Server Error</h1>")
            case Trouble.BUSY:
                self._answer(handler, 429, b"")
            case Trouble.BUSY_FOR_A_WHILE:
                self._answer(handler, 429, b"", {"Retry-After": self.retry_after})
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
            case Half(status, body):
                self._answer(handler, status, body[: len(body) // 2], length=len(body))
                handler.close_connection = True
            case Raw(pieces):
                for piece in pieces:
                    handler.connection.sendall(piece)
                handler.close_connection = True
            case (status, body, *headers):
                self._answer(handler, status, body, headers[0] if headers else None)

    def _answer(
        self,
        handler: BaseHTTPRequestHandler,
        status: int,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        length: int | None = None,
    ) -> None:
        handler.send_response(status)
        kind = {"Content-Type": self.content_type} if self.content_type else {}
        for name, value in {**kind, **self.headers, **(headers or {})}.items():
            handler.send_header(name, value)
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


def _read(handler: BaseHTTPRequestHandler) -> Request | None:
    """The request; None when whoever sent it died half-way."""
    length = int(handler.headers.get("Content-Length") or 0)
    parts = urlsplit(handler.path)
    body = handler.rfile.read(length)
    headers = {name.lower(): value for name, value in handler.headers.items()}
    query = dict(parse_qsl(parts.query))
    if len(body) < length:
        return None
    return Request(handler.command, parts.path, query, headers, body, parts.query)
