"""Events on their way to endpoints: a delivery each, tried for three days."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from asgiref.sync import async_to_sync
from django.utils import timezone

from integrations.models import WebhookAttempt, WebhookEndpoint
from integrations.models.webhook import SUBSCRIBER
from integrations.webhooks.events import KINDS, Message, messages_of
from integrations.webhooks.health import note
from integrations.webhooks.sending import Sent, logged, post
from integrations.webhooks.targets import targets_of
from shop.errors import DeliveryError
from shop.integrations import heard
from shop.models import Delivery
from shop.outbox import Subscriber

GIVEN_UP_AFTER = timedelta(days=3)
_SECONDS = 12.0  # then no further request is begun: the lease is 30 and one request takes up to 10
_FAILURES_IN_A_ROW = 3  # then the endpoint is down, and the rest of the batch waits
_AT_ONCE = 8
_FIRST_DELAY = 5.0
_LONGEST_DELAY = 3 * 3600.0

Job = tuple[Delivery, Message]
Tried = tuple[Delivery, Message, Sent]


class Webhooks(Subscriber):
    """Tells each endpoint of the events that it ticked."""

    name = SUBSCRIBER
    events = frozenset(KINDS)

    def targets(self, event_name: str) -> Sequence[str]:
        return targets_of(event_name) if event_name in self.events else ()

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        outcome: dict[int, DeliveryError | None] = {}
        endpoints = _endpoints(deliveries)
        messages = messages_of(deliveries)
        work: defaultdict[int, list[Job]] = defaultdict(list)
        for delivery in deliveries:
            endpoint = endpoints.get(delivery.target)
            if endpoint is None:
                continue  # deleted meanwhile: nobody is there to be told
            if not endpoint.is_active:
                outcome[delivery.pk] = DeliveryError("the webhook is switched off", permanent=True)
            elif delivery.pk in messages:
                work[endpoint.pk].append((delivery, messages[delivery.pk]))
        for endpoint, tried, left in _send_all(list(endpoints.values()), work):
            if tried:
                _tell_status(endpoint, tried)
                WebhookAttempt.objects.bulk_create(
                    logged(endpoint, message, sent) for _delivery, message, sent in tried
                )
                note(endpoint, [sent for _delivery, _message, sent in tried], subscriber=SUBSCRIBER)
            outcome |= {delivery.pk: _verdict(delivery, sent) for delivery, _, sent in tried}
            outcome |= {delivery.pk: _wait(endpoint) for delivery, _message in left}
        return outcome


def _tell_status(endpoint: WebhookEndpoint, tried: Sequence[Tried]) -> None:
    """The status page hears of the last request to each endpoint."""
    last = tried[-1][2]
    heard(SUBSCRIBER, error="" if last.succeeded else f"{endpoint}: {last.error or last.status}")


def _endpoints(deliveries: Sequence[Delivery]) -> dict[str, WebhookEndpoint]:
    wanted = {int(delivery.target) for delivery in deliveries if delivery.target.isdigit()}
    return {str(found.pk): found for found in WebhookEndpoint.objects.filter(pk__in=wanted)}


@async_to_sync
async def _send_all(
    endpoints: Sequence[WebhookEndpoint], work: Mapping[int, Sequence[Job]]
) -> list[tuple[WebhookEndpoint, list[Tried], list[Job]]]:
    """Each endpoint by itself and in the order of the events, several endpoints at once."""
    gate = asyncio.Semaphore(_AT_ONCE)
    until = asyncio.get_running_loop().time() + _SECONDS

    async def send_to(
        endpoint: WebhookEndpoint, jobs: Sequence[Job]
    ) -> tuple[WebhookEndpoint, list[Tried], list[Job]]:
        tried: list[Tried] = []
        failures = 0
        async with gate:
            for place, (delivery, message) in enumerate(jobs):
                down = failures >= _FAILURES_IN_A_ROW
                if down or asyncio.get_running_loop().time() > until:
                    return endpoint, tried, list(jobs[place:])
                sent = await post(endpoint, message)
                failures = 0 if sent.succeeded else failures + 1
                tried.append((delivery, message, sent))
        return endpoint, tried, []

    now = timezone.now()
    open_ones = [one for one in endpoints if one.paused_until is None or one.paused_until <= now]
    results = await asyncio.gather(*(send_to(one, work.get(one.pk, ())) for one in open_ones))
    paused: list[tuple[WebhookEndpoint, list[Tried], list[Job]]] = [
        (one, [], list(work.get(one.pk, ()))) for one in endpoints if one not in open_ones
    ]
    return [*results, *paused]


def _verdict(delivery: Delivery, sent: Sent) -> DeliveryError | None:
    """What an attempt means: any answer but 2xx is tried again, until three days are over.

    Being asked to wait is no failure to the outbox, so that its number of tries does not end ours.
    """
    if sent.succeeded:
        return None
    said = sent.error or f"answered {sent.status}: {' '.join(sent.answer[:200].split())}"
    if sent.is_gone or timezone.now() - delivery.event.created_at > GIVEN_UP_AFTER:
        return DeliveryError(said, permanent=True)
    if sent.retry_after is not None:
        return DeliveryError(said, retry_after=max(1.0, sent.retry_after))
    doubled: float = _FIRST_DELAY * 2 ** min(delivery.attempts - 1, 20)
    jitter = random.uniform(0.7, 1.3)  # noqa: S311
    return DeliveryError(said, retry_after=min(_LONGEST_DELAY, doubled) * jitter)


def _wait(endpoint: WebhookEndpoint) -> DeliveryError:
    if endpoint.paused_until is None:
        return DeliveryError("no time was left in the batch", retry_after=0)
    wait = (endpoint.paused_until - timezone.now()).total_seconds()
    return DeliveryError("the webhook does not answer", retry_after=max(1.0, wait))
