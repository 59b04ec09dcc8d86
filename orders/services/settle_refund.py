"""What the provider says of a refund is what holds."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from orders.locks import lock_order
from orders.models import OrderEvent, Payment, Refund
from orders.services.payment_status import update_payment_status
from shop import outbox
from shop.transactions import transactional


@transactional
def settle_refund(*, refund: Refund, external_id: str = "", error: str = "") -> Refund:
    """The money is back, or with `error` it is not to be had; told again, nothing changes."""
    order = lock_order(refund.payment.order_or_error)
    found = Refund.objects.select_related("payment").get(pk=refund.pk)
    if found.status != Refund.Status.ASKED:
        return found
    found.status = Refund.Status.FAILED if error else Refund.Status.DONE
    found.external_id, found.error, found.finished_at = external_id, error[:500], timezone.now()
    found.save()
    if not error:
        _count(found.payment, found.amount)
        update_payment_status(order)
    else:
        Payment.objects.filter(pk=found.payment_id).update(needs_hand=True)
    OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.REFUND_FAILED if error else OrderEvent.Kind.REFUNDED,
        text=error[:500],
        changes=[{"field": "refund", "old": found.payment.provider, "new": str(found.amount)}],
        actor=found.payment.provider,
    )
    outbox.publish(
        "refund_failed" if error else "payment_refunded",
        {"order_id": order.pk, "refund_id": found.pk, "amount": str(found.amount)},
        customer_id=order.customer_id,
    )
    return found


def _count(payment: Payment, amount: Decimal) -> None:
    payment.refunded_amount += amount
    payment.save(update_fields=["refunded_amount"])
