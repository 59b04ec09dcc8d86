"""Events are written with what made them true, and with a delivery for each who is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from shop.models import Delivery, Event
from shop.outbox import registry, waking, writing
from shop.outbox.relay import LEASE


def publish(
    name: str,
    payload: Mapping[str, Any],
    *,
    customer_id: int | None = None,
    leased: Iterable[str] = (),
) -> Event:
    """Write the event `name` and its deliveries; call inside the transaction that made it true.

    Deliveries of the subscribers in `leased` are left to the caller for as long as a lease
    lasts: whoever delivers calls `mark_done`, and if it dies, a worker does the work.
    """
    event, now = unsaved_event(name, payload, customer_id), timezone.now()
    deliveries = list(_deliveries(event, now=now, leased=frozenset(leased)))
    writing.write_event(event, deliveries)
    _wake_at_commit(deliveries, now)
    return event


def publish_all(name: str, payloads: Sequence[Mapping[str, Any]]) -> list[Event]:
    """As `publish`, for many events of one name that belong to no customer: two statements."""
    if not payloads:
        return []
    events = Event.objects.bulk_create([unsaved_event(name, payload, None) for payload in payloads])
    write_deliveries(events)
    return events


def unsaved_event(name: str, payload: Mapping[str, Any], customer_id: int | None) -> Event:
    """The event `name` of now and of the request at hand."""
    context = structlog.contextvars.get_contextvars()
    return Event(
        name=name,
        customer_id=customer_id,
        payload=payload,
        request_id=context.get("request_id", ""),
        created_at=timezone.now(),
    )


def write_deliveries(events: Sequence[Event]) -> None:
    """Write what is to be delivered of the saved `events`, and wake those who do it at commit."""
    now = timezone.now()
    deliveries = [delivery for event in events for delivery in _deliveries(event, now=now)]
    Delivery.objects.bulk_create(deliveries)
    _wake_at_commit(deliveries, now)


def mark_done(name: str, *, customer_id: int, subscriber: str, payload: Mapping[str, Any]) -> None:
    """Say that `subscriber` has been told of the customer's event `name` that has this payload.

    What waited for it in its lane may go now.
    """
    matching = {f"event__payload__{key}": value for key, value in payload.items()}
    done = Delivery.objects.filter(
        event__customer_id=customer_id,
        event__name=name,
        subscriber=subscriber,
        status=Delivery.Status.PENDING,
        **matching,
    ).update(status=Delivery.Status.DONE, finished_at=timezone.now())
    if done and registry.subscribers()[subscriber].in_order:
        transaction.on_commit(lambda: waking.wake_relay([subscriber]))


def _wake_at_commit(deliveries: Iterable[Delivery], now: datetime) -> None:
    due_now = {delivery.subscriber for delivery in deliveries if delivery.due_at == now}
    if due_now:
        transaction.on_commit(lambda: waking.wake_relay(due_now))


def _deliveries(
    event: Event, *, now: datetime, leased: frozenset[str] = frozenset()
) -> Iterator[Delivery]:
    for subscriber in registry.subscribers().values():
        targets = subscriber.targets(event.name)
        for target in targets if targets and subscriber.concerns(event) else ():
            yield Delivery(
                event=event,
                subscriber=subscriber.name,
                target=target,
                lane=event.customer_id if subscriber.in_order else None,
                due_at=now + LEASE if subscriber.name in leased else now,
            )
