"""Lines that were ordered, brought to what the marketplace says of them now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from integrations.marketplaces.facts import Order
from integrations.models import MarketplaceAccount, OrderLine
from integrations.models.product_day import Kept
from integrations.sync.goods import Warehouses
from integrations.sync.metrics import day_of

_FIELDS = ("number", "warehouse_id", "is_own", "state", "quantity", "price", "ordered_at", "day")
_UPDATED = ["number", "warehouse", "is_own", "state", "quantity", "price", "ordered_at", "day"]
_BATCH = 2_000
_KOPECK = Decimal("0.01")


def keep_lines(
    account: MarketplaceAccount, orders: Sequence[Order], warehouses: Warehouses
) -> tuple[Kept, set[date]]:
    """See that the lines are as told; also the days whose figures that changed.

    Lines that are so already are not written.
    """
    told = {order.id[:180]: order for order in orders if order.number.isdecimal()}
    lines = [_line(account, key, order, warehouses) for key, order in told.items()]
    written, days = 0, set[date]()
    for start in range(0, len(lines), _BATCH):
        part = lines[start : start + _BATCH]
        known = {
            line.external_id: line
            for line in OrderLine.objects.filter(
                account=account, external_id__in=[line.external_id for line in part]
            )
        }
        changed = [line for line in part if _differs(line, known.get(line.external_id))]
        if changed:
            OrderLine.objects.bulk_create(
                changed,
                update_conflicts=True,
                unique_fields=["account", "external_id"],
                update_fields=_UPDATED,
            )
        written += len(changed)
        days |= {line.day for line in changed}
        days |= {known[line.external_id].day for line in changed if line.external_id in known}
    return Kept(written, len(lines) - written), days


def _line(account: MarketplaceAccount, key: str, order: Order, warehouses: Warehouses) -> OrderLine:
    place = warehouses.own_named if order.is_own else warehouses.of_marketplace
    return OrderLine(
        account=account,
        external_id=key,
        number=int(order.number),
        warehouse_id=place(order.warehouse),
        is_own=order.is_own,
        state=_state(order),
        quantity=max(0, order.quantity),
        price=None if order.price is None else order.price.quantize(_KOPECK),
        ordered_at=order.ordered_at,
        day=day_of(order.ordered_at),
    )


def _state(order: Order) -> OrderLine.State:
    if order.is_cancelled:
        return OrderLine.State.CANCELLED
    if order.is_received:
        return OrderLine.State.RECEIVED
    return OrderLine.State.ON_ITS_WAY if order.is_on_its_way else OrderLine.State.ORDERED


def _differs(line: OrderLine, known: OrderLine | None) -> bool:
    return known is None or any(getattr(line, field) != getattr(known, field) for field in _FIELDS)
