"""A server of the store's own programmers, on a real socket; it misbehaves as the test says."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Got:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Receiver:
    """Answers 200 unless `mode` says otherwise; `once` lists what comes before that."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.mode: str | int = 200
        self.once: list[str | int] = []
        self.headers: dict[str, str] = {}
        self.answer = b"thanks"
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.append(Got(self.path, headers, body))
                mode = receiver.once.pop(0) if receiver.once else receiver.mode
                receiver._misbehave(self, mode)

            def do_GET(self) -> None:
                self.do_POST()

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """The client gave up: that is what is tried."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server.server_port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def types(self) -> list[str]:
        return [got.json["type"] for got in self.got]

    def _misbehave(self, handler: BaseHTTPRequestHandler, mode: str | int) -> None:
        connection = handler.connection
        match mode:
            case "reset":
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                connection.close()
            case "garbage":
                connection.sendall(b"\x00\xff nonsense, no HTTP\r\n\r\n")
            case "silence":
                time.sleep(1)
            case "drip":
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                for _ in range(40):
                    connection.sendall(b"X-Slow: y\r\n")
                    time.sleep(0.05)
            case "endless":
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                for _ in range(100):
                    connection.sendall(b"a" * 100_000)
            case int():
                handler.send_response(mode)
                for name, value in self.headers.items():
                    handler.send_header(name, value)
                handler.send_header("Content-Length", str(len(self.answer)))
                handler.end_headers()
                handler.wfile.write(self.answer)


@contextmanager
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    try:
        yield found
    finally:
        found.server.shutdown()
        found.server.server_close()


def is_signed(got: Got, secret: str, *, tolerance: float = 300) -> bool:
    """What docs/webhooks.md tells a receiver to do."""
    parts = [part.split("=", 1) for part in got.headers["x-store-signature"].split(",")]
    moment = next(value for name, value in parts if name == "t")
    signed = moment.encode() + b"." + got.body
    mine = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    fresh = abs(time.time() - int(moment)) <= tolerance
    return fresh and any(hmac.compare_digest(mine, value) for name, value in parts if name == "v1")
