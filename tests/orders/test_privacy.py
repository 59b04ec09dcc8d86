import json
from decimal import Decimal

import pytest

from orders.contact import Contact
from orders.models import Cart, Order
from orders.services.change_status import change_status
from orders.services.place_cart_order import place_cart_order
from orders.services.update_cart import add_to_cart
from shop.privacy import erase_customer, export_customer
from tests.factories import fill_cart, make_customer, make_order, make_shirt, make_variant
from tests.fakes.subscriber import listen

pytestmark = pytest.mark.django_db
CONTACT = Contact("John Doe", "+15551234567", "10 Main Street")


@pytest.fixture
def customer(monkeypatch):
    listen(monkeypatch)
    return make_customer()


def test_a_person_is_given_their_orders_and_their_cart(customer):
    order = make_order(customer, {make_shirt()["TS-R-M"]: 2}, contact=CONTACT)
    change_status(order=order, to="confirmed", actor="anna")
    make_order()  # somebody else's
    fill_cart(customer, {make_variant(sku="MUG"): 3})
    held = json.loads(json.dumps(export_customer(customer.pk)))
    [exported] = held["orders"]
    assert (exported["id"], exported["status"]) == (order.pk, "confirmed")
    assert (exported["total_amount"], exported["full_name"]) == ("39.98", "John Doe")
    assert (exported["phone_number"], exported["shipping_address"]) == (
        "+15551234567",
        "10 Main Street",
    )
    [item] = held["order_items"]
    assert (item["order_id"], item["sku"], item["quantity"]) == (order.pk, "TS-R-M", 2)
    assert (item["product_name"], item["price_at_purchase"]) == ("Футболка", "19.99")
    assert [event["new_status"] for event in held["order_events"]] == ["pending", "confirmed"]
    assert held["cart"] == [{"variant__sku": "MUG", "quantity": 3}]


def test_a_forgotten_person_s_orders_keep_their_figures_alone(customer):
    cart = fill_cart(customer, {make_variant("10.00"): 2})
    order = place_cart_order(
        customer=customer, cart_version=cart.version, contact=CONTACT, comment="Hi", source="bot"
    )
    add_to_cart(customer=customer, variant=make_variant())
    other = make_order(contact=CONTACT)
    erase_customer(customer.pk)
    order.refresh_from_db()
    assert (order.full_name, order.phone_number, order.shipping_address, order.comment) == ("",) * 4
    assert (order.total_amount, order.items.get().quantity) == (Decimal("20.00"), 2)
    assert not Cart.objects.filter(customer=customer).exists()
    assert Order.objects.get(pk=other.pk).full_name == "John Doe"
