"""Events that everybody was told of long ago leave the database."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shop.models import Delivery, Event

KEPT = timedelta(days=30)
_WINDOW = 5_000


def thin(kept: timedelta = KEPT) -> int:
    """Delete events older than `kept` that have nothing waiting or failed; how many.

    Goes through them from the oldest, a window at a time, so that no slice locks many rows.
    """
    before = timezone.now() - kept
    last, deleted = 0, 0
    while True:
        window = list(
            Event.objects.filter(pk__gt=last)
            .order_by("pk")
            .values_list("pk", "created_at")[:_WINDOW]
        )
        old = [pk for pk, created_at in window if created_at < before]
        if not old:
            return deleted
        open_ones = Delivery.objects.filter(event__in=old).exclude(status=Delivery.Status.DONE)
        keep = set(open_ones.values_list("event_id", flat=True))
        over = [pk for pk in old if pk not in keep]
        Event.objects.filter(pk__in=over).delete()
        deleted += len(over)
        if len(old) < len(window):
            return deleted
        last = window[-1][0]
