"""A promo code for the order being confirmed: asked for, checked at once, taken away again."""

from __future__ import annotations

from botapp.actions import AskPromo, DropPromo, OpenConfirmation
from botapp.checkout_price import PROMO, codes_of, drop_code, price_now
from botapp.handlers.checkout import open_confirmation, show_confirmation
from botapp.incoming import Said
from botapp.screen import Screen
from botapp.screens import messages
from botapp.screens import promo as screens
from botapp.screens.checkout import contact_of
from botapp.sections import Section
from botapp.turn import Turn
from orders.models import PromoCode
from orders.services.update_cart import view_cart
from shop.errors import StoreError
from shop.throttle import Limit, hit


def ask_promo(turn: Turn, _place: AskPromo, problem: str = "") -> Screen:
    turn.wait_for(PROMO)
    return screens.ask(turn.language, problem)


def take_promo(turn: Turn, said: Said) -> Screen:
    """Keep the code if it holds for what is in the cart now; else say why it does not."""
    if said.message_id <= turn.session.last_text_id:
        return ask_promo(turn, AskPromo())
    if not said.text.strip():
        return ask_promo(turn, AskPromo(), messages.words_please(turn.language))
    if not hit(Limit.named("promo_codes"), str(turn.customer.pk)).allowed:
        return ask_promo(turn, AskPromo(), screens.too_many_tries(turn.language))
    contact, view = contact_of(turn.answers), view_cart(customer=turn.customer)
    if contact is None or not view.can_be_ordered:
        return open_confirmation(turn, OpenConfirmation())
    before = codes_of(turn)
    turn.answers[PROMO] = [*before, said.text]
    try:
        price = price_now(turn, view)
    except StoreError as refusal:
        turn.answers[PROMO] = before
        return ask_promo(turn, AskPromo(), messages.explain(refusal, turn.language))
    turn.session.last_text_id = said.message_id
    turn.wait_for("")
    return show_confirmation(turn, contact, view, price)


def drop_promo(turn: Turn, press: DropPromo) -> Screen:
    promo = PromoCode.objects.filter(pk=press.promo_id).first()
    if promo is not None:
        drop_code(turn, promo.code)
    return open_confirmation(turn, OpenConfirmation())


section = Section(
    presses={AskPromo: ask_promo, DropPromo: drop_promo},
    steps={PROMO: take_promo},
)
