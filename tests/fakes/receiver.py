"""A server of the store's own programmers; it misbehaves as the test says."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterator

from tests.fakes.outside import Outside, Raw, Reaction, Request, Trouble

Mode = int | Trouble | Raw


class Receiver(Outside):
    """Answers 200 unless `mode` says otherwise; `once` lists what comes before that."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Request] = []
        self.mode: Mode = 200
        self.once: list[Mode] = []
        self.answer = b"thanks"

    @property
    def url(self) -> str:
        return f"{super().url}/hook"

    def react(self, request: Request) -> Reaction:
        self.requests.append(request)
        mode = self.once.pop(0) if self.once else self.mode
        return (mode, self.answer) if isinstance(mode, int) else mode


def dripping() -> Raw:
    """An answer that comes a little at a time, and is long in coming."""

    def pieces() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        for _ in range(40):
            yield b"X-Slow: y\r\n"
            time.sleep(0.05)

    return Raw(pieces())


def endless() -> Raw:
    """An answer of ten megabytes, to a request that wants to hear a word."""
    return Raw([b"HTTP/1.1 200 OK\r\n\r\n", *[b"a" * 100_000] * 100])


def is_signed(request: Request, secret: str, *, tolerance: float = 300) -> bool:
    """What docs/webhooks.md tells a receiver to do."""
    parts = [part.split("=", 1) for part in request.headers["x-store-signature"].split(",")]
    moment = next(value for name, value in parts if name == "t")
    signed = moment.encode() + b"." + request.body
    mine = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    fresh = abs(time.time() - int(moment)) <= tolerance
    return fresh and any(hmac.compare_digest(mine, value) for name, value in parts if name == "v1")
