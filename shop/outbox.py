"""Everything that leaves the store: written with what made it true, delivered afterwards.

`publish` writes an event and, for each subscriber that wants it, a delivery, inside the
caller's transaction. `deliver_due` takes due deliveries under a lease, so that many workers
share the work and a dead one's share is taken over when the lease ends.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any, Protocol

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from shop.errors import DeliveryError
from shop.models import Delivery, Event

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 12
_FIRST_DELAY = 2.0
_LONGEST_DELAY = 3600.0


class Subscriber(Protocol):
    """Somebody outside who is told of events: named in `settings.OUTBOX_SUBSCRIBERS`."""

    name: str
    events: frozenset[str]

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        """Try each delivery (its `event` is loaded); by delivery id, None or what went wrong.

        Called outside any transaction. What is missing from the answer counts as done.
        """
        ...


@cache
def subscribers() -> Mapping[str, Subscriber]:
    """The subscribers of this store by name, in the order of the registry."""
    found: list[Subscriber] = [import_string(path)() for path in settings.OUTBOX_SUBSCRIBERS]
    return {subscriber.name: subscriber for subscriber in found}


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
    context = structlog.contextvars.get_contextvars()
    event = Event.objects.create(
        name=name,
        customer_id=customer_id,
        payload=payload,
        request_id=context.get("request_id", ""),
    )
    now = timezone.now()
    own = set(leased)
    Delivery.objects.bulk_create(
        Delivery(
            event=event,
            subscriber=subscriber.name,
            due_at=now + LEASE if subscriber.name in own else now,
        )
        for subscriber in subscribers().values()
        if name in subscriber.events
    )
    transaction.on_commit(wake_relay)
    return event


def mark_done(name: str, *, customer_id: int, subscriber: str, payload: Mapping[str, Any]) -> None:
    """Say that `subscriber` has been told of the customer's event `name` that has this payload."""
    matching = {f"event__payload__{key}": value for key, value in payload.items()}
    Delivery.objects.filter(
        event__customer_id=customer_id,
        event__name=name,
        subscriber=subscriber,
        status=Delivery.Status.PENDING,
        **matching,
    ).update(status=Delivery.Status.DONE, finished_at=timezone.now())


def wake_relay() -> None:
    """Ask a worker to deliver now; a broker that is away costs nothing but the wait for beat."""
    try:
        current_app.send_task("shop.relay_outbox", retry=False)
    except OperationalError as failure:
        log.warning("outbox.broker_away", error=str(failure))


def deliver_due(limit: int = 100) -> int:
    """Deliver up to `limit` due deliveries; how many were taken. Run it again until it says 0."""
    taken = _take(limit)
    by_subscriber: defaultdict[str, list[Delivery]] = defaultdict(list)
    for delivery in taken:
        by_subscriber[delivery.subscriber].append(delivery)
    for name, deliveries in by_subscriber.items():
        _settle(deliveries, _attempt(name, deliveries))
    return len(taken)


def seconds_until_due() -> float | None:
    """How long until the next delivery is due, 0 when one is now, None when none waits."""
    due = (
        Delivery.objects.filter(status=Delivery.Status.PENDING)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    return None if due is None else max(0.0, (due - timezone.now()).total_seconds())


@transaction.atomic
def _take(limit: int) -> list[Delivery]:
    now = timezone.now()
    due = list(
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("event")
        .filter(status=Delivery.Status.PENDING, due_at__lte=now)
        .order_by("due_at")[:limit]
    )
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in due]).update(
        due_at=now + LEASE, attempts=F("attempts") + 1
    )
    for delivery in due:
        delivery.attempts += 1
    return due


def _attempt(name: str, deliveries: list[Delivery]) -> Mapping[int, DeliveryError | None]:
    subscriber = subscribers().get(name)
    if subscriber is None:
        gone = DeliveryError(f"no subscriber named {name}", permanent=True)
        return {delivery.pk: gone for delivery in deliveries}
    try:
        return subscriber.deliver(deliveries)
    except Exception as failure:
        log.exception("outbox.subscriber_failed", subscriber=name)
        return {delivery.pk: DeliveryError(repr(failure)) for delivery in deliveries}


def _settle(deliveries: list[Delivery], outcome: Mapping[int, DeliveryError | None]) -> None:
    now = timezone.now()
    pending = Delivery.objects.filter(status=Delivery.Status.PENDING)
    done = [delivery.pk for delivery in deliveries if outcome.get(delivery.pk) is None]
    for delivery in deliveries:
        _log_outcome(delivery, outcome.get(delivery.pk))
    pending.filter(pk__in=done).update(status=Delivery.Status.DONE, finished_at=now, last_error="")
    for delivery in deliveries:
        failure = outcome.get(delivery.pk)
        if failure is None:
            continue
        # Whoever outlived their lease must not undo what the one who took over has settled.
        mine = pending.filter(pk=delivery.pk, attempts=delivery.attempts)
        error = str(failure)[:2000]
        if failure.permanent or _is_last_try(delivery, failure):
            mine.update(status=Delivery.Status.PARKED, finished_at=now, last_error=error)
            log.error("outbox.parked", delivery=delivery.pk, error=error)
        else:
            due = now + timedelta(seconds=_delay(delivery.attempts, failure))
            mine.update(due_at=due, last_error=error)


def _log_outcome(delivery: Delivery, failure: DeliveryError | None) -> None:
    """One line a delivery, with the id of the request that the event came of."""
    log.info(
        "outbox.delivered" if failure is None else "outbox.not_delivered",
        delivery=delivery.pk,
        subscriber=delivery.subscriber,
        event_name=delivery.event.name,
        request_id=delivery.event.request_id,
        **({} if failure is None else {"error": str(failure)[:200]}),
    )


def _is_last_try(delivery: Delivery, failure: DeliveryError) -> bool:
    """Whether to give up; being asked to wait is no failure."""
    return failure.retry_after is None and delivery.attempts >= MAX_ATTEMPTS


def _delay(attempts: int, failure: DeliveryError) -> float:
    """Seconds to the next try: as asked for, else doubling with jitter."""
    if failure.retry_after is not None:
        return failure.retry_after
    doubled: float = _FIRST_DELAY * 2 ** (attempts - 1)
    return min(_LONGEST_DELAY, doubled) * random.uniform(0.7, 1.3)  # noqa: S311
