"""A payment is made known to its provider: outside any transaction, and once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from orders import payments
from orders.models import Order, Payment, PaymentStep
from orders.payments import Charge, Created, Line, Request
from shop import outbox
from shop.errors import DeliveryError, ErrorCode, StoreError

_LONGEST_DESCRIPTION = 200


def open_payment(payment: Payment) -> None:
    """See that the provider knows of `payment`, then tell the customer where to pay (`payment_ready`).

    The provider is given our key, so that asking again after a crash is the same payment. Raises
    `DeliveryError` when the provider cannot be reached or refuses, StoreError(PAYMENT_METHOD_OFF).
    """
    if payment.external_id:
        return
    provider = payments.providers().get(payment.provider)
    if provider is None or not provider.is_on(payment.order.currency):
        raise StoreError(ErrorCode.PAYMENT_METHOD_OFF, method=payment.provider)
    try:
        created = provider.create(request_for(payment, payment.order))
    except DeliveryError as error:
        note_step(payment, PaymentStep.Kind.CREATE, succeeded=False, error=str(error))
        raise
    _note_opened(payment, created)


@transaction.atomic
def _note_opened(payment: Payment, created: Created) -> None:
    note_step(payment, PaymentStep.Kind.CREATE, succeeded=True, **created.raw)
    # A webhook may have been faster: what it wrote stays.
    fresh = Payment.objects.filter(pk=payment.pk, external_id="")
    if fresh.update(external_id=created.external_id, url=created.url):
        publish_ready(payment, payment.order)
    payment.refresh_from_db()


def publish_ready(payment: Payment, order: Order) -> None:
    """Let the customer have what they pay by: the invoice, or the link."""
    outbox.publish(
        "payment_ready",
        {"order_id": order.pk, "payment_id": payment.pk},
        customer_id=order.customer_id,
    )


def request_for(payment: Payment, order: Order) -> Request:
    """What the provider is told of the payment, in the customer's language."""
    items = list(order.items.all())
    with override(order.language):
        title = _("Order #%(number)s") % {"number": order.pk}
    described = ", ".join(f"{item.title(order.language)} × {item.quantity}" for item in items)
    if len(described) > _LONGEST_DESCRIPTION:
        described = described[: _LONGEST_DESCRIPTION - 1].rstrip(" ,") + "…"
    return Request(
        key=payment.key,
        order_id=order.pk,
        charge=Charge(payment.charged_amount, payment.charged_currency),
        title=title,
        description=described or title,
        language=order.language,
        return_url=f"{settings.PUBLIC_URL}/paid/",
        expires_at=payment.expires_at,
        phone_number=order.phone_number,
        lines=[
            Line(item.title(order.language), item.quantity, item.price_at_purchase)
            for item in items
        ],
    )


def note_step(payment: Payment, kind: PaymentStep.Kind, *, succeeded: bool, **answer: Any) -> None:
    PaymentStep.objects.create(payment=payment, kind=kind, succeeded=succeeded, answer=answer)
