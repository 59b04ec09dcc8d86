"""The second factor of the staff's log-in: an app that shows codes (TOTP, RFC 6238), spare codes.

Of a spare code only a keyed digest is kept.
"""

from __future__ import annotations

import secrets
import time

from django.contrib.auth.models import AbstractUser, User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from shop.log_in import attempt_code
from shop.services import staff_tokens

SPARE_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # what cannot be misread
_TOLERANCE = 1  # steps of 30 seconds that a phone's clock may be off


def device_of(user: AbstractUser) -> TOTPDevice | None:
    """The app that a person's codes come from."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user.pk, confirmed=True).first()
    return found


def new_device(user: AbstractUser, key: str = "") -> TOTPDevice:
    """An app to be, not saved: `key` is its secret in hex, by default a new one."""
    return TOTPDevice(user_id=user.pk, key=key or random_hex(20), name="app", tolerance=_TOLERANCE)


@transaction.atomic
def set_up(user: AbstractUser, key: str, code: str) -> list[str] | None:
    """Keep the app whose secret is `key` when it shows `code`; the spare codes, else None.

    None too when the person has an app already. Other log-ins of theirs must show a code from
    now on, those of the API end. Raises TooManyAttemptsError.
    """
    attempt = attempt_code(user.pk)
    User.objects.select_for_update().get(pk=user.pk)
    device = new_device(user, key)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    digits = _cleaned(code)
    if device_of(user) or not _is_code(digits) or not totp.verify(int(digits), _TOLERANCE):
        return None
    attempt.succeeded()
    device.last_t = totp.t()  # this code has done its work
    device.drift = totp.drift
    device.save()
    staff_tokens.end_all(user)
    return _new_spare_codes(user)


def verify(user: AbstractUser, code: str) -> Device | None:
    """The app, when `code` is what it shows, or a spare code; each is good once.

    Raises TooManyAttemptsError.
    """
    attempt = attempt_code(user.pk)
    digits = _cleaned(code)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user.pk, confirmed=True).first()
        if device is None:
            return None
        good = device.verify_token(digits) if _is_code(digits) else _spend(user, digits)
    if not good:
        return None
    attempt.succeeded()
    return device


@transaction.atomic
def renew_spare_codes(user: AbstractUser) -> list[str]:
    """New ones; those of before are good no more."""
    User.objects.select_for_update().get(pk=user.pk)
    StaticDevice.objects.filter(user=user.pk).delete()
    return _new_spare_codes(user)


@transaction.atomic
def remove(user: AbstractUser) -> bool:
    """Forget a person's app and spare codes, and end their log-ins to the API; was there one?"""
    StaticDevice.objects.filter(user=user.pk).delete()
    gone, _by_model = TOTPDevice.objects.filter(user=user.pk).delete()
    staff_tokens.end_all(user)
    return bool(gone)


def spare_codes_left(user: AbstractUser) -> int:
    left: int = StaticToken.objects.filter(device__user=user.pk).count()
    return left


def _new_spare_codes(user: AbstractUser) -> list[str]:
    codes = [_random_code() for _number in range(SPARE_CODES)]
    kept = StaticDevice.objects.create(user_id=user.pk, name="spare codes")
    StaticToken.objects.bulk_create(
        StaticToken(device=kept, token=_digest(user, _cleaned(code))) for code in codes
    )
    return codes


def _random_code() -> str:
    half = ("".join(secrets.choice(_ALPHABET) for _letter in range(5)) for _half in range(2))
    return "-".join(half)


def _spend(user: AbstractUser, code: str) -> bool:
    """Of two who come with the same code at once, one deletes it."""
    spent = StaticToken.objects.filter(device__user=user.pk, token=_digest(user, code))
    if not spent.delete()[0]:
        return False
    StaticDevice.objects.filter(user=user.pk).update(last_used_at=timezone.now())
    return True


def _digest(user: AbstractUser, code: str) -> str:
    return salted_hmac(f"shop.second_factor:{user.pk}", code, algorithm="sha256").hexdigest()[:16]


def _cleaned(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _is_code(digits: str) -> bool:
    return len(digits) == 6 and digits.isascii() and digits.isdecimal()
