"""The log of requests to endpoints leaves the database after two weeks."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from integrations.models import WebhookAttempt

KEPT = timedelta(days=14)
_WINDOW = 5_000


def thin_log(kept: timedelta = KEPT) -> int:
    """Delete what is older than `kept`, a window at a time; how many rows."""
    deleted = 0
    while True:
        old = WebhookAttempt.objects.filter(created_at__lt=timezone.now() - kept)
        window = list(old.order_by("created_at").values_list("pk", flat=True)[:_WINDOW])
        if not window:
            return deleted
        deleted += WebhookAttempt.objects.filter(pk__in=window).delete()[0]
