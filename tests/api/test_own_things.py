"""A customer inside Telegram: their orders and their cart, and nobody else's."""

import pytest

from catalog.models import Category
from orders.models import Cart, CartItem, Order
from orders.services.update_cart import add_to_cart
from shop.models import Customer
from tests.api.clients import customer, details_of, error_of, trusted
from tests.factories import (
    make_category,
    make_customer,
    make_order,
    make_product,
    make_shirt,
    make_variant,
)

pytestmark = pytest.mark.django_db


def test_one_s_orders_the_newest_first():
    mine, other = make_customer(77), make_customer(78)
    first, second = make_order(mine), make_order(mine)
    make_order(other)
    answer = customer(77).get("orders/my").json()
    assert [order["id"] for order in answer["items"]] == [second.pk, first.pk]
    assert (answer["total"], answer["page"], answer["size"]) == (2, 1, 10)
    one = customer(77).get(f"orders/{first.pk}").json()
    assert one["id"] == first.pk
    assert one["items"][0]["quantity"] == 1


def test_a_neighbour_s_order_is_not_there():
    order = make_order(make_customer(78))
    for path in (f"orders/{order.pk}", "orders/999999", f"orders/{2**64}"):
        assert error_of(customer(77).get(path)) == (404, "not_found")


def test_a_trusted_client_places_orders_and_reads_nobody_s():
    order = make_order(make_customer(78))
    for path in (f"orders/{order.pk}", "orders/my", "users/me", "cart"):
        assert error_of(trusted().get(path)) == (401, "unauthorized")


def test_names_come_in_the_customer_s_language():
    shirt = make_shirt()["TS-R-M"]
    order = make_order(make_customer(77, language="en"), {shirt: 1})
    [item] = customer(77).get(f"orders/{order.pk}").json()["items"]
    assert item["product_name"] == "Classic T-Shirt (Red, M)"


def test_the_cart_is_the_chat_s():
    shirt = make_shirt()["TS-R-M"]
    me = customer(77)
    me.get("users/me")
    add_to_cart(customer=Customer.objects.get(pk=77), variant=shirt, quantity=2)
    assert me.get("cart").json() == {
        "version": 1,
        "items": [
            {
                "variant_id": shirt.pk,
                "product_id": shirt.product_id,
                "product_name": "Classic T-Shirt (Red, M)",
                "sku": "TS-R-M",
                "quantity": 2,
                "price": "19.99",
                "old_price": None,
                "line_total": "39.98",
                "available": 5,
            }
        ],
        "total_amount": "39.98",
        "currency": "RUB",
    }


def put(client, *lines, **fields):
    items = [{"variant_id": variant.pk, "quantity": quantity} for variant, quantity in lines]
    return client.put("cart", {"items": items, **fields})


def test_a_cart_is_replaced_in_the_order_given():
    first, second = make_variant("10.00"), make_variant("5.00")
    me = customer(77)
    assert me.get("cart").json()["items"] == []
    put(me, (first, 1))
    shown = put(me, (second, 2), (first, 1), (second, 1)).json()
    assert [(line["variant_id"], line["quantity"]) for line in shown["items"]] == [
        (second.pk, 3),
        (first.pk, 1),
    ]
    assert (shown["total_amount"], shown["version"]) == ("25.00", 2)


def test_a_cart_that_somebody_changed_meanwhile_stays():
    variant = make_variant()
    me = customer(77)
    version = put(me, (variant, 1)).json()["version"]
    assert put(me, (variant, 2), version=version).status_code == 200
    answer = put(me, (variant, 9), version=version)
    assert error_of(answer) == (409, "cart_changed")
    assert details_of(answer) == {"version": version + 1}
    assert CartItem.objects.get().quantity == 2


def test_a_cart_that_cannot_be_had_is_refused_as_a_whole():
    there, gone = make_variant(stock=5), make_variant(stock=1)
    me = customer(77)
    put(me, (there, 1))
    answer = put(me, (there, 2), (gone, 2))
    assert error_of(answer) == (400, "out_of_stock")
    assert details_of(answer)["problems"] == [
        {"variant_id": gone.pk, "requested": 2, "available": 1}
    ]
    gone.product.is_active = False
    gone.product.save()
    assert error_of(put(me, (gone, 1))) == (400, "product_inactive")
    assert list(CartItem.objects.values_list("variant_id", "quantity")) == [(there.pk, 1)]


def test_what_a_hidden_shelf_holds_can_be_neither_put_nor_ordered():
    """Hidden itself or by one above; what lay in the cart stays, and is said to be gone."""
    clothing = make_category()
    shirt = make_product(category=make_category("T-Shirts", parent=clothing)).variants.get()
    there, me = make_variant(), customer(77)
    put(me, (shirt, 1))
    Category.objects.filter(pk=clothing.pk).update(is_active=False)
    order = {
        "user_details": {"full_name": "John Doe", "phone_number": "+15551234567"},
        "shipping_address": "10 Main Street, Springfield",
        "items": [{"variant_id": one.pk, "quantity": 1} for one in (there, shirt)],
    }
    for answer in (put(me, (there, 1), (shirt, 1)), me.post("orders", order)):
        assert error_of(answer) == (400, "product_inactive")
        assert details_of(answer)["problems"] == [{"variant_id": shirt.pk}]
    assert [line["available"] for line in me.get("cart").json()["items"]] == [0]
    assert not Order.objects.exists()


def test_a_cart_is_emptied():
    me = customer(77)
    put(me, (make_variant(), 1))
    assert me.delete("cart").status_code == 204
    assert me.get("cart").json()["items"] == []
    assert put(me).json()["items"] == []
    assert Cart.objects.get().version == 3


def test_a_malformed_cart_is_named():
    answer = customer(77).put("cart", {"items": [{"variant_id": 1, "quantity": 0}], "version": -1})
    assert error_of(answer) == (422, "invalid")
    assert set(details_of(answer)) == {"version", "items.0.quantity"}
