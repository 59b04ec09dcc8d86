"""Cancelling a part of an order: the stock goes back once, the total follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import StockMovement
from orders.locks import lock_editable_order
from orders.models import Order, OrderEvent
from orders.services.edit_lines import LineChange, change_locked_lines
from shop.errors import ErrorCode, StoreError
from shop.texts import clean_text
from shop.transactions import transactional


@dataclass(frozen=True)
class Cancelled:
    """So many `pieces` less of a line that had `seen` of them when it was looked at."""

    item_id: int
    seen: int
    pieces: int


@transactional
def cancel_lines(
    *,
    order: Order,
    lines: Sequence[Cancelled],
    actor: str,
    why: str = "",
    tell: bool = False,
) -> OrderEvent | None:
    """Take pieces out of `order` and return them to the stock; None when none are named.

    What was paid for them goes back.

    `why` is for the staff alone. Raises StoreError, before anything is written: ORDER_CLOSED
    once the order has left, ORDER_CHANGED when a line is no longer as it was seen (so that the
    same request again returns nothing twice), INVALID_QUANTITY, INVALID_TEXT, and ORDER_EMPTY
    when nothing would be left: cancel the order then.
    """
    for line in lines:
        if not 0 <= line.pieces <= line.seen:
            raise StoreError(ErrorCode.INVALID_QUANTITY, item_id=line.item_id, most=line.seen)
    reason = clean_text(why) if why.strip() else ""
    found = lock_editable_order(order)
    written = change_locked_lines(
        found,
        [LineChange(line.item_id, line.seen, line.seen - line.pieces) for line in lines],
        added=(),
        kind=OrderEvent.Kind.LINES_CANCELLED,
        reason=StockMovement.Reason.ORDER_CANCELLED,
        actor=actor,
        text=reason,
        tell=tell,
    )
    order.total_amount, order.updated_at = found.total_amount, found.updated_at
    order.discount_amount, order.payment_status = found.discount_amount, found.payment_status
    return written
