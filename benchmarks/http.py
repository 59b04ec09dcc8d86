"""HTTP in the fewest instructions, so that measuring costs little of what is measured."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_END = b"\r\n\r\n"

Respond = Callable[[bytes], bytes]


class Server(asyncio.Protocol):
    """Answers each request on a connection with what `respond` makes of its path, as JSON."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(_END)) >= 0:
            head = bytes(self._received[:end])
            length = _LENGTH.search(head)
            whole = end + len(_END) + (int(length[1]) if length else 0)
            if len(self._received) < whole:
                return
            del self._received[:whole]
            body = self._respond(head.split(b" ", 2)[1])
            self._transport.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
                % (len(body), body)
            )


class Client:
    """One connection, one request at a time."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def post(self, path: str, headers: str, body: bytes) -> int:
        """The status of the answer; `headers` are whole lines."""
        self._writer.write(
            f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
            f"{headers}content-length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await self._reader.readuntil(_END)
        length = _LENGTH.search(head)
        await self._reader.readexactly(int(length[1]) if length else 0)
        return int(head.split(b" ", 2)[1])
