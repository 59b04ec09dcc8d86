"""The payments behind the demo's orders: as much came, and went back, as each order says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from orders.demo.bulk import Row, reserve_ids, write_rows
from orders.demo.course import Course
from orders.demo.people import STAFF
from orders.models import Order, Payment, Refund
from orders.payments import ON_DELIVERY
from orders.state import OrderStatus
from shop.money import round_money

_PAYMENT = (
    "id", "order_id", "customer_id", "provider", "key", "external_id", "status", "amount",
    "currency", "charged_amount", "charged_currency", "refunded_amount", "needs_hand", "url",
    "paid_at", "created_at",
)  # fmt: skip
_REFUND = (
    "payment_id", "key", "amount", "status", "reason", "actor", "external_id", "error",
    "created_at", "finished_at",
)  # fmt: skip
_STATUS = Order.PaymentStatus
_PAID_SHARE = {
    _STATUS.PAID: Decimal(1), _STATUS.PARTIALLY_REFUNDED: Decimal(1),
    _STATUS.REFUNDED: Decimal(1),
    _STATUS.PARTIALLY_PAID: Decimal("0.5"),
}  # fmt: skip
_BACK_SHARE = {_STATUS.REFUNDED: Decimal(1), _STATUS.PARTIALLY_REFUNDED: Decimal("0.25")}


@dataclass(frozen=True, slots=True)
class _Paid:
    order_id: int
    customer_id: int
    amount: Decimal
    back: Decimal
    at: datetime
    back_at: datetime


class Cashbook:
    """Rows of payments and refunds of a batch of orders."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._lines: list[_Paid] = []

    def add(self, order_id: int, customer_id: int, course: Course, total: Decimal) -> None:
        """Note what has been paid for the order by now, if anything."""
        if share := _PAID_SHARE.get(_STATUS(course.payment)):
            back = _BACK_SHARE.get(_STATUS(course.payment), Decimal(0))
            line = _Paid(
                order_id,
                customer_id,
                round_money(total * share, self._currency),
                round_money(total * back, self._currency),
                _paid_at(course),
                course.steps[-1].at,
            )
            self._lines.append(line)

    def write(self) -> None:
        """Insert them."""
        first = reserve_ids(Payment, len(self._lines))
        numbered = list(enumerate(self._lines, first))
        write_rows(Payment, _PAYMENT, [self._payment(pk, line) for pk, line in numbered])
        refunds = [_refund(pk, line) for pk, line in numbered if line.back]
        write_rows(Refund, _REFUND, refunds)

    def _payment(self, pk: int, line: _Paid) -> Row:
        key = _key("paid", line.order_id)
        return (
            pk, line.order_id, line.customer_id, ON_DELIVERY, key, key, Payment.Status.PAID.value,
            line.amount, self._currency, line.amount, self._currency, line.back, False, "",
            line.at, line.at,
        )  # fmt: skip


def _refund(payment_id: int, line: _Paid) -> Row:
    key = _key("back", line.order_id)
    return (
        payment_id, key, line.back, Refund.Status.DONE.value, "", STAFF, key, "",
        line.back_at, line.back_at,
    )  # fmt: skip


def _paid_at(course: Course) -> datetime:
    """On delivery, or when it was first taken in hand."""
    handled = (OrderStatus.CONFIRMED, OrderStatus.PROCESSING)
    for status in ((OrderStatus.DELIVERED,), handled):
        for step in course.steps:
            if step.status in status:
                return step.at
    return course.steps[-1].at


def _key(kind: str, order_id: int) -> str:
    return f"demo-{kind}-{order_id}"
