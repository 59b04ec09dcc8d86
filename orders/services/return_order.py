"""The customer gets money back, and the store perhaps its goods: one return, whole or in part."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal

from catalog.models import StockMovement
from catalog.services.adjust_stock import lock_variants, move_locked_stock
from orders.locks import lock_order
from orders.models import Order, OrderEvent, OrderItem, Payment, Refund, WalletEntry
from orders.receipts import Part, named_parts, part_of
from orders.services.move_wallet import move_wallet
from orders.services.payment_status import owed, update_payment_status
from orders.services.request_refund import (
    Back,
    check_refundable,
    note_refund,
    request_refund,
)
from orders.services.settle_refund import settle_refund
from orders.state import OrderStatus
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings
from shop.texts import clean_text
from shop.transactions import transactional
from shop.translations import main_language

# The goods have left: before that, lines are cancelled instead.
RETURNABLE = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)
_LONGEST_REASON = 500  # what the column holds


@transactional
def return_order(
    *,
    order: Order,
    payment: Payment,
    amount: Decimal,
    back: Back,
    reason: str,
    goods: Mapping[int, int],
    actor: str,
    key: str,
) -> Refund:
    """Give `amount` of `payment` back, and take `goods` (pieces by item) into the stock; once per `key`.

    What the goods are worth beyond `amount` and was not paid yet, is not asked for any more.
    Raises StoreError, before anything is written: INVALID_TEXT without a reason, ORDER_CLOSED
    for goods that have not left, INVALID_QUANTITY for more than the customer has, and what
    `request_refund` raises.
    """
    why = clean_text(reason)[:_LONGEST_REASON]
    found = lock_order(order)
    known = Refund.objects.filter(key=key, payment__order=found).first()
    if known is not None:
        return known
    pieces = {item: quantity for item, quantity in goods.items() if quantity}
    parts = _take_back(found, pieces, why, actor, going_back=amount) if pieces else []
    if back == Back.AS_PAID:
        return request_refund(
            payment=payment, amount=amount, actor=actor, reason=why, goods=parts, key=key
        )
    return _refund_otherwise(payment, found, amount, back, why, actor, key)


@transactional
def return_goods(
    *, order: Order, goods: Mapping[int, int], reason: str, seen: int, actor: str
) -> None:
    """Take `goods` (pieces by item) into the stock where no money is left to go back.

    A parcel that nobody claimed or paid, of which nothing is asked for any more, or one that comes
    after its money. `seen` is how many pieces
    had come back when it was looked at, so that the same request again takes nothing twice.
    Raises StoreError, before anything is written: ORDER_CHANGED, and what `return_order` raises.
    """
    why = clean_text(reason)[:_LONGEST_REASON]
    found = lock_order(order)
    if sum(found.items.values_list("returned_quantity", flat=True)) != seen:
        raise StoreError(ErrorCode.ORDER_CHANGED)
    _take_back(found, {item: pieces for item, pieces in goods.items() if pieces}, why, actor)


@transactional
def retry_refund(*, refund: Refund, actor: str) -> Refund:
    """Ask once more for what was refused; once per refusal. Raises what `request_refund` raises."""
    if refund.status != Refund.Status.FAILED:
        raise StoreError(ErrorCode.REFUND_NOT_POSSIBLE, status=refund.status)
    return request_refund(
        payment=refund.payment,
        amount=refund.amount,
        actor=actor,
        reason=refund.reason,
        goods=named_parts(refund),
        key=uuid.uuid5(uuid.NAMESPACE_OID, refund.key).hex,
    )


def _refund_otherwise(
    payment: Payment,
    order: Order,
    amount: Decimal,
    back: Back,
    reason: str,
    actor: str,
    key: str,
) -> Refund:
    found = Payment.objects.get(pk=payment.pk, order=order)
    check_refundable(found, order, amount)
    refund = note_refund(found, order, amount, actor=actor, reason=reason, key=key)
    number = back.value
    if back == Back.TO_BALANCE:
        if not StoreSettings.current().wallet_on:
            raise StoreError(ErrorCode.PAYMENT_METHOD_OFF, method="wallet")
        entry = move_wallet(
            customer=order.customer,
            currency=order.currency,
            amount=amount,
            kind=WalletEntry.Kind.REFUND,
            reference=f"refund:{refund.key}",
            actor=actor,
            order=order,
            reason=reason,
        )
        number = str(entry.pk)
    return settle_refund(refund=refund, external_id=number, back=back)


def _take_back(
    order: Order,
    pieces: Mapping[int, int],
    why: str,
    actor: str,
    *,
    going_back: Decimal = Decimal(0),
) -> list[Part]:
    """Take the pieces into the stock; what they are worth."""
    if order.status not in RETURNABLE:
        raise StoreError(ErrorCode.ORDER_CLOSED, status=order.status)
    items = {item.pk: item for item in OrderItem.objects.filter(order=order, pk__in=pieces)}
    for pk, quantity in pieces.items():
        item = items.get(pk)
        most = item.quantity - item.returned_quantity if item and not item.is_digital else 0
        if item is None or not 0 < quantity <= most:
            raise StoreError(ErrorCode.INVALID_QUANTITY, item_id=pk, most=most)
    changes: dict[int, int] = {}
    worth = Decimal(0)
    for pk, quantity in pieces.items():
        worth -= part_of(items[pk], items[pk].returned_quantity, order).amount
        worth += part_of(items[pk], items[pk].returned_quantity + quantity, order).amount
        items[pk].returned_quantity += quantity
        if (variant_id := items[pk].variant_id) is not None:
            changes[variant_id] = changes.get(variant_id, 0) + quantity
    OrderItem.objects.bulk_update(items.values(), ["returned_quantity"])
    locked = lock_variants(changes)
    move_locked_stock(
        locked,
        {pk: quantity for pk, quantity in changes.items() if pk in locked},
        reason=StockMovement.Reason.RETURNED,
        actor=actor,
        reference=f"order:{order.pk}",
    )
    OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.RETURNED,
        text=why,
        changes=[
            *(_change(items[pk], quantity, order.language) for pk, quantity in pieces.items()),
            *_ask_no_more(order, worth - going_back),
        ],
        actor=actor,
    )
    outbox.publish("order_returned", {"order_id": order.pk}, customer_id=order.customer_id)
    return [part_of(items[pk], quantity, order) for pk, quantity in pieces.items()]


def _ask_no_more(order: Order, worth: Decimal) -> list[dict[str, object]]:
    """See that goods of such `worth` are not to be paid for, as far as they were not; the change."""
    unclaimed = min(worth, owed(order))
    if unclaimed <= 0:
        return []
    old = order.unclaimed_amount
    order.unclaimed_amount += unclaimed
    order.save(update_fields=["unclaimed_amount"])
    update_payment_status(order)
    new = order.unclaimed_amount
    return [{"field": "unclaimed_amount", "old": str(old), "new": str(new)}]


def _change(item: OrderItem, quantity: int, language: str) -> dict[str, object]:
    return {
        "field": "quantity",
        "sku": item.sku,
        "names": {code: item.title(code) for code in (main_language(), language)},
        "old": quantity,
        "new": 0,
    }
