"""Money: `Decimal` amounts with a currency code; the one place that rounds and formats."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from babel.core import Locale
from babel.numbers import format_currency, get_currency_precision, list_currencies

STARS = "XTR"
_SYMBOLS = {"RUB": "₽", "KZT": "₸", "UAH": "₴", "BYN": "Br", STARS: "⭐"}


def is_currency(code: str) -> bool:
    """Whether there is such a currency: by ISO 4217, or Telegram's Stars."""
    return code == STARS or code in list_currencies("en")


def precision(currency: str) -> int:
    """Digits after the point that `currency` has (RUB 2, JPY 0, Stars 0)."""
    return 0 if currency == STARS else get_currency_precision(currency)


def round_money(amount: Decimal, currency: str) -> Decimal:
    """`amount` in whole smallest units of `currency`, halves away from zero."""
    return amount.quantize(Decimal(1).scaleb(-precision(currency)), rounding=ROUND_HALF_UP)


def format_money(amount: Decimal, currency: str, language: str) -> str:
    """`amount` as people of `language` write it, without empty kopecks: `1 990 ₽`, `₽61.97`."""
    rounded = round_money(amount, currency)
    digits = 0 if rounded == rounded.to_integral_value() else precision(currency)
    pattern = Locale.parse(language).currency_formats["standard"].pattern
    positive = pattern.partition(";")[0].replace(".00", "." + "0" * digits if digits else "")
    symbol = _SYMBOLS.get(currency)
    if symbol:
        positive = positive.replace("¤", f"'{symbol}'")
    return format_currency(rounded, currency, positive, locale=language, currency_digits=False)
