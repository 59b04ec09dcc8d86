"""Money goes back: written with its reason, done by the provider, settled by its answer."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from django.db.models import F, Sum

from orders import payments
from orders.locks import lock_order
from orders.models import Order, OrderEvent, Payment, Refund, WalletEntry
from orders.models.payment import new_key
from orders.receipts import Part
from orders.services.move_wallet import move_wallet
from orders.services.payment_status import surplus, update_payment_status
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings
from shop.money import round_money
from shop.transactions import transactional

STORE = "store"
SURPLUS = "surplus:"  # how the reference of what became the customer's balance begins
WALLET = "wallet"  # the way to pay that is the customer's balance


class Back(StrEnum):
    """How money goes back."""

    AS_PAID = "as_paid"  # the provider does it
    BY_HAND = "by_hand"  # the staff do it, or have done it
    TO_BALANCE = "to_balance"  # it becomes the customer's balance


@transactional
def request_refund(
    *,
    payment: Payment,
    amount: Decimal,
    actor: str,
    reason: str,
    goods: Sequence[Part] = (),
    key: str = "",
) -> Refund:
    """Ask the provider to give `amount` (of the order's currency) back; it happens through the outbox.

    `goods` is what it is for, as the receipt is to name it; none for the whole order. With a
    `key`, the refund that it stands for already, if there is one. Raises StoreError:
    REFUND_TOO_LARGE when less is left of the payment, what is on its way
    included (so that a double click gives nothing back twice), REFUND_NOT_POSSIBLE when the
    provider can give back only the whole, or nothing.
    """
    order = lock_order(payment.order_or_error)
    if (known := Refund.objects.filter(key=key).first()) is not None:
        return known
    found = Payment.objects.get(pk=payment.pk)
    check_refundable(found, order, amount)
    if not can_go_back(found, amount):
        raise StoreError(ErrorCode.REFUND_NOT_POSSIBLE, method=found.provider)
    return _ask(found, order, amount, actor=actor, reason=reason, goods=goods, key=key)


def check_refundable(payment: Payment, order: Order, amount: Decimal) -> None:
    """Raises StoreError(REFUND_TOO_LARGE) when so `most` is left of the payment."""
    left = refundable_now(payment)
    if not 0 < amount <= left or amount != round_money(amount, order.currency):
        raise StoreError(ErrorCode.REFUND_TOO_LARGE, most=left)


def refundable_now(payment: Payment) -> Decimal:
    """What is left of the payment when all that is on its way back has arrived."""
    return payment.refundable - _on_its_way(payment)


def can_go_back(payment: Payment, amount: Decimal) -> bool:
    """Whether the provider can give so much of the payment back."""
    provider = payments.providers().get(payment.provider)
    if provider is None or not provider.refunds:
        return False
    return provider.refunds_in_part or amount == payment.amount


def not_needed(order: Order) -> Decimal:
    """What the locked `order` was paid too much and that is not on its way back yet."""
    return max(surplus(order) - _on_its_way_of(order), Decimal(0))


def give_back(payment: Payment, order: Order, amount: Decimal, goods: Sequence[Part] = ()) -> None:
    """Give back what the locked `order` did not need, to the wallet where the provider cannot."""
    if can_go_back(payment, amount):
        back = Back.AS_PAID
        _ask(payment, order, amount, actor=STORE, reason="not needed", goods=goods)
    elif StoreSettings.current().wallet_on:
        back = Back.TO_BALANCE
        _put_into_wallet(payment, order, amount)
    else:
        back = Back.BY_HAND
        Payment.objects.filter(pk=payment.pk).update(needs_hand=True)
    outbox.publish(
        "payment_not_needed",
        {
            "order_id": order.pk,
            "payment_id": payment.pk,
            "amount": str(amount),
            "back": back.value,
        },
        customer_id=order.customer_id,
    )


def give_surplus_back(order: Order, most: Decimal, goods: Sequence[Part]) -> None:
    """Give back what the locked `order`, which has become cheaper by `most`, was paid too much.

    `goods` is what it was paid for. The newest payment first, each as `give_back` says.
    """
    left = min(most, not_needed(order))
    paid = Payment.objects.filter(order=order, status=Payment.Status.PAID)
    for payment in paid.order_by("-pk"):
        part = min(left, refundable_now(payment))
        if part > 0:
            give_back(payment, order, part, goods)
            left -= part


def give_balance_back(order: Order) -> None:
    """Give what the customer's balance paid for the locked `order` back to it."""
    paid = Payment.objects.filter(order=order, provider=WALLET, status=Payment.Status.PAID)
    for payment in paid:
        left = refundable_now(payment)
        if left > 0:
            _ask(payment, order, left, actor=STORE, reason="")


def leave_to_staff(order: Order) -> None:
    """Mark what else was paid for the cancelled `order`: somebody must decide what becomes of it."""
    paid = Payment.objects.filter(order=order, status=Payment.Status.PAID)
    paid.exclude(provider=WALLET).filter(refunded_amount__lt=F("amount")).update(needs_hand=True)


def _put_into_wallet(payment: Payment, order: Order, amount: Decimal) -> None:
    move_wallet(
        customer=order.customer,
        currency=order.currency,
        amount=amount,
        kind=WalletEntry.Kind.REFUND,
        reference=f"{SURPLUS}{payment.key}:{payment.refunded_amount}",
        actor=STORE,
        order=order,
    )
    payment.refunded_amount += amount
    payment.save(update_fields=["refunded_amount"])
    update_payment_status(order)


def _ask(
    payment: Payment,
    order: Order,
    amount: Decimal,
    *,
    actor: str,
    reason: str,
    goods: Sequence[Part] = (),
    key: str = "",
) -> Refund:
    refund = note_refund(payment, order, amount, actor=actor, reason=reason, goods=goods, key=key)
    publish_refund(refund, order)
    return refund


def publish_refund(refund: Refund, order: Order) -> None:
    """Have the provider asked for it."""
    outbox.publish(
        "refund_requested",
        {"order_id": order.pk, "refund_id": refund.pk},
        customer_id=order.customer_id,
    )


def note_refund(
    payment: Payment,
    order: Order,
    amount: Decimal,
    *,
    actor: str,
    reason: str,
    goods: Sequence[Part] = (),
    key: str = "",
) -> Refund:
    """Write that `amount` is to go back, and that nobody has to think of it any more."""
    refund = Refund.objects.create(
        payment=payment,
        amount=amount,
        actor=actor,
        reason=reason,
        goods=[part.as_json() for part in goods],
        key=key or new_key(),
    )
    if surplus(order) <= _on_its_way_of(order):
        Payment.objects.filter(order=order, needs_hand=True).update(needs_hand=False)
    OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.REFUND_ASKED,
        text=reason,
        changes=[{"field": "refund", "old": payment.provider, "new": str(amount)}],
        actor=actor,
    )
    return refund


def _on_its_way_of(order: Order) -> Decimal:
    asked = Refund.objects.filter(payment__order=order, status=Refund.Status.ASKED)
    total: Decimal | None = asked.aggregate(sum=Sum("amount"))["sum"]
    return total or Decimal(0)


def _on_its_way(payment: Payment) -> Decimal:
    asked = Refund.objects.filter(payment=payment, status=Refund.Status.ASKED)
    total: Decimal | None = asked.aggregate(sum=Sum("amount"))["sum"]
    return total or Decimal(0)
