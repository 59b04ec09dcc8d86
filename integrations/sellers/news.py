"""Events for whoever looks at a seller's screens: `seller_id`, and what it is about."""

from __future__ import annotations

from integrations.models import MarketplaceAccount
from shop import outbox

SHEET_REFRESHED = "seller_sheet_refreshed"
SYNC_FINISHED = "seller_sync_finished"
SYNC_FAILED = "seller_sync_failed"
PAID = "seller_paid"


def tell_news(name: str, account: MarketplaceAccount, **more: int) -> None:
    """Of an account (`account_id`). Call inside the transaction that made it true."""
    outbox.publish(name, {"account_id": account.pk, "seller_id": account.seller_id, **more})
