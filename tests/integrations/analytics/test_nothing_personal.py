"""What leaves for analytics holds nothing of the person, and its ids lead to nobody."""

from __future__ import annotations

import pytest
from django.test import override_settings

from integrations.analytics.ids import google_client_id, metrika_client_id
from orders.contact import Contact
from orders.lines import Line
from orders.models import Order
from orders.services.place_order import place_order
from shop.models import Customer
from tests.factories import make_shirt
from tests.fakes.metrika import OAUTH_TOKEN
from tests.integrations.analytics.telling import act, cancel, tell, view

TELEGRAM_ID = 5_551_234_987


@pytest.mark.django_db
def test_nothing_of_the_person_is_in_any_request(google, yandex, settings):
    settings.METRIKA_OAUTH_TOKEN = OAUTH_TOKEN
    secrets = {
        "full_name": "Anastasia Qwertova",
        "phone_number": "+15557654321",
        "shipping_address": "13 Zxcvb Street",
    }
    customer = Customer.objects.create(
        id=TELEGRAM_ID, username="nastya_qwerty", telegram_language="en", **secrets
    )
    shirt = make_shirt()["TS-R-M"]
    view(customer, shirt)
    act("cart_item_added", customer, shirt)
    act("checkout_started", customer, shirt)
    order = place_order(
        customer=customer,
        lines=[Line(shirt.pk, 1)],
        contact=Contact(**secrets),
        comment="Ring the bell thrice",
        source="bot",
        reply_to={"chat_id": TELEGRAM_ID, "message_id": 7_654_321},
    )
    Order.objects.filter(pk=order.pk).update(payment_status="paid")
    cancel(order)
    tell()

    requests = [*google.taken, *yandex.taken]
    assert len(google.events) == 5
    assert len(yandex.hits) == 6
    assert len(yandex.uploads) == 1
    personal = [
        *secrets.values(), "Anastasia", "Qwertova", "nastya", "555765", "Zxcvb", "thrice",
        "7654321", str(TELEGRAM_ID),
    ]  # fmt: skip
    for request in requests:
        said = f"{request.path} {request.query} {request.headers}".encode() + request.body
        for word in personal:
            for form in (word, word.replace(" ", "+"), word.replace("+", "%2B")):
                assert form.encode() not in said, (word, request)


def test_ids_are_stable_and_differ_by_person_service_and_key():
    people = [1, 2, TELEGRAM_ID]
    ids = [make(person) for make in (google_client_id, metrika_client_id) for person in people]
    assert len(set(ids)) == 6
    assert ids == [make(pk) for make in (google_client_id, metrika_client_id) for pk in people]
    with override_settings(SECRET_KEY="another key"):
        other = [make(pk) for make in (google_client_id, metrika_client_id) for pk in people]
    assert not set(ids) & set(other)
