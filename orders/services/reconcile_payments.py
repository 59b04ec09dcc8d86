"""Providers are asked about payments that are open too long: a lost webhook costs nothing."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db.models import F, Q
from django.utils import timezone

from orders import payments
from orders.models import Payment, PaymentStep
from orders.services.open_payment import note_step
from orders.services.take_notice import take_notice
from shop.errors import DeliveryError

log = structlog.get_logger(__name__)

PATIENCE = timedelta(minutes=5)
FORGOTTEN = timedelta(days=30)
_SLICE = 100


def reconcile_payments(limit: int = _SLICE) -> int:
    """Ask about open payments that nothing was heard of for a while; how many were asked about.

    Each is asked about as often as it is old: after five minutes, ten, twenty and so on.
    """
    now = timezone.now()
    waiting = Payment.objects.filter(
        Q(checked_at=None) | Q(checked_at__lt=now - (F("checked_at") - F("created_at"))),
        status=Payment.Status.ASKED,
        created_at__range=(now - FORGOTTEN, now - PATIENCE),
    ).exclude(external_id="")
    asked = 0
    for payment in waiting.select_related("order").order_by("created_at", "pk")[:limit]:
        provider = payments.providers().get(payment.provider)
        if provider is None:
            continue
        asked += 1
        Payment.objects.filter(pk=payment.pk).update(checked_at=now)
        try:
            notice = provider.fetch(payment.external_id)
        except DeliveryError as error:
            note_step(payment, PaymentStep.Kind.FETCH, succeeded=False, error=str(error))
            continue
        take_notice(provider=payment.provider, notice=notice, kind=PaymentStep.Kind.FETCH)
    return asked
