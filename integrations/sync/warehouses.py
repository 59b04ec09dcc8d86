"""Warehouses come and go; what was counted of them stays."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from integrations.models import MarketplaceWarehouse, OrderLine, SyncRun, WarehouseDay
from integrations.sync import parts
from integrations.sync.metrics import window

_STEPS = {"remains", "own_stocks", "orders"}


def note_gone(run: SyncRun) -> None:
    """Mark the account's warehouses that a whole reading knows nothing of: they hold nothing, and
    nothing was ordered from them in the 30 days. Whatever it knows of is there (again), and what is
    linked to the store stays."""
    if run.kind != SyncRun.Kind.FULL or _STEPS & set(run.cursor.get("skipped", {})):
        return
    here = _in_use(run)
    own = {row["warehouse_id"] for row in parts.rows(run, "own_stocks")}
    changed = []
    for one in MarketplaceWarehouse.objects.filter(account=run.account_id, links=None):
        is_told = one.kind == MarketplaceWarehouse.Kind.OWN and one.key in own
        is_gone = one.pk not in here and not is_told
        if is_gone != (one.gone_at is not None):
            one.gone_at = timezone.now() if is_gone else None
            changed.append(one)
    MarketplaceWarehouse.objects.bulk_update(changed, ["gone_at"])


def _in_use(run: SyncRun) -> set[int]:
    day = date.fromisoformat(run.cursor["day"])
    stocked = WarehouseDay.objects.filter(
        product__account=run.account_id, date=day, stock__gt=0
    ).values_list("warehouse_id", flat=True)
    ordered = OrderLine.objects.filter(
        account=run.account_id, day__gte=window(day).start
    ).values_list("warehouse_id", flat=True)
    return {*stocked.distinct(), *ordered.distinct()}
