"""The order page as each role finds it, and everything that can be done from there."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.models import ProductImage
from orders.contact import Contact
from orders.models import Order
from orders.services.change_status import change_status
from orders.services.edit_contact import edit_contact
from orders.services.message_customer import message_customer
from orders.services.note_order import note_order
from shop.models import Delivery, Event
from shop.roles import ANALYST, MANAGER, OWNER, SUPPORT, WAREHOUSE
from tests.factories import make_customer, make_order, make_shirt, make_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

MOST_QUERIES = 25


@pytest.fixture
def staff() -> Client:
    return staff_client()


def address(name: str, order: Order) -> str:
    return reverse(f"admin:orders_order_{name}", args=[order.pk])


def page(client: Client, order: Order) -> str:
    return client.get(address("change", order)).content.decode()


def hidden(client: Client, order: Order, name: str) -> dict[str, str]:
    """What a browser would post from the page of a form if nothing was touched."""
    text = client.get(address(name, order)).content.decode()
    form = text[text.index('class="order-card order-form') :]
    form = re.sub(r"<template.*?</template>", "", form, flags=re.S)
    fields = {}
    for tag in re.findall(r"<input [^>]*>", form):
        found = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if found and 'type="checkbox"' not in tag:
            fields[found[1]] = value[1] if value else ""
    return fields


def to_shipped(order: Order) -> Order:
    for status in ("processing", "shipped"):
        change_status(order=order, to=status, actor="x")
    return order


def test_the_customer_their_chat_their_other_orders_and_the_map(staff: Client) -> None:
    customer = make_customer(name="Иван Петров")
    customer.username = "ivan_p"
    customer.save()
    contact = Contact("Иван Петров", "+79123456789", "Москва, ул. Мира, 1")
    other = make_order(customer, {make_variant("100.00"): 2}, contact=contact)
    cancelled = make_order(customer, {make_variant("500.00"): 1}, contact=contact)
    change_status(order=cancelled, to="cancelled", actor="x")
    order = make_order(customer, {make_variant("50.00"): 1}, contact=contact)

    text = page(staff, order)

    assert 'href="https://t.me/ivan_p"' in text
    assert 'href="tel:+79123456789"' in text
    assert "https://yandex.ru/maps/?text=%D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B0%2C%20" in text
    assert address("change", other) in text
    assert reverse("admin:shop_customer_change", args=[customer.pk]) in text
    assert "3 orders, ₽250 in all" in text


def test_somebody_without_a_username_is_reached_by_id(staff: Client) -> None:
    order = make_order()
    assert f'href="tg://user?id={order.customer_id}"' in page(staff, order)


def test_the_timeline_tells_who_did_what(staff: Client) -> None:
    order = make_order()
    change_status(order=order, to="confirmed", actor="staff:boris")
    staff.post(address("note", order), {"text": "Regular <b>customer</b>"})
    edit_contact(order=order, fields={"shipping_address": "1 High Street"}, actor="staff:vera")

    text = page(staff, order)
    entries = [
        (entry.title, entry.actor)
        for entry in staff.get(address("change", order)).context["timeline"]
    ]

    assert entries == [
        ("Delivery details edited", "vera"),
        ("Note", "anna"),
        ("Pending → Confirmed", "boris"),
        ("Order placed", "customer"),
    ]
    assert "Regular &lt;b&gt;customer&lt;/b&gt;" in text
    assert "<s>10 Main Street, Springfield</s> → <b>1 High Street</b>" in text


@pytest.mark.parametrize(
    ("status", "error", "shown"),
    [("pending", "", "Waiting"), ("done", "", "Sent"), ("parked", "it was blocked", "Failed")],
)
def test_a_message_shows_how_far_it_got(staff: Client, status: str, error: str, shown: str) -> None:
    order = make_order()

    answer = staff.post(address("message", order), {"text": "Is Tuesday fine?"})
    delivery = Delivery.objects.get(event__name="order_message")
    Delivery.objects.filter(pk=delivery.pk).update(status=status, last_error=error)

    assert answer["Location"] == address("change", order)
    entry = order.events.get(kind="message")
    assert (entry.text, entry.actor) == ("Is Tuesday fine?", "staff:anna")
    text = page(staff, order)
    assert shown in text
    assert error in text


def test_the_page_speaks_russian_down_to_what_telegram_answered(staff: Client) -> None:
    order = make_order()
    Order.objects.filter(pk=order.pk).update(source="bot")
    message_customer(order=order, text="Готово", actor="staff:anna")
    Delivery.objects.filter(event__payload__order_id=order.pk).update(
        status=Delivery.Status.PARKED, last_error="Chat not found"
    )

    text = staff.get(address("change", order), headers={"Accept-Language": "ru"}).content.decode()

    assert "· бот</span>" in text
    assert "Telegram не нашёл такого чата" in text


def test_a_blocked_bot_is_warned_of(staff: Client) -> None:
    order = make_order()
    assert "Blocked the bot" not in page(staff, order)
    order.customer.blocked_at = timezone.now()
    order.customer.save()
    assert "Blocked the bot" in page(staff, order)
    assert "a message would not arrive" in page(staff, order)


@pytest.mark.parametrize("name", ["note", "message"])
def test_an_empty_or_endless_text_comes_back(staff: Client, name: str) -> None:
    order = make_order()
    empty = staff.post(address(name, order), {"text": " "})
    endless = staff.post(address(name, order), {"text": "x" * 2001})
    assert (empty.status_code, endless.status_code) == (400, 400)
    assert "Write 1 to 2000 characters." in empty.content.decode()
    assert "x" * 2001 in endless.content.decode()
    assert order.events.count() == 1


def test_shipping_asks_for_the_tracking_number(staff: Client) -> None:
    order = make_order()
    change_status(order=order, to="processing", actor="x")
    assert 'name="tracking_number"' in page(staff, order)

    staff.post(
        address("move", order), {"to": "shipped", "carrier": "CDEK", "tracking_number": "AB 1"}
    )
    again = staff.post(
        address("move", order), {"to": "shipped", "carrier": "", "tracking_number": ""}, follow=True
    )

    order.refresh_from_db()
    assert (order.status, order.carrier, order.tracking_number) == ("shipped", "CDEK", "AB 1")
    assert "From “Shipped” there is no way to “Shipped”." in again.content.decode()
    staff.post(address("tracking", order), {"carrier": "CDEK", "tracking_number": "AB 2"})
    assert "<s>AB 1</s> → <b>AB 2</b>" in page(staff, order)


def test_contact_is_edited_field_by_field(staff: Client) -> None:
    order = make_order()
    fields = {
        **hidden(staff, order, "contact"),
        "full_name": "Jane  Roe",
        "phone_number": "8 912 345-67-89",
        "shipping_address": order.shipping_address,
        "initial-shipping_address": order.shipping_address,
        "comment": "",
        "initial-comment": "",
    }
    # Somebody else mended the address while this page stood open.
    edit_contact(order=order, fields={"shipping_address": "1 High Street"}, actor="x")
    change_status(order=order, to="confirmed", actor="x")

    answer = staff.post(address("contact", order), fields)

    order.refresh_from_db()
    assert answer["Location"] == address("change", order)
    assert (order.full_name, order.phone_number) == ("Jane Roe", "+79123456789")
    assert (order.shipping_address, order.status) == ("1 High Street", "confirmed")


def test_a_bad_contact_is_explained(staff: Client) -> None:
    order = make_order()
    fields = {"full_name": "?", "phone_number": "12", "shipping_address": "x", "comment": ""}
    text = staff.post(address("contact", order), fields).content.decode()
    order.refresh_from_db()
    assert "Enter a name of at least two letters." in text
    assert "Enter a phone number with its country code." in text
    assert "Enter an address of 5 to 500 characters." in text
    assert order.full_name == "John Doe"


def test_lines_are_edited_and_added_from_the_page(staff: Client) -> None:
    mug, shirt = make_variant("10.00", stock=10), make_shirt()["TS-R-M"]
    order = make_order(wanted={mug: 2})
    pk = order.items.get().pk
    fields = {
        **hidden(staff, order, "lines"),
        f"quantity_{pk}": "3",
        f"price_{pk}": "8.00",
        "added": [str(shirt.pk)],
        "added_quantity": ["2"],
        "tell": "on",
    }

    staff.post(address("lines", order), fields)

    order.refresh_from_db()
    mug.refresh_from_db()
    shirt.refresh_from_db()
    assert order.total_amount == Decimal("63.98")
    assert (mug.stock_quantity, shirt.stock_quantity) == (7, 3)
    assert Event.objects.get(name="order_edited").payload["tell"] is True
    text = page(staff, order)
    assert "<s>2 pcs</s> → <b>3 pcs</b>" in text
    assert "<s>₽10</s> → <b>₽8</b>" in text
    assert "<s>₽20</s> → <b>₽63.98</b>" in text


def test_lines_that_changed_meanwhile_are_not_overwritten(staff: Client) -> None:
    variant = make_variant("10.00", stock=10)
    order = make_order(wanted={variant: 3, make_variant(): 1})
    first, second = order.items.order_by("pk")
    edit, cancel = hidden(staff, order, "lines"), hidden(staff, order, "cancel")
    cancelled = {**cancel, f"cancel_{first.pk}": "1", f"cancel_{second.pk}": "1", "why": ""}

    done = staff.post(address("cancel", order), cancelled)
    again = staff.post(address("cancel", order), cancelled)
    late = staff.post(address("lines", order), {**edit, f"quantity_{first.pk}": "5"})

    variant.refresh_from_db()
    assert (done.status_code, again.status_code, late.status_code) == (302, 400, 400)
    assert "Somebody changed this order meanwhile." in again.content.decode()
    assert "Somebody changed this order meanwhile." in late.content.decode()
    assert list(order.items.values_list("quantity", flat=True)) == [2]
    assert variant.stock_quantity == 8


def test_a_refusal_keeps_what_was_typed(staff: Client) -> None:
    mug, scarce = make_variant(stock=10), make_variant(stock=1, sku="RARE")
    order = make_order(wanted={mug: 2})
    pk = order.items.get().pk
    fields = {
        **hidden(staff, order, "lines"),
        f"quantity_{pk}": "4",
        "added": [str(scarce.pk)],
        "added_quantity": ["7"],
    }

    answer = staff.post(address("lines", order), fields)

    text = answer.content.decode()
    assert answer.status_code == 400
    assert "RARE: only 1 more in stock." in text
    assert f'name="added" value="{scarce.pk}"' in text
    assert 'name="added_quantity" min="1" max="1000" value="7"' in text
    assert order.items.get().quantity == 2


def test_what_can_be_added_is_found_by_sku_and_by_name(staff: Client) -> None:
    shirts = make_shirt()
    search = reverse("admin:orders_order_variants")

    def found(text: str) -> list[str]:
        return [row["sku"] for row in staff.get(search, {"q": text}).json()["found"]]

    assert found("ts-r-l") == ["TS-R-L"]
    assert found("ФУТБ") == ["TS-R-M", "TS-R-L"]  # the blue one is sold out
    assert found("classic shirt") == ["TS-R-M", "TS-R-L"]
    assert found("x") == found("nothing") == []
    row = staff.get(search, {"q": "ts-r-m"}).json()["found"][0]
    assert row == {
        "id": shirts["TS-R-M"].pk,
        "sku": "TS-R-M",
        "title": "Classic T-Shirt (Red, M)",
        "price": "₽19.99",
        "stock": 5,
        "picture": "",
    }


def test_nothing_is_edited_once_shipped(staff: Client) -> None:
    order = to_shipped(make_order())
    text = page(staff, order)
    pk = order.items.get().pk
    for name in ("contact", "lines", "cancel"):
        assert address(name, order) not in text
        fields = {f"seen_{pk}": "1", f"quantity_{pk}": "2", f"cancel_{pk}": "1", "full_name": "No"}
        answer = staff.post(address(name, order), fields, follow=True)
        assert "The order is “Shipped”: this can no longer be changed." in answer.content.decode()
    order.refresh_from_db()
    assert (order.full_name, order.items.get().quantity) == ("John Doe", 1)


FORCED = {
    "note": {"text": "x"},
    "message": {"text": "x"},
    "contact": {"full_name": "Hacked"},
    "lines": {},
    "cancel": {},
    "tracking": {"carrier": "x", "tracking_number": "x"},
}
MAY = {
    OWNER: set(FORCED) | {"packing-slip", "invoice"},
    MANAGER: set(FORCED) | {"packing-slip", "invoice"},
    SUPPORT: {"note", "message"},
    WAREHOUSE: {"tracking", "packing-slip"},
    ANALYST: set(),
}


@pytest.mark.parametrize("role", list(MAY))
def test_what_a_role_may_not_do_is_not_shown_and_refused_by_force(role: str) -> None:
    client = staff_client(role)
    order = make_order()
    change_status(order=order, to="processing", actor="x")
    text = page(client, order)
    before = order.events.count()

    for name, fields in FORCED.items():
        assert (f'"{address(name, order)}"' in text) == (name in MAY[role]), name
        if name not in MAY[role]:
            assert client.post(address(name, order), fields).status_code == 403, name
    for kind in ("packing-slip", "invoice"):
        answer = client.get(address(kind, order))
        assert (f'"{address(kind, order)}"' in text) == (kind in MAY[role])
        assert answer.status_code == (200 if kind in MAY[role] else 403)
        forced = client.post(
            reverse("admin:orders_order_changelist"),
            {"action": f"print_{kind}", "_selected_action": [order.pk]},
        )
        assert (forced.get("Content-Type") == "application/pdf") == (kind in MAY[role])
    search = client.get(reverse("admin:orders_order_variants"), {"q": "sku"})
    assert search.status_code == (200 if "lines" in MAY[role] else 403)
    order.refresh_from_db()
    assert (order.full_name, order.carrier, order.events.count()) == ("John Doe", "", before)


def test_an_analyst_reads_nobodys_words() -> None:
    order = make_order()
    note_order(order=order, text="Lives alone", actor="staff:anna")
    message_customer(order=order, text="Dear John", actor="staff:anna")
    edit_contact(order=order, fields={"full_name": "Jane Roe"}, actor="staff:anna")
    text = page(staff_client(ANALYST), order)
    assert "Order placed" in text
    for secret in (
        "Lives alone",
        "Dear John",
        "Jane Roe",
        "John Doe",
        "Main Street",
        "https://t.me",
        "tg://",
    ):
        assert secret not in text


def test_the_warehouse_packs_without_the_customers_history() -> None:
    order = make_order()
    text = page(staff_client(WAREHOUSE), order)
    assert "10 Main Street" in text
    assert "tg://user" not in text
    assert "in all" not in text


def test_the_page_takes_no_post_and_needs_an_order(staff: Client) -> None:
    order = make_order()
    assert staff.post(address("change", order), {"full_name": "x"}).status_code == 403
    for name in ("change", "contact", "lines", "packing-slip"):
        missing = reverse(f"admin:orders_order_{name}", args=[order.pk + 1])
        assert staff.get(missing).status_code == 404
    assert staff.get(address("note", order)).status_code == 405


def test_queries_stay_few_however_much_there_is(staff: Client) -> None:
    def queries(order: Order, name: str) -> int:
        staff.get(address(name, order))
        with CaptureQueriesContext(connection) as caught:
            assert staff.get(address(name, order)).status_code == 200
        return len(caught)

    shirt = make_shirt()["TS-R-M"]
    ProductImage.objects.create(product=shirt.product, image="products/a.jpg")
    customer = make_customer()
    make_order(customer)
    short = make_order(customer, {shirt: 1})
    message_customer(order=short, text="x", actor="x")
    names = ("change", "contact", "lines", "cancel", "packing-slip", "invoice")
    few = {name: queries(short, name) for name in names}
    for _number in range(20):
        make_order(customer)
    long = make_order(customer, {make_variant(): 1 for _line in range(30)})
    for _number in range(20):
        message_customer(order=long, text="x", actor="x")
        note_order(order=long, text="x", actor="x")

    many = {name: queries(long, name) for name in names}

    # The long one has no options, whose values are one query more.
    assert all(many[name] <= few[name] for name in names), (few, many)
    assert max(few.values()) <= MOST_QUERIES
