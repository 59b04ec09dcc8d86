"""Reminders: the switch for them, and what they say."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.actions import Checkout, OpenCart, SetReminders
from botapp.keyboards import button
from botapp.screen import Button, Screen, render
from botapp.screens.cart import PAGE_SIZE, cart_line
from orders.services.update_cart import CartView
from shop.money import format_money


def reminders_switch(is_on: bool, language: str) -> Button:
    """The button of the help screen: what it says is how it is now, a press turns it."""
    with override(language):
        label = _("🔔 Reminders: on") if is_on else _("🔕 Reminders: off")
    return Button(label, SetReminders(0 if is_on else 1))


def reminders_text(is_on: bool, language: str) -> str:
    """What the help screen says of reminders; when they are off, what a press agrees to."""
    with override(language):
        if is_on:
            return _("We remind you here of a cart you left behind: once, and only by day.")
        return _(
            "With “Reminders” you agree that we remind you here of a cart you left behind: once, "
            "and only by day. You can switch it off at any time."
        )


def reminders_set(is_on: bool, language: str) -> str:
    with override(language):
        return _("Reminders are on.") if is_on else _("We will not remind you any more.")


def cart_left(view: CartView, *, currency: str, language: str) -> Screen:
    """What lies in the cart, with the ways on, and the way out of reminders."""
    lines = [
        cart_line(line, number, currency, language) for number, line in enumerate(view.lines, 1)
    ]
    text = render(
        "cart_left",
        language,
        lines=lines[:PAGE_SIZE],
        more=len(lines) - PAGE_SIZE,
        total=format_money(view.total, currency, language),
    )
    with override(language):
        enough = Button(_("🔕 Do not remind me"), SetReminders(0))
    rows = [
        [button(labels.CHECKOUT, language, Checkout())],
        [button(labels.MY_CART, language, OpenCart())],
        [enough],
    ]
    return Screen(text, rows)
