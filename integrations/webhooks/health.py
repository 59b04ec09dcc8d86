"""An endpoint that does not answer is left in peace for a while, and in the end switched off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from integrations.models import WebhookEndpoint
from integrations.webhooks.sending import Sent
from shop import outbox
from shop.models import Delivery

OFF_AFTER = timedelta(days=5)
_SHORTEST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(hours=1)


def note(endpoint: WebhookEndpoint, sent: Sequence[Sent], *, subscriber: str) -> None:
    """Note how the last requests went: well, or so badly that the endpoint is down.

    One refusal among successes concerns that event alone. The instance is brought up to date.
    """
    now = timezone.now()
    if any(one.succeeded for one in sent):
        if endpoint.failing_since is not None or endpoint.paused_until is not None:
            _write(endpoint, failing_since=None, paused_until=None)
        return
    since = endpoint.failing_since or now
    if now - since >= OFF_AFTER or any(one.is_gone for one in sent):
        _switch_off(endpoint, sent[-1], now)
        return
    pause = min(_LONGEST_PAUSE, max(_SHORTEST_PAUSE, (now - since) / 4))
    pause = max([pause, *(timedelta(seconds=one.retry_after or 0) for one in sent)])
    _write(endpoint, failing_since=since, paused_until=now + pause)
    # What is due already would be taken again and again only to be put off.
    Delivery.objects.filter(
        subscriber=subscriber,
        target=str(endpoint.pk),
        status=Delivery.Status.PENDING,
        due_at__lte=now,
    ).update(due_at=now + pause)


def _switch_off(endpoint: WebhookEndpoint, last: Sent, now: datetime) -> None:
    why = last.error or f"answered {last.status}"
    with transaction.atomic():
        still_on = WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True)
        if not still_on.exists():
            return
        _write(endpoint, is_active=False, switched_off_at=now, paused_until=None)
        outbox.publish(
            "webhook_switched_off", {"endpoint_id": endpoint.pk, "url": endpoint.url, "why": why}
        )


def _write(endpoint: WebhookEndpoint, **columns: object) -> None:
    for name, value in columns.items():
        setattr(endpoint, name, value)
    endpoint.save(update_fields=list(columns))
