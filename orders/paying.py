"""Payments and refunds leave the store: each is asked of its provider until it is settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from orders import payments
from orders.models import Payment, PaymentStep, Refund
from orders.payments import Charge, How, Provider, Receipt, Refunded, State
from orders.receipts import parts_of_refund, receipt_lines
from orders.services.give_up_payment import give_up_payment
from orders.services.open_payment import note_step, open_payment
from orders.services.settle_refund import settle_refund
from shop.errors import DeliveryError, StoreError
from shop.models import Delivery
from shop.money import round_money
from shop.outbox import Subscriber

_STILL_OPEN = 300.0
_KEYS_LAST = timedelta(hours=20)  # providers keep them for 24 hours


class Openings(Subscriber):
    """Payments by link are made known to their provider."""

    name = "payments"
    events = frozenset({"payment_requested"})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        return {delivery.pk: _open(delivery.event.payload["payment_id"]) for delivery in deliveries}


class Refunds(Subscriber):
    """Refunds are asked of the provider that took the payment."""

    name = "refunds"
    events = frozenset({"refund_requested"})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        outcome: dict[int, DeliveryError | None] = {}
        for delivery in deliveries:
            refund = Refund.objects.select_related("payment__order").get(
                pk=delivery.event.payload["refund_id"]
            )
            outcome[delivery.pk] = _send(refund)
        return outcome


def _open(payment_id: int) -> DeliveryError | None:
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    if payment.status != Payment.Status.ASKED:
        return None
    try:
        open_payment(payment)
    except StoreError as error:
        return _given_up(payment, DeliveryError(str(error), permanent=True))
    except DeliveryError as error:
        return _given_up(payment, error) if error.permanent else error
    return None


def _given_up(payment: Payment, error: DeliveryError) -> DeliveryError:
    give_up_payment(payment=payment)
    return error


def _send(refund: Refund) -> DeliveryError | None:
    """Ask for one refund; what keeps it from being settled, if anything does."""
    if refund.status != Refund.Status.ASKED:
        return None
    payment = refund.payment
    provider = payments.providers().get(payment.provider)
    if provider is None:
        settle_refund(refund=refund, error="this way to pay is no more")
        return None
    try:
        if _is_done(provider, refund):
            settle_refund(refund=refund, external_id=refund.key)
            return None
        answer = _answer(provider, refund)
    except DeliveryError as error:
        note_step(payment, PaymentStep.Kind.REFUND, succeeded=False, error=str(error))
        if not error.permanent:
            return error
        settle_refund(refund=refund, error=str(error))
        return None
    note_step(payment, PaymentStep.Kind.REFUND, succeeded=True, state=answer.state, **answer.raw)
    if answer.state == State.OPEN:
        on_its_way = Refund.objects.filter(pk=refund.pk, status=Refund.Status.ASKED)
        on_its_way.update(external_id=answer.external_id)
        return DeliveryError("the refund is on its way", retry_after=_STILL_OPEN)
    refused = "" if answer.state == State.PAID else "the provider refused"
    settle_refund(refund=refund, external_id=answer.external_id, error=refused)
    return None


def _answer(provider: Provider, refund: Refund) -> Refunded:
    """What the provider says of the refund. One that it has taken on is asked about: to ask for it
    again would bring its first answer again."""
    if refund.external_id:
        return provider.fetch_refund(refund.external_id)
    return provider.refund(
        refund.payment.external_id,
        charge_of(refund),
        key=refund.key,
        customer_id=refund.payment.customer_id,
        receipt=receipt_of(refund),
    )


def _is_done(provider: Provider, refund: Refund) -> bool:
    """Whether an earlier try has given it back; asked when the provider may have forgotten our key."""
    if refund.external_id or provider.how != How.LINK:
        return False
    if refund.created_at > timezone.now() - _KEYS_LAST:
        return False
    payment = refund.payment
    told = provider.fetch(payment.external_id).refunded
    if told is None:
        return False
    known = payment.charged_amount * payment.refunded_amount / payment.amount
    return told >= round_money(known, payment.charged_currency) + charge_of(refund).amount


def receipt_of(refund: Refund) -> Receipt | None:
    """What the money that goes back was paid for."""
    order = refund.payment.order
    if order is None:
        return None
    charge = charge_of(refund)
    lines = receipt_lines(parts_of_refund(refund, order), charge.amount, charge.currency)
    return Receipt(order.phone_number, lines) if lines else None


def charge_of(refund: Refund) -> Charge:
    """What goes back, in the currency that was paid in; a part of it in proportion."""
    payment = refund.payment
    if refund.amount == payment.amount:
        return Charge(payment.charged_amount, payment.charged_currency)
    part = payment.charged_amount * refund.amount / payment.amount
    return Charge(round_money(part, payment.charged_currency), payment.charged_currency)
