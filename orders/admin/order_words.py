"""What staff are told when the store refuses what they ask of an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.models import ProductVariant
from orders.state import OrderStatus
from shop.errors import ErrorCode, StoreError

_WORDS: Mapping[ErrorCode, Any] = {
    ErrorCode.INVALID_NAME: _("Enter a name of at least two letters."),
    ErrorCode.INVALID_PHONE: _("Enter a phone number with its country code."),
    ErrorCode.INVALID_ADDRESS: _("Enter an address of 5 to 500 characters."),
    ErrorCode.INVALID_PRICE: _("This price cannot be written."),
    ErrorCode.NOT_FOUND: _("An item that you chose is no longer in the catalogue."),
    ErrorCode.ORDER_CHANGED: _(
        "Somebody changed this order meanwhile. Nothing was saved: look at it again."
    ),
    ErrorCode.PAYMENT_NOT_NEEDED: _("There is nothing left to pay for this order."),
    ErrorCode.PAYMENT_METHOD_OFF: _("This way to pay is switched off."),
    ErrorCode.REFUND_NOT_POSSIBLE: _(
        "This way to pay cannot give so much back by itself. Choose another way."
    ),
    ErrorCode.WALLET_TOO_SMALL: _("There is not so much on the balance."),
    ErrorCode.ORDER_EMPTY: _("Nothing would be left of the order. Cancel the whole order instead."),
}


def refusal_words(refusal: StoreError) -> str:
    """The refusal in the language of the page."""
    context = refusal.context
    if context.get("too_long"):
        return _("That is too long: at most %(longest)s characters.") % context
    if refusal.code == ErrorCode.ORDER_CLOSED:
        status = OrderStatus(context["status"]).label
        return _("The order is “%(status)s”: this can no longer be changed.") % {"status": status}
    if refusal.code == ErrorCode.OUT_OF_STOCK:
        return _short(context["problems"])
    if refusal.code == ErrorCode.INVALID_QUANTITY:
        return _("A quantity is at most %(most)d.") % {"most": context.get("most", 0)}
    if refusal.code in (ErrorCode.REFUND_TOO_LARGE, ErrorCode.INVALID_AMOUNT):
        most = context.get("most")
        return str(_("At most %(most)s.") % {"most": most} if most else _("Write another amount."))
    if refusal.code == ErrorCode.INVALID_TEXT:
        return _("Write 1 to %(longest)d characters.") % context
    if refusal.code == ErrorCode.TOO_MANY_LINES:
        return _("An order has at most %(most)d lines.") % context
    return str(_WORDS.get(refusal.code, refusal.code))


def _short(problems: list[dict[str, int]]) -> str:
    skus = dict(
        ProductVariant.objects.filter(
            pk__in=[problem["variant_id"] for problem in problems]
        ).values_list("pk", "sku")
    )
    return " ".join(
        _("%(sku)s: only %(available)d more in stock.")
        % {"sku": skus.get(problem["variant_id"], "?"), "available": problem["available"]}
        for problem in problems
    )
