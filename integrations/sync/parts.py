"""Pages that a run has read and will count: kept as they came, so that a page read twice is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from integrations.marketplaces.facts import Figures, OwnStock, Remains
from integrations.models import SyncPart, SyncRun

_EXACT = ("cart_percent", "buyout_percent", "price")


def keep(run: SyncRun, step: str, number: int, facts: Sequence[Any]) -> None:
    """Keep a page of a step under its number, in place of what was there."""
    rows = [fact if isinstance(fact, int | list) else asdict(fact) for fact in facts]
    packed = SyncPart.pack(rows)
    SyncPart.objects.update_or_create(
        run=run, step=step, number=number, defaults={"packed": packed}
    )


def rows(run: SyncRun, step: str) -> Iterator[Any]:
    """What was kept of a step, page after page."""
    for part in SyncPart.objects.filter(run=run, step=step).order_by("number"):
        yield from part.rows


def figures(run: SyncRun) -> dict[str, Figures]:
    """By number."""
    found = (_exact(row) for row in rows(run, "figures"))
    return {row["number"]: Figures(**row) for row in found}


def remains(run: SyncRun) -> dict[str, Remains]:
    """By number."""
    return {row["number"]: Remains(**row) for row in rows(run, "remains")}


def own_stocks(run: SyncRun) -> dict[str, list[OwnStock]]:
    """By the key of the size; a warehouse that was told twice counts once."""
    found: dict[tuple[str, str], OwnStock] = {}
    for row in rows(run, "own_stocks"):
        stock = OwnStock(**row)
        found[stock.key, stock.warehouse_id] = stock
    by_key: dict[str, list[OwnStock]] = {}
    for stock in found.values():
        by_key.setdefault(stock.key, []).append(stock)
    return by_key


def forget(run: SyncRun) -> None:
    """Drop all that was kept."""
    SyncPart.objects.filter(run=run).delete()


def _exact(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(value) if name in _EXACT and value is not None else value
        for name, value in row.items()
    }
