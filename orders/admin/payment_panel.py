"""Money on an order's page: what was paid, by what, what went back, and what providers said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orders.admin.order_rights import OrderRights
from orders.admin.order_timeline import way_title
from orders.admin.payment_forms import PaidForm
from orders.models import Order, OrderItem, Payment, PaymentStep, Refund
from orders.services.payment_status import needed, owed_of
from orders.services.request_refund import refundable_now
from orders.services.return_order import RETURNABLE
from shop.admin.base import money

PAYMENT_STATUS_COLOURS = {"asked": "info", "paid": "success", "closed": ""}
REFUND_STATUS_COLOURS = {"asked": "info", "done": "success", "failed": "danger"}


@dataclass(frozen=True)
class StepRow:
    step: PaymentStep
    answer: str


@dataclass(frozen=True)
class RefundRow:
    refund: Refund
    amount: str
    colour: str


@dataclass(frozen=True)
class PaymentRow:
    """A payment as it is read; `left` is what could still be given back."""

    payment: Payment
    way: str
    amount: str
    charged: str
    colour: str
    left: Decimal
    refunds: list[RefundRow]
    steps: list[StepRow]


def payments_panel(order: Order, rights: OrderRights) -> dict[str, Any]:
    """The context of the panel, in four queries at the most."""
    if not rights.see_payments:
        return {}
    found = Payment.objects.filter(order=order).order_by("pk").prefetch_related("refunds", "steps")
    rows = [_row(payment, order) for payment in found]
    received = sum(
        (
            row.payment.amount - row.payment.refunded_amount
            for row in rows
            if row.payment.status == Payment.Status.PAID
        ),
        Decimal(0),
    )
    costs = needed(order)
    missing = max(costs - received, Decimal(0))
    owed = owed_of(order, [row.payment for row in rows])
    has_left = rights.refund and any(row.left > 0 for row in rows)
    can_take = rights.take_payment and missing > 0 and not order.has_digital
    return {
        "payment_rows": rows,
        "way": way_title(order.pay_with),
        "received": money(received, order.currency),
        "owed": money(owed, order.currency) if owed else "",
        "unclaimed": money(order.unclaimed_amount, order.currency)
        if order.unclaimed_amount
        else "",
        "too_much": money(received - costs, order.currency) if received > costs else "",
        "paid_form": PaidForm.asking(owed or missing) if can_take else None,
        "can_refund": has_left,
        "can_return": rights.refund and not has_left and bool(returnable(order)),
    }


def _row(payment: Payment, order: Order) -> PaymentRow:
    other = payment.charged_currency != order.currency
    refunds = sorted(payment.refunds.all(), key=lambda refund: refund.pk)
    on_its_way = sum(
        (refund.amount for refund in refunds if refund.status == Refund.Status.ASKED), Decimal(0)
    )
    return PaymentRow(
        payment=payment,
        way=way_title(payment.provider),
        amount=money(payment.amount, payment.currency),
        charged=money(payment.charged_amount, payment.charged_currency) if other else "",
        colour=PAYMENT_STATUS_COLOURS[payment.status],
        left=payment.refundable - on_its_way,
        refunds=[
            RefundRow(
                refund, money(refund.amount, order.currency), REFUND_STATUS_COLOURS[refund.status]
            )
            for refund in refunds
        ],
        steps=[
            StepRow(step, json.dumps(step.answer, ensure_ascii=False, indent=1))
            for step in payment.steps.all()
        ],
    )


def returnable(order: Order) -> list[OrderItem]:
    """The lines of which something may come back, once they have left."""
    if order.status not in RETURNABLE:
        return []
    items = OrderItem.objects.filter(order=order, is_digital=False)
    return [item for item in items if item.returned_quantity < item.quantity]


def refundable(order: Order) -> list[tuple[Payment, Decimal]]:
    """The payments of which something is left, and how much."""
    paid = Payment.objects.filter(order=order, status=Payment.Status.PAID).order_by("pk")
    return [(payment, left) for payment in paid if (left := refundable_now(payment)) > 0]
