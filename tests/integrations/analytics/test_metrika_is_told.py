"""What Yandex.Metrika hears of a shop, as it arrives there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from integrations.analytics.ids import metrika_client_id
from orders.models import Order
from shop.models import Delivery
from tests.factories import make_customer, make_shirt
from tests.fakes.far_side import Trouble
from tests.fakes.metrika import COUNTER_ID, OAUTH_TOKEN, TOKEN
from tests.integrations.analytics.telling import act, buy, cancel, deliver, tell, view

pytestmark = pytest.mark.django_db


@pytest.fixture
def shirt():
    return make_shirt()["TS-R-M"]


def test_a_whole_purchase_begins_with_a_page(yandex, shirt, time_machine, settings):
    time_machine.move_to(1_800_000_000, tick=False)
    customer = make_customer()
    view(customer, shirt)
    act("cart_item_added", customer, shirt, 2)
    act("checkout_started", customer, shirt, 2)
    order = buy(customer, shirt, 2)
    cancel(order)
    tell()

    assert yandex.told == [
        "pageview", "view_item", "add_to_cart", "begin_checkout", "purchase", "refund",
    ]  # fmt: skip
    page, detail, add, checkout, purchase, refund = yandex.hits
    common = {"tid": COUNTER_ID, "ms": TOKEN, "cid": page["cid"], "et": "1800000000"}
    address = f"{settings.PUBLIC_URL}/product/{shirt.product_id}"
    product = {
        "pr1id": str(shirt.product_id),
        "pr1nm": "Футболка",
        "pr1ca": "Clothing",
        "pr1pr": "19.99",
    }
    two = {**product, "pr1va": "Красный, M", "pr1qt": "2"}
    worth = {"ev": "39.98", "cu": "RUB"}
    door = {"dl": f"{settings.PUBLIC_URL}/"}
    assert page == {
        **common, "t": "pageview", "dl": address, "dr": "https://t.me/", "dt": "Футболка",
    }  # fmt: skip
    assert detail == {
        **common, **product, "pr1qt": "1", "t": "event", "dl": address,
        "ea": "view_item", "ev": "19.99", "cu": "RUB", "pa": "detail",
    }  # fmt: skip
    event = {**common, **worth, **door, "t": "event"}
    assert add == {**event, **two, "ea": "add_to_cart", "pa": "add"}
    assert checkout == {**event, "ea": "begin_checkout"}
    assert purchase == {
        **event, **two, "ea": "purchase", "pa": "purchase", "ti": str(order.pk), "tr": "39.98",
    }  # fmt: skip
    assert refund == {**event, "ea": "refund"}
    assert page["cid"].isdecimal()
    assert int(page["cid"]) < 2**63


def test_a_visit_that_begins_in_the_cart_begins_with_a_page_too(yandex, shirt):
    customer = make_customer()
    act("cart_item_added", customer, shirt)
    act("checkout_started", customer, shirt)
    tell()
    assert yandex.told == ["pageview", "add_to_cart", "begin_checkout"]


def test_each_visit_and_each_view_has_its_page(yandex, shirt, time_machine):
    time_machine.move_to(1_800_000_000, tick=False)
    customer = make_customer()
    view(customer, shirt)
    view(customer, shirt)
    time_machine.shift(timedelta(minutes=31))
    act("cart_item_added", customer, shirt)
    tell()
    assert yandex.told == [
        "pageview", "view_item", "pageview", "view_item", "pageview", "add_to_cart",
    ]  # fmt: skip


@pytest.mark.parametrize("first", ["view", "add"])
def test_a_page_that_arrived_is_not_sent_again_with_what_did_not(
    yandex, shirt, first, time_machine
):
    customer = make_customer()
    if first == "view":
        view(customer, shirt)
    else:
        act("cart_item_added", customer, shirt)
    troubles = iter([None, Trouble.ERROR])
    yandex.trouble = lambda request: next(troubles, None)
    tell()
    assert yandex.told == ["pageview"]
    time_machine.move_to(timezone.now() + timedelta(seconds=5))
    tell()
    assert yandex.told == ["pageview", "view_item" if first == "view" else "add_to_cart"]


def test_a_person_s_events_wait_for_the_earlier_one_and_others_do_not(yandex, shirt, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    anna, boris = make_customer(), make_customer()
    view(anna, shirt)
    yandex.trouble = lambda request: Trouble.ERROR
    tell()
    yandex.trouble = lambda request: None
    act("cart_item_added", anna, shirt)
    act("cart_item_added", boris, shirt)
    tell()
    assert yandex.told == ["pageview", "add_to_cart"]  # Boris's
    time_machine.shift(timedelta(seconds=5))
    tell()
    assert yandex.told[2:] == ["pageview", "view_item", "add_to_cart"]


def test_late_views_are_dropped_and_late_sales_count_on_the_day_they_arrive(yandex, shirt):
    customer = make_customer()
    with time_machine.travel(timezone.now() - timedelta(hours=13), tick=False):
        view(customer, shirt)
        buy(customer, shirt)
    tell()
    assert yandex.told == ["pageview", "purchase"]
    assert not any("et" in hit for hit in yandex.hits)
    assert set(Delivery.objects.filter(subscriber="metrika").values_list("status", flat=True)) == {
        "done"
    }


# --- Offline conversions


def test_late_statuses_go_as_one_table(yandex, shirt, settings, time_machine):
    time_machine.move_to(1_800_000_000, tick=False)
    settings.METRIKA_OAUTH_TOKEN = OAUTH_TOKEN
    anna, boris = make_customer(), make_customer()
    deliver(buy(anna, shirt, 2))
    paid = buy(boris, shirt)
    Order.objects.filter(pk=paid.pk).update(payment_status="paid")
    cancel(paid)
    cancel(buy(boris, shirt))  # never paid: no conversion is taken back
    tell()
    [rows] = yandex.uploads
    cids = [metrika_client_id(customer.pk) for customer in (anna, boris)]
    assert {hit["cid"] for hit in yandex.hits} == set(cids)
    assert rows == [
        {
            "ClientId": cids[0],
            "Target": "order_delivered",
            "DateTime": "1800000000",
            "Price": "39.98",
            "Currency": "RUB",
        },
        {
            "ClientId": cids[1],
            "Target": "order_refunded",
            "DateTime": "1800000000",
            "Price": "19.99",
            "Currency": "RUB",
        },
    ]


def test_a_table_that_was_not_taken_is_sent_again_as_a_whole(yandex, shirt, settings, time_machine):
    settings.METRIKA_OAUTH_TOKEN = OAUTH_TOKEN
    deliver(buy(make_customer(), shirt))
    yandex.trouble = lambda request: Trouble.ERROR if "upload" in request.path else None
    tell()
    waiting = Delivery.objects.get(subscriber="metrika_conversions")
    assert (waiting.status, waiting.last_error) == (
        "pending", "answered 500: <h1>Internal Server Error</h1>",
    )  # fmt: skip
    yandex.trouble = lambda request: None
    time_machine.move_to(timezone.now() + timedelta(seconds=5))
    tell()
    assert [row["Target"] for rows in yandex.uploads for row in rows] == ["order_delivered"]


def test_an_answer_that_is_not_metrika_s_does_not_count(yandex, shirt, settings):
    settings.METRIKA_OAUTH_TOKEN = OAUTH_TOKEN
    yandex.answer = b"<html>a proxy's page</html>"
    deliver(buy(make_customer(), shirt))
    tell()
    waiting = Delivery.objects.get(subscriber="metrika_conversions")
    assert (waiting.status, waiting.attempts) == ("pending", 1)


def test_a_wrong_token_is_said_at_once(yandex, shirt, settings):
    settings.METRIKA_OAUTH_TOKEN = "some-other-token"
    deliver(buy(make_customer(), shirt))
    tell()
    parked = Delivery.objects.get(subscriber="metrika_conversions")
    assert (parked.status, parked.last_error[:12]) == ("parked", "answered 403")


def test_without_the_oauth_token_there_are_no_conversions(yandex, shirt):
    deliver(buy(make_customer(), shirt))
    tell()
    assert yandex.told == ["pageview", "purchase"]
    assert not Delivery.objects.filter(subscriber="metrika_conversions").exists()
