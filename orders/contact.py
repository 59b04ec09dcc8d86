"""Who gets an order and where: the checks of name, phone, address and comment."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import phonenumbers

from shop.errors import ErrorCode, StoreError

MAX_NAME = 200
MAX_ADDRESS = 500
MAX_COMMENT = 1000
_DEFAULT_REGION = "RU"
# Letters and symbols by their category that are drawn as nothing.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


@dataclass(frozen=True)
class Contact:
    """Checked answers: the phone number is E.164."""

    full_name: str
    phone_number: str
    shipping_address: str


def clean_name(text: str) -> str:
    """`text` as a name: 2–200 characters with at least two letters; else INVALID_NAME."""
    name = _one_line(text)
    if len(name) > MAX_NAME or sum(char.isalpha() for char in name) < 2:
        raise _refusal(ErrorCode.INVALID_NAME, name, MAX_NAME)
    return name


def clean_phone(text: str) -> str:
    """`text` as E.164, when it is a possible number by its country's plan; else INVALID_PHONE.

    Without a `+` it is read as a Russian number, or as an international one that lost its plus.
    """
    raw = _one_line(text)
    for attempt, region in ((raw, _DEFAULT_REGION), (f"+{raw}", None)):
        try:
            number = phonenumbers.parse(attempt, region)
        except phonenumbers.NumberParseException:
            continue
        # A number without its area code is "possible" too, but nobody can be called by it.
        reason = phonenumbers.is_possible_number_with_reason(number)
        if reason == phonenumbers.ValidationResult.IS_POSSIBLE:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise StoreError(ErrorCode.INVALID_PHONE)


def clean_address(text: str) -> str:
    """`text` as an address: 5–500 characters with letters; else INVALID_ADDRESS."""
    address = _one_line(text)
    if not 5 <= len(address) <= MAX_ADDRESS or not any(char.isalpha() for char in address):
        raise _refusal(ErrorCode.INVALID_ADDRESS, address, MAX_ADDRESS)
    return address


def clean_comment(text: str) -> str:
    """`text` as a comment of at most 1000 characters, lines kept; else INVALID_COMMENT."""
    comment = "\n".join(_one_line(line) for line in text.strip().splitlines())
    if len(comment) > MAX_COMMENT:
        raise _refusal(ErrorCode.INVALID_COMMENT, comment, MAX_COMMENT)
    return comment


def _refusal(code: ErrorCode, text: str, longest: int) -> StoreError:
    """`too_long` says whether the length is what is wrong."""
    return StoreError(code, longest=longest, too_long=len(text) > longest)


def _one_line(text: str) -> str:
    """`text` without control and invisible characters, white space folded."""
    visible = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or not (unicodedata.category(char)[0] == "C" or char in _BLANKS)
    )
    return " ".join(visible.split())
