"""Promo codes in the chat: asked for, shown, refused with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from botapp import labels
from botapp.actions import AskPromo, DropPromo, OpenConfirmation
from botapp.keyboards import Row, button
from botapp.screen import Button, Screen, render
from orders.services.promo_codes import MOST_CODES, Applied
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings
from shop.money import format_money


def ask(language: str, problem: str = "") -> Screen:
    """Type a code, please; `problem` is why the last was refused."""
    text = render("ask_promo", language, problem=problem)
    return Screen(text, [[button(labels.BACK, language, OpenConfirmation())]], route=AskPromo())


def rows_of_confirmation(applied: Sequence[Applied], language: str) -> list[Row]:
    """A button to take each code away, and one to add another where that is possible."""
    with override(language):
        rows: list[Row] = [
            [
                Button(
                    "✕ " + _("Remove %(code)s") % {"code": one.promo.code},
                    DropPromo(one.promo.pk),
                )
            ]
            for one in applied
        ]
    if len(applied) < MOST_CODES and all(one.promo.stackable for one in applied):
        rows.append([button(labels.PROMO_CODE, language, AskPromo())])
    return rows


def lines(applied: Sequence[Applied], currency: str, language: str) -> list[dict[str, str]]:
    """What the confirmation says of each code: what comes off, or which gift."""
    return [
        {
            "code": one.promo.code,
            "amount": format_money(one.amount, currency, language) if one.gift is None else "",
            "gift": one.gift.product.text_of("name", language) if one.gift else "",
        }
        for one in applied
    ]


def too_many_tries(language: str) -> str:
    with override(language):
        return _("Too many tries. Wait a minute, please.")


def refusal(error: StoreError) -> str:
    """Why a code does not hold, in the language in force."""
    return str(_REASONS[error.code]) % {
        "code": error.context["promo_code"],
        "date": _day(error),
        "minimum": _sum(error, "minimum"),
        "missing": _sum(error, "missing"),
    }


def _day(error: StoreError) -> str:
    moment = error.context.get("starts_at")
    return date_format(timezone.localtime(moment), "j E, H:i") if moment else ""


def _sum(error: StoreError, name: str) -> str:
    amount: Decimal | None = error.context.get(name)
    if amount is None:
        return ""
    language = (get_language() or "en").partition("-")[0]
    return format_money(amount, StoreSettings.current().currency, language)


_REASONS = {
    ErrorCode.PROMO_CODE_UNKNOWN: gettext_lazy(
        "There is no promo code “%(code)s”. Check the spelling, please."
    ),
    ErrorCode.PROMO_CODE_NOT_YET: gettext_lazy("Promo code “%(code)s” works from %(date)s."),
    ErrorCode.PROMO_CODE_ENDED: gettext_lazy("Promo code “%(code)s” has ended."),
    ErrorCode.PROMO_CODE_USED_UP: gettext_lazy("Promo code “%(code)s” has been used up."),
    ErrorCode.PROMO_CODE_USED_BY_YOU: gettext_lazy("You have used promo code “%(code)s” already."),
    ErrorCode.PROMO_CODE_NOT_FOR_YOU: gettext_lazy("Promo code “%(code)s” is for other customers."),
    ErrorCode.PROMO_CODE_FIRST_ORDER: gettext_lazy(
        "Promo code “%(code)s” is for the first order only."
    ),
    ErrorCode.PROMO_CODE_ALONE: gettext_lazy("Promo code “%(code)s” does not go with others."),
    ErrorCode.PROMO_CODE_NOT_FOR_GOODS: gettext_lazy(
        "Promo code “%(code)s” is not for the goods in your cart."
    ),
    ErrorCode.PROMO_CODE_MINIMUM_SUM: gettext_lazy(
        "Promo code “%(code)s” is for orders from %(minimum)s: %(missing)s more to go."
    ),
    ErrorCode.PROMO_CODE_GIFT_GONE: gettext_lazy(
        "The gift for promo code “%(code)s” has run out, sorry."
    ),
}
