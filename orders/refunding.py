"""Refunds leave the store: each is asked of its provider, under its own key, until it is settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orders import payments
from orders.models import PaymentStep, Refund
from orders.payments import Charge, State
from orders.services.open_payment import note_step
from orders.services.settle_refund import settle_refund
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.money import round_money
from shop.outbox import Subscriber

_STILL_OPEN = 300.0


class Refunds(Subscriber):
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
        answer = provider.refund(
            payment.external_id,
            charge_of(refund),
            key=refund.key,
            customer_id=payment.order.customer_id,
        )
    except DeliveryError as error:
        note_step(payment, PaymentStep.Kind.REFUND, succeeded=False, error=str(error))
        if not error.permanent:
            return error
        settle_refund(refund=refund, error=str(error))
        return None
    note_step(payment, PaymentStep.Kind.REFUND, succeeded=True, state=answer.state, **answer.raw)
    if answer.state == State.OPEN:
        return DeliveryError("the refund is on its way", retry_after=_STILL_OPEN)
    refused = "" if answer.state == State.PAID else "the provider refused"
    settle_refund(refund=refund, external_id=answer.external_id, error=refused)
    return None


def charge_of(refund: Refund) -> Charge:
    """What goes back, in the currency that was paid in; a part of it in proportion."""
    payment = refund.payment
    if refund.amount == payment.amount:
        return Charge(payment.charged_amount, payment.charged_currency)
    part = payment.charged_amount * refund.amount / payment.amount
    return Charge(round_money(part, payment.charged_currency), payment.charged_currency)
