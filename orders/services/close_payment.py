"""An open payment that nobody can pay any more."""

from __future__ import annotations

from django.utils import timezone

from orders.models import Payment
from orders.services.open_payment import payment_payload
from shop import outbox
from shop.transactions import transactional


@transactional
def close_payment(payment: Payment) -> bool:
    """Give an open `payment` up; False when it has been paid, or closed, already."""
    still_open = Payment.objects.filter(pk=payment.pk, status=Payment.Status.ASKED)
    if not still_open.update(status=Payment.Status.CLOSED, checked_at=timezone.now()):
        return False
    outbox.publish(
        "payment_closed" if payment.order_id else "top_up_closed",
        payment_payload(payment),
        customer_id=payment.customer_id,
    )
    return True
