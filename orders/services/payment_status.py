"""What has been paid for an order, and what that makes of its payment status."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, Sum
from django.utils import timezone

from orders.models import Order, Payment
from orders.state import OrderStatus


def received(order: Order) -> Decimal:
    """What has been paid for `order` and not given back."""
    paid = Payment.objects.filter(order=order, status=Payment.Status.PAID)
    total: Decimal | None = paid.aggregate(sum=Sum(F("amount") - F("refunded_amount")))["sum"]
    return total or Decimal(0)


def owed(order: Order) -> Decimal:
    """What is still to be paid for `order`; 0 once it is cancelled or paid."""
    if order.status == OrderStatus.CANCELLED:
        return Decimal(0)
    return max(order.total_amount - received(order), Decimal(0))


def owed_of(order: Order, payments: Iterable[Payment]) -> Decimal:
    """The same of an order whose payments are at hand."""
    if order.status == OrderStatus.CANCELLED:
        return Decimal(0)
    paid = (
        one.amount - one.refunded_amount for one in payments if one.status == Payment.Status.PAID
    )
    return max(order.total_amount - sum(paid, Decimal(0)), Decimal(0))


def surplus(order: Order) -> Decimal:
    """What has been paid for `order` beyond its need; negative when something is owed."""
    needed = Decimal(0) if order.status == OrderStatus.CANCELLED else order.total_amount
    return received(order) - needed


def update_payment_status(order: Order) -> None:
    """Bring the locked order's payment status to what its payments say."""
    paid = Payment.objects.filter(order=order, status=Payment.Status.PAID).aggregate(
        amount=Sum("amount"), back=Sum("refunded_amount")
    )
    amount, back = paid["amount"] or Decimal(0), paid["back"] or Decimal(0)
    statuses = Order.PaymentStatus
    if not amount:
        status = statuses.UNPAID if order.total_amount else statuses.PAID
    elif back == amount:
        status = statuses.REFUNDED
    elif amount - back >= order.total_amount:
        status = statuses.PAID
    else:
        status = statuses.PARTIALLY_REFUNDED if back else statuses.PARTIALLY_PAID
    order.payment_status, order.updated_at = status, timezone.now()
    if status == statuses.PAID:
        order.pay_by = order.remind_at = None
    order.save(update_fields=["payment_status", "pay_by", "remind_at", "updated_at"])
