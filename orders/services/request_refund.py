"""Money goes back: written with its reason, done by the provider, settled by its answer."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from orders import payments
from orders.locks import lock_order
from orders.models import Order, OrderEvent, Payment, Refund, WalletEntry
from orders.services.move_wallet import move_wallet
from orders.services.payment_status import update_payment_status
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings
from shop.money import round_money
from shop.transactions import transactional

STORE = "store"
WALLET = "wallet"  # the way to pay that is the customer's balance


@transactional
def request_refund(*, payment: Payment, amount: Decimal, actor: str, reason: str) -> Refund:
    """Ask the provider to give `amount` (of the order's currency) back; it happens through the outbox.

    Raises StoreError: REFUND_TOO_LARGE when less is left of the payment, what is on its way
    included (so that a double click gives nothing back twice), REFUND_NOT_POSSIBLE when the
    provider can give back only the whole, or nothing.
    """
    order = lock_order(payment.order_or_error)
    found = Payment.objects.get(pk=payment.pk)
    left = found.refundable - _on_its_way(found)
    if not 0 < amount <= left or amount != round_money(amount, order.currency):
        raise StoreError(ErrorCode.REFUND_TOO_LARGE, most=left)
    provider = payments.providers().get(found.provider)
    is_whole = amount == found.amount
    if provider is None or not (provider.refunds and (is_whole or provider.refunds_in_part)):
        raise StoreError(ErrorCode.REFUND_NOT_POSSIBLE, method=found.provider)
    return _ask(found, order, amount, actor=actor, reason=reason)


def give_back(payment: Payment, order: Order, amount: Decimal) -> None:
    """Give back what the locked `order` did not need, to the wallet where the provider cannot."""
    provider = payments.providers().get(payment.provider)
    can_in_part = provider is not None and provider.refunds_in_part
    if provider is not None and provider.refunds and (amount == payment.amount or can_in_part):
        _ask(payment, order, amount, actor=STORE, reason="not needed")
    elif StoreSettings.current().wallet_on:
        _put_into_wallet(payment, order, amount)
    outbox.publish(
        "payment_not_needed",
        {"order_id": order.pk, "payment_id": payment.pk, "amount": str(amount)},
        customer_id=order.customer_id,
    )


def give_balance_back(order: Order) -> None:
    """Give what the customer's balance paid for the locked `order` back to it."""
    paid = Payment.objects.filter(order=order, provider=WALLET, status=Payment.Status.PAID)
    for payment in paid:
        left = payment.refundable - _on_its_way(payment)
        if left > 0:
            _ask(payment, order, left, actor=STORE, reason="")


def _put_into_wallet(payment: Payment, order: Order, amount: Decimal) -> None:
    move_wallet(
        customer=order.customer,
        currency=order.currency,
        amount=amount,
        kind=WalletEntry.Kind.REFUND,
        reference=f"surplus:{payment.key}",
        actor=STORE,
        order=order,
    )
    payment.refunded_amount += amount
    payment.save(update_fields=["refunded_amount"])
    update_payment_status(order)


def _ask(payment: Payment, order: Order, amount: Decimal, *, actor: str, reason: str) -> Refund:
    refund = Refund.objects.create(payment=payment, amount=amount, actor=actor, reason=reason)
    OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.REFUND_ASKED,
        text=reason,
        changes=[{"field": "refund", "old": payment.provider, "new": str(amount)}],
        actor=actor,
    )
    outbox.publish(
        "refund_requested",
        {"order_id": order.pk, "refund_id": refund.pk},
        customer_id=order.customer_id,
    )
    return refund


def _on_its_way(payment: Payment) -> Decimal:
    asked = Refund.objects.filter(payment=payment, status=Refund.Status.ASKED)
    total: Decimal | None = asked.aggregate(sum=Sum("amount"))["sum"]
    return total or Decimal(0)
