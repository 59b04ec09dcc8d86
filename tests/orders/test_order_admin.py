"""Staff find orders, read them and move them on."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import ProductImage
from orders.contact import Contact
from orders.models import Order
from orders.services.change_status import change_status
from shop.models import Customer, Event
from shop.services.give_consent import give_consent
from tests.factories import make_customer, make_order, make_shirt, make_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

LIST = "admin:orders_order_changelist"
PAGE = "admin:orders_order_change"
MOST_QUERIES = 25


@pytest.fixture
def staff() -> Client:
    return staff_client()


def found(client: Client, text: str) -> set[int]:
    response = client.get(reverse(LIST), {"q": text})
    return {order.pk for order in response.context["cl"].result_list}


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_search_by_number_name_phone_and_sku(staff: Client) -> None:
    ivan = make_order(contact=Contact("Иван Петров", "+79123456789", "Москва, ул. Мира, 1"))
    shirt = make_order(wanted={make_shirt()["TS-R-M"]: 1})

    assert found(staff, f"#{ivan.pk}") == {ivan.pk}
    assert found(staff, f"№ {ivan.pk}") == {ivan.pk}
    assert ivan.pk in found(staff, str(ivan.pk))
    assert found(staff, "иван") == {ivan.pk}
    assert found(staff, "8 (912) 345-67-89") == {ivan.pk}
    assert found(staff, "ts-r-m") == {shirt.pk}
    assert found(staff, "#" + "9" * 30) == set()
    assert found(staff, "nobody") == set()
    assert found(staff, "") == {ivan.pk, shirt.pk}


def test_list_shows_what_matters(staff: Client) -> None:
    make_order(wanted={make_variant("1990.00"): 2})

    page = staff.get(reverse(LIST)).content.decode()

    assert "John Doe" in page
    assert "₽3,980" in page
    assert "Pending" in page
    assert "Unpaid" in page


def test_page_reads_items_and_timeline(staff: Client) -> None:
    order = make_order(wanted={make_shirt()["TS-R-M"]: 3})

    page = staff.get(reverse(PAGE, args=[order.pk])).content.decode()

    assert "Classic T-Shirt" in page or "Футболка" in page
    assert "TS-R-M" in page
    assert "₽59.97" in page
    assert "Order placed" in page
    assert 'name="status"' not in page
    assert 'name="total_amount"' not in page
    assert "Delete" not in page


def test_buttons_are_exactly_the_moves_allowed_now(staff: Client) -> None:
    order = make_order()
    change_status(order=order, to="processing", actor="x")

    page = staff.get(reverse(PAGE, args=[order.pk])).content.decode()

    for status in Order.Status.values:
        assert (f'name="to" value="{status}"' in page) == (status in ("shipped", "cancelled"))


def test_a_new_order_can_be_shipped_from_its_page_at_once(staff: Client) -> None:
    order = make_order()
    page = staff.get(reverse(PAGE, args=[order.pk])).content.decode()
    for status in Order.Status.values:
        is_offered = status in ("confirmed", "processing", "shipped", "cancelled")
        assert (f'name="to" value="{status}"' in page) == is_offered

    fields = {"to": "shipped", "carrier": "CDEK", "tracking_number": ""}
    staff.post(reverse("admin:orders_order_move", args=[order.pk]), fields)

    order.refresh_from_db()
    assert (order.status, order.carrier) == ("shipped", "CDEK")


def test_a_button_moves_the_order_and_says_who(staff: Client) -> None:
    order = make_order()

    response = staff.post(reverse("admin:orders_order_move", args=[order.pk]), {"to": "confirmed"})

    order.refresh_from_db()
    event = order.events.get(kind="status_changed")
    assert response["Location"] == reverse(PAGE, args=[order.pk])
    assert order.status == "confirmed"
    assert (event.old_status, event.new_status, event.actor) == (
        "pending",
        "confirmed",
        "staff:anna",
    )
    assert (
        Event.objects.filter(name="order_status_changed", payload__order_id=order.pk).count() == 1
    )


def test_moving_needs_post_a_token_a_known_status_and_an_order(staff: Client) -> None:
    order = make_order()
    address = reverse("admin:orders_order_move", args=[order.pk])
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = staff.cookies

    assert staff.get(address, {"to": "confirmed"}).status_code == 405
    assert strict.post(address, {"to": "confirmed"}).status_code == 403
    assert staff.post(address, {"to": "pending"}).status_code == 403
    assert staff.post(address, {"to": "paid"}).status_code == 403
    missing = reverse("admin:orders_order_move", args=[order.pk + 1])
    assert staff.post(missing, {"to": "confirmed"}).status_code == 404
    order.refresh_from_db()
    assert order.status == "pending"
    assert order.events.count() == 1


def test_a_move_that_is_too_late_is_told_and_changes_nothing(staff: Client) -> None:
    order = make_order()
    change_status(order=order, to="cancelled", actor="x")

    response = staff.post(
        reverse("admin:orders_order_move", args=[order.pk]), {"to": "confirmed"}, follow=True
    )

    order.refresh_from_db()
    assert f"Not moved: #{order.pk}. From “Cancelled” there is no way to “Confirmed”." in (
        response.content.decode()
    )
    assert order.status == "cancelled"


def test_many_orders_at_once_each_by_itself(staff: Client) -> None:
    ready, pending, cancelled = make_order(), make_order(), make_order()
    change_status(order=ready, to="processing", actor="x")
    change_status(order=cancelled, to="cancelled", actor="x")

    response = staff.post(
        reverse(LIST),
        {
            "action": "move_to_shipped",
            "_selected_action": [ready.pk, pending.pk, cancelled.pk],
        },
        follow=True,
    )

    told = [str(message) for message in response.context["messages"]]
    statuses = dict(Order.objects.values_list("pk", "status"))
    assert statuses == {ready.pk: "shipped", pending.pk: "shipped", cancelled.pk: "cancelled"}
    assert told == [
        f"2 orders are now “Shipped”: #{ready.pk}, #{pending.pk}",
        f"Not moved: #{cancelled.pk}. From “Cancelled” there is no way to “Shipped”.",
    ]


def test_cancelling_from_the_list_returns_the_stock_once(staff: Client) -> None:
    variant = make_variant(stock=10)
    order = make_order(wanted={variant: 4})
    fields = {"action": "move_to_cancelled", "_selected_action": [order.pk]}

    staff.post(reverse(LIST), fields)
    staff.post(reverse(LIST), fields)

    variant.refresh_from_db()
    assert variant.stock_quantity == 10


def test_many_are_cancelled_only_by_those_who_are_sure(staff: Client) -> None:
    orders = [make_order(), make_order()]
    fields = {"action": "move_to_cancelled", "_selected_action": [one.pk for one in orders]}

    asked = staff.post(reverse(LIST), fields).content.decode()
    assert "2 orders are chosen." in asked
    assert all(f'name="_selected_action" value="{one.pk}"' in asked for one in orders)
    assert set(Order.objects.values_list("status", flat=True)) == {"pending"}

    staff.post(reverse(LIST), {**fields, "sure": "yes"})
    assert set(Order.objects.values_list("status", flat=True)) == {"cancelled"}


def test_ticks_that_are_no_orders_are_refused(staff: Client) -> None:
    order = make_order()
    fields = {"action": "move_to_confirmed", "_selected_action": [order.pk, "x"]}

    assert staff.post(reverse(LIST), fields).status_code == 400
    assert Order.objects.get().status == "pending"


def test_orders_are_neither_added_nor_deleted(staff: Client) -> None:
    order = make_order()

    assert staff.get(reverse("admin:orders_order_add")).status_code == 403
    deleted = staff.post(reverse("admin:orders_order_delete", args=[order.pk]), {"post": "yes"})

    assert deleted.status_code == 403
    assert Order.objects.count() == 1


def test_queries_stay_few_however_many_orders(staff: Client) -> None:
    shirt = make_shirt()
    ProductImage.objects.create(product=shirt["TS-R-M"].product, image="products/a.jpg")
    one = make_order(wanted={shirt["TS-R-M"]: 1})
    few = queries(staff, reverse(LIST)), queries(staff, reverse(PAGE, args=[one.pk]))
    for _number in range(30):
        make_order()
    long = make_order(wanted={make_variant(): 1 for _line in range(30)})

    many = queries(staff, reverse(LIST)), queries(staff, reverse(PAGE, args=[long.pk]))

    assert many == few
    assert max(many) <= MOST_QUERIES


def test_customers_with_what_they_ordered_and_agreed_to(staff: Client) -> None:
    customer = make_customer(name="Иван Петров")
    variant = make_variant("100.00", stock=50)
    make_order(customer, {variant: 2})
    change_status(order=make_order(customer, {variant: 5}), to="cancelled", actor="x")
    give_consent(customer=customer, source="bot")
    make_customer(name="Other")

    listed = staff.get(reverse("admin:shop_customer_changelist"), {"q": "иван"})
    page = staff.get(reverse("admin:shop_customer_change", args=[customer.pk])).content.decode()

    (row,) = listed.context["cl"].result_list
    assert (row.pk, row.orders_count, row.spent) == (customer.pk, 1, Decimal(200))
    assert "Privacy policy v1" in page
    assert "Cancelled" in page
    by_id = staff.get(reverse("admin:shop_customer_changelist"), {"q": str(customer.pk)})
    assert by_id.context["cl"].result_count == 1


def test_queries_stay_few_however_many_customers(staff: Client) -> None:
    customer = make_customer()
    make_order(customer)
    give_consent(customer=customer, source="bot")
    addresses = (
        reverse("admin:shop_customer_changelist"),
        reverse("admin:shop_customer_change", args=[customer.pk]),
    )
    few = [queries(staff, address) for address in addresses]
    for _number in range(30):
        make_order(make_customer())
        make_order(customer)

    many = [queries(staff, address) for address in addresses]

    assert many == few
    assert max(many) <= MOST_QUERIES


def test_customers_are_not_deleted_by_hand(staff: Client) -> None:
    customer = make_customer()

    staff.post(reverse("admin:shop_customer_delete", args=[customer.pk]), {"post": "yes"})

    assert Customer.objects.filter(pk=customer.pk).exists()
