"""Letting go of what is older than the log has to be."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from shop.models.audit import AuditEntry

_AT_ONCE = 1000
_BATCHES = 50


def thin() -> int:
    """Delete entries older than `AUDIT_KEEP_DAYS`, a year at least; how many. 0 keeps them all."""
    days: int = settings.AUDIT_KEEP_DAYS
    if days <= 0:
        return 0
    until = timezone.now() - timedelta(days=max(days, AuditEntry.KEPT_DAYS + 1))
    gone = 0
    for _batch in range(_BATCHES):
        old = AuditEntry.objects.filter(created_at__lt=until).order_by("created_at")[:_AT_ONCE]
        deleted, _by_model = AuditEntry.objects.filter(
            pk__in=list(old.values_list("pk", flat=True))
        ).delete()
        gone += deleted
        if deleted < _AT_ONCE:
            break
    return gone
