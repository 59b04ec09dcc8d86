from __future__ import annotations

from celery import shared_task

from integrations.sellers import tokens
from integrations.sellers.subscriptions.advance import advance_subscriptions as advance
from integrations.sync import raw, run, schedule
from integrations.sync.start_sync import wake
from integrations.webhooks.log import thin_log

_SOON = 30.0


@shared_task(name="integrations.thin_webhook_log")
def thin_webhook_log() -> int:
    """Drop the log of requests to webhooks after two weeks; how many rows."""
    return thin_log()


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
