"""Changing what an order consists of until it has left: stock and total follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalog.models import ProductVariant, StockMovement
from catalog.services.adjust_stock import lock_variants, move_locked_stock
from orders.customer_figures import order_edited
from orders.lines import Line, snapshot_lines
from orders.locks import lock_editable_order
from orders.models import Order, OrderEvent, OrderItem
from orders.pricing import discount_kept
from orders.receipts import Part
from orders.services.hand_over import hand_over
from orders.services.payment_status import update_payment_status
from orders.services.request_refund import give_surplus_back
from orders.services.update_cart import MAX_LINES, MAX_QUANTITY
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.money import round_money
from shop.transactions import transactional
from shop.translations import main_language

_LARGEST_LINE = Decimal(10**10)  # a hundred of these are more than the column of the total holds


@dataclass(frozen=True)
class LineChange:
    """A line that had `seen` pieces when it was looked at, and shall have `quantity`.

    At 0 it goes. `price` is the new one of a piece, None when it stays.
    """

    item_id: int
    seen: int
    quantity: int
    price: Decimal | None = None


@transactional
def edit_lines(
    *,
    order: Order,
    changes: Sequence[LineChange],
    added: Sequence[Line] = (),
    actor: str,
    tell: bool = False,
) -> OrderEvent | None:
    """Change lines of `order` and add others at their price of now; None when nothing differs.

    More pieces are taken from the stock, fewer go back to it. A line that comes to less keeps
    its part of its discount; what comes on top is at full price. What was paid beyond the new
    total goes back. With `tell` the customer gets a message. Raises StoreError, before anything
    is written: ORDER_CLOSED once the order has left, ORDER_CHANGED when a line is no longer as it
    was seen, ORDER_EMPTY, INVALID_QUANTITY, INVALID_PRICE, TOO_MANY_LINES, NOT_FOUND,
    OUT_OF_STOCK (`problems` names each variant).
    """
    found = lock_editable_order(order)
    written = change_locked_lines(
        found,
        changes,
        added,
        kind=OrderEvent.Kind.LINES_EDITED,
        reason=StockMovement.Reason.ORDER_EDITED,
        actor=actor,
        tell=tell,
    )
    order.total_amount, order.updated_at = found.total_amount, found.updated_at
    order.discount_amount, order.payment_status = found.discount_amount, found.payment_status
    return written


def change_locked_lines(
    order: Order,
    changes: Sequence[LineChange],
    added: Sequence[Line],
    *,
    kind: OrderEvent.Kind,
    reason: StockMovement.Reason,
    actor: str,
    text: str = "",
    tell: bool = False,
) -> OrderEvent | None:
    """What `edit_lines` says, on an order that the caller has locked and may edit."""
    items = {item.pk: item for item in order.items.all()}
    changes = [change for change in changes if _is_real(change, items, order)]
    if not changes and not added:
        return None
    _check_limits(items, changes, added)
    locked = _take_stock(order, items, changes, added, reason=reason, actor=actor)

    told = [part for change in changes for part in _told(items[change.item_id], change)]
    before = [(items[change.item_id], items[change.item_id].to_pay) for change in changes]
    _write(items, changes, order)
    less = [
        Part(item.title(order.language), _pieces(change), paid - item.to_pay)
        for change, (item, paid) in zip(changes, before, strict=True)
        if paid > item.to_pay
    ]
    new_items = OrderItem.objects.bulk_create(snapshot_lines(order, added, locked))
    told += [_part(item, "quantity", 0, item.quantity) for item in new_items]
    order.discount_amount = sum((item.discount for item in items.values()), Decimal(0))
    total, old = _total([*items.values(), *new_items], order), order.total_amount
    if total != old:
        told.append({"field": "total_amount", "old": str(old), "new": str(total)})
    order.total_amount, order.updated_at = total, timezone.now()
    order.save(update_fields=["total_amount", "discount_amount", "updated_at"])
    event = outbox.publish(
        "order_edited", {"order_id": order.pk, "tell": tell}, customer_id=order.customer_id
    )
    written = OrderEvent.objects.create(
        order=order, kind=kind, text=text, changes=told, actor=actor, outbox_event=event
    )
    if total != old:
        _settle(order, cheaper_by=old - total, less=less)
    order_edited(order, by=total - old)
    return written


def _settle(order: Order, *, cheaper_by: Decimal, less: Sequence[Part]) -> None:
    """What was paid meets the new total: too much goes back, enough hands digital goods over."""
    update_payment_status(order)
    if cheaper_by > 0:
        hand_over(order)
        give_surplus_back(order, cheaper_by, less)


def _pieces(change: LineChange) -> int:
    """How many pieces a line that comes to less is less by; all of them where only the price is."""
    return max(change.seen - change.quantity, 0) or change.seen


def _is_real(change: LineChange, items: Mapping[int, OrderItem], order: Order) -> bool:
    """Whether the change differs from what there is; refused when that is not what was seen."""
    item = items.get(change.item_id)
    if item is None or item.quantity != change.seen:
        raise StoreError(ErrorCode.ORDER_CHANGED, item_id=change.item_id)
    if item.handed_over_at is not None:
        raise StoreError(ErrorCode.ORDER_CLOSED, status=order.status)
    if not 0 <= change.quantity <= MAX_QUANTITY:
        raise StoreError(ErrorCode.INVALID_QUANTITY, item_id=item.pk, most=MAX_QUANTITY)
    price = change.price
    if price is not None and (price < 0 or price != round_money(price, order.currency)):
        raise StoreError(ErrorCode.INVALID_PRICE, item_id=item.pk)
    return change.quantity != item.quantity or price not in (None, item.price_at_purchase)


def _check_limits(
    items: Mapping[int, OrderItem], changes: Sequence[LineChange], added: Sequence[Line]
) -> None:
    """Some lines but not too many are left, and what they come to can be written."""
    for line in added:
        if not 1 <= line.quantity <= MAX_QUANTITY:
            raise StoreError(ErrorCode.INVALID_QUANTITY, most=MAX_QUANTITY)
    count = len(items) + len(added) - sum(change.quantity == 0 for change in changes)
    if count < 1:
        raise StoreError(ErrorCode.ORDER_EMPTY)
    if count > MAX_LINES:
        raise StoreError(ErrorCode.TOO_MANY_LINES, most=MAX_LINES)
    for change in changes:
        if (change.price or Decimal(0)) * max(change.quantity, 1) >= _LARGEST_LINE:
            raise StoreError(ErrorCode.INVALID_PRICE, item_id=change.item_id)


def _take_stock(
    order: Order,
    items: Mapping[int, OrderItem],
    changes: Sequence[LineChange],
    added: Sequence[Line],
    *,
    reason: StockMovement.Reason,
    actor: str,
) -> dict[int, ProductVariant]:
    """Take and return pieces as the lines will need them; the variants, locked."""
    wanted: Counter[int] = Counter()
    for change in changes:
        item, more = items[change.item_id], change.quantity - change.seen
        if item.variant_id is not None:
            wanted[item.variant_id] += more
        elif more > 0:  # the variant is no more: there is nothing to take from
            raise StoreError(ErrorCode.NOT_FOUND, item_id=item.pk)
    for line in added:
        wanted[line.variant_id] += line.quantity
    locked = lock_variants(wanted)
    if missing := [line.variant_id for line in added if line.variant_id not in locked]:
        raise StoreError(ErrorCode.NOT_FOUND, variant_ids=missing)
    short = [
        {"variant_id": pk, "requested": pieces, "available": locked[pk].stock_quantity}
        for pk, pieces in wanted.items()
        if pieces > locked[pk].stock_quantity
    ]
    if short:
        raise StoreError(ErrorCode.OUT_OF_STOCK, problems=short)
    moves = {pk: -pieces for pk, pieces in wanted.items() if pieces}
    if moves:
        move_locked_stock(locked, moves, reason=reason, actor=actor, reference=f"order:{order.pk}")
    return locked


def _write(items: dict[int, OrderItem], changes: Sequence[LineChange], order: Order) -> None:
    """Bring `items` and their rows to what the changes ask for; discounts follow their lines."""
    gone = [change.item_id for change in changes if change.quantity == 0]
    for change in changes:
        item = items[change.item_id]
        before = item.line_total
        item.quantity = change.quantity
        if change.price is not None:
            item.price_at_purchase = change.price
        item.discount = discount_kept(item.discount, before, item.line_total, order.currency)
    OrderItem.objects.bulk_update(
        [items[change.item_id] for change in changes if change.quantity],
        ["quantity", "price_at_purchase", "discount"],
    )
    if gone:
        OrderItem.objects.filter(order=order, pk__in=gone).delete()
    for pk in gone:
        del items[pk]


def _told(item: OrderItem, change: LineChange) -> list[dict[str, Any]]:
    parts = []
    if change.quantity != item.quantity:
        parts.append(_part(item, "quantity", item.quantity, change.quantity))
    if change.price not in (None, item.price_at_purchase) and change.quantity:
        parts.append(_part(item, "price", str(item.price_at_purchase), str(change.price)))
    return parts


def _part(item: OrderItem, field: str, old: object, new: object) -> dict[str, Any]:
    languages = sorted({main_language(), item.order.language})
    names = {code: item.title(code) for code in languages}
    return {"field": field, "sku": item.sku, "names": names, "old": old, "new": new}


def _total(items: Sequence[OrderItem], order: Order) -> Decimal:
    return round_money(sum((item.to_pay for item in items), Decimal(0)), order.currency)
