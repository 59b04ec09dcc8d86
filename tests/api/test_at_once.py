"""Many at once: the last pieces, one key twice, one refresh token twice."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command
from django.test import Client

from orders.models import Order
from shop.models import Customer, RefreshToken
from shop.services import answer_once as module
from tests.api.clients import customer, make_staff, trusted
from tests.factories import make_variant
from tests.races.threads import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def order_of(variant, **fields):
    return {
        "user_details": {"full_name": "John Doe", "phone_number": "+15551234567"},
        "shipping_address": "10 Main Street, Springfield",
        "items": [{"variant_id": variant.pk, "quantity": 1}],
        **fields,
    }


def test_one_key_twenty_times_at_once_is_one_order():
    variant = make_variant(stock=50)
    body = order_of(variant)
    send = lambda: customer(77).post("orders", body, **{"idempotency-key": "k1"})  # noqa: E731
    customer(77).get("users/me")
    answers = together([send] * 20)
    assert Counter(answer.status_code for answer in answers) == {201: 20}
    assert len({answer.content for answer in answers}) == 1
    assert Order.objects.count() == 1


def test_without_the_claim_there_would_be_more(monkeypatch):
    """The control: each takes the key for new."""
    monkeypatch.setattr(module, "_claim", lambda *_: True)
    variant = make_variant(stock=50)
    body = order_of(variant)
    send = lambda: customer(77).post("orders", body, **{"idempotency-key": "k1"})  # noqa: E731
    together([send] * 5)
    assert Order.objects.count() == 5


def test_an_unknown_customer_of_many_orders_at_once_is_made_once():
    variant = make_variant(stock=50)
    send = lambda: trusted().post("orders", order_of(variant, user_id=5))  # noqa: E731
    answers = together([send] * 10)
    assert Counter(answer.status_code for answer in answers) == {201: 10}
    assert Customer.objects.count() == 1
    call_command("check_stock")


def test_of_two_refreshes_at_once_one_wins():
    make_staff(password="a long password")
    browser = Client()
    body = {"username": "anna", "password": "a long password"}
    browser.post("/api/v1/auth/token", body, content_type="application/json")
    token = browser.cookies["refresh_token"].value

    def refresh():
        other = Client()
        other.cookies["refresh_token"] = token
        return other.post("/api/v1/auth/refresh").status_code

    assert sorted(together([refresh, refresh])) == [200, 401]
    assert not RefreshToken.objects.filter(revoked_at=None).exists()  # a used one came: it ends
