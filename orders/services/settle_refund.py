"""What the provider says of a refund is what holds."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from orders.locks import lock_order
from orders.models import Order, OrderEvent, Payment, Refund
from orders.services.payment_status import surplus, update_payment_status
from orders.services.request_refund import STORE, WALLET, Back
from shop import outbox
from shop.transactions import transactional


@transactional
def settle_refund(
    *, refund: Refund, external_id: str = "", error: str = "", back: Back = Back.AS_PAID
) -> Refund:
    """The money is back, or with `error` it is not to be had; told again, nothing changes."""
    order = lock_order(refund.payment.order_or_error)
    found = Refund.objects.select_related("payment").get(pk=refund.pk)
    if found.status != Refund.Status.ASKED:
        return found
    found.status = Refund.Status.FAILED if error else Refund.Status.DONE
    found.external_id, found.error, found.finished_at = external_id, error[:500], timezone.now()
    found.save()
    if not error:
        _count(found, order)
        update_payment_status(order)
    else:
        Payment.objects.filter(pk=found.payment_id).update(needs_hand=True)
    if found.payment.provider == WALLET:
        back = Back.TO_BALANCE
    way = WALLET if back == Back.TO_BALANCE else found.payment.provider
    OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.REFUND_FAILED if error else OrderEvent.Kind.REFUNDED,
        text=error[:500],
        changes=[{"field": "refund", "old": way, "new": str(found.amount)}],
        actor=found.payment.provider if back == Back.AS_PAID else found.actor,
    )
    outbox.publish(
        "refund_failed" if error else "payment_refunded",
        {
            "order_id": order.pk,
            "refund_id": found.pk,
            "amount": str(found.amount),
            "back": back.value,
        },
        customer_id=order.customer_id,
    )
    return found


def _count(refund: Refund, order: Order) -> None:
    """What staff gave back of money that the order needed, its customer is not asked for again."""
    payment = refund.payment
    if refund.actor != STORE:
        payment.waived_amount += refund.amount - min(refund.amount, max(surplus(order), Decimal(0)))
    payment.refunded_amount += refund.amount
    payment.save(update_fields=["refunded_amount", "waived_amount"])
