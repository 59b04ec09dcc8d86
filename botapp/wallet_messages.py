"""What customers are told of topping up their balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from botapp.pay_buttons import closings
from botapp.payment_messages import (
    closing_messages,
    give_up_refused,
    invoice_message,
    link_message,
)
from botapp.screens import wallet as screens
from botapp.sending import Outgoing, send_all
from botapp.settle import mark_blocked
from orders import payments as ways
from orders.models import Payment
from orders.payments import How
from orders.services.move_wallet import balance_of
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import Subscriber


class WalletMessages(Subscriber):
    """The invoice or the link, that the money came, or that the way to pay does not answer.

    What can be paid no more loses its button.
    """

    name = "wallet_messages"
    events = frozenset({"top_up_ready", "topped_up", "top_up_failed", "top_up_closed"})
    in_order = True

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        wanted = {delivery.event.payload["payment_id"] for delivery in deliveries}
        found = Payment.objects.filter(pk__in=wanted).select_related("customer")
        payments = {payment.pk: payment for payment in found}
        over = closings("payment", payments)
        messages: list[Outgoing] = []
        for delivery in deliveries:
            payment = payments.get(delivery.event.payload["payment_id"])
            if payment is not None and payment.customer.blocked_at is None:
                messages += closing_messages(delivery, over.pop(payment.pk, []))
                messages += _messages(delivery, payment)
        outcome, blocked = send_all(messages, deliveries)
        give_up_refused(messages, outcome)
        for customer_id in blocked:
            mark_blocked(customer_id)
        return outcome


def _messages(delivery: Delivery, payment: Payment) -> list[Outgoing]:
    language, to = payment.customer.language, payment.customer_id
    match delivery.event.name:
        case "topped_up":
            balance = balance_of(payment.customer, payment.currency)
            screen = screens.topped_up(payment, balance, language)
            return [Outgoing(delivery.pk, to, screen)]
        case "top_up_failed":
            return [Outgoing(delivery.pk, to, screens.failed(language))]
    if payment.status != Payment.Status.ASKED:
        return []
    way = ways.providers().get(payment.provider)
    if way is not None and way.how == How.INVOICE:
        return [invoice_message(delivery, payment)]
    return [link_message(delivery, payment, screens.link(payment, language))]
