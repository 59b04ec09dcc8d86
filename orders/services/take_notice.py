"""What a provider says of a payment, by webhook or when asked, becomes what the store knows."""

from __future__ import annotations

from decimal import Decimal

import structlog
from django.db.models import Q

from orders.models import Payment, PaymentStep, Refund
from orders.payments import Notice, State
from orders.services.close_payment import close_payment
from orders.services.confirm_payment import confirm_payment
from orders.services.request_refund import publish_refund
from orders.services.tell_difference import tell_difference
from shop.money import round_money
from shop.transactions import transactional

log = structlog.get_logger(__name__)


@transactional
def take_notice(
    *, provider: str, notice: Notice, kind: PaymentStep.Kind = PaymentStep.Kind.NOTICE
) -> Payment | None:
    """Bring the payment that `notice` speaks of up to date; None when it is none of ours."""
    payment = _find(provider, notice)
    if payment is None:
        log.warning("payment.unknown", provider=provider, external_id=notice.external_id)
        return None
    step = PaymentStep.objects.create(
        payment=payment, kind=kind, succeeded=True, answer={"state": notice.state, **notice.raw}
    )
    if notice.state == State.PAID:
        paid = confirm_payment(
            payment=payment, external_id=notice.external_id, charge=notice.charge
        )
        _take_refunds(paid, notice, step)
        return paid
    if notice.state == State.CLOSED:
        close_payment(payment)
    return payment


def _take_refunds(payment: Payment, notice: Notice, step: PaymentStep) -> None:
    """What is on its way back is asked about; what the store did not ask for, is told to staff.

    The step that was told of says so, and the same sum is not told again.
    """
    if notice.refunded is None:
        return
    asked = list(Refund.objects.filter(payment=payment, status=Refund.Status.ASKED))
    for refund in asked:
        if refund.external_id and payment.order:
            publish_refund(refund, payment.order)
    ours = payment.refunded_amount + sum(refund.amount for refund in asked)
    known = round_money(payment.charged_amount * ours / payment.amount, payment.charged_currency)
    told = str(notice.refunded)
    steps = PaymentStep.objects.filter(payment=step.payment_id)
    if notice.refunded <= known or steps.filter(answer__told_refunded=told).exists():
        return
    step.answer = {**step.answer, "told_refunded": told}
    step.save(update_fields=["answer"])
    Payment.objects.filter(pk=payment.pk).update(needs_hand=True)
    if payment.order is None:
        _note_top_up_gone(payment, notice.refunded)
    tell_difference(payment, "refunded", notice.refunded - known)


def _note_top_up_gone(payment: Payment, refunded: Decimal) -> None:
    """No refund can be written of a top-up: its payment keeps what is known to have gone back."""
    back = round_money(payment.amount * refunded / payment.charged_amount, payment.currency)
    Payment.objects.filter(pk=payment.pk).update(refunded_amount=min(back, payment.amount))


def _find(provider: str, notice: Notice) -> Payment | None:
    ours = Q(external_id=notice.external_id) if notice.external_id else Q(pk=None)
    if notice.key:
        ours |= Q(key=notice.key)
    found = Payment.objects.filter(ours, provider=provider).select_related("order")
    return found.order_by("-pk").first()
