"""Short words for toasts and refusals, in the person's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from shop.errors import ErrorCode, StoreError


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


def cart_is_empty(language: str) -> str:
    with override(language):
        return _("Your cart is empty.")


def explain(error: StoreError, language: str) -> str:
    """Why the store refused, and what to do."""
    with override(language):
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
            case ErrorCode.INVALID_QUANTITY:
                return _("That is too many pieces at once.")
            case ErrorCode.PAYMENT_METHOD_OFF:
                return _("This way to pay is not available now. Choose another one, please.")
            case ErrorCode.PAYMENT_NOT_NEEDED | ErrorCode.INVOICE_PAID:
                return _("There is nothing left to pay for this order.")
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
                return _("This does not look like a phone number. Example: +7 900 123-45-67.")
            case ErrorCode.INVALID_ADDRESS:
                return _("Please write the whole address: town, street, house, flat.")
            case ErrorCode.INVALID_COMMENT:
                return _("That is too long: at most %(longest)s characters.") % error.context
            case _other:
                return _("That did not work. Please try again.")


def _more_than_there_is(error: StoreError, language: str) -> str:
    available, in_cart = error.context["available"], error.context.get("in_cart", 0)
    left = only_left(available, language)
    if available and in_cart:
        return left + " " + _("You have %(in_cart)s in the cart.") % {"in_cart": in_cart}
    return left
