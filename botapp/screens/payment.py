"""Choosing how to pay, and what a customer needs to do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.actions import (
    ChooseWay,
    OpenConfirmation,
    OpenOrder,
    OpenWallet,
    PayOrder,
    UseWallet,
)
from botapp.callbacks import Callback
from botapp.keyboards import Row, button, way_back
from botapp.screen import Button, Screen, render
from orders import payments
from orders.models import Order, Payment
from orders.payments import How, Provider
from orders.services.payment_status import owed
from shop.money import format_money


@dataclass(frozen=True)
class Ways:
    """The ways to pay that are offered, and the one chosen."""

    offered: Sequence[Provider]
    chosen: Provider | None
    balance: str = ""
    """What the customer has with the store, in words; empty when there is nothing."""
    from_balance: str = ""
    """What of it pays for the order, if it is to be used."""
    left: str = ""
    """What is then still to be paid; empty for nothing."""

    def title(self, language: str) -> str:
        return title(self.chosen, language) if self.chosen else ""

    def rows_of_confirmation(self, language: str) -> Sequence[Row]:
        """The buttons that lead to the choice, if there is one, and that use the balance."""
        rows: list[Row] = []
        with override(language):
            if len(self.offered) > 1:
                words = _("Payment: %(way)s") % {"way": self.title(language)}
                rows.append([Button(f"💳 {words}", ChooseWay())])
            if self.balance:
                words = _("Use my balance (%(balance)s)") % {"balance": self.balance}
                used = bool(self.from_balance)
                rows.append([Button(f"{'✅' if used else '👛'} {words}", UseWallet(int(not used)))])
        return rows


def choose(offered: Sequence[Provider], chosen: str, language: str) -> Screen:
    """How to pay for the order to be."""
    rows = rows_of_ways(offered, chosen, language, ChooseWay)
    text = render("choose_payment", language, order=None)
    return Screen(
        text, [*rows, [button(labels.BACK, language, OpenConfirmation())]], route=ChooseWay()
    )


def choose_for_order(order: Order, offered: Sequence[Provider], owed: str, language: str) -> Screen:
    """How to pay for an order that has been placed."""
    rows = rows_of_ways(offered, order.pay_with, language, lambda index: PayOrder(order.pk, index))
    text = render("choose_payment", language, order=order, owed=owed)
    return Screen(text, [*rows, way_back(language, OpenOrder(order.pk))], route=PayOrder(order.pk))


def link(payment: Payment, order: Order, language: str) -> Screen:
    """Where to pay: the provider's page."""
    total = format_money(payment.charged_amount, payment.charged_currency, language)
    with override(language):
        words = _("Pay %(total)s") % {"total": total}
    text = render("pay_by_link", language, order=order, total=total)
    rows: list[Row] = [
        [Button(f"💳 {words}", url=payment.url)],
        [button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True)],
    ]
    return Screen(text, rows, stays=True)


def over(order: Order | None, payment: Payment | None, language: str) -> Screen:
    """What stands where a button to pay by was."""
    total = ""
    if payment is not None:
        total = format_money(payment.charged_amount, payment.charged_currency, language)
    paid = payment is not None and payment.status == Payment.Status.PAID
    if order is not None:
        paid = paid or order.payment_status == Order.PaymentStatus.PAID
        way_on = button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True)
    else:
        way_on = button(labels.BALANCE, language, OpenWallet(), below=True)
    is_owed = order is not None and owed(order) > 0
    text = render("pay_over", language, order=order, total=total, paid=paid, is_owed=is_owed)
    return Screen(text, [[way_on]], stays=True)


def due(order: Order, until: datetime, language: str) -> Screen:
    """That the order waits for its money, and how long it will."""
    with override(language):
        time = date_format(timezone.localtime(until), "j E, H:i")
    text = render("payment_due", language, order=order, until=time)
    rows: list[Row] = [
        [button(labels.PAY, language, PayOrder(order.pk), below=True)],
        [button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True)],
    ]
    return Screen(text, rows, stays=True)


def told(template: str, order: Order, amount: str, language: str, *, back: str = "") -> Screen:
    """What happened to the customer's money; `back` is how what was too much goes back."""
    text = render(template, language, order=order, amount=amount, back=back)
    rows = [[button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True)]]
    return Screen(text, rows, stays=True)


def title(provider: Provider, language: str) -> str:
    with override(language):
        return str(provider.title)


def way_at(index: int) -> Provider | None:
    """The way to pay that a button named, None when there is no such one (any more)."""
    known = list(payments.providers().values())
    return known[index] if 0 <= index < len(known) else None


def rows_of_ways(
    offered: Sequence[Provider], chosen: str, language: str, to: Callable[[int], Callback]
) -> list[Row]:
    """A button for each way; `chosen` is marked, `to` makes what a press means of its index."""
    index_of = {name: index for index, name in enumerate(payments.providers())}
    return [
        [
            Button(
                f"{'✅' if provider.name == chosen else _ICONS[provider.how]} "
                f"{title(provider, language)}",
                to(index_of[provider.name]),
            )
        ]
        for provider in offered
    ]


_ICONS = {How.LATER: "🚚", How.INVOICE: "💬", How.LINK: "🌐", How.AT_ONCE: "👛"}
