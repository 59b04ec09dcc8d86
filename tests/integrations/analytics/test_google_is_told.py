"""What Google Analytics hears of a shop, as it arrives there."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from integrations.analytics.acts import Act, Item, Kind
from integrations.analytics.ga4.events import bodies
from shop import outbox
from shop.models import Delivery, Event
from tests.factories import make_category, make_customer, make_product, make_shirt, make_variant
from tests.integrations.analytics import google_rules
from tests.integrations.analytics.telling import act, buy, cancel, deliver, tell, view

pytestmark = pytest.mark.django_db


@pytest.fixture
def shirt():
    return make_shirt()["TS-R-M"]


def check_all(google):
    if google_rules.AT_HAND:
        for body, request in zip(google.bodies, google.taken, strict=True):
            google_rules.check(body, len(request.body))


def test_a_whole_purchase_and_its_refund(google, shirt, time_machine):
    time_machine.move_to(1_800_000_000, tick=False)
    customer = make_customer()
    view(customer, shirt)
    act("cart_item_added", customer, shirt, 2)
    act("checkout_started", customer, shirt, 2)
    order = buy(customer, shirt, 2)
    time_machine.shift(timedelta(hours=5))
    cancel(order)
    tell()

    assert [event["name"] for event in google.events] == [
        "view_item", "add_to_cart", "begin_checkout", "purchase", "refund",
    ]  # fmt: skip
    ids = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    common = {"session_id": "1800000000", "engagement_time_msec": 100, "currency": "RUB"}
    item = {
        "item_id": str(shirt.product_id),
        "item_name": "Футболка",
        "item_category": "Clothing",
        "price": 19.99,
        "quantity": 1,
    }
    two = {**item, "item_variant": "Красный, M", "quantity": 2}
    assert google.events[0] == {
        "name": "view_item",
        "params": {**common, "event_id": str(ids[0]), "value": 19.99, "items": [item]},
        "timestamp_micros": 1_800_000_000_000_000,
    }
    for event in google.events[1:]:
        assert event["params"]["items"] == [two]
        assert event["params"]["value"] == 39.98
        assert {name: event["params"][name] for name in common} == common
    numbers = [event["params"].get("transaction_id") for event in google.events]
    assert numbers == [None, None, None, str(order.pk), str(order.pk)]
    assert google.events[4]["timestamp_micros"] == (1_800_000_000 + 5 * 3600) * 1_000_000
    check_all(google)


def test_the_rules_would_find_a_bad_body():
    if not google_rules.AT_HAND:
        pytest.skip("Google's rules are not at hand")
    params = {"value": 1, "currency": "RUB", "items": [{"item_id": "1"}], "transaction_id": "1"}
    google_rules.check({"client_id": "1.2", "events": [{"name": "purchase", "params": params}]}, 9)
    for missing in ("value", "currency", "items", "transaction_id"):
        less = {name: value for name, value in params.items() if name != missing}
        body = {"client_id": "1.2", "events": [{"name": "purchase", "params": less}]}
        with pytest.raises(Exception, match=r"required|dependency"):
            google_rules.check(body, 9)


def test_a_request_carries_one_person_and_at_most_25_events(google, shirt):
    anna, boris = make_customer(), make_customer()
    for _number in range(30):
        view(anna, shirt)
    view(boris, shirt)
    tell()
    counts = sorted(len(body["events"]) for body in google.bodies)
    assert counts == [1, 5, 25]
    assert len({body["client_id"] for body in google.bodies}) == 2
    check_all(google)


def test_many_long_lines_stay_within_the_size_of_a_request(google):
    item = Item("1", "Щ" * 300, "Ы" * 300, ("Ж" * 300,) * 7, price=1, quantity=1)
    acts = [
        Act(pk, pk, 7, Kind.PURCHASED, timezone.now(), 1, 1, "RUB", [item] * 100, order_id=pk)
        for pk in range(1, 6)
    ]
    sent = list(bodies(7, acts))
    assert [pk for ids, _body in sent for pk in ids] == [1, 2, 3, 4, 5]
    assert all(len(body) < 130_000 for _ids, body in sent)
    assert len(json.loads(sent[0][1])["events"][0]["params"]["items"]) == 100
    if google_rules.AT_HAND:
        for _ids, body in sent:
            google_rules.check(json.loads(body), len(body))


def test_a_person_is_the_same_to_google_always_and_has_its_form(google, shirt):
    customer = make_customer()
    view(customer, shirt)
    tell()
    buy(customer, shirt)
    tell()
    first, second = (body["client_id"] for body in google.bodies)
    assert first == second
    assert re.fullmatch(r"\d{1,10}\.\d{1,10}", first)


def test_a_visit_ends_after_half_an_hour_of_silence(google, shirt, time_machine):
    time_machine.move_to(1_800_000_000, tick=False)
    customer = make_customer()
    for minutes in (0, 20, 20, 31):  # the third is 40 minutes after the first
        time_machine.shift(timedelta(minutes=minutes))
        view(customer, shirt)
    tell()
    sessions = [event["params"]["session_id"] for event in google.events]
    assert sessions == ["1800000000"] * 3 + [str(1_800_000_000 + 71 * 60)]


def test_what_is_tried_again_belongs_to_the_visit_it_was_made_in(google, shirt, time_machine):
    time_machine.move_to(1_800_000_000, tick=False)
    view(make_customer(), shirt)
    time_machine.shift(timedelta(hours=2))
    tell()
    [event] = google.events
    assert event["params"]["session_id"] == "1800000000"
    assert event["timestamp_micros"] == 1_800_000_000_000_000


def test_late_views_are_dropped_and_late_sales_count_on_the_day_they_arrive(google, shirt):
    customer = make_customer()
    with time_machine.travel(timezone.now() - timedelta(hours=73), tick=False):
        view(customer, shirt)
        act("cart_item_added", customer, shirt)
        order = buy(customer, shirt)
    tell()
    [event] = google.events
    assert (event["name"], event["params"]["transaction_id"]) == ("purchase", str(order.pk))
    assert "timestamp_micros" not in event
    statuses = Delivery.objects.filter(subscriber="ga4").values_list("status", flat=True)
    assert list(statuses) == ["done"] * 3


def test_only_cancelling_is_a_refund(google, shirt):
    deliver(buy(make_customer(), shirt))
    tell()
    assert [event["name"] for event in google.events] == ["purchase"]
    assert Delivery.objects.filter(subscriber="ga4").count() == 1


def test_money_given_back_is_a_refund_of_that_much_unless_the_order_was_cancelled(google, shirt):
    customer = make_customer()
    order, cancelled = buy(customer, shirt), buy(customer, shirt)
    cancel(cancelled)
    for number in (order.pk, cancelled.pk):
        told = {"order_id": number, "amount": "5.50"}
        outbox.publish("payment_refunded", told, customer_id=customer.pk)
    tell()
    refunds = [event["params"] for event in google.events if event["name"] == "refund"]
    assert [(said["transaction_id"], said["value"]) for said in refunds] == [
        (str(cancelled.pk), 19.99),
        (str(order.pk), 5.5),
    ]
    assert "items" not in refunds[1]
    check_all(google)


def test_goods_that_are_gone_keep_what_is_known_of_them(google):
    variant = make_variant("7.00", sku="GONE-1")
    customer = make_customer()
    view(customer, variant)
    buy(customer, variant)
    variant.product.delete()
    tell()
    viewed, bought = (event["params"]["items"][0] for event in google.events)
    assert viewed == {"item_id": str(variant.product_id), "price": 7.0, "quantity": 1}
    assert (bought["item_id"], bought["item_name"]) == ("GONE-1", "Classic T-Shirt")
    check_all(google)


def test_a_category_inside_others_is_told_from_the_top(google):
    inner = make_category("Shirts", parent=make_category("Clothes"))
    view(make_customer(), make_product(category=inner).variants.get())
    tell()
    [item] = google.events[0]["params"]["items"]
    assert (item["item_category"], item["item_category2"]) == ("Clothes", "Shirts")


def test_without_settings_nothing_is_written_for_it(shirt, settings):
    settings.GA4_MEASUREMENT_ID, settings.GA4_API_SECRET = "G-ONLY", ""
    customer = make_customer()
    view(customer, shirt)
    act("cart_item_added", customer, shirt)
    buy(customer, shirt)
    event = Event.objects.get()
    assert (event.name, "visit" in event.payload) == ("order_placed", False)
    assert not Delivery.objects.filter(subscriber="ga4").exists()
