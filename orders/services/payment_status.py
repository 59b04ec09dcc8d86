"""What has been paid for an order, and what that makes of its payment status."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, Sum
from django.utils import timezone

from orders.models import Order, Payment
from orders.state import OrderStatus


def needed(order: Order) -> Decimal:
    """What `order` costs: nothing once it is cancelled, nor do goods that came back unpaid."""
    if order.status == OrderStatus.CANCELLED:
        return Decimal(0)
    return order.total_amount - order.unclaimed_amount


def received(order: Order) -> Decimal:
    """What has been paid for `order` and not given back."""
    return _sums(order)[0]


def missing(order: Order) -> Decimal:
    """What `order` is short of what it costs, be it asked for or not; 0 once it is cancelled."""
    return max(-surplus(order), Decimal(0))


def owed(order: Order) -> Decimal:
    """What is still to be paid for `order`; 0 once it is cancelled or paid.

    What the staff gave back of it is not asked for again.
    """
    held, waived = _sums(order)
    return max(needed(order) - held - waived, Decimal(0))


def owed_of(order: Order, payments: Iterable[Payment]) -> Decimal:
    """The same of an order whose payments are at hand."""
    settled = (
        one.amount - one.refunded_amount + one.waived_amount
        for one in payments
        if one.status == Payment.Status.PAID
    )
    return max(needed(order) - sum(settled, Decimal(0)), Decimal(0))


def surplus(order: Order) -> Decimal:
    """What has been paid for `order` beyond its need; negative when something is missing."""
    return received(order) - needed(order)


def _sums(order: Order) -> tuple[Decimal, Decimal]:
    """What is held of the payments for `order`, and what was given back of them for good."""
    paid = Payment.objects.filter(order=order, status=Payment.Status.PAID).aggregate(
        held=Sum(F("amount") - F("refunded_amount")), waived=Sum("waived_amount")
    )
    return paid["held"] or Decimal(0), paid["waived"] or Decimal(0)


def status_of(order: Order, *, paid: Decimal, back: Decimal) -> Order.PaymentStatus:
    """The payment status of `order`, for which `paid` came, `back` of it given back."""
    statuses = Order.PaymentStatus
    if not paid:
        return statuses.PAID if not order.total_amount else statuses.UNPAID
    if back == paid:
        return statuses.REFUNDED
    if paid - back >= order.total_amount - order.unclaimed_amount:
        return statuses.PAID
    return statuses.PARTIALLY_REFUNDED if back else statuses.PARTIALLY_PAID


def update_payment_status(order: Order) -> None:
    """Bring the locked order's payment status to what its payments say."""
    paid = Payment.objects.filter(order=order, status=Payment.Status.PAID).aggregate(
        amount=Sum("amount"), back=Sum("refunded_amount")
    )
    status = status_of(order, paid=paid["amount"] or Decimal(0), back=paid["back"] or Decimal(0))
    order.payment_status, order.updated_at = status, timezone.now()
    if status == Order.PaymentStatus.PAID:
        order.pay_by = order.remind_at = None
    order.save(update_fields=["payment_status", "pay_by", "remind_at", "updated_at"])
