"""What customers do is told to those who count it, unless the customer does not want that."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.cache import cache

from shop import outbox
from shop.errors import DeliveryError
from shop.models import Customer, Delivery, Event

VISIT_SECONDS = 30 * 60  # without an act; what analytics everywhere calls a session


class Follower(outbox.Subscriber):
    """A subscriber that follows what people do, save those who do not want it or are forgotten.

    Their events get no delivery; whoever changes their mind later is left out when the
    delivery's turn comes.
    """

    label: ClassVar[str]
    """What people know it by."""

    def is_on(self) -> bool:
        """Whether its settings are filled in."""
        raise NotImplementedError

    def report(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        """As `deliver`, of those alone who may be followed."""
        raise NotImplementedError

    def targets(self, event_name: str) -> Sequence[str]:
        return ("",) if event_name in self.events and self.is_on() else ()

    def concerns(self, event: Event) -> bool:
        if event.customer_id is None:
            return False
        return "visit" in event.payload or bool(_followed({event.customer_id}))

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        people = {item.event.customer_id for item in deliveries if item.event.customer_id}
        followed = _followed(people)
        mine = [item for item in deliveries if item.event.customer_id in followed]
        return self.report(mine) if mine else {}


def followers() -> list[Follower]:
    """Those that are switched on, in the order of the registry."""
    every = outbox.subscribers().values()
    return [one for one in every if isinstance(one, Follower) and one.is_on()]


def track(name: str, payload: Mapping[str, Any], *, customer: Customer) -> None:
    """Publish, by the cheap road, what `customer` did, if anybody counts it and they let us."""
    if is_tracked(name, customer):
        told = {**payload, "visit": visit_of(customer.pk)}
        outbox.publish_soon(name, told, customer_id=customer.pk)


def is_tracked(name: str, customer: Customer) -> bool:
    """Whether `track` would publish anything."""
    return customer.tracking_off_at is None and outbox.is_wanted(name)


def visit_mark(name: str, customer: Customer) -> dict[str, int]:
    """What the payload of an event that others are told of too holds for followers: `visit`."""
    followed = any(one.targets(name) for one in followers())
    if customer.tracking_off_at is not None or not followed:
        return {}
    return {"visit": visit_of(customer.pk)}


def visit_of(customer_id: int) -> int:
    """The Unix second in which the customer's visit began; each act makes it last longer."""
    key = f"visit.{customer_id}"
    now = int(time.time())
    began = cache.get_or_set(key, now, VISIT_SECONDS)
    cache.touch(key, VISIT_SECONDS)
    return began or now


def _followed(customer_ids: set[int]) -> set[int]:
    people = Customer.objects.filter(pk__in=customer_ids, tracking_off_at=None)
    return set(people.values_list("pk", flat=True))
