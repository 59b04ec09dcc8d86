"""Secrets that the database keeps unreadable: encrypted with the first of FIELD_ENCRYPTION_KEYS.

Any of the keys decrypts, so that a new one can be put before the old one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class EncryptionError(Exception):
    """A secret can be neither kept nor read; its words are for staff."""


def can_keep_secrets() -> bool:
    """Whether there is a key to encrypt with."""
    return bool(settings.FIELD_ENCRYPTION_KEYS)


def encrypt(text: str) -> str:
    """Raises EncryptionError without a usable key."""
    return _keys().encrypt(text.encode()).decode()


def decrypt(sealed: str) -> str:
    """Raises EncryptionError when none of the keys fits."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise EncryptionError(
            _("A stored secret cannot be read: its key is not among FIELD_ENCRYPTION_KEYS.")
        ) from None


def rotated(sealed: str) -> str:
    """The same secret under the first key. Raises EncryptionError when none of the keys fits."""
    return encrypt(decrypt(sealed))


def is_current(sealed: str) -> bool:
    """Whether the first key is the one that `sealed` was encrypted with."""
    try:
        Fernet(settings.FIELD_ENCRYPTION_KEYS[0]).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


class EncryptedTextField(_Text):
    """A text that stands encrypted in its column; "" stays "". It cannot be searched for.

    Reading a row whose secret no key fits raises EncryptionError: lists defer the column.
    """

    def get_prep_value(self, value: Any) -> Any:
        plain = super().get_prep_value(value)
        return encrypt(plain) if plain else plain

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return decrypt(value) if value else value


def _keys() -> MultiFernet:
    if not settings.FIELD_ENCRYPTION_KEYS:
        raise EncryptionError(
            _(
                "Secrets cannot be stored: FIELD_ENCRYPTION_KEYS is empty. Make a key with: "
                "python -c "
                '"from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
            )
        )
    try:
        return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])
    except ValueError:
        raise EncryptionError(
            _("FIELD_ENCRYPTION_KEYS holds something that is no Fernet key.")
        ) from None
