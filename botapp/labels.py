"""The words on the buttons, as interfaces promise them."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

CATALOG = gettext_noop("Catalog")
MY_CART = gettext_noop("My Cart")
MY_ORDERS = gettext_noop("My Orders")
HELP = gettext_noop("Help")
BACK = gettext_noop("Back")
MAIN_MENU = gettext_noop("Main Menu")
CANCEL = gettext_noop("Cancel")
ADD_TO_CART = gettext_noop("Add to Cart")
CLEAR_CART = gettext_noop("Clear Cart")
CHECKOUT = gettext_noop("Checkout")
I_AGREE = gettext_noop("I Agree")
CONFIRM_ORDER = gettext_noop("Confirm Order")
SHARE_PHONE = gettext_noop("Share my number")
READ_MORE = gettext_noop("Read more")
COMMENT = gettext_noop("Add a comment")
CHANGE_COMMENT = gettext_noop("Change the comment")
NO_COMMENT = gettext_noop("No comment")
CHANGE_DETAILS = gettext_noop("Change my details")
CONTINUE_CHECKOUT = gettext_noop("Continue checkout")
PROMO_CODE = gettext_noop("Promo code")
PAY = gettext_noop("Pay")
BALANCE = gettext_noop("Balance")
TOP_UP = gettext_noop("Top up")
MY_GOODS = gettext_noop("What I bought")
ALL_AS_FILE = gettext_noop("All as a file")
MINUS, PLUS, REMOVE = "−", "+", "🗑"
UNAVAILABLE = "✕"

_EMOJI = {
    CATALOG: "🛍", MY_CART: "🛒", MY_ORDERS: "📦", HELP: "💬", BACK: "⬅️", MAIN_MENU: "🏠",
    ADD_TO_CART: "🛒", CLEAR_CART: "🗑", CHECKOUT: "✅", I_AGREE: "✅", CONFIRM_ORDER: "✅",
    SHARE_PHONE: "📱", READ_MORE: "📖", COMMENT: "💬", CHANGE_COMMENT: "💬", NO_COMMENT: "🚫",
    CONTINUE_CHECKOUT: "▶️", CHANGE_DETAILS: "✏️", CANCEL: "✖️", PAY: "💳",
    PROMO_CODE: "🏷", BALANCE: "👛", TOP_UP: "➕", MY_GOODS: "🎁", ALL_AS_FILE: "📎",
}  # fmt: skip


def label(text: str, language: str) -> str:
    """A button's word in `language`, with its emoji before it."""
    with override(language):
        return f"{_EMOJI[text]} {_(text)}"


@cache
def _reply_keys() -> dict[str, str]:
    """What the keys under the input field say in every language, with and without emoji."""
    return {
        words.casefold(): text
        for text in (BACK, CANCEL, SHARE_PHONE)
        for language in settings.STORE_LANGUAGES
        for words in (label(text, language), label(text, language).partition(" ")[2])
    }


def reply_key(said: str) -> str:
    """Which of the bot's own keys `said` is (BACK, CANCEL or SHARE_PHONE), or nothing.

    Its label comes as a text like any other, from a phone where the keyboard still stands.
    """
    return _reply_keys().get(" ".join(said.casefold().split()), "")
