"""The checksums of Russian taxpayer (ИНН) and registration numbers (ОГРН, ОГРНИП).

Rules: the order of the tax service ЕД-7-14/559@ of 2020, appendix 2 (ИНН); of the ministry of
finance 165н of 2017, items 7 and 8 (ОГРН, ОГРНИП).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_COMPANY = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_PERSON_FIRST = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_PERSON_SECOND = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def is_inn(text: str) -> bool:
    """Ten digits of a company or twelve of a person, the last one or two being their check."""
    if not (text.isascii() and text.isdigit()):
        return False
    if len(text) == 10:
        return _check(text, _COMPANY) == text[9]
    return (
        len(text) == 12
        and _check(text, _PERSON_FIRST) == text[10]
        and _check(text, _PERSON_SECOND) == text[11]
    )


def is_ogrn(text: str) -> bool:
    """Thirteen digits of a company or fifteen of an entrepreneur, the last being their check."""
    if not (text.isascii() and text.isdigit() and len(text) in (13, 15)):
        return False
    return int(text[:-1]) % (len(text) - 2) % 10 == int(text[-1])


def validate_inn(text: str) -> None:
    if not is_inn(text):
        raise ValidationError(_("This is no INN: its check digits do not fit."), code="inn")


def validate_ogrn(text: str) -> None:
    if not is_ogrn(text):
        raise ValidationError(
            _("This is no OGRN or OGRNIP: its check digit does not fit."), code="ogrn"
        )


def _check(text: str, weights: Sequence[int]) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(weights, text, strict=False))
    return str(total % 11 % 10)
