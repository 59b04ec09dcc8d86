"""What sellers are told of, once a day of each kind about each account: event `seller_notice`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from integrations.models import MarketplaceAccount, Seller, SellerNotice
from shop import outbox

Kind = SellerNotice.Kind
_WANTED = {
    Kind.SYNC_FAILED: "notify_sync_failed",
    Kind.KEY_EXPIRED: "notify_key_expired",
    Kind.LOW_STOCK: "notify_low_stock",
    Kind.PRICE_CHANGED: "notify_price_change",
}


@transaction.atomic
def tell(account: MarketplaceAccount, kind: SellerNotice.Kind, context: Mapping[str, Any]) -> bool:
    """Tell the seller, unless they do not want to know or have been told today; whether it was told.

    The event's payload names the notice, the seller and the kind; the words are the bot's.
    """
    seller = account.seller
    if not _wants(seller, kind):
        return False
    notice, is_new = SellerNotice.objects.get_or_create(
        seller=seller,
        kind=kind,
        key=f"account:{account.pk}",
        day=timezone.now().astimezone(seller.zone).date(),
        defaults={"context": {"account_id": account.pk, "account": str(account), **context}},
    )
    if is_new:
        outbox.publish(
            "seller_notice",
            {"notice_id": notice.pk, "seller_id": seller.pk, "kind": str(kind)},
        )
    return is_new


def _wants(seller: Seller, kind: SellerNotice.Kind) -> bool:
    return seller.closed_at is None and getattr(seller, _WANTED.get(kind, ""), True)
