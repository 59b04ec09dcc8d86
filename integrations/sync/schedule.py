"""Readings by the clock, and runs that go on after a wait or a dead worker."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db.models import Q
from django.utils import timezone

from integrations.models import MarketplaceAccount, SellerNotice, SyncRun
from integrations.sync import lease
from integrations.sync.notices import tell
from integrations.sync.open_run import open_run, wake
from shop.errors import ErrorCode, StoreError

log = structlog.get_logger(__name__)

_AT_ONCE = 500


def start_due() -> int:
    """Start the readings whose time has come, and plan the next ones; how many were started.

    One that has come due many times over while nobody looked is started once. Where the key does
    not work the plan goes on, and nothing is started until its owner has changed it.
    """
    now = timezone.now()
    planned = MarketplaceAccount.objects.select_related("seller", "seller__subscription").exclude(
        schedule=MarketplaceAccount.Schedule.OFF
    )
    due = planned.filter(Q(next_sync_at__lte=now) | Q(next_sync_at=None), credentials__isnull=False)
    return sum(_start(account, now) for account in due.order_by("next_sync_at")[:_AT_ONCE])


def wake_waiting() -> int:
    """Have workers go on with the runs that need not wait any longer; how many."""
    runs = list(lease.workable().order_by("try_at").values_list("pk", flat=True)[:_AT_ONCE])
    for run_id in runs:
        wake(run_id)
    return len(runs)


def _start(account: MarketplaceAccount, now: datetime) -> bool:
    was_due = account.next_sync_at
    following = account.due_after(now)
    # Whoever changes the row was first: another scan at the same time starts nothing.
    first = MarketplaceAccount.objects.filter(pk=account.pk, next_sync_at=was_due)
    if not first.update(next_sync_at=following) or was_due is None:
        return False
    if account.state not in MarketplaceAccount.READABLE:
        return False
    try:
        open_run(account=account, trigger=SyncRun.Trigger.SCHEDULE)
    except StoreError as refusal:
        log.info("sync.not_started", account=account.pk, reason=str(refusal.code))
        if refusal.code == ErrorCode.PLAN_LIMIT:
            facts = {"code": refusal.code.value, "limit": refusal.context["limit"]}
            tell(account, SellerNotice.Kind.SYNC_FAILED, facts)
        return False
    return True
