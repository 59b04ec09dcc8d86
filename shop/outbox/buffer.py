"""The cheaper road for what serves analytics alone: many events in one write, a second later.

Events wait in the memory of the process that saw them; a crash costs a second's worth of them.
What belongs to a sale goes by `publish`.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Mapping
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connections, transaction

from shop.models import Event
from shop.outbox import registry
from shop.outbox.publishing import unsaved_event, write_deliveries

log = structlog.get_logger(__name__)

_MOST = 20_000  # events in memory while the database is away; later ones are dropped
_A_WRITE = 1_000


def publish_soon(name: str, payload: Mapping[str, Any], *, customer_id: int | None = None) -> None:
    """Write the event within `OUTBOX_BUFFER_SECONDS` of the commit, if anybody is told of it."""
    if registry.is_wanted(name):
        event = unsaved_event(name, payload, customer_id)
        transaction.on_commit(lambda: _buffer.add(event))


def flush() -> int:
    """Write now what waits in this process; how many events."""
    return _buffer.flush()


class _Buffer:
    def __init__(self) -> None:
        self._events: list[Event] = []
        self._lock = threading.Lock()
        self._has_some = threading.Event()
        self._writer: threading.Thread | None = None

    def add(self, event: Event) -> None:
        if not settings.OUTBOX_BUFFER_SECONDS:
            _write([event])
            return
        with self._lock:
            if len(self._events) >= _MOST:
                return
            self._events.append(event)
            if self._writer is None or not self._writer.is_alive():  # a fork has no threads
                self._writer = threading.Thread(
                    target=self._write_forever, name="outbox-buffer", daemon=True
                )
                self._writer.start()
                atexit.register(self.flush)
        self._has_some.set()

    def flush(self) -> int:
        with self._lock:
            events, self._events = self._events, []
        for start in range(0, len(events), _A_WRITE):
            try:
                _write(events[start : start + _A_WRITE])
            except DatabaseError:
                log.exception("outbox.buffer_not_written", events=len(events) - start)
                with self._lock:
                    self._events[:0] = events[start:]
                return start
        return len(events)

    def _write_forever(self) -> None:
        pause = threading.Event()
        while True:
            self._has_some.wait()
            pause.wait(settings.OUTBOX_BUFFER_SECONDS)
            self._has_some.clear()
            self.flush()
            if self._events:  # the database is away
                self._has_some.set()
            connections.close_all()


def _write(events: list[Event]) -> None:
    with transaction.atomic():
        Event.objects.bulk_create(events)
        write_deliveries(events)


_buffer = _Buffer()
