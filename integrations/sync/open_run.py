"""A run of an account is opened, and a worker woken for it."""

from __future__ import annotations

from contextlib import suppress

from celery import current_app
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from integrations.models import (
    MarketplaceAccount,
    MarketplaceCredentials,
    MarketplaceProduct,
    SyncRun,
)
from integrations.sellers.allowance import Allowance, demand_working
from shop.errors import ErrorCode, StoreError


def open_run(
    *,
    account: MarketplaceAccount,
    trigger: SyncRun.Trigger,
    actor: str = "",
    kind: SyncRun.Kind = SyncRun.Kind.FULL,
    request_id: str = "",
) -> SyncRun:
    """The new run of the account, or the one that is open already. A worker begins at once.

    Raises StoreError, with nothing written: ACCOUNT_WITHOUT_KEY, SUBSCRIPTION_STOPPED for sellers
    who have not paid or are no more, and PLAN_LIMIT for more products than the plan has.
    """
    demand_allowed(account)
    try:
        with transaction.atomic():
            run = SyncRun.objects.create(
                account=account,
                kind=kind,
                trigger=trigger,
                actor=actor[:100],
                request_id=request_id[:64],
                try_at=timezone.now(),
            )
    except IntegrityError:
        running = SyncRun.objects.filter(account=account, state__in=SyncRun.OPEN).first()
        if running is None:  # it has ended meanwhile
            return open_run(
                account=account, trigger=trigger, actor=actor, kind=kind, request_id=request_id
            )
        return running
    transaction.on_commit(lambda: wake(run.pk))
    return run


def demand_allowed(account: MarketplaceAccount) -> None:
    """Raises StoreError when the account may not be read now."""
    allowed = demand_working(account.seller)
    if not MarketplaceCredentials.objects.filter(account=account).exists():
        raise StoreError(ErrorCode.ACCOUNT_WITHOUT_KEY, account_id=account.pk)
    _demand_within(allowed, account)


def _demand_within(allowed: Allowance, account: MarketplaceAccount) -> None:
    """What was read before stays, however large; it is not read again beyond the plan."""
    if allowed.products is None:
        return
    known = MarketplaceProduct.objects.filter(account__seller=account.seller, gone_at=None)
    if known.count() > allowed.products:
        raise StoreError(ErrorCode.PLAN_LIMIT, what="products", limit=allowed.products)


def wake(run_id: int, *, wait: float = 0.0) -> None:
    """Have a worker go on with a run, `wait` seconds from now; without a broker the scan does."""
    with suppress(OperationalError, RedisError):
        current_app.send_task(
            "integrations.sync_marketplace",
            [run_id],
            queue="sync",
            countdown=wait or None,
            retry=False,
        )
