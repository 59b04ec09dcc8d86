"""The books of a provider compared with ours: what we missed is noted, what differs is told to staff."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from orders import payments
from orders.models import LedgerPosition, Payment, PaymentStep, Refund
from orders.payments import LedgerEntry, Notice, Provider, State
from orders.services.settle_refund import settle_refund
from orders.services.take_notice import take_notice
from orders.services.tell_difference import tell_difference, tell_unknown
from shop.errors import DeliveryError
from shop.models import StoreSettings

log = structlog.get_logger(__name__)

_SLICE = 100
_MUST_BE_THERE = timedelta(hours=1)


def compare_ledgers() -> int:
    """Take the next lines of each provider's books; how many there were."""
    currency = StoreSettings.current().currency
    return sum(
        _compare(provider)
        for provider in payments.providers().values()
        if provider.has_ledger and provider.is_on(currency)
    )


def _compare(provider: Provider) -> int:
    known, _made = LedgerPosition.objects.get_or_create(provider=provider.name)
    try:
        lines = provider.ledger(known.position, _SLICE)
    except DeliveryError as error:
        log.warning("payment.ledger_not_read", provider=provider.name, error=str(error))
        return 0
    for entry in lines:
        if entry is not None:
            _take(provider, entry)
    # Taken again after a crash, a line changes nothing.
    LedgerPosition.objects.filter(pk=known.pk, position=known.position).update(
        position=known.position + len(lines)
    )
    if len(lines) < _SLICE:
        _look_for_missing(provider)
        return 0
    return len(lines)


@transaction.atomic
def _take(provider: Provider, entry: LedgerEntry) -> None:
    held = Payment.objects.filter(
        provider=provider.name, external_id=entry.external_id, status=Payment.Status.PAID
    )
    if entry.is_refund:
        payment = held.select_related("order").first()
        if payment is not None:
            _take_refund(payment)
        return
    if not held.exists():
        notice = Notice(entry.external_id, State.PAID, key=entry.key, charge=entry.charge)
        taken = take_notice(provider=provider.name, notice=notice, kind=PaymentStep.Kind.FETCH)
        if taken is None:
            tell_unknown(provider.name, entry.external_id, entry.charge, "unknown")
            return
    payment = held.get()
    if payment.charged_amount != entry.charge.amount:
        tell_unknown(provider.name, entry.external_id, entry.charge, "amount")
    held.update(checked_at=timezone.now())


def _take_refund(payment: Payment) -> None:
    """The whole went back: by us, whoever asked, or behind our back."""
    asked = Refund.objects.filter(payment=payment, status=Refund.Status.ASKED).first()
    if asked is not None:
        settle_refund(refund=asked, external_id=payment.external_id)
    elif payment.refunded_amount < payment.amount:
        Payment.objects.filter(pk=payment.pk).update(needs_hand=True)
        tell_difference(payment, "refunded")


def _look_for_missing(provider: Provider) -> None:
    """What we hold for paid and the provider's books do not know."""
    missing = Payment.objects.filter(
        provider=provider.name,
        status=Payment.Status.PAID,
        checked_at=None,
        paid_at__range=(
            timezone.now() - 24 * _MUST_BE_THERE,
            timezone.now() - _MUST_BE_THERE,
        ),
    )
    for payment in missing[:_SLICE]:
        with transaction.atomic():
            first = Payment.objects.filter(pk=payment.pk, checked_at=None)
            if first.update(checked_at=timezone.now(), needs_hand=True):
                tell_difference(payment, "missing")
