"""A way to a server that can be cut: connections refused, or taken and never answered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

State = Literal["open", "refusing", "silent"]


class TcpProxy:
    """Hands on what comes to `port`, in a thread of its own."""

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._state: State = "open"
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(self._listen(0))
        self.port: int = self._server.sockets[0].getsockname()[1]

    def become(self, state: State) -> None:
        """Drop every connection, and treat the next ones so."""
        self._run(self._become(state))

    def close(self) -> None:
        self._run(self._become("refusing"))
        self._run(_all_done(self._tasks))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self, port: int) -> asyncio.Server:
        return await asyncio.start_server(self._begin, "127.0.0.1", port)

    async def _become(self, state: State) -> None:
        self._state = state
        self._server.close()
        for task in self._tasks:
            task.cancel()
        if state != "refusing":
            self._server = await self._listen(self.port)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._hold(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hold(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self._state == "silent":
                await asyncio.Event().wait()
            there = await asyncio.open_connection(*self._there)
            try:
                async with asyncio.TaskGroup() as both:
                    both.create_task(_hand_on(reader, there[1]))
                    both.create_task(_hand_on(there[0], writer))
            finally:
                there[1].close()
        finally:
            writer.close()


async def _all_done(tasks: set[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(65_536):
            writer.write(chunk)
            await writer.drain()
        writer.close()


@contextmanager
def tcp_proxy(host: str, port: int) -> Iterator[TcpProxy]:
    proxy = TcpProxy(host, port)
    try:
        yield proxy
    finally:
        proxy.close()
