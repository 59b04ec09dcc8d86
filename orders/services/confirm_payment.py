"""The one way to "paid": the same success told many times pays once."""

from __future__ import annotations

from decimal import Decimal

import structlog
from django.db.models import F, Sum
from django.utils import timezone

from orders.locks import lock_order
from orders.models import Order, OrderEvent, Payment
from orders.payments import Charge
from orders.services.request_refund import give_back
from orders.state import OrderStatus
from shop import outbox
from shop.money import round_money
from shop.transactions import transactional

log = structlog.get_logger(__name__)


@transactional
def confirm_payment(*, payment: Payment, external_id: str, charge: Charge | None) -> Payment:
    """Note that money arrived for `payment`; the row that holds it.

    A success with a known (provider, external_id) changes nothing. Another success of the same
    payment (an old copy of an invoice) is money of its own. What the order does not need (it is
    cancelled, or paid already) is given back through the outbox, and staff are told.
    `charge` is what was really paid, None when that is certain to be what was asked.
    """
    order = lock_order(payment.order)
    return confirm_locked(payment, order, external_id=external_id, charge=charge)


def confirm_locked(
    payment: Payment, order: Order, *, external_id: str, charge: Charge | None
) -> Payment:
    """What `confirm_payment` says, under the lock of `order`."""
    known = Payment.objects.filter(
        provider=payment.provider, external_id=external_id, status=Payment.Status.PAID
    ).first()
    if known is not None:
        return known
    found = Payment.objects.get(pk=payment.pk)
    if found.status == Payment.Status.PAID:
        found = _paid_again(found)
    _settle_amount(found, charge, order.currency)
    found.external_id = external_id
    found.status, found.paid_at = Payment.Status.PAID, timezone.now()
    found.save()
    update_payment_status(order)
    OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.PAID,
        changes=[{"field": "paid", "old": found.provider, "new": str(found.amount)}],
        actor=found.provider,
    )
    outbox.publish(
        "payment_received",
        {"order_id": order.pk, "payment_id": found.pk},
        customer_id=order.customer_id,
    )
    surplus = _surplus(order)
    if surplus > 0:
        give_back(found, order, min(surplus, found.amount))
    return found


def received(order: Order) -> Decimal:
    """What has been paid for `order` and not given back."""
    paid = Payment.objects.filter(order=order, status=Payment.Status.PAID)
    total: Decimal | None = paid.aggregate(sum=Sum(F("amount") - F("refunded_amount")))["sum"]
    return total or Decimal(0)


def update_payment_status(order: Order) -> None:
    """Bring the locked order's payment status to what its payments say."""
    paid = Payment.objects.filter(order=order, status=Payment.Status.PAID).aggregate(
        amount=Sum("amount"), back=Sum("refunded_amount")
    )
    amount, back = paid["amount"] or Decimal(0), paid["back"] or Decimal(0)
    statuses = Order.PaymentStatus
    if not amount:
        status = statuses.UNPAID
    elif back == amount:
        status = statuses.REFUNDED
    elif amount - back >= order.total_amount:
        status = statuses.PAID
    else:
        status = statuses.PARTIALLY_REFUNDED if back else statuses.PARTIALLY_PAID
    order.payment_status, order.updated_at = status, timezone.now()
    order.save(update_fields=["payment_status", "updated_at"])


def _paid_again(first: Payment) -> Payment:
    """A row for money that came by a payment which is paid already."""
    return Payment(
        order_id=first.order_id,
        provider=first.provider,
        amount=first.amount,
        charged_amount=first.charged_amount,
        charged_currency=first.charged_currency,
    )


def _settle_amount(payment: Payment, charge: Charge | None, currency: str) -> None:
    """What really came is what is settled, be it what was asked or not."""
    if charge is None:
        return
    asked = Charge(payment.charged_amount, payment.charged_currency)
    if charge == asked:
        return
    log.warning("payment.other_amount", payment=payment.key, asked=str(asked), came=str(charge))
    if charge.currency == currency:
        payment.amount = charge.amount
    elif charge.currency == asked.currency:
        payment.amount = round_money(payment.amount * charge.amount / asked.amount, currency)
    payment.charged_amount, payment.charged_currency = charge.amount, charge.currency


def _surplus(order: Order) -> Decimal:
    needed = Decimal(0) if order.status == OrderStatus.CANCELLED else order.total_amount
    return received(order) - needed
