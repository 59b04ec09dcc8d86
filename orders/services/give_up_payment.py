"""A payment that its provider will not take: the customer must choose another way."""

from __future__ import annotations

from orders.models import Payment
from orders.services.open_payment import payment_payload
from shop import outbox
from shop.transactions import transactional


@transactional
def give_up_payment(*, payment: Payment) -> None:
    """Close it, and see that the customer is told (`payment_failed`, `top_up_failed`); one that is
    paid or closed by now stays as it is.
    """
    asked = Payment.objects.filter(pk=payment.pk, status=Payment.Status.ASKED)
    if asked.update(status=Payment.Status.CLOSED):
        outbox.publish(
            "payment_failed" if payment.order_id else "top_up_failed",
            payment_payload(payment),
            customer_id=payment.customer_id,
        )
