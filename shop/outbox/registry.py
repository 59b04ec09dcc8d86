"""Who is told of what happens in the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import ClassVar

from django.conf import settings
from django.utils.module_loading import import_string

from shop.errors import DeliveryError
from shop.models import Delivery, Event


class Subscriber:
    """Somebody outside who is told of events: named in `settings.OUTBOX_SUBSCRIBERS`."""

    name: str
    events: frozenset[str]
    in_order: ClassVar[bool] = False
    """Whether each customer's events must arrive one after another, as they happened."""

    def targets(self, event_name: str) -> Sequence[str]:
        """Whom to tell of an event, a delivery each; empty when the subscriber is switched off."""
        return ("",) if event_name in self.events else ()

    def concerns(self, event: Event) -> bool:
        """Whether it is told of this very event; asked at publishing, of those it has targets for."""
        return True

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        """Try each delivery (its `event` is loaded); by delivery id, None or what went wrong.

        Called outside any transaction. What is missing from the answer counts as done. Those of
        one customer stand in the order of the events.
        """
        raise NotImplementedError


@cache
def subscribers() -> Mapping[str, Subscriber]:
    """The subscribers of this store by name, in the order of the registry."""
    found: list[Subscriber] = [import_string(path)() for path in settings.OUTBOX_SUBSCRIBERS]
    return {subscriber.name: subscriber for subscriber in found}


def is_wanted(event_name: str) -> bool:
    """Whether anybody is told of `event_name`, for events that are not worth a row otherwise."""
    return any(subscriber.targets(event_name) for subscriber in subscribers().values())
