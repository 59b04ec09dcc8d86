"""Which acts in the chat and through the API become events, and what that costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.lines import Line
from orders.models import CartItem
from orders.services.replace_cart import replace_cart
from orders.services.update_cart import add_to_cart, change_quantity
from shop.errors import StoreError
from shop.models import Customer, Event, LegalDocument
from shop.outbox import buffer
from tests.api.clients import anybody, customer
from tests.botapp.conftest import chat  # noqa: F401  # a fixture
from tests.botapp.ways import ANSWERS, go_to_cart
from tests.factories import make_customer, make_shirt, make_variant
from tests.integrations.analytics.telling import after_commit

pytestmark = pytest.mark.django_db
_FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def noticed():
    """Names and lines of the events so far."""
    after_commit()
    return [
        (event.name, [(line.get("variant_id"), line["quantity"]) for line in lines])
        for event in Event.objects.order_by("pk")
        if (lines := event.payload.get("lines")) or event.name == "order_placed"
    ]


@pytest.fixture
def documents():
    for kind in LegalDocument.Kind.values:
        LegalDocument.objects.get_or_create(kind=kind, version=1)


def test_a_purchase_in_the_chat(chat, google, documents):  # noqa: F811
    shirt = make_shirt()["TS-R-M"]
    anna = chat.person()
    go_to_cart(chat, anna)
    chat.press(anna, "+", "−", "Checkout", "I Agree")
    chat.say(anna, *ANSWERS)
    chat.press(anna, "Confirm Order")
    after_commit()
    events = Event.objects.filter(payload__has_key="visit").order_by("pk")
    lines = [
        (event.name, [(line.get("variant_id"), line["quantity"]) for line in lines])
        for event in events
        if (lines := event.payload.get("lines", [])) is not None
    ]
    # What is not of a sale is written after the commit, which this test makes at its end.
    assert sorted(lines) == [
        ("cart_item_added", [(shirt.pk, 1)]),
        ("cart_item_added", [(shirt.pk, 1)]),
        ("checkout_started", [(shirt.pk, 1)]),
        ("order_placed", []),
        ("product_viewed", [(None, 1)]),
    ]
    assert len({event.payload["visit"] for event in events}) == 1
    assert {event.customer_id for event in events} == {Customer.objects.get().pk}


def test_screens_cost_no_more_queries_with_analytics(chat, google, documents, monkeypatch):  # noqa: F811
    make_shirt()
    waiting = []
    monkeypatch.setattr(buffer._buffer, "add", waiting.append)
    anna = chat.person()
    go_to_cart(chat, anna)
    chat.press(anna, "Main Menu", "Catalog", "Clothing")
    costs = {}
    for label in ("Classic T-Shirt", "Red", "M", "Add to Cart", "My Cart", "+", "Checkout"):
        with CaptureQueriesContext(connection) as captured:
            anna.press(label)
            chat.updates()
        costs[label] = sum(not query["sql"].startswith(_FRAME) for query in captured)
    after_commit()
    assert len(waiting) == 6
    assert max(costs.values()) <= 8, costs


def test_only_what_comes_on_top_is_added_to_a_replaced_cart(google):
    customer, first, second, third = make_customer(), make_variant(), make_variant(), make_variant()
    replace_cart(customer=customer, lines=[Line(first.pk, 2), Line(second.pk, 1)])
    replace_cart(customer=customer, lines=[Line(first.pk, 5), Line(third.pk, 1)])
    replace_cart(customer=customer, lines=[Line(first.pk, 1)])
    assert noticed() == [
        ("cart_item_added", [(first.pk, 2), (second.pk, 1)]),
        ("cart_item_added", [(first.pk, 3), (third.pk, 1)]),
    ]


def test_a_refused_addition_is_not_noticed(google):
    customer, variant = make_customer(), make_variant(stock=1)
    with pytest.raises(StoreError):
        add_to_cart(customer=customer, variant=variant, quantity=2)
    assert noticed() == []


def test_more_of_a_line_is_noticed_and_less_is_not(google):
    customer, variant = make_customer(), make_variant()
    add_to_cart(customer=customer, variant=variant, quantity=2)
    item = CartItem.objects.get()
    change_quantity(customer=customer, item_id=item.pk, by=3)
    change_quantity(customer=customer, item_id=item.pk, by=-1)
    assert noticed() == [
        ("cart_item_added", [(variant.pk, 2)]),
        ("cart_item_added", [(variant.pk, 3)]),
    ]


def test_a_look_through_the_api_is_noticed_when_it_is_known_whose(google):
    shirt = make_shirt()["TS-R-M"]
    path = f"products/{shirt.product_id}"
    assert anybody().get(path).status_code == 200
    assert anybody(authorization="tma nonsense").get(path).status_code == 200
    assert noticed() == []
    assert customer(77).get(path).json() == anybody().get(path).json()
    after_commit()
    event = Event.objects.get()
    assert (event.name, event.customer_id) == ("product_viewed", 77)
    assert event.payload["lines"] == [
        {"product_id": shirt.product_id, "quantity": 1, "price": "19.99"}
    ]


def test_nothing_is_noticed_when_nobody_counts():
    customer_of_ours, variant = make_customer(), make_variant()
    add_to_cart(customer=customer_of_ours, variant=variant, quantity=2)
    assert customer(77).get(f"products/{variant.product_id}").status_code == 200
    assert noticed() == []
    assert not Customer.objects.filter(pk=77).exists()
