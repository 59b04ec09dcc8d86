"""Short words for toasts and refusals, in the person's language."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from botapp.screen import Screen, render
from botapp.screens import promo
from shop.errors import PROMO_CODE_REFUSALS, ErrorCode, StoreError
from shop.hours import when_words
from shop.models import StoreSettings
from shop.money import format_money


def out_of_date(language: str) -> str:
    with override(language):
        return _("This button is out of date. Here is a fresh screen.")


def gone(language: str) -> str:
    with override(language):
        return _("This is no longer on sale. Here is what we have.")


def already_placed(language: str) -> str:
    with override(language):
        return _("This order has been placed already.")


def added(quantity: int, in_cart: int, language: str) -> str:
    with override(language):
        return _("Added: %(quantity)s. In the cart now: %(in_cart)s.") % {
            "quantity": quantity,
            "in_cart": in_cart,
        }


def only_left(available: int, language: str) -> str:
    with override(language):
        if available < 1:
            return _("Sold out, sorry.")
        return ngettext(
            "Only %(count)s piece is left.", "Only %(count)s pieces are left.", available
        ) % {"count": available}


def at_least_one(language: str) -> str:
    with override(language):
        return _("One piece is the least.")


def not_made(language: str) -> str:
    with override(language):
        return _("There is no such combination.")


def sold_out(language: str) -> str:
    with override(language):
        return _("Sold out in this combination.")


def words_please(language: str) -> str:
    with override(language):
        return _("Please answer in words.")


def line_gone(language: str) -> str:
    with override(language):
        return _("This is no longer in your cart.")


def nothing_to_cancel(language: str) -> str:
    with override(language):
        return _("There is nothing to cancel. Here is what I can do:")


def closed_words(store: StoreSettings, language: str) -> str:
    """Why no orders are taken now; empty when they are."""
    if not store.refuses_orders():
        return ""
    return _closed(store.text_of("closed_text", language), store.closed_until, language)


def seen_to_later(store: StoreSettings, language: str) -> str:
    """When somebody will look after an order placed now; empty when somebody is there."""
    opens = None if store.week.is_open() else store.week.opens_next()
    if opens is None:
        return ""
    with override(language):
        when = when_words(opens)
        return _("Nobody is in right now. We will get to your order %(when)s.") % {"when": when}


def from_the_store(text: str, language: str) -> Screen:
    """What somebody of the staff writes to a customer."""
    store = StoreSettings.current().text_of("name", language)
    return Screen(render("store_message", language, store=store, text=text), stays=True)


def explain(error: StoreError, language: str) -> str:
    """Why the store refused, and what to do."""
    with override(language):
        if error.context.get("too_long"):
            return _("That is too long: at most %(longest)s characters.") % error.context
        match error.code:
            case ErrorCode.OUT_OF_STOCK if "available" in error.context:
                return _more_than_there_is(error, language)
            case ErrorCode.OUT_OF_STOCK | ErrorCode.STOCK_NEGATIVE:
                return _("Some of it is no longer in stock. Look at your cart, please.")
            case ErrorCode.PRODUCT_INACTIVE | ErrorCode.NOT_FOUND:
                return _("This is no longer on sale.")
            case ErrorCode.PRICE_CHANGED:
                return _("The price has changed. Check the new total, please.")
            case ErrorCode.CART_CHANGED:
                return _("Your cart has changed. Check it once more, please.")
            case ErrorCode.CART_EMPTY:
                return _("Your cart is empty.")
            case ErrorCode.TOO_MANY_LINES:
                return _("The cart is full: %(most)s lines.") % error.context
            case ErrorCode.TOO_MANY_PIECES:
                return _too_many_pieces(error)
            case ErrorCode.ORDER_TOO_SMALL:
                return _too_small(error, language)
            case ErrorCode.STORE_CLOSED:
                text = error.context["texts"].get(language, "")
                return _closed(text, error.context["opens_on"], language)
            case ErrorCode.INVALID_QUANTITY:
                return _("That is too many pieces at once.")
            case ErrorCode.PAYMENT_METHOD_OFF:
                return _("This way to pay is not available now. Choose another one, please.")
            case ErrorCode.PAYMENT_NOT_NEEDED | ErrorCode.INVOICE_PAID:
                return _("There is nothing left to pay for this order.")
            case ErrorCode.INVOICE_CANCELLED:
                return _("This order has been cancelled: there is nothing to pay.")
            case ErrorCode.INVOICE_WAY:
                return _("You have chosen another way to pay for this order. Open it in My Orders.")
            case ErrorCode.INVOICE_OLD if error.context.get("order_id", 0) is None:
                return _("This invoice is out of date. Ask for a new one under Balance.")
            case ErrorCode.INVOICE_OLD:
                return _(
                    "This invoice is out of date: the order has changed. Open it in My Orders."
                )
            case ErrorCode.TOP_UP_AMOUNT:
                return _("Write an amount from %(least)s to %(most)s.") % error.context
            case ErrorCode.INVALID_NAME:
                return _("Please write your name in letters, like “Ivan Petrov”.")
            case ErrorCode.INVALID_PHONE:
                return _("This does not look like a phone number. Example: +1 555 123-45-67.")
            case ErrorCode.INVALID_ADDRESS:
                return _("Please write the whole address: town, street, house, flat.")
            case code if code in PROMO_CODE_REFUSALS:
                return promo.refusal(error)
            case _other:
                return _("That did not work. Please try again.")


def _more_than_there_is(error: StoreError, language: str) -> str:
    available, in_cart = error.context["available"], error.context.get("in_cart", 0)
    left = only_left(available, language)
    if available and in_cart:
        return left + " " + _("You have %(in_cart)s in the cart.") % {"in_cart": in_cart}
    return left


def _too_many_pieces(error: StoreError) -> str:
    most, in_cart = error.context["most"], error.context["in_cart"]
    words = ngettext(
        "At most %(n)s piece of one product can be ordered at once.",
        "At most %(n)s pieces of one product can be ordered at once.",
        most,
    ) % {"n": most}
    if in_cart:
        words += " " + _("You have %(in_cart)s in the cart.") % {"in_cart": in_cart}
    return words


def _too_small(error: StoreError, language: str) -> str:
    context = error.context
    money = {
        name: format_money(context[name], context["currency"], language)
        for name in ("least", "missing")
    }
    return _("We take orders from %(least)s. Yours needs %(missing)s more.") % money


def _closed(text: str, opens_on: date | None, language: str) -> str:
    with override(language):
        words = text or _("We are taking a break and take no orders for now.")
        if opens_on is not None:
            day = date_format(opens_on, "j E")
            words += "\n" + _("Orders are open again from %(day)s.") % {"day": day}
        return words
