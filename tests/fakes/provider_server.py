"""A far side on a real socket: it answers as its description says, or misbehaves on demand."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it came; `body` parsed, be it JSON or a form."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


Answer = tuple[int, Any]


class Server:
    """Subclasses answer `Asked`; `trouble` is used up first.

    A trouble is a status to answer with, `"reset"` (no answer), `"garbage"`, or `"after"`: the
    request takes effect and nobody learns of it.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.trouble: list[int | str] = []
        self.headers: dict[str, str] = {}
        self.url = ""

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        asked = _read(handler)
        self.asked.append(asked)
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble in ("reset", "after"):
            if trouble == "after":
                self.answer(asked)
            handler.close_connection = True
            handler.connection.close()
            return
        if trouble == "garbage":
            _write(handler, 200, b"<html>", self.headers)
            return
        status, body = (trouble, {}) if isinstance(trouble, int) else self.answer(asked)
        _write(handler, status, json.dumps(body).encode(), self.headers)


@contextmanager
def serving(far: Server) -> Iterator[Server]:
    """`far` on a port of its own; its `url` says where."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            far._serve(self)

        do_GET = do_PUT = do_DELETE = do_PATCH = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Tests read `asked`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    far.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield far
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _read(handler: BaseHTTPRequestHandler) -> Asked:
    raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    address = urlsplit(handler.path)
    body: Any = None
    if raw:
        is_form = "form-urlencoded" in handler.headers.get("Content-Type", "")
        body = dict(parse_qsl(raw.decode())) if is_form else json.loads(raw)
    headers = {name.lower(): value for name, value in handler.headers.items()}
    query = dict(parse_qsl(address.query))
    return Asked(handler.command, address.path, query, headers, body)


def _write(
    handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: Mapping[str, str]
) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
