"""Live events for the page: numbered, kept for a while, streamed."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable

from botapp.emulator.engine import Engine
from botapp.emulator.engine.errors import JSON

_KEPT = 2000
_STREAM_SECONDS = 10.0
_BEAT_SECONDS = 5.0


class Live:
    """The last events of the engine's journal.

    ``last`` is the number of the newest one; whatever the page fetches carries it, so that the
    page knows which events its answer already holds. ``completed`` may add to an event.
    """

    def __init__(self, engine: Engine, completed: Callable[[JSON], JSON]) -> None:
        self._engine = engine
        self._completed = completed
        self._events: deque[tuple[int, JSON]] = deque(maxlen=_KEPT)
        self._arrived = asyncio.Event()
        # Goes on growing over restarts: a page must not take a new event for one it knows.
        self.last = int(time.time())
        self.active_at = 0.0

    def begin(self) -> None:
        """Events are kept from the first look at the page on; before, they cost nothing."""
        if self._heard not in self._engine.journal.listeners:
            self._engine.journal.listeners.append(self._heard)

    def _heard(self, event: JSON) -> None:
        self.last += 1
        self._events.append((self.last, self._completed(event)))
        self.active_at = asyncio.get_running_loop().time()
        self._arrived.set()

    async def since(self, after: int) -> AsyncIterator[bytes]:
        """Server-sent events after that number; "reload" where some of them are gone."""
        loop = asyncio.get_running_loop()
        end = loop.time() + _STREAM_SECONDS
        yield b"retry: 150\n\n"
        while loop.time() < end:
            oldest = self._events[0][0] if self._events else self.last + 1
            if not oldest - 1 <= after <= self.last:
                after = self.last
                yield _sent(after, {"type": "reload"})
            for number, event in list(self._events):
                if number > after:
                    after = number
                    yield _sent(number, event)
            if after < self.last:
                continue
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), _BEAT_SECONDS)
            except TimeoutError:
                yield b": beat\n\n"


def _sent(number: int, event: JSON) -> bytes:
    text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return f"id: {number}\ndata: {text}\n\n".encode()
