"""The one way to "paid": the same success told many times pays once."""

from __future__ import annotations

import structlog
from django.utils import timezone

from orders.locks import lock_order
from orders.models import Order, OrderEvent, Payment
from orders.payments import Charge
from orders.services.hand_over import hand_over
from orders.services.payment_status import update_payment_status
from orders.services.request_refund import give_back, not_needed
from orders.services.top_up import credit
from shop import outbox
from shop.money import round_money
from shop.transactions import transactional

log = structlog.get_logger(__name__)


@transactional
def confirm_payment(*, payment: Payment, external_id: str, charge: Charge | None) -> Payment:
    """Note that money arrived for `payment`; the row that holds it.

    A success with a known (provider, external_id) changes nothing. Another success of the same
    payment (an old copy of an invoice) is money of its own. What the order does not need (it is
    cancelled, or paid already) is given back through the outbox, and staff are told; a top-up is
    the customer's balance. `charge` is what was really paid, None when that is what was asked.
    """
    if payment.order is not None:
        order = lock_order(payment.order)
        return confirm_locked(payment, order, external_id=external_id, charge=charge)
    Payment.objects.select_for_update().get(pk=payment.pk)
    paid, is_new = _take(payment, external_id, charge)
    if is_new:
        credit(paid)
    return paid


def confirm_locked(
    payment: Payment, order: Order, *, external_id: str, charge: Charge | None, actor: str = ""
) -> Payment:
    """What `confirm_payment` says, under the lock of `order`; `actor` is the provider if not named."""
    found, is_new = _take(payment, external_id, charge)
    if not is_new:
        return found
    update_payment_status(order)
    OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.PAID,
        changes=[{"field": "paid", "old": found.provider, "new": str(found.amount)}],
        actor=actor or found.provider,
    )
    too_much = min(not_needed(order), found.amount)
    outbox.publish(
        "payment_received",
        {"order_id": order.pk, "payment_id": found.pk, "needed": str(found.amount - too_much)},
        customer_id=order.customer_id,
    )
    hand_over(order)
    if too_much > 0:
        give_back(found, order, too_much)
    return found


def _take(payment: Payment, external_id: str, charge: Charge | None) -> tuple[Payment, bool]:
    """The row that holds this money, and whether it came just now."""
    known = Payment.objects.filter(
        provider=payment.provider, external_id=external_id, status=Payment.Status.PAID
    ).first()
    if known is not None:
        return known, False
    found = Payment.objects.get(pk=payment.pk)
    if found.status == Payment.Status.PAID:
        found = _paid_again(found)
    _settle_amount(found, charge)
    found.external_id = external_id
    found.status, found.paid_at = Payment.Status.PAID, timezone.now()
    found.save()
    return found, True


def _paid_again(first: Payment) -> Payment:
    """A row for money that came by a payment which is paid already."""
    return Payment(
        order_id=first.order_id,
        customer_id=first.customer_id,
        provider=first.provider,
        amount=first.amount,
        currency=first.currency,
        charged_amount=first.charged_amount,
        charged_currency=first.charged_currency,
    )


def _settle_amount(payment: Payment, charge: Charge | None) -> None:
    """What really came is what is settled, be it what was asked or not."""
    if charge is None:
        return
    asked = Charge(payment.charged_amount, payment.charged_currency)
    if charge == asked:
        return
    log.warning("payment.other_amount", payment=payment.key, asked=str(asked), came=str(charge))
    if charge.currency == payment.currency:
        payment.amount = charge.amount
    elif charge.currency == asked.currency:
        part = payment.amount * charge.amount / asked.amount
        payment.amount = round_money(part, payment.currency)
    payment.charged_amount, payment.charged_currency = charge.amount, charge.currency
