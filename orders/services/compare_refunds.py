"""Refunds that were made at the providers themselves: each night those we do not know of are told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

import structlog

from orders import payments
from orders.models import PaymentStep, Refund
from orders.payments import GivenBack, Provider
from orders.services.take_notice import take_notice
from shop.errors import DeliveryError
from shop.models import StoreSettings

log = structlog.get_logger(__name__)

WINDOW = timedelta(days=3)  # a night or two may be missed


def compare_refunds(*, since: datetime, skip: int = 0, seconds: float) -> int | None:
    """Ask about the payments of refunds made `since` then that are none of ours.

    What webhooks told already changes nothing. After `seconds` it stops: how many are to be
    skipped the next time, None when there are no more.
    """
    until = time.monotonic() + seconds
    for provider, made in islice(_unknown(since), skip, None):
        if time.monotonic() > until:
            return skip
        skip += 1
        try:
            notice = provider.fetch_paid(made.paid_by)
        except DeliveryError as error:
            log.warning("payment.refund_not_read", provider=provider.name, error=str(error))
            continue
        if notice is not None:
            take_notice(provider=provider.name, notice=notice, kind=PaymentStep.Kind.FETCH)
    return None


def _unknown(since: datetime) -> Iterator[tuple[Provider, GivenBack]]:
    currency = StoreSettings.current().currency
    for provider in payments.providers().values():
        if not provider.lists_refunds or not provider.is_on(currency):
            continue
        try:
            made = provider.refunds_since(since)
        except DeliveryError as error:
            log.warning("payment.refunds_not_read", provider=provider.name, error=str(error))
            continue
        ours = set(
            Refund.objects.filter(
                payment__provider=provider.name, external_id__in=[one.external_id for one in made]
            ).values_list("external_id", flat=True)
        )
        yield from ((provider, one) for one in made if one.external_id not in ours)
