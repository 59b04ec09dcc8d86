from __future__ import annotations

from datetime import timedelta

import structlog
from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from integrations.models import MarketplaceAccount, SyncRun
from integrations.sellers.allowance import demand_working
from integrations.sync.open_run import open_run
from shop.errors import ErrorCode, StoreError

log = structlog.get_logger(__name__)


@transaction.atomic
def ask_for_sync(
    *,
    account: MarketplaceAccount,
    actor: str,
    trigger: SyncRun.Trigger = SyncRun.Trigger.HAND,
    kind: SyncRun.Kind = SyncRun.Kind.FULL,
) -> tuple[SyncRun, bool]:
    """The account's open sync, and whether it is a new one: asking twice starts one.

    Raises StoreError: SUBSCRIPTION_STOPPED, ACCOUNT_WITHOUT_KEY, KEY_EXPIRED, PLAN_LIMIT (of
    products), SYNC_LIMIT (so many a day by hand, `limit`).
    """
    allowed = demand_working(account.seller)
    MarketplaceAccount.objects.select_for_update().get(pk=account.pk)
    running = account.runs.filter(state__in=SyncRun.OPEN).first()
    if running is not None:
        return running, False
    if account.state == MarketplaceAccount.State.EXPIRED:
        raise StoreError(ErrorCode.KEY_EXPIRED, account_id=account.pk)
    if trigger == SyncRun.Trigger.HAND and allowed.syncs_per_day is not None:
        day = timezone.now() - timedelta(days=1)
        by_hand = account.runs.filter(trigger=trigger, created_at__gt=day)
        if by_hand.count() >= allowed.syncs_per_day:
            raise StoreError(ErrorCode.SYNC_LIMIT, limit=allowed.syncs_per_day)
    return begin_run(account=account, trigger=trigger, actor=actor, kind=kind), True


def begin_run(
    *,
    account: MarketplaceAccount,
    trigger: SyncRun.Trigger,
    actor: str = "",
    kind: SyncRun.Kind = SyncRun.Kind.FULL,
) -> SyncRun:
    """The account's open sync, made if there is none; a worker is woken at commit. Raises
    StoreError as `open_run` does."""
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    return open_run(account=account, trigger=trigger, actor=actor, kind=kind, request_id=request_id)


def wake(task: str, *arguments: int) -> None:
    """Ask a worker; a broker that is away costs nothing but the wait for beat."""
    try:
        current_app.send_task(task, args=arguments, queue="sync", retry=False)
    except (OperationalError, RedisError) as failure:
        log.warning("sellers.broker_away", task=task, error=str(failure))
