from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from integrations.models import Seller, SellerNotice
from shop import outbox
from shop.transactions import transactional

EVENT = "seller_notice"
# What may be switched off, and by which of the seller's switches.
SWITCHES: Mapping[str, str] = {
    SellerNotice.Kind.SYNC_FAILED: "notify_sync_failed",
    SellerNotice.Kind.KEY_EXPIRED: "notify_key_expired",
    SellerNotice.Kind.LOW_STOCK: "notify_low_stock",
    SellerNotice.Kind.PRICE_CHANGED: "notify_price_change",
}


@transactional
def tell_seller(
    *,
    seller: Seller,
    kind: SellerNotice.Kind,
    key: str = "",
    context: Mapping[str, Any] | None = None,
) -> bool:
    """Tell a seller something, unless it was told on this day of their clock or they want no such
    notices; whether it was. `key` names what it is about: `account:5`. The outbox event
    `seller_notice` (`notice_id`, `seller_id`, `kind`) is written with it."""
    switch = SWITCHES.get(kind)
    if seller.closed_at is not None or (switch and not getattr(seller, switch)):
        return False
    day = timezone.now().astimezone(seller.zone).date()
    try:
        with transaction.atomic():
            notice = SellerNotice.objects.create(
                seller=seller, kind=kind, key=key, day=day, context=dict(context or {})
            )
    except IntegrityError:
        return False
    outbox.publish(EVENT, {"notice_id": notice.pk, "seller_id": seller.pk, "kind": kind})
    return True
