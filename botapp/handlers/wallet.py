"""The customer's balance: what it holds, where it went, and how to top it up."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from botapp.actions import AskTopUp, Home, OpenWallet, TopUp
from botapp.handlers.home import open_home
from botapp.incoming import Said
from botapp.screen import Screen
from botapp.screens import messages
from botapp.screens import wallet as screens
from botapp.screens.payment import way_at
from botapp.sections import MenuEntry, Section
from botapp.turn import Turn
from orders.models import WalletEntry
from orders.payments import Provider
from orders.services.move_wallet import balance_of
from orders.services.top_up import check_top_up, request_top_up, top_up_ways
from shop.errors import StoreError
from shop.models import StoreSettings

TOP_UP = "top_up"


def open_wallet(turn: Turn, _place: OpenWallet | str) -> Screen:
    """The balance with its last entries; the main menu where the store keeps none."""
    store = StoreSettings.current()
    if not store.wallet_on:
        return open_home(turn, Home())
    entries = WalletEntry.objects.filter(
        wallet__customer=turn.customer, wallet__currency=store.currency
    ).order_by("-pk")[: screens.ENTRIES]
    return screens.wallet(
        balance_of(turn.customer, store.currency),
        list(entries),
        store.currency,
        turn.language,
        can_top_up=bool(top_up_ways(store.top_up_least, store.currency)),
    )


def ask_top_up(turn: Turn, _press: AskTopUp, problem: str = "") -> Screen:
    """By how much: one of the buttons, or an amount that is typed."""
    store = StoreSettings.current()
    if not store.wallet_on:
        return open_home(turn, Home())
    turn.wait_for(TOP_UP)
    return screens.ask_amount(store, turn.language, problem=problem)


def take_amount(turn: Turn, said: Said) -> Screen:
    """What was typed."""
    try:
        amount = Decimal(said.text.replace("\xa0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        amount = Decimal(0)
    return _ways(turn, amount if amount.is_finite() else Decimal(0))


def top_up(turn: Turn, press: TopUp) -> Screen:
    """The ways to pay so much; one that was pressed is asked for its invoice or link."""
    if not StoreSettings.current().wallet_on:
        return open_home(turn, Home())
    amount = screens.from_units(press.units, StoreSettings.current().currency)
    way = way_at(press.index)
    return _ways(turn, amount) if way is None else _pay(turn, amount, way)


def _ways(turn: Turn, amount: Decimal) -> Screen:
    store = StoreSettings.current()
    try:
        check_top_up(amount)
    except StoreError as error:
        problem = screens.amount_problem(error, store.currency, turn.language)
        return ask_top_up(turn, AskTopUp(), problem=problem)
    turn.wait_for(TOP_UP)  # another amount may be typed instead
    ways = top_up_ways(amount, store.currency)
    return screens.choose(amount, ways, store.currency, turn.language)


def _pay(turn: Turn, amount: Decimal, way: Provider) -> Screen:
    try:
        request_top_up(customer=turn.customer, amount=amount, provider=way)
    except StoreError as error:
        turn.toast = messages.explain(error, turn.language)
        return ask_top_up(turn, AskTopUp())
    with override(turn.language):
        turn.toast = _("The invoice follows in a moment.")
    return open_wallet(turn, OpenWallet())


section = Section(
    presses={OpenWallet: open_wallet, AskTopUp: ask_top_up, TopUp: top_up},
    commands={"balance": open_wallet},
    descriptions={"balance": gettext_lazy("Your balance, and topping it up")},
    steps={TOP_UP: take_amount},
    menu=[
        MenuEntry(
            gettext_lazy("👛 Balance"),
            OpenWallet(),
            order=92,
            is_shown=lambda: StoreSettings.current().wallet_on,
        )
    ],
)
