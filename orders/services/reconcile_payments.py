"""Providers are asked about payments that are open too long: a lost webhook costs nothing."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db.models import F, Q
from django.utils import timezone

from orders import payments
from orders.models import Order, Payment, PaymentStep, Refund
from orders.payments import Notice, Provider, State
from orders.services.close_payment import close_payment
from orders.services.open_payment import note_step
from orders.services.request_refund import publish_refund
from orders.services.take_notice import take_notice
from shop.errors import DeliveryError
from shop.models import Delivery

log = structlog.get_logger(__name__)

PATIENCE = timedelta(minutes=5)
REFUND_PATIENCE = timedelta(hours=1)
REFUNDS = "refunds"  # the subscriber of the outbox that asks for them
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
        notice = _withdrawn(payment, provider, notice)
        take_notice(provider=payment.provider, notice=notice, kind=PaymentStep.Kind.FETCH)
    return asked


def close_needless(limit: int = _SLICE) -> int:
    """Close open payments that no provider knows of and nobody can pay any more; how many."""
    now = timezone.now()
    needless = Payment.objects.filter(
        Q(order__status=Order.Status.CANCELLED) | Q(expires_at__lt=now - PATIENCE),
        status=Payment.Status.ASKED,
        external_id="",
        created_at__lt=now - PATIENCE,
    )
    return sum(close_payment(payment) for payment in needless.order_by("created_at")[:limit])


def ask_again_for_refunds(limit: int = _SLICE) -> int:
    """Ask once more for refunds that are open too long and that nobody is asking for; how many."""
    late = Refund.objects.filter(
        status=Refund.Status.ASKED, created_at__lt=timezone.now() - REFUND_PATIENCE
    ).select_related("payment__order")
    pending = Delivery.objects.filter(
        subscriber=REFUNDS, status=Delivery.Status.PENDING
    ).values_list("event__payload", flat=True)
    asked_for = {payload["refund_id"] for payload in pending}
    forgotten = [one for one in late.order_by("created_at")[:limit] if one.pk not in asked_for]
    for refund in forgotten:
        order = refund.payment.order_or_error
        publish_refund(refund, order)
    return len(forgotten)


def _withdrawn(payment: Payment, provider: Provider, notice: Notice) -> Notice:
    """What holds once nobody can pay for a cancelled order any more."""
    order = payment.order
    if notice.state != State.OPEN or order is None or order.status != Order.Status.CANCELLED:
        return notice
    try:
        return provider.withdraw(payment.external_id) or notice
    except DeliveryError as error:
        note_step(payment, PaymentStep.Kind.FETCH, succeeded=False, error=str(error))
        return notice
