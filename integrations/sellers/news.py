"""Events about what workers did for a seller: `account_id`, `seller_id`."""

from __future__ import annotations

from integrations.models import MarketplaceAccount
from shop import outbox

SHEET_REFRESHED = "seller_sheet_refreshed"
SYNC_FINISHED = "seller_sync_finished"


def tell_news(name: str, account: MarketplaceAccount) -> None:
    """Call inside the transaction that made it true."""
    outbox.publish(name, {"account_id": account.pk, "seller_id": account.seller_id})
