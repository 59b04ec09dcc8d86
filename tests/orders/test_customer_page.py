"""Staff read a customer's page, write to them from there, and put tags on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.services.message_customer import message_customer as message_about_order
from shop.models import Customer, CustomerMessage, Delivery, Event, Tag
from shop.privacy import erase_customer, export_customer
from shop.roles import ANALYST, MANAGER, SUPPORT, WAREHOUSE
from shop.services.give_consent import give_consent
from shop.services.tag_customers import tag_customers
from tests.factories import make_customer, make_order, make_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

LIST = "admin:shop_customer_changelist"
PAGE = "admin:shop_customer_change"


def page(staff: Client, customer: Customer) -> str:
    response = staff.get(reverse(PAGE, args=[customer.pk]))
    assert response.status_code == 200
    return response.content.decode()


def post(staff: Client, view: str, customer: Customer, **fields: Any) -> Any:
    address = reverse(f"admin:shop_customer_{view}", args=[customer.pk])
    return staff.post(address, fields, follow=True)


def test_the_page_says_who_they_are_and_what_they_ordered() -> None:
    staff = staff_client(MANAGER)
    customer = make_customer(name="Иван Петров")
    Customer.objects.filter(pk=customer.pk).update(username="ivan", phone_number="+79001234567")
    order = make_order(customer, {make_variant("150.00"): 2})
    make_order(customer, {make_variant("100.00"): 1})
    message_about_order(order=order, text="About the order", actor="staff:boris")
    give_consent(customer=customer, source="bot")
    tag_customers(customers=[customer.pk], tag=Tag.objects.create(name="VIP", colour="success"))

    text = page(staff, customer)

    for shown in (
        "Иван Петров", "https://t.me/ivan", "+79001234567", f"#{order.pk}", "₽400", "₽200", "VIP",
        "About the order", "boris", "Privacy policy v1",
    ):  # fmt: skip
        assert shown in text, shown


def test_without_a_username_the_chat_is_opened_by_id() -> None:
    customer = make_customer()

    assert f"tg://user?id={customer.pk}" in page(staff_client(SUPPORT), customer)


@pytest.mark.parametrize("role", [MANAGER, SUPPORT])
def test_a_message_goes_through_the_outbox_and_stays_on_the_page(role: str) -> None:
    staff, customer = staff_client(role), make_customer()

    post(staff, "message", customer, text=" We found your umbrella ")

    message = CustomerMessage.objects.get()
    assert (message.customer, message.text) == (customer, "We found your umbrella")
    assert message.actor == "staff:anna"
    delivery = Delivery.objects.get(event=message.outbox_event)
    assert (delivery.subscriber, delivery.status) == ("direct_messages", "pending")
    assert message.outbox_event is not None
    assert message.outbox_event.payload == {"message_id": message.pk}
    text = page(staff, customer)
    assert "We found your umbrella" in text
    assert "Waiting" in text


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_an_impossible_message_is_not_sent(text: str) -> None:
    staff, customer = staff_client(MANAGER), make_customer()

    answer = post(staff, "message", customer, text=text)

    assert answer.status_code == 400
    assert not CustomerMessage.objects.exists()
    assert not Event.objects.exists()


def test_tags_are_put_on_and_taken_off() -> None:
    staff, customer = staff_client(MANAGER), make_customer()
    vip = Tag.objects.create(name="VIP")

    post(staff, "add_tag", customer, name=" vip ")
    post(staff, "add_tag", customer, name="vip")
    post(staff, "add_tag", customer, name="Опт")
    assert sorted(customer.tags.values_list("name", flat=True)) == ["VIP", "Опт"]

    post(staff, "remove_tag", customer, tag=vip.pk)
    post(staff, "remove_tag", customer, tag="x")
    post(staff, "remove_tag", customer, tag="9" * 5000)
    assert [tag.name for tag in customer.tags.all()] == ["Опт"]
    assert Tag.objects.count() == 2


def test_support_uses_tags_and_makes_none() -> None:
    staff, customer = staff_client(SUPPORT), make_customer()
    Tag.objects.create(name="VIP")

    post(staff, "add_tag", customer, name="New")
    post(staff, "add_tag", customer, name="VIP")

    assert [tag.name for tag in customer.tags.all()] == ["VIP"]
    assert not Tag.objects.filter(name="New").exists()


@pytest.mark.parametrize("name", ["", "x" * 41, "a\0b"])
def test_an_impossible_tag_is_not_made(name: str) -> None:
    staff, customer = staff_client(MANAGER), make_customer()

    post(staff, "add_tag", customer, name=name)

    assert not Tag.objects.exists()


def test_tags_of_many_at_once() -> None:
    staff = staff_client(MANAGER)
    vip = Tag.objects.create(name="VIP")
    chosen, other = [make_customer() for _ in range(3)], make_customer()
    ticked = [customer.pk for customer in chosen]
    action = {"action": "add_tag", "_selected_action": ticked}

    asked = staff.post(reverse(LIST), action)
    assert "3 customers are chosen." in asked.content.decode()
    assert not vip.customers.exists()

    done = staff.post(reverse(LIST), {**action, "tag": vip.pk}, follow=True)
    assert set(vip.customers.values_list("pk", flat=True)) == set(ticked)
    assert "“VIP” was put on 3 customers." in done.content.decode()

    staff.post(
        reverse(LIST),
        {"action": "remove_tag", "_selected_action": [*ticked[:2], other.pk], "tag": vip.pk},
    )
    assert list(vip.customers.values_list("pk", flat=True)) == ticked[2:]


def test_too_many_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orders.admin.customer_tags.MOST_AT_ONCE", 1)
    staff, vip = staff_client(MANAGER), Tag.objects.create(name="VIP")
    ticked = [make_customer().pk for _ in range(2)]

    staff.post(reverse(LIST), {"action": "add_tag", "_selected_action": ticked, "tag": vip.pk})

    assert not vip.customers.exists()


@pytest.mark.parametrize("role", [WAREHOUSE, ANALYST])
def test_who_may_not_know_customers_reaches_none_of_it(role: str) -> None:
    staff, customer = staff_client(role), make_customer(name="Secret Name")
    vip = Tag.objects.create(name="VIP")

    assert staff.get(reverse(PAGE, args=[customer.pk])).status_code == 403
    assert post(staff, "message", customer, text="hi").status_code == 403
    assert post(staff, "add_tag", customer, name="VIP").status_code == 403
    edit = reverse("admin:shop_customer_edit", args=[customer.pk])
    assert staff.post(edit, {"full_name": "Other"}).status_code == 403
    staff.post(
        reverse(LIST), {"action": "add_tag", "_selected_action": [customer.pk], "tag": vip.pk}
    )
    customer.refresh_from_db()
    assert customer.full_name == "Secret Name"
    assert not customer.tags.exists()
    assert not CustomerMessage.objects.exists()


def test_what_may_be_edited_is_edited_on_a_page_of_its_own() -> None:
    staff, customer = staff_client(MANAGER), make_customer()
    edit = reverse("admin:shop_customer_edit", args=[customer.pk])
    assert staff.get(edit).status_code == 200

    answer = staff.post(
        edit,
        {"full_name": "Anna", "phone_number": "", "shipping_address": "", "chosen_language": "ru"},
    )

    assert answer["Location"] == reverse(PAGE, args=[customer.pk])
    customer.refresh_from_db()
    assert (customer.full_name, customer.chosen_language) == ("Anna", "ru")

    for number, kept in (("99", None), ("8 917 123-45-67", "+79171234567")):
        staff.post(edit, {"full_name": "Anna", "phone_number": number, "chosen_language": "ru"})
        customer.refresh_from_db()
        assert (customer.phone_number or None) == kept


def test_the_analyst_sees_figures_under_pseudonyms() -> None:
    customer = make_customer(name="Secret Name")
    Customer.objects.filter(pk=customer.pk).update(phone_number="+79001234567", username="secret")
    make_order(customer, {make_variant("150.00"): 2})
    staff = staff_client(ANALYST)

    listed = staff.get(reverse(LIST))
    text = listed.content.decode()
    file = staff.get(reverse("admin:shop_customer_export"), {"format": "csv"})
    exported = (
        b"".join(file.streaming_content).decode() if file.streaming else file.content.decode()
    )

    for words in (text, exported):
        assert "300" in words
        assert "C-" in words
        for personal in ("Secret", "secret", "+79001234567", str(customer.pk)):
            assert personal not in words, personal
    assert len(staff.get(reverse(LIST), {"q": "Nobody"}).context["cl"].result_list) == 1
    for oracle in ({"full_name__startswith": "S"}, {"phone_number__contains": "7"}):
        assert staff.get(reverse(LIST), oracle).status_code == 400
        orders = staff.get(reverse("admin:orders_order_changelist"), oracle)
        assert orders.status_code == 400
    for model, field in (("order", "customer"), ("cart", "customer")):
        answer = staff.get(
            reverse("admin:autocomplete"),
            {"app_label": "orders", "model_name": model, "field_name": field, "term": "Sec"},
        )
        assert answer.status_code in (403, 404)


def test_support_downloads_nothing() -> None:
    staff = staff_client(SUPPORT)

    for name in ("shop_customer_export", "orders_order_export"):
        assert staff.get(reverse(f"admin:{name}")).status_code == 403


def test_a_forgotten_customer_leaves_no_words() -> None:
    staff, customer = staff_client(MANAGER), make_customer()
    post(staff, "message", customer, text="Private words")
    tag_customers(customers=[customer.pk], tag=Tag.objects.create(name="VIP"))
    held = export_customer(customer.pk)
    assert held["messages"][0]["text"] == "Private words"
    assert held["tags"] == [{"name": "VIP"}]

    erase_customer(customer.pk)

    assert CustomerMessage.objects.get().text == ""
    assert not customer.tags.exists()


def test_queries_stay_few_however_much_was_said() -> None:
    staff, customer = staff_client(MANAGER), make_customer()

    def more() -> None:
        order = make_order(customer)
        message_about_order(order=order, text="x", actor="staff:x")
        post(staff, "message", customer, text="y")
        post(staff, "add_tag", customer, name=f"tag {Tag.objects.count()}")

    def cost(address: str) -> int:
        staff.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert staff.get(address).status_code == 200
        return len(caught)

    addresses = [reverse(PAGE, args=[customer.pk]), reverse(LIST)]
    more()
    few = [cost(address) for address in addresses]
    for _ in range(10):
        more()
        make_order(make_customer())

    assert [cost(address) for address in addresses] == few
    assert max(few) <= 25


def test_sorted_by_the_last_order_those_without_stand_last() -> None:
    staff = staff_client(MANAGER)
    never, buyer = make_customer(), make_customer()
    Customer.objects.filter(pk=buyer.pk).update(last_order_at=timezone.now())
    column = list(staff.get(reverse(LIST)).context["cl"].list_display).index("shown_last")

    for order in (f"{column}", f"-{column}"):
        rows = staff.get(reverse(LIST), {"o": order}).context["cl"].result_list
        assert [row.pk for row in rows] == [buyer.pk, never.pk]


@pytest.mark.parametrize("term", ["8 900 123-45-67", "+79001234567", "@IVAN", "петров иван"])
def test_found_by_phone_however_written_by_username_and_by_name(term: str) -> None:
    staff, customer = staff_client(MANAGER), make_customer(name="Иван Петров")
    Customer.objects.filter(pk=customer.pk).update(username="ivan", phone_number="+79001234567")
    make_customer(name="Somebody")

    listed = staff.get(reverse(LIST), {"q": term})

    assert [row.pk for row in listed.context["cl"].result_list] == [customer.pk]
