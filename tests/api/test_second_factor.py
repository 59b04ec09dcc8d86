"""The API's log-in is no way round the second factor."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from shop import second_factor
from shop.models import StoreSettings
from shop.throttle import forget_all
from tests.api.clients import Api, error_of, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(time_machine):
    # The step of a code must not end between two lines.
    time_machine.move_to(timezone.now(), tick=False)
    forget_all()
    return make_staff("Manager", password="a long password")


def log_in(browser: Client | None = None, **given: str):
    body = {"username": "anna", "password": "a long password", **given}
    return (browser or Client()).post("/api/v1/auth/token", body, content_type="application/json")


def with_app(user) -> tuple[TOTPDevice, list[str]]:
    device = second_factor.new_device(user)
    codes = second_factor.set_up(user, device.key, code_of(device))
    assert codes
    return second_factor.device_of(user), codes


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    return f"{totp(device.bin_key, t0=-steps * 30):06d}"


def works(access: str) -> bool:
    return Api(authorization=f"Bearer {access}").get("admin/orders").status_code == 200


def test_the_password_alone_is_asked_for_a_code(anna) -> None:
    with_app(anna)

    for otp in ({}, {"otp": ""}):
        answer = log_in(**otp)
        assert error_of(answer) == (401, "otp_required")
        assert "refresh_token" not in answer.cookies


def test_a_wrong_password_is_not_told_that_there_is_a_code(anna) -> None:
    with_app(anna)
    assert error_of(log_in(password="wrong")) == (401, "unauthorized")


def test_a_code_opens_once(anna) -> None:
    device, codes = with_app(anna)
    code = code_of(device, 1)

    assert error_of(log_in(otp="000000")) == (401, "otp_invalid")
    assert error_of(log_in(otp=code_of(device))) == (401, "otp_invalid")  # it set the app up
    assert works(log_in(otp=code).json()["access_token"])
    assert error_of(log_in(otp=code)) == (401, "otp_invalid")
    assert works(log_in(otp=codes[0]).json()["access_token"])
    assert error_of(log_in(otp=codes[0])) == (401, "otp_invalid")


def test_guesses_are_limited(anna) -> None:
    device, _codes = with_app(anna)

    assert [log_in(otp="000000").status_code for _guess in range(5)] == [401] * 5

    answer = log_in(otp=code_of(device, 1))
    assert error_of(answer) == (429, "too_many_requests")
    assert int(answer["Retry-After"]) > 200


def test_log_ins_of_before_end_when_it_is_set_up(anna) -> None:
    browser = Client()
    access = log_in(browser).json()["access_token"]
    assert works(access)

    with_app(anna)

    assert not works(access)
    assert error_of(browser.post("/api/v1/auth/refresh")) == (401, "unauthorized")


def test_a_store_that_demands_it_lets_nobody_in_without(anna) -> None:
    browser = Client()
    access = log_in(browser).json()["access_token"]
    store = StoreSettings.current()
    store.second_factor_required = True
    store.save()

    assert error_of(log_in()) == (401, "otp_setup_required")
    assert error_of(log_in(otp="000000")) == (401, "otp_setup_required")
    assert not works(access)
    assert error_of(browser.post("/api/v1/auth/refresh")) == (401, "unauthorized")
    _device, codes = with_app(anna)
    assert works(log_in(otp=codes[0]).json()["access_token"])


def test_a_session_of_the_admin_opens_nothing_of_the_api(anna) -> None:
    browser = Client()
    browser.force_login(anna)
    assert browser.get("/api/v1/admin/orders").status_code == 401
