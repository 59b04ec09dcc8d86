"""Money goes back: written with its reason, done by the provider, settled by its answer."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from orders import payments
from orders.locks import lock_order
from orders.models import Order, OrderEvent, Payment, Refund
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.money import round_money
from shop.transactions import transactional

STORE = "store"


@transactional
def request_refund(*, payment: Payment, amount: Decimal, actor: str, reason: str) -> Refund:
    """Ask the provider to give `amount` (of the order's currency) back; it happens through the outbox.

    Raises StoreError: REFUND_TOO_LARGE when less is left of the payment, what is on its way
    included (so that a double click gives nothing back twice), REFUND_NOT_POSSIBLE when the
    provider can give back only the whole, or nothing.
    """
    order = lock_order(payment.order)
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
    """Give back what the locked `order` did not need; where that cannot be, tell the staff."""
    provider = payments.providers().get(payment.provider)
    can = provider is not None and provider.refunds
    if can and provider is not None and (amount == payment.amount or provider.refunds_in_part):
        _ask(payment, order, amount, actor=STORE, reason="not needed")
    outbox.publish(
        "payment_not_needed",
        {"order_id": order.pk, "payment_id": payment.pk, "amount": str(amount)},
        customer_id=order.customer_id,
    )


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
