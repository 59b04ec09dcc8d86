from __future__ import annotations

import structlog
from celery import shared_task

from integrations.marketplaces.errors import MarketplaceError
from integrations.models import MarketplaceAccount
from integrations.one_stock.level_stock import level_account
from integrations.one_stock.linked_accounts import linked_accounts
from integrations.sellers import given_keys, tokens
from integrations.sellers.ask_for_sync import wake as wake_task
from integrations.sellers.sheet import refresh
from integrations.sellers.subscriptions.advance import advance_subscriptions as advance
from integrations.sellers.want_sheet import TASK as REFRESH_SHEET
from integrations.sync import raw, run, schedule
from integrations.sync.open_run import wake
from integrations.webhooks.log import thin_log

log = structlog.get_logger(__name__)

_SOON = 30.0


@shared_task(name="integrations.thin_webhook_log")
def thin_webhook_log() -> int:
    """Drop the log of requests to webhooks after two weeks; how many rows."""
    return thin_log()


# As long as a sheet with many thousand products takes. Whoever gets the task again meanwhile finds
# the lease taken.
@shared_task(name=REFRESH_SHEET, time_limit=270, soft_time_limit=240)
def refresh_sheet(sheet_id: int) -> None:
    """Write a seller's sheet anew, where that is asked for and nobody else does it."""
    refresh.refresh_sheet(sheet_id)


@shared_task(name="integrations.refresh_sheets")
def refresh_sheets() -> int:
    """Go on with sheets whose worker died, whose call was lost, or which waited; how many."""
    waiting = list(refresh.waiting_sheets().values_list("pk", flat=True)[:100])
    for sheet_id in waiting:
        wake_task(REFRESH_SHEET, sheet_id)
    return len(waiting)


@shared_task(name="integrations.forget_given_keys")
def forget_given_keys() -> int:
    """Drop keys that were given in the chat and never checked; how many rows."""
    return given_keys.forget_given_keys()


@shared_task(name="integrations.advance_subscriptions")
def advance_subscriptions() -> int:
    """Move sellers' subscriptions whose time has come; how many."""
    return advance()


@shared_task(name="integrations.forget_seller_tokens")
def forget_seller_tokens() -> int:
    """Drop expired log-ins of sellers; how many rows."""
    return tokens.forget_expired()


@shared_task(name="integrations.sync_marketplace", time_limit=55, soft_time_limit=45)
def sync_marketplace(run_id: int) -> None:
    """Do a slice of a run, and ask for the next one where that is due soon."""
    wait = run.work_at(run_id)
    if wait is not None and wait <= _SOON:
        wake(run_id, wait=wait)


@shared_task(name="integrations.start_due_syncs", time_limit=50, soft_time_limit=45)
def start_due_syncs() -> int:
    """Begin the readings whose time has come; how many."""
    return schedule.start_due()


@shared_task(name="integrations.wake_syncs", time_limit=50, soft_time_limit=45)
def wake_syncs() -> int:
    """Go on with runs that waited long enough, or whose worker died; how many."""
    return schedule.wake_waiting()


@shared_task(name="integrations.thin_syncs", time_limit=50, soft_time_limit=45)
def thin_syncs() -> int:
    """Drop old answers of marketplaces, lines and runs; how many rows."""
    return raw.thin()


@shared_task(name="integrations.level_listings")
def level_listings() -> str:
    """Ask for a look at each account whose listings follow the store's stock."""
    accounts = linked_accounts()
    for account_id in accounts:
        level_listings_of.apply_async((int(account_id),), queue="sync")
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
