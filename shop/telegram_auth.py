"""Whether the init data of a Mini App comes from Telegram, and whom it names.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext_noop

# Telegram's production key, for whoever does not hold the bot's token.
TELEGRAM_PUBLIC_KEY = "e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d"
_LONGEST = 8192
_CLOCK_SKEW = 30
_LARGEST_ID = 2**63 - 1


class InitDataError(Exception):
    """The init data proves nothing; the text says why, for the log and the client's programmer."""


@dataclass(frozen=True)
class TelegramUser:
    """Whom Telegram signed."""

    id: int
    full_name: str
    username: str
    language: str


def verify_by_token(init_data: str, *, token: str, now: float, ttl: int) -> TelegramUser:
    """The user of `init_data` signed for the bot with `token`, at most `ttl` seconds before `now`.

    Raises InitDataError. Everything but `hash` is signed, `signature` and blank values too.
    """
    fields = _fields(init_data)
    given = fields.pop("hash", "")
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    expected = hmac.new(secret, _check_string(fields), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise InitDataError(gettext_noop("the hash does not match"))
    _check_age(fields, now, ttl)
    return _user(fields)


def verify_by_signature(
    init_data: str, *, bot_id: int, now: float, ttl: int, public_key: str = TELEGRAM_PUBLIC_KEY
) -> TelegramUser:
    """Like `verify_by_token`, by Telegram's Ed25519 signature for the bot with `bot_id`."""
    fields = _fields(init_data)
    fields.pop("hash", None)
    signature = fields.pop("signature", "")
    message = f"{bot_id}:WebAppData\n".encode() + _check_string(fields)
    try:
        raw = base64.b64decode(signature + "=" * (-len(signature) % 4), b"-_", validate=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(raw, message)
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise InitDataError(gettext_noop("the signature does not match")) from error
    _check_age(fields, now, ttl)
    return _user(fields)


def _fields(init_data: str) -> dict[str, str]:
    if len(init_data) > _LONGEST:
        raise InitDataError(gettext_noop("it is too long"))
    try:
        pairs = parse_qsl(
            init_data, keep_blank_values=True, strict_parsing=True, errors="strict", separator="&"
        )
    except ValueError as error:
        raise InitDataError(gettext_noop("it is not a query string")) from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise InitDataError(gettext_noop("a key stands there twice"))
    return fields


def _check_string(fields: Mapping[str, str]) -> bytes:
    return "\n".join(f"{key}={value}" for key, value in sorted(fields.items())).encode()


def _check_age(fields: Mapping[str, str], now: float, ttl: int) -> None:
    written = fields.get("auth_date", "")
    if not (written.isascii() and written.isdecimal() and len(written) <= 12):
        raise InitDataError(gettext_noop("auth_date is not a time"))
    age = now - int(written)
    if age > ttl:
        raise InitDataError(gettext_noop("it is too old"))
    if age < -_CLOCK_SKEW:
        raise InitDataError(gettext_noop("it is from the future"))


def _user(fields: Mapping[str, str]) -> TelegramUser:
    try:
        user = json.loads(fields.get("user", ""))
    except (ValueError, RecursionError) as error:
        raise InitDataError(gettext_noop("user is not JSON")) from error
    if not isinstance(user, dict):
        raise InitDataError(gettext_noop("user is not an object"))
    pk = user.get("id")
    if not isinstance(pk, int) or isinstance(pk, bool) or not 0 < pk <= _LARGEST_ID:
        raise InitDataError(gettext_noop("user has no id"))
    names = (_text(user, "first_name"), _text(user, "last_name"))
    return TelegramUser(
        id=pk,
        full_name=" ".join(name for name in names if name)[:200],
        username=_text(user, "username")[:64],
        language=_text(user, "language_code")[:16],
    )


def _text(user: Mapping[str, Any], name: str) -> str:
    """A text that a database can hold, "" when there is none."""
    value = user.get(name, "")
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-8", "ignore").decode().strip()
