"""The balance, and topping it up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.actions import (
    AgreeToTopUp,
    AskTopUp,
    AskTopUpPhone,
    OpenOrders,
    OpenWallet,
    TopUp,
)
from botapp.keyboards import Row, button, columns, way_back
from botapp.screen import Button, Screen, render
from botapp.screens.checkout import PHONE
from botapp.screens.home import legal_pages
from botapp.screens.payment import rows_of_ways
from botapp.screens.phone import phone_question
from orders.models import Payment, WalletEntry
from orders.payments import Provider
from shop.errors import StoreError
from shop.models import StoreSettings
from shop.money import format_money, precision

ENTRIES = 8
_SUGGESTED = (100, 300, 500, 1000, 2000, 5000)


def wallet(
    balance: Decimal,
    entries: Sequence[WalletEntry],
    currency: str,
    language: str,
    *,
    can_top_up: bool,
    notice: str = "",
) -> Screen:
    """What the customer has with the store, and where it came from and went."""
    text = render(
        "wallet",
        language,
        notice=notice,
        balance=format_money(balance, currency, language),
        entries=[_line(entry, currency, language) for entry in entries],
    )
    rows: list[Row] = [[button(labels.TOP_UP, language, AskTopUp())]] if can_top_up else []
    return Screen(text, [*rows, way_back(language, OpenOrders())], route=OpenWallet())


def ask_amount(store: StoreSettings, language: str, *, problem: str = "") -> Screen:
    """By how much to top up."""
    currency = store.currency
    least, most = store.top_up_least, store.top_up_most
    amounts = [Decimal(sum_) for sum_ in _SUGGESTED if least <= sum_ <= most] or [least]
    text = render(
        "top_up",
        language,
        problem=problem,
        least=format_money(least, currency, language),
        most=format_money(most, currency, language),
    )
    buttons = [
        Button(format_money(amount, currency, language), TopUp(units(amount, currency)))
        for amount in amounts
    ]
    return Screen(text, [*columns(buttons, 3), way_back(language, OpenWallet())], route=AskTopUp())


def choose(amount: Decimal, ways: Sequence[Provider], currency: str, language: str) -> Screen:
    """How to pay for it."""
    asked = units(amount, currency)
    rows = rows_of_ways(ways, "", language, lambda index: TopUp(asked, index))
    text = render("top_up_ways", language, amount=format_money(amount, currency, language))
    return Screen(text, [*rows, way_back(language, AskTopUp())], route=TopUp(asked))


def ask_phone(place: AskTopUpPhone, language: str, *, problem: str = "") -> Screen:
    """Where the receipt is to go."""
    text = render("ask", language, step=PHONE, for_receipt=True, problem=problem)
    return phone_question(text, language, route=place)


def consent(place: AskTopUpPhone, newest: int, kinds: Sequence[str], language: str) -> Screen:
    """What the customer is asked to agree to before that."""
    agree = AgreeToTopUp(newest, place.units, place.index)
    rows: list[Row] = [
        [button(labels.I_AGREE, language, agree)],
        [button(labels.CANCEL, language, OpenWallet())],
        way_back(language, TopUp(place.units)),
    ]
    documents = legal_pages(language, kinds)
    text = render("consent", language, documents=documents, for_receipt=True)
    return Screen(text, rows, route=place)


def link(payment: Payment, language: str) -> Screen:
    """Where to pay: the provider's page."""
    total = format_money(payment.charged_amount, payment.charged_currency, language)
    with override(language):
        words = _("Pay %(total)s") % {"total": total}
        until = payment.expires_at
        time = date_format(timezone.localtime(until), "H:i") if until else ""
    text = render("top_up_by_link", language, total=total, until=time)
    rows: list[Row] = [[Button(f"💳 {words}", url=payment.url)], [_balance(language)]]
    return Screen(text, rows, stays=True)


def topped_up(payment: Payment, balance: Decimal, language: str) -> Screen:
    """That the money has come."""
    text = render(
        "topped_up",
        language,
        amount=format_money(payment.amount, payment.currency, language),
        balance=format_money(balance, payment.currency, language),
    )
    return Screen(text, [[_balance(language)]], stays=True)


def failed(language: str) -> Screen:
    """That the way to pay does not answer."""
    return Screen(render("top_up_failed", language), [[_balance(language)]], stays=True)


def amount_problem(error: StoreError, currency: str, language: str) -> str:
    """Why the amount was refused."""
    with override(language):
        return _("Write an amount from %(least)s to %(most)s.") % {
            name: format_money(error.context[name], currency, language)
            for name in ("least", "most")
        }


def units(amount: Decimal, currency: str) -> int:
    """In the currency's smallest units."""
    return int(amount.scaleb(precision(currency)))


def from_units(count: int, currency: str) -> Decimal:
    return Decimal(count).scaleb(-precision(currency))


def _balance(language: str) -> Button:
    return button(labels.BALANCE, language, OpenWallet(), below=True)


def _line(entry: WalletEntry, currency: str, language: str) -> dict[str, str]:
    with override(language):
        title = str(entry.get_kind_display())
        day = date_format(timezone.localtime(entry.created_at), "d.m.Y")
        order = _("#%(number)s") % {"number": entry.order_id} if entry.order_id else ""
    sign = "+" if entry.amount > 0 else "−"
    return {
        "title": title,
        "day": day,
        "order": order,
        "amount": f"{sign}{format_money(abs(entry.amount), currency, language)}",
        "reason": entry.reason if entry.kind == WalletEntry.Kind.CORRECTION else "",
    }
