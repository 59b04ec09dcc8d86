"""The currencies Telegram Payments takes, and how many digits each has after the point.

https://core.telegram.org/bots/payments#supported-currencies
"""

from __future__ import annotations

_TWO = (
    "AED AFN ALL AMD ARS AUD AZN BAM BDT BGN BHD BND BOB BRL BYN CAD CHF CNY COP CRC CZK DKK DOP"
    " DZD EGP ETB EUR GBP GEL GHS GTQ HKD HNL HRK HUF IDR ILS INR IRR JMD JOD KES KGS KWD KZT LBP"
    " LKR MAD MDL MMK MNT MOP MUR MVR MXN MYR MZN NGN NIO NOK NPR NZD OMR PAB PEN PHP PKR PLN QAR"
    " RON RSD RUB SAR SEK SGD SYP THB TJS TND TRY TTD TWD TZS UAH USD UYU UZS YER ZAR"
)
_NONE = "CLP ISK JPY KRW PYG UGX VND XTR"
_DIGITS = dict.fromkeys(_TWO.split(), 2) | dict.fromkeys(_NONE.split(), 0)


def is_supported(currency: str) -> bool:
    """Whether an invoice can be in it."""
    return currency in _DIGITS


def decimals(currency: str) -> int:
    """Digits after the point: 2 for euros, 0 for yen and Stars."""
    return _DIGITS.get(currency, 2)
