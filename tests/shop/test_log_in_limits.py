"""Guessing passwords ends soon, and an owner lets the rightful one in again."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.test import Client

from config.settings import base
from shop.throttle import forget_all
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    forget_all()
    User.objects.create_superuser("boris", password="right")


def log_in(password: str, *, address: str = "10.0.0.1", name: str = "boris", language="en") -> str:
    """`in`, or what the page says."""
    client = Client(headers={"accept-language": language}, REMOTE_ADDR=address)
    answer = client.post("/admin/login/", {"username": name, "password": password})
    return "in" if answer.status_code == 302 else answer.content.decode()


def test_passwords_are_kept_by_argon2(settings) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    assert make_password("right").startswith("argon2$argon2id$")


def test_after_ten_wrong_ones_the_right_one_waits_too() -> None:
    for _guess in range(10):
        assert "Too many" not in log_in("wrong")

    assert "Too many wrong tries. Try again in 5 minutes." in log_in("right")
    assert "Слишком много" in log_in("right", language="ru") or "Too many" in log_in("right")
    assert "Too many" in log_in("right", name="BORIS")
    assert log_in("right", address="10.0.0.2") == "in"


def test_from_many_addresses_the_name_is_locked() -> None:
    for number in range(30):
        log_in("wrong", address=f"10.0.1.{number}")

    assert "Too many wrong tries. Try again in 15 minutes." in log_in("right", address="10.0.2.1")
    User.objects.create_superuser("clara", password="right")
    assert log_in("right", name="clara") == "in"


def test_one_address_cannot_try_every_name() -> None:
    for number in range(50):
        log_in("wrong", name=f"user{number}")

    assert "Too many" in log_in("right")
    assert log_in("right", address="10.0.0.2") == "in"


def test_one_address_alone_does_not_lock_the_name_for_others() -> None:
    for _guess in range(49):
        log_in("wrong")

    assert log_in("right", address="10.0.0.2") == "in"


def test_good_log_ins_do_not_count() -> None:
    assert {log_in("right") for _time in range(12)} == {"in"}


def test_the_api_and_the_admin_count_together() -> None:
    client = Client(REMOTE_ADDR="10.0.0.1")
    for _guess in range(10):
        client.post("/api/v1/auth/token", {"username": "boris", "password": "wrong"})

    assert "Too many" in log_in("right")


def test_an_owner_unlocks() -> None:
    for _guess in range(10):
        log_in("wrong")
    boris = User.objects.get(username="boris")
    owner = staff_client()
    address = f"/admin/auth/user/{boris.pk}/"
    assert "Locked for 5 minutes" in owner.get(f"{address}change/").content.decode()

    owner.get(f"{address}unlock/")
    assert "Too many" in log_in("right")  # looking changes nothing
    owner.post(f"{address}unlock/")

    assert "Locked for" not in owner.get(f"{address}change/").content.decode()
    assert log_in("right") == "in"


@pytest.mark.redis
def test_the_same_counted_in_redis(settings, redis_url: str) -> None:
    settings.REDIS_URL = redis_url
    for _guess in range(10):
        log_in("wrong")
    forget_all()  # what this process counted itself
    assert "Too many" in log_in("right")
    boris = User.objects.get(username="boris")
    owner = staff_client()
    assert (
        "Locked for 5 minutes" in owner.get(f"/admin/auth/user/{boris.pk}/change/").content.decode()
    )

    owner.post(f"/admin/auth/user/{boris.pk}/unlock/")

    assert log_in("right") == "in"
