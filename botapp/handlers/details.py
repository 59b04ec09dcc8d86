"""Coming back to checkout: to where it was left, or to one of the answers."""

from __future__ import annotations

from collections.abc import Sequence

from botapp.actions import (
    Checkout,
    ContinueCheckout,
    EditDetail,
    OpenCart,
    OpenConfirmation,
    OpenDetails,
)
from botapp.handlers.cart import open_cart
from botapp.handlers.checkout import ALONE, ask, begin, is_digital, open_confirmation
from botapp.screen import Screen
from botapp.screens import checkout as screens
from botapp.screens.checkout import ADDRESS, CONTACT
from botapp.sections import Section
from botapp.turn import Turn
from orders.contact import Contact
from shop.services.give_consent import has_consented


def continue_checkout(turn: Turn, _press: ContinueCheckout) -> Screen:
    """The first question that has no answer yet, or the confirmation."""
    missing = next((step for step in _needed(turn) if not turn.answers.get(step)), None)
    if missing is None:
        return open_confirmation(turn, OpenConfirmation())
    if missing == CONTACT[0] or not has_consented(turn.customer):
        return begin(turn, Checkout())
    turn.answers.pop(ALONE, None)
    return ask(turn, missing)


def open_details(turn: Turn, _place: OpenDetails) -> Screen:
    """Which answer is to be changed."""
    turn.answers.pop(ALONE, None)
    contact = _contact(turn)
    if contact is None:
        return open_cart(turn, OpenCart())
    return screens.details(contact, turn.language, steps=len(_needed(turn)))


def edit_detail(turn: Turn, place: EditDetail) -> Screen:
    """One question by itself; its answer leads back to the confirmation."""
    if not 0 <= place.index < len(CONTACT) or _contact(turn) is None:
        return open_details(turn, OpenDetails())
    turn.answers[ALONE] = CONTACT[place.index]
    return ask(turn, CONTACT[place.index])


def _needed(turn: Turn) -> Sequence[str]:
    """The answers that the goods in the cart ask for: those that go nowhere need no address."""
    return [step for step in CONTACT if step != ADDRESS or not is_digital(turn)]


def _contact(turn: Turn) -> Contact | None:
    return screens.contact_of(turn.answers, needs_address=ADDRESS in _needed(turn))


section = Section(
    presses={
        ContinueCheckout: continue_checkout,
        OpenDetails: open_details,
        EditDetail: edit_detail,
    }
)
