"""Due deliveries are taken under a lease, tried outside any transaction, and settled.

Many workers share the work; a dead one's share is taken over when its lease ends.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import structlog
from django.db import DatabaseError, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import registry

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
SLICE = 100  # deliveries
MAX_ATTEMPTS = 12
_GATHER_SECONDS = 0.02
_FIRST_DELAY = 2.0
_LONGEST_DELAY = 3600.0
# What may have arrived is sent again once the trouble is likely to be over, and then hardly ever.
_UNCERTAIN_DELAY, _STILL_UNCERTAIN_DELAY = 15.0, 900.0


class Slice(NamedTuple):
    """How many deliveries were taken, and how many of them succeeded."""

    taken: int
    done: int


def due_subscribers() -> list[str]:
    """Those who have something due, be they in the registry or not."""
    due = _pending().filter(due_at__lte=timezone.now())
    return list(due.order_by("subscriber").values_list("subscriber", flat=True).distinct())


def deliver_due(limit: int = SLICE) -> int:
    """Deliver up to `limit` due deliveries to each; how many were taken. Run it until it says 0."""
    return sum(deliver_to(subscriber, limit).taken for subscriber in due_subscribers())


def deliver_to(subscriber: str, limit: int = SLICE) -> Slice:
    """Deliver up to `limit` of what is due to `subscriber`."""
    deliveries = _take(subscriber, limit)
    if not deliveries:
        return Slice(0, 0)
    return Slice(len(deliveries), _settle(deliveries, _attempt(subscriber, deliveries)))


def deliver_slices(subscriber: str, *, slices: int, seconds: float) -> int:
    """Deliver slice after slice while any of them succeeds, within these limits; how many were done.

    What comes while a slice is delivered gathers for a moment, unless a whole slice waits: taking
    a hundred costs the database little more than taking one.
    """
    until, count = time.monotonic() + seconds, 0
    for _slice in range(slices):
        taken, done = deliver_to(subscriber)
        count += done
        if not done or time.monotonic() > until:
            break
        if taken < SLICE:
            time.sleep(_GATHER_SECONDS)
    return count


def note_done(delivery_id: int) -> None:
    """Say, while its batch goes on, that a delivery has arrived for good.

    For those whose far side cannot tell a repeat: a worker that dies later repeats it no more.
    """
    try:
        _pending().filter(pk=delivery_id).update(
            status=Delivery.Status.DONE, finished_at=timezone.now(), last_error=""
        )
    except DatabaseError:
        log.warning("outbox.not_noted", delivery=delivery_id, exc_info=True)


def seconds_until_due(subscriber: str | None = None) -> float | None:
    """How long until the next delivery is due, 0 when one is now, None when none waits."""
    waiting = _pending() if subscriber is None else _pending().filter(subscriber=subscriber)
    firsts = waiting.filter(_is_first_of_lane()).order_by("due_at")
    due = firsts.values_list("due_at", flat=True).first()
    return None if due is None else max(0.0, (due - timezone.now()).total_seconds())


def _pending() -> QuerySet[Delivery]:
    return Delivery.objects.filter(status=Delivery.Status.PENDING)


def _is_first_of_lane() -> Q:
    """True of what nothing of its lane must go before.

    By a subquery with a limit, which PostgreSQL answers from the lane's index row by row: NOT
    EXISTS becomes a join, whose plan compares all that waits with all that waits whenever the
    statistics are of a time when little did.
    """
    lane = _pending().filter(subscriber=OuterRef("subscriber"), lane=OuterRef("lane"))
    return Q(lane=None) | Q(pk=Subquery(lane.order_by("pk").values("pk")[:1]))


@transaction.atomic
def _take(subscriber: str, limit: int) -> list[Delivery]:
    """What is due, under a lease; of each lane the first alone, so that none is overtaken."""
    now = timezone.now()
    due = list(
        _pending()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("event")
        .filter(_is_first_of_lane(), subscriber=subscriber, due_at__lte=now)
        .order_by("due_at", "pk")[:limit]
    )
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in due]).update(
        due_at=now + LEASE, attempts=F("attempts") + 1
    )
    for delivery in due:
        delivery.attempts += 1
    return due


def _attempt(name: str, deliveries: list[Delivery]) -> Mapping[int, DeliveryError | None]:
    subscriber = registry.subscribers().get(name)
    if subscriber is None:
        gone = DeliveryError(f"no subscriber named {name}", permanent=True)
        return {delivery.pk: gone for delivery in deliveries}
    try:
        return subscriber.deliver(deliveries)
    except Exception as failure:
        log.exception("outbox.subscriber_failed", subscriber=name)
        return {delivery.pk: DeliveryError(repr(failure)) for delivery in deliveries}


def _settle(deliveries: Sequence[Delivery], outcome: Mapping[int, DeliveryError | None]) -> int:
    """Note what became of each; how many were done."""
    now = timezone.now()
    done = [delivery.pk for delivery in deliveries if outcome.get(delivery.pk) is None]
    _pending().filter(pk__in=done).update(
        status=Delivery.Status.DONE, finished_at=now, last_error=""
    )
    for delivery in deliveries:
        failure = outcome.get(delivery.pk)
        _log_outcome(delivery, failure)
        if failure is None:
            continue
        # Whoever outlived their lease must not undo what the one who took over has settled.
        mine = _pending().filter(pk=delivery.pk, attempts=delivery.attempts)
        error = str(failure)[:2000]
        if is_last_try(delivery, failure):
            mine.update(status=Delivery.Status.PARKED, finished_at=now, last_error=error)
            log.error("outbox.parked", delivery=delivery.pk, error=error)
        else:
            due = now + timedelta(seconds=_delay(delivery.attempts, failure))
            mine.update(due_at=due, last_error=error)
    return len(done)


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


def is_last_try(delivery: Delivery, failure: DeliveryError) -> bool:
    """Whether it is given up after `failure`; being asked to wait is none."""
    if failure.permanent:
        return True
    return failure.retry_after is None and delivery.attempts >= MAX_ATTEMPTS


def _delay(attempts: int, failure: DeliveryError) -> float:
    """Seconds to the next try: as asked for, else doubling with jitter."""
    if failure.retry_after is not None:
        return failure.retry_after
    delay: float = min(_LONGEST_DELAY, _FIRST_DELAY * 2 ** (attempts - 1))
    if failure.uncertain:
        delay = max(delay, _UNCERTAIN_DELAY if attempts == 1 else _STILL_UNCERTAIN_DELAY)
    return delay * random.uniform(0.7, 1.3)  # noqa: S311
