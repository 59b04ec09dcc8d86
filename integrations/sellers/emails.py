from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from shop.errors import ErrorCode, StoreError

MAX_EMAIL = 254


def clean_email(text: str) -> str:
    """`text` as one e-mail address, in small letters; else INVALID_EMAIL."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise StoreError(ErrorCode.INVALID_EMAIL) from None
    if len(email) > MAX_EMAIL:
        raise StoreError(ErrorCode.INVALID_EMAIL)
    return email
