"""Two who come at once with one code, or guess at once: one gets in, no more guesses are made."""

from __future__ import annotations

from functools import partial

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from time_machine import TimeMachineFixture

from shop import second_factor
from shop.log_in import TooManyAttemptsError, attempt_log_in
from shop.throttle import forget_all
from tests.races.threads import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _nothing_counted(time_machine: TimeMachineFixture) -> None:
    """Nor does the clock go on: the step of a code must not end between two lines."""
    time_machine.move_to(timezone.now(), tick=False)
    forget_all()


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    return f"{totp(device.bin_key, t0=-steps * 30):06d}"


def person() -> tuple[User, TOTPDevice, list[str]]:
    user = User.objects.create_superuser("anna", password="pw")
    key = second_factor.new_device(user).key
    codes = second_factor.set_up(user, key, code_of(second_factor.new_device(user, key)))
    device = second_factor.device_of(user)
    assert codes
    assert device
    return user, device, codes


@pytest.mark.parametrize("kind", ["app", "spare"])
def test_one_code_lets_one_in(kind: str) -> None:
    user, device, codes = person()
    code = code_of(device, 1) if kind == "app" else codes[0]

    results = together([lambda: second_factor.verify(user, code) is not None] * 4)

    assert sorted(results) == [False, False, False, True]


def test_one_app_is_set_up() -> None:
    user = User.objects.create_superuser("anna", password="pw")
    keys = [second_factor.new_device(user).key for _number in range(4)]

    def set_up(key: str) -> bool:
        code = code_of(second_factor.new_device(user, key))
        return second_factor.set_up(user, key, code) is not None

    results = together([partial(set_up, key) for key in keys])

    assert sorted(results) == [False, False, False, True]
    assert TOTPDevice.objects.count() == 1


def test_guesses_at_once_are_no_more_than_in_a_row() -> None:
    def guess() -> bool:
        try:
            attempt_log_in("anna", "10.0.0.1")
        except TooManyAttemptsError:
            return False
        return True

    assert sum(together([guess] * 25)) == 10
