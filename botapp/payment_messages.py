"""What customers and staff are told of money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from botapp.invoices import invoice_of
from botapp.models import PayMessage
from botapp.pay_buttons import Closing
from botapp.screen import Screen, render
from botapp.screens import payment as screens
from botapp.sending import Outcome, Outgoing, admin_url, is_chat_missing
from orders import payments as ways
from orders.models import Order, Payment, Refund
from orders.payments import How
from orders.services.check_invoice import can_be_paid
from orders.services.give_up_payment import give_up_payment
from shop.models import Delivery
from shop.money import format_money
from shop.translations import main_language

READY, DUE = "payment_ready", "payment_due"
CLOSED, PUT_OFF = "payment_closed", "payment_put_off"  # told by no message of their own,
RETURNED = "order_returned"  # nor is this: what they close says it
PAYMENT_EVENTS = frozenset(
    {
        READY,
        DUE,
        CLOSED,
        PUT_OFF,
        RETURNED,
        "payment_received",
        "payment_not_needed",
        "payment_refunded",
        "payment_failed",
    }
)
STAFF_PAYMENT_EVENTS = frozenset({"payment_received", "payment_not_needed", "refund_failed"})


def for_customer(delivery: Delivery, order: Order) -> list[Outgoing]:
    """The message about `order`'s money, none when it has been overtaken by events."""
    event, language = delivery.event, order.customer.language
    if event.name == DUE:
        if order.pay_by is None or order.status == Order.Status.CANCELLED:
            return []
        return [
            Outgoing(
                delivery.pk,
                order.customer_id,
                screens.due(order, order.pay_by, language),
                pays=PayMessage(customer_id=order.customer_id, order=order),
            )
        ]
    if event.name in (CLOSED, PUT_OFF, RETURNED) or is_needless(delivery):
        return []
    payment, amount = _payment_and_amount(delivery, order, language)
    if event.name != READY:
        back = event.payload.get("back", "")
        screen = screens.told(event.name, order, amount, language, back=back)
        return [Outgoing(delivery.pk, order.customer_id, screen)]
    if not can_be_paid(payment):
        return []
    way = ways.providers().get(payment.provider)
    if way is not None and way.how == How.INVOICE:
        return [invoice_message(delivery, payment)]
    return [link_message(delivery, payment, screens.link(payment, order, language))]


def invoice_message(delivery: Delivery, payment: Payment) -> Outgoing:
    """Telegram's invoice of a payment, which goes when it can be paid no more."""
    pays = _to_pay_by(payment)
    pays.is_invoice = True
    return Outgoing(
        delivery.pk, payment.customer_id, Screen(""), invoice=invoice_of(payment), pays=pays
    )


def link_message(delivery: Delivery, payment: Payment, screen: Screen) -> Outgoing:
    """The link to a payment's page, which loses it when it can be paid no more."""
    return Outgoing(delivery.pk, payment.customer_id, screen, pays=_to_pay_by(payment))


def closing_messages(delivery: Delivery, over: Sequence[Closing]) -> list[Outgoing]:
    """The ends of messages to pay by: they come first, since each can be repeated without harm."""
    return [Outgoing(delivery.pk, one.message.customer_id, Screen(""), closing=one) for one in over]


def _to_pay_by(payment: Payment) -> PayMessage:
    return PayMessage(customer_id=payment.customer_id, order_id=payment.order_id, payment=payment)


def give_up_refused(messages: Sequence[Outgoing], outcome: Outcome) -> None:
    """Let those choose another way whose invoice Telegram refuses: it is too small a sum, or the
    payment provider's token is no good. Who has no chat can still pay by the invoice's link."""
    refused = [
        message.invoice.payload
        for message in messages
        if message.invoice
        and (failure := outcome.get(message.delivery_id))
        and failure.permanent
        and not is_chat_missing(failure)
    ]
    for payment in Payment.objects.filter(key__in=refused, status=Payment.Status.ASKED):
        give_up_payment(payment=payment)


def is_needless(delivery: Delivery) -> bool:
    """Whether it tells of money all of which goes back: that is told by `payment_not_needed`."""
    needed = delivery.event.payload.get("needed")
    return needed is not None and not Decimal(needed)


def payment_for_staff(delivery: Delivery, order: Order) -> Screen:
    """What the staff chat reads of money that came, or that could not go back."""
    language = main_language()
    payment, amount = _payment_and_amount(delivery, order, language)
    way = ways.providers().get(payment.provider)
    text = render(
        "staff_payment",
        language,
        kind=delivery.event.name.removeprefix("payment_"),
        order=order,
        amount=amount,
        way=screens.title(way, language) if way else payment.provider,
        back=delivery.event.payload.get("back", ""),
        why=_why(delivery),
        admin_url=admin_url(order),
    )
    return Screen(text)


def _payment_and_amount(delivery: Delivery, order: Order, language: str) -> tuple[Payment, str]:
    """The payment that the event is about, and the sum it speaks of."""
    payload = delivery.event.payload
    if "refund_id" in payload:
        refund = Refund.objects.select_related("payment").get(pk=payload["refund_id"])
        payment, sum_ = refund.payment, refund.amount
    else:
        payment = Payment.objects.get(pk=payload["payment_id"])
        sum_ = Decimal(payload["amount"]) if "amount" in payload else payment.amount
    payment.order = order
    return payment, format_money(sum_, order.currency, language)


def _why(delivery: Delivery) -> str:
    refund = Refund.objects.filter(pk=delivery.event.payload.get("refund_id")).first()
    return refund.error if refund else ""
