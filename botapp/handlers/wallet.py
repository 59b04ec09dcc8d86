"""The customer's balance: what it holds, where it went, and how to top it up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from botapp.actions import AgreeToTopUp, AskTopUp, AskTopUpPhone, Home, OpenWallet, TopUp
from botapp.handlers.home import open_home
from botapp.incoming import Said
from botapp.question import Question, hear
from botapp.screen import Screen
from botapp.screens import messages
from botapp.screens import wallet as screens
from botapp.screens.payment import way_at
from botapp.screens.phone import phone_taken
from botapp.sections import MenuEntry, Section
from botapp.turn import Turn
from orders.contact import clean_phone
from orders.models import WalletEntry
from orders.payments import Provider, providers
from orders.services.move_wallet import balance_of
from orders.services.top_up import check_top_up, request_top_up, top_up_ways
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings
from shop.services.give_consent import give_consent, has_consented, kinds_to_agree_to

TOP_UP, TOP_UP_PHONE = "top_up", "top_up_phone"


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
        notice=turn.notice(""),
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
        return ask_top_up(turn, AskTopUp(), _problem(turn, error))
    turn.wait_for(TOP_UP)  # another amount may be typed instead
    ways = top_up_ways(amount, store.currency)
    return screens.choose(amount, ways, store.currency, turn.language)


def _pay(turn: Turn, amount: Decimal, way: Provider) -> Screen:
    try:
        request_top_up(customer=turn.customer, amount=amount, provider=way)
    except StoreError as error:
        if error.code == ErrorCode.PHONE_NEEDED:
            return ask_phone(turn, _place(amount, way))
        return ask_top_up(turn, AskTopUp(), _problem(turn, error))
    with override(turn.language):
        turn.toast = _("The invoice follows in a moment.")
    return open_wallet(turn, OpenWallet())


def _problem(turn: Turn, error: StoreError) -> str:
    if error.code == ErrorCode.TOP_UP_AMOUNT:
        return screens.amount_problem(error, StoreSettings.current().currency, turn.language)
    return messages.explain(error, turn.language)


def ask_phone(turn: Turn, place: AskTopUpPhone, problem: str = "") -> Screen:
    """Where the receipt of a top-up is to go; consent comes first, once per version."""
    if not StoreSettings.current().wallet_on:
        return open_home(turn, Home())
    if not has_consented(turn.customer):
        return screens.consent(place, *kinds_to_agree_to(), turn.language)
    turn.wait_for(TOP_UP_PHONE)
    turn.answers[TOP_UP_PHONE] = [place.units, place.index]
    return screens.ask_phone(place, turn.language, problem=turn.notice(problem))


def agree(turn: Turn, press: AgreeToTopUp) -> Screen:
    """Log the consent, unless the documents have changed since they were shown; then go on."""
    if press.newest == kinds_to_agree_to()[0]:
        give_consent(customer=turn.customer, source="bot")
    return top_up(turn, TopUp(press.units, press.index))


def take_phone(turn: Turn, said: Said) -> Screen:
    """The number that was written or shared: kept, and the top-up goes on."""
    units, index = turn.answers.get(TOP_UP_PHONE, (0, -1))
    place = AskTopUpPhone(units, index)
    question = Question(
        ask=lambda problem: ask_phone(turn, place, problem),
        check=clean_phone,
        keep=lambda phone: _keep_phone(turn, place, phone),
        back=lambda: top_up(turn, TopUp(units)),
        cancel=lambda: _leave(turn),
        takes_contact=True,
    )
    return hear(turn, said, question)


def _keep_phone(turn: Turn, place: AskTopUpPhone, phone: str) -> Screen:
    turn.customer.phone_number = phone
    turn.customer.save(update_fields=["phone_number"])
    turn.wait_for("")
    turn.answers.pop(TOP_UP_PHONE, None)
    with override(turn.language):
        # No toast answers a message, and the invoice may be there before this screen.
        turn.notice(_("Your number is noted, the invoice is in the chat."))
    screen = top_up(turn, TopUp(place.units, place.index))
    return replace(screen, notice=phone_taken(phone, turn.language))


def _leave(turn: Turn) -> Screen:
    turn.wait_for("")
    return open_wallet(turn, OpenWallet())


def _place(amount: Decimal, way: Provider) -> AskTopUpPhone:
    index = list(providers().values()).index(way)
    return AskTopUpPhone(screens.units(amount, StoreSettings.current().currency), index)


section = Section(
    presses={
        OpenWallet: open_wallet,
        AskTopUp: ask_top_up,
        TopUp: top_up,
        AskTopUpPhone: ask_phone,
        AgreeToTopUp: agree,
    },
    commands={"balance": open_wallet},
    descriptions={"balance": gettext_lazy("Your balance, and topping it up")},
    steps={TOP_UP: take_amount, TOP_UP_PHONE: take_phone},
    menu=[
        MenuEntry(
            gettext_lazy("👛 Balance"),
            OpenWallet(),
            order=92,
            is_shown=lambda: StoreSettings.current().wallet_on,
        )
    ],
)
