"""A payment is made known to its provider: outside any transaction, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from orders import payments
from orders.models import Payment, PaymentStep
from orders.payments import Charge, Created, How, Line, Provider, Request
from orders.receipts import parts_of, receipt_lines
from shop import outbox
from shop.errors import DeliveryError, ErrorCode, StoreError
from shop.models import Event

_LONGEST_DESCRIPTION = 200
_NEW = timedelta(seconds=5)
_MOMENT = timedelta(seconds=5)
_READY = ("payment_ready", "top_up_ready")


def ask_for(payment: Payment, provider: Provider) -> None:
    """See that the customer gets what they pay by: the provider is asked first where it must be.

    A second tap gets them no second one.
    """
    if provider.how == How.INVOICE or payment.url:
        if not _was_just_given(payment):
            _publish_ready(payment)
    else:
        outbox.publish("payment_requested", {"payment_id": payment.pk})


def _was_just_given(payment: Payment) -> bool:
    """Whether the last word on how to pay is a moment old and was this."""
    words = Event.objects.filter(
        customer_id=payment.customer_id,
        name__in=(*_READY, "payment_put_off"),
        created_at__gt=timezone.now() - _MOMENT,
    )
    last = words.order_by("-pk").first()
    return last is not None and last.payload.get("payment_id") == payment.pk


def open_payment(payment: Payment) -> None:
    """See that the provider knows of `payment`, then tell the customer where to pay (`payment_ready`).

    The provider is given our key, so that asking again after a crash is the same payment. Raises
    `DeliveryError` when the provider cannot be reached or refuses, StoreError(PAYMENT_METHOD_OFF).
    """
    if payment.external_id:
        return
    provider = payments.providers().get(payment.provider)
    if provider is None or not provider.is_on(payment.currency):
        raise StoreError(ErrorCode.PAYMENT_METHOD_OFF, method=payment.provider)
    try:
        created = provider.create(
            replace(request_for(payment), asked_before=_may_be_known(payment))
        )
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
        _publish_ready(payment)
    payment.refresh_from_db()


def _publish_ready(payment: Payment) -> None:
    outbox.publish(
        _READY[0] if payment.order_id else _READY[1],
        payment_payload(payment),
        customer_id=payment.customer_id,
    )


def payment_payload(payment: Payment) -> dict[str, Any]:
    """What an event about `payment` says."""
    order = {"order_id": payment.order_id} if payment.order_id else {}
    return {**order, "payment_id": payment.pk}


def request_for(payment: Payment) -> Request:
    """What the provider is told of the payment, in the customer's language."""
    charge = Charge(payment.charged_amount, payment.charged_currency)
    order = payment.order
    language = order.language if order else payment.customer.language
    with override(language):
        title = _("Order #%(number)s") % {"number": order.pk} if order else _("Balance top-up")
    lines, titles = [Line(title, 1, payment.amount)], []
    if order:
        parts = parts_of(order)
        lines = receipt_lines(parts, payment.amount, payment.currency)
        titles = [(part.title, part.pieces) for part in parts]
    described = ", ".join(f"{name} × {quantity}" for name, quantity in titles)
    if len(described) > _LONGEST_DESCRIPTION:
        described = described[: _LONGEST_DESCRIPTION - 1].rstrip(" ,") + "…"
    return Request(
        key=payment.key,
        order_id=payment.order_id,
        charge=charge,
        title=title,
        description=described or title,
        language=language,
        return_url=f"{settings.PUBLIC_URL}/paid/",
        expires_at=payment.expires_at,
        phone_number=order.phone_number if order else payment.customer.phone_number,
        lines=lines,
    )


def _may_be_known(payment: Payment) -> bool:
    """Whether somebody tried to open it before, and failed or died: then it is no longer new."""
    if timezone.now() - payment.created_at > _NEW:
        return True
    return PaymentStep.objects.filter(payment=payment, kind=PaymentStep.Kind.CREATE).exists()


def note_step(payment: Payment, kind: PaymentStep.Kind, *, succeeded: bool, **answer: Any) -> None:
    PaymentStep.objects.create(payment=payment, kind=kind, succeeded=succeeded, answer=answer)
