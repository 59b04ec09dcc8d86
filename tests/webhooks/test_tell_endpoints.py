"""The store's own programmers are told of what they ticked: signed, once, with nothing personal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from catalog.services.adjust_stock import adjust_stock
from integrations.models import WebhookAttempt, WebhookEndpoint
from integrations.webhooks.log import thin_log
from orders.services.change_status import change_status
from shop.models import Delivery, Event
from tests.factories import JOHN, make_customer, make_order, make_variant
from tests.fakes.receiver import Receiver, is_signed
from tests.webhooks.conftest import deliver, make_endpoint

pytestmark = pytest.mark.django_db


def test_an_order_is_told_with_its_lines_and_without_the_person(
    endpoint: WebhookEndpoint, there: Receiver
) -> None:
    order = make_order(make_customer())
    deliver()

    got = next(got for got in there.requests if got.json["type"] == "order_placed")
    event = Event.objects.get(name="order_placed")
    line = order.items.get()
    assert got.json["id"] == event.pk
    assert got.headers["x-store-event-id"] == str(event.pk)
    assert got.headers["x-store-event"] == "order_placed"
    told = got.json["data"]["order"]
    assert told["id"] == order.pk
    assert told["customer_id"] == order.customer_id
    assert told["total_amount"] == f"{order.total_amount:.2f}"
    assert told["items"] == [
        {
            "variant_id": line.variant_id,
            "sku": line.sku,
            "product_name": line.product_name,
            "variant_name": line.variant_name,
            "quantity": line.quantity,
            "price_at_purchase": f"{line.price_at_purchase:.2f}",
        }
    ]
    assert "contact" not in told
    assert JOHN.phone_number not in got.body.decode()


def test_contacts_go_along_only_where_an_owner_said_so_and_never_into_the_log(
    there: Receiver,
) -> None:
    make_endpoint(there.url, "order_placed", with_contacts=True)
    make_order(make_customer())
    deliver()
    assert there.requests[0].json["data"]["order"]["contact"]["phone_number"] == JOHN.phone_number
    assert JOHN.phone_number not in WebhookAttempt.objects.get().request


def test_the_signature_proves_the_body_and_the_time(
    endpoint: WebhookEndpoint, there: Receiver
) -> None:
    make_order(make_customer())
    deliver()
    got = there.requests[0]
    assert is_signed(got, endpoint.secret)
    assert not is_signed(got, "whsec_another")
    assert not is_signed(replace(got, body=got.body + b" "), endpoint.secret)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert not is_signed(got, endpoint.secret)


def test_after_a_rotation_both_secrets_sign_for_a_day(
    endpoint: WebhookEndpoint, there: Receiver
) -> None:
    old = endpoint.secret
    endpoint.rotate_secret()
    adjust_stock(variant=make_variant(stock=9), quantity=-1, reason="sold")
    deliver()
    assert endpoint.secret != old
    assert is_signed(there.requests[-1], old)
    assert is_signed(there.requests[-1], endpoint.secret)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        adjust_stock(variant=make_variant(stock=9), quantity=-1, reason="sold")
        deliver()
        assert is_signed(there.requests[-1], endpoint.secret)
        assert not is_signed(there.requests[-1], old)


def test_only_what_was_ticked_is_told_and_nobody_when_switched_off(there: Receiver) -> None:
    make_endpoint(there.url + "/moves", "order_status_changed")
    make_endpoint(there.url + "/off", "order_placed", "order_status_changed", is_active=False)
    order = make_order(make_customer())
    change_status(order=order, to="confirmed", actor="test")
    deliver()
    assert [(got.path, got.json["type"]) for got in there.requests] == [
        ("/hook/moves", "order_status_changed")
    ]
    assert there.requests[0].json["data"]["old_status"] == "pending"
    assert there.requests[0].json["data"]["new_status"] == "confirmed"


def test_a_movement_of_stock_is_an_event_only_when_somebody_asked_for_it(there: Receiver) -> None:
    variant = make_variant(stock=9)
    assert not Event.objects.filter(name="stock_changed").exists()
    make_endpoint(there.url, "stock_changed")

    adjust_stock(variant=variant, quantity=-2, reason="correction", reference="recount")
    deliver()

    assert there.requests[0].json["data"] == {
        "variant_id": variant.pk,
        "product_id": variant.product_id,
        "sku": variant.sku,
        "quantity": -2,
        "stock_quantity": 7,
        "reason": "correction",
        "reference": "recount",
    }


def test_each_endpoint_has_a_delivery_of_its_own(there: Receiver) -> None:
    make_endpoint(there.url + "/one", "order_placed")
    make_endpoint("http://127.0.0.1:9/two", "order_placed")
    make_order(make_customer())
    deliver()
    states = dict(Delivery.objects.filter(subscriber="webhooks").values_list("target", "status"))
    assert sorted(states.values()) == ["done", "pending"]
    assert [got.path for got in there.requests] == ["/hook/one"]


def test_the_log_keeps_what_was_said_for_two_weeks(
    endpoint: WebhookEndpoint, there: Receiver
) -> None:
    there.answer = b"x" * 5_000
    make_order(make_customer())
    deliver()
    attempt = WebhookAttempt.objects.filter(event_name="order_placed").get()
    assert (attempt.status_code, attempt.answer, attempt.error) == (200, "x" * 2_000, "")
    assert '"type": "order_placed"' in attempt.request
    assert thin_log() == 0
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert thin_log() > 0
    assert not WebhookAttempt.objects.exists()
