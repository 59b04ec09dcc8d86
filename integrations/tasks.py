from __future__ import annotations

import structlog
from celery import shared_task

from integrations.marketplaces.errors import MarketplaceError
from integrations.models import MarketplaceAccount
from integrations.one_stock.level_stock import level_account
from integrations.one_stock.linked_accounts import linked_accounts
from integrations.webhooks.log import thin_log

log = structlog.get_logger(__name__)


@shared_task(name="integrations.thin_webhook_log")
def thin_webhook_log() -> int:
    """Drop the log of requests to webhooks after two weeks; how many rows."""
    return thin_log()


@shared_task(name="integrations.level_listings")
def level_listings() -> str:
    """Ask for a look at each account whose listings follow the store's stock."""
    accounts = linked_accounts()
    for account_id in accounts:
        level_listings_of.delay(int(account_id))
    return f"{len(accounts)} accounts"


@shared_task(name="integrations.level_listings_of")
def level_listings_of(account_id: int) -> str:
    """Find what differs between the store and one account, and put it right."""
    found = MarketplaceAccount.objects.select_related("seller", "credentials").filter(pk=account_id)
    account = found.first()
    if account is None:
        return "the account is gone"
    try:
        done = level_account(account)
    except MarketplaceError as failure:
        log.warning("one_stock.not_levelled", account=account_id, error=str(failure))
        return str(failure)[:200]
    return (
        f"orders: {done.orders}, listings: {done.looked_at}, "
        f"differed: {done.differed}, put right: {done.put_right}"
    )
