"""The log says through which door a change came, and who came through it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from catalog.models import Product
from catalog.services.import_products import confirm_import
from config import celery
from shop.audit.acting import Channel, acting
from shop.models import Customer
from shop.roles import MANAGER
from tests.api.clients import API_KEY, Api, customer, staff
from tests.audit.entries import Log
from tests.factories import make_customer, make_order, make_product
from tests.files.steps import upload_rows, worked
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


def test_a_move_in_the_admin() -> None:
    client = staff_client(MANAGER)
    order = make_order()
    log = Log()

    client.post(reverse("admin:orders_order_move", args=[order.pk]), {"to": "confirmed"})

    (entry,) = log.of("orders.order")
    assert (entry.actor, entry.channel) == ("staff:anna", "admin")
    assert entry.changes == {"status": ["pending", "confirmed"]}


def test_many_published_at_once_in_the_admin() -> None:
    client = staff_client(MANAGER)
    ids = [make_product(name, is_active=False).pk for name in ("Mug", "Cup")]
    make_product("Plate")
    log = Log()

    client.post(
        reverse("admin:catalog_product_changelist"),
        {"action": "publish", "_selected_action": ids},
    )

    entries = log.of("catalog.product")
    assert sorted(entry.object_name for entry in entries) == ["Cup", "Mug"]
    assert {entry.actor for entry in entries} == {"staff:anna"}
    assert Product.objects.filter(is_active=True).count() == 3


def test_staff_customers_and_clients_of_the_api() -> None:
    product = make_product()
    order = make_order()
    log = Log()

    with override_settings(BOT_API_KEYS=[API_KEY]):
        staff(MANAGER).patch(f"admin/orders/{order.pk}", {"status": "confirmed"})
        body = {
            "user_id": 77,
            "user_details": {"full_name": "John Doe", "phone_number": "+15551234567"},
            "shipping_address": "10 Main Street",
            "items": [{"variant_id": product.variants.get().pk, "quantity": 1}],
        }
        answer = Api(**{"x-api-key": API_KEY}).post("orders", body)
        assert answer.status_code == 201, answer.content
    customer(88).get("users/me")

    moved, placed = log.of("orders.order")
    assert (moved.actor.partition(":")[0], moved.channel) == ("staff", "api")
    assert (placed.actor.partition(":")[0], placed.channel) == ("client", "api")
    assert API_KEY not in placed.actor
    known = {entry.object_id: entry.actor for entry in log.of("shop.customer")}
    assert known["77"].startswith("client:")


def test_an_import_names_itself_and_who_started_it() -> None:
    table = [("sku", "product_name", "category", "price", "stock_quantity")]
    table += [(f"S-{n}", f"Thing {n}", "Shelf", "10", "5") for n in range(5)]
    log = Log()

    run = upload_rows(table)
    assert log.of("catalog.product") == []  # a preview changes nothing
    confirm_import(run=run, only_good=False)
    worked(run)
    dearer = upload_rows([table[0], ("S-1", "Thing 1", "Shelf", "12", "5")])
    confirm_import(run=dearer, only_good=False)
    worked(dearer)

    (changed,) = [e for e in log.of("catalog.productvariant") if e.action == "update"]
    assert list(changed.changes) == ["price"]
    assert [Decimal(text) for text in changed.changes["price"]] == [
        10,
        12,
    ]  # SQLite writes no zeros
    assert (changed.reference, changed.actor) == (f"import:{dearer.pk}", "staff:anna")
    entries = [e for e in log.of("catalog.productvariant") if e != changed]
    added = [entry for entry in entries if entry.action == "insert"]
    assert sorted(entry.object_name for entry in added) == [f"S-{n}" for n in range(5)]
    assert {entry.reference for entry in entries} == {f"import:{run.pk}"}
    assert {(entry.actor, entry.channel) for entry in entries} == {("staff:anna", "job")}


def test_a_job_is_the_systems_doing() -> None:
    person = make_customer()
    log = Log()

    @celery.app.task(name="tests.change_a_customer")
    def job(pk: int) -> None:
        Customer.objects.filter(pk=pk).update(chosen_language="ru")

    job.apply((person.pk,)).get()

    (entry,) = log.of("shop.customer")
    assert (entry.actor, entry.channel, entry.reference) == (
        "system", "job", "tests.change_a_customer",
    )  # fmt: skip
    assert entry.request_id
    Customer.objects.filter(pk=person.pk).update(chosen_language="en")
    assert log.of("shop.customer")[1].channel == "system"  # the job is over


def test_a_command_is_nobodys_in_particular() -> None:
    log = Log()

    User.objects.create_superuser("boss", password="pw")

    (entry,) = log.of("auth.user")
    assert (entry.actor, entry.channel) == ("system", "system")
    assert json.dumps(entry.changes).count("argon2") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shop_customer SET chosen_language = 'ru'",
        "update shop_customer set chosen_language = 'ru'",
        "WITH given(code) AS (VALUES ('ru')) UPDATE shop_customer SET chosen_language = 'ru'",
    ],
)
def test_however_a_statement_is_written_it_names_its_doer(statement: str) -> None:
    make_customer()
    log = Log()

    with acting("staff:anna", channel=Channel.JOB), connection.cursor() as cursor:
        cursor.execute(statement)

    (entry,) = log.of("shop.customer")
    assert (entry.actor, entry.changes) == ("staff:anna", {"chosen_language": ["", "ru"]})
