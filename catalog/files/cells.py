"""From cell to text and back: what spreadsheets do to values, undone."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.files.problems import CellError, Wrong

# A text that begins so may run as a formula: https://owasp.org/www-community/attacks/CSV_Injection
_RISKY = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f'’]+")
_CURRENCY = re.compile(r"^[₽$€£₸₴]|(?:[₽$€£₸₴]|руб\.?|р\.|rub|usd|eur)$", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_YES = frozenset({"1", "true", "yes", "y", "on", "да", "истина", "вкл", "есть"})
_NO = frozenset({"0", "false", "no", "n", "off", "нет", "ложь", "выкл"})
_MOST_WHOLE = 1_000_000_000
_MOST_PRICE = Decimal("9999999999.99")


def neutral(text: str) -> str:
    """`text` that no spreadsheet runs: an apostrophe stands before what could be a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def restored(text: str) -> str:
    """What `neutral` made of a text, undone."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text


def visible(text: str) -> str:
    """`text` without the characters that a workbook cannot hold."""
    return _UNSEEN.sub("", text)


def text_of(value: Any) -> str:
    """A cell as text, numbers as a person writes them. Raises CellError for a date."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = restored(value.replace("\r\n", "\n").strip(" \n\r\t\u00a0\ufeff"))
        if _UNSEEN.search(text):
            raise CellError(Wrong.CONTROL_CHARACTER)
        return text
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        # Fifteen digits are what a spreadsheet keeps and shows: 19.990000000000002 is 19.99.
        return _plain(Decimal(f"{value:.15g}"))
    if isinstance(value, datetime | date | time | timedelta):
        raise CellError(Wrong.DATE, date=str(value))
    return str(value)


def price(text: str) -> Decimal:
    """An amount with at most two decimals, after a comma or a point: `1 990,50`, `19.99 ₽`."""
    amount = _number(_CURRENCY.sub("", _SPACES.sub("", text)))
    if amount < 0:
        raise CellError(Wrong.NEGATIVE)
    if amount > _MOST_PRICE:
        raise CellError(Wrong.TOO_BIG)
    rounded = amount.quantize(Decimal("0.01"))
    if rounded != amount:
        raise CellError(Wrong.TOO_PRECISE)
    return rounded


def whole(text: str) -> int:
    """A number of pieces: `5`, `5.0`, `1 000`."""
    amount = _number(_SPACES.sub("", text))
    if amount < 0:
        raise CellError(Wrong.NEGATIVE)
    if amount != amount.to_integral_value():
        raise CellError(Wrong.NOT_WHOLE)
    if amount > _MOST_WHOLE:
        raise CellError(Wrong.TOO_BIG)
    return int(amount)


def yes_no(text: str) -> bool:
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellError(Wrong.NOT_YES_NO)


def _number(text: str) -> Decimal:
    """The number; a comma or a point alone is the decimal sign, of both the last one is."""
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        thousands = "," if point > comma else "."
        text = text.replace(thousands, "").replace(",", ".")
    elif text.count(",") > 1 or text.count(".") > 1:
        if not _THOUSANDS.fullmatch(text):
            raise CellError(Wrong.NOT_A_NUMBER)
        text = text.replace(",", "").replace(".", "")
    elif comma >= 0:
        if _THOUSANDS.fullmatch(text) and not text.startswith("0"):
            raise CellError(Wrong.AMBIGUOUS_NUMBER)  # 1,990 may be a thousand or almost two
        text = text.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d*\.?\d+(?:[eE][+-]?\d{1,2})?|[+-]?\d+\.", text):
        raise CellError(Wrong.NOT_A_NUMBER)
    try:
        number = Decimal(text)
    except InvalidOperation as broken:
        raise CellError(Wrong.NOT_A_NUMBER) from broken
    if number.adjusted() > 15:
        raise CellError(Wrong.TOO_BIG)
    return number


def _plain(number: Decimal) -> str:
    """Without an exponent and without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
