"""Somebody who is told of events and remembers it; what goes wrong is decided by the test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pytest

from shop import outbox
from shop.errors import DeliveryError
from shop.models import Delivery

Answer = Mapping[int, DeliveryError | None]


class Listener(outbox.Subscriber):
    """A subscriber that takes every event named; `answer` says how each batch went."""

    def __init__(self, *events: str, name: str = "listener") -> None:
        self.name = name
        self.events = frozenset(events)
        self.batches: list[list[tuple[str, dict[str, Any]]]] = []
        self.answer: Callable[[Sequence[Delivery]], Answer] = lambda deliveries: {}

    @property
    def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Name and payload of every event told, in order."""
        return [event for batch in self.batches for event in batch]

    def deliver(self, deliveries: Sequence[Delivery]) -> Answer:
        self.batches.append([(d.event.name, dict(d.event.payload)) for d in deliveries])
        return self.answer(deliveries)

    def always(self, failure: DeliveryError) -> None:
        """From now on everything goes wrong this way."""
        self.answer = lambda deliveries: {delivery.pk: failure for delivery in deliveries}


def listen(monkeypatch: pytest.MonkeyPatch, *listeners: Listener) -> None:
    """Make `listeners` the only subscribers of the store, and leave the relay asleep."""
    registry = MappingProxyType({listener.name: listener for listener in listeners})
    monkeypatch.setattr(outbox.registry, "subscribers", lambda: registry)
    monkeypatch.setattr(outbox.waking, "wake_relay", lambda subscribers: None)
