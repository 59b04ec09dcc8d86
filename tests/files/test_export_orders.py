"""Orders and customers leave as files: as rows or by items, contacts only where they may be seen."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.files.response import table_response
from orders.contact import Contact
from orders.files import rows
from orders.files.admin import CustomerExports, OrderExports
from orders.files.rows import Table, customers_table, items_table, orders_table
from orders.models import Order
from orders.services.change_status import change_status
from shop.admin.typed import ModelAdmin
from shop.models import Customer
from shop.roles import MANAGER, SUPPORT, WAREHOUSE
from tests.factories import make_customer, make_order, make_shirt, make_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


def listed(table: Table) -> list[dict[str, Any]]:
    heading, cells = table
    return [dict(zip(heading, row, strict=True)) for row in cells]


def test_orders_as_rows() -> None:
    shirt = make_shirt()
    order = make_order(wanted={shirt["TS-R-M"]: 2, shirt["TS-R-L"]: 1})

    (row,) = listed(orders_table(Order.objects.all(), contact=True))

    assert (row["order"], row["pieces"], str(row["total_amount"])) == (order.pk, 3, "59.97")
    assert (row["full_name"], row["phone_number"]) == ("John Doe", "'+15551234567")
    assert (row["status"], row["payment_status"], row["currency"]) == ("pending", "unpaid", "RUB")


def test_items_as_rows() -> None:
    shirt = make_shirt()
    make_order(wanted={shirt["TS-R-M"]: 2, shirt["TS-R-L"]: 1})

    found = listed(items_table(Order.objects.all(), contact=False))

    assert [(row["sku"], row["quantity"], str(row["line_total"])) for row in found] == [
        ("TS-R-M", 2, "39.98"),
        ("TS-R-L", 1, "19.99"),
    ]
    assert found[0]["variant_name"] == "Красный, M"


@pytest.mark.parametrize("make", [orders_table, items_table])
def test_without_the_right_nobody_is_named(make: Callable[..., Table]) -> None:
    make_order(contact=Contact("=cmd()", "+15551234567", "10 Main Street"))

    heading, cells = make(Order.objects.all(), contact=False)

    assert not {"full_name", "phone_number", "shipping_address", "customer_id"} & set(heading)
    assert "cmd" not in str(list(cells))


def test_customers_with_what_they_spent() -> None:
    buyer, looker = make_customer(name="=Buyer"), make_customer(name="Looker")
    for _ in range(2):
        make_order(buyer, {make_variant("10.00"): 1})
    cancelled = make_order(buyer, {make_variant("99.00"): 1})
    change_status(order=cancelled, to="cancelled", actor="x")

    table = customers_table(Customer.objects.all(), "RUB", contact=True)
    found = {row["customer_id"]: row for row in listed(table)}

    assert (found[buyer.pk]["orders_count"], found[buyer.pk]["spent"]) == (2, 20)
    assert found[buyer.pk]["full_name"] == "'=Buyer"
    assert (found[looker.pk]["orders_count"], found[looker.pk]["spent"]) == (0, 0)


def test_many_orders_are_read_by_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_AT_ONCE", 2)
    variant = make_variant(stock=100)
    orders = [make_order(wanted={variant: 1}) for _ in range(5)]
    _heading, cells = orders_table(Order.objects.all(), contact=False)

    with CaptureQueriesContext(connection) as first:
        numbers = [next(cells)[0]]
    numbers += [row[0] for row in cells]

    assert len(first) == 2
    assert numbers == [order.pk for order in reversed(orders)]


def test_the_file_is_sent_while_it_is_read() -> None:
    """Under ASGI the pieces come one by one, each asked for when the one before is sent."""
    asked: list[int] = []

    def many() -> Any:
        for number in range(2_000):
            asked.append(number)
            yield [number]

    request = ASGIRequest({"type": "http", "method": "GET", "path": "/"}, io.BytesIO())
    live = table_response(request, "orders", "csv", ["order"], many())
    plain = table_response(RequestFactory().get("/"), "orders", "csv", ["order"], [[1], [2]])

    assert live.is_async
    assert asked == []
    text = b"".join(plain).decode("utf-8-sig")  # type: ignore[arg-type]
    assert list(csv.reader(io.StringIO(text))) == [["order"], ["1"], ["2"]]
    assert plain["Cache-Control"] == "no-store"


class OrderList(OrderExports, ModelAdmin[Order]):
    list_filter = ("status",)
    search_fields = ("full_name",)


class CustomerList(CustomerExports, ModelAdmin[Customer]):
    search_fields = ("full_name",)


def download(admin: Any, role: str, **query: str) -> list[dict[str, str]]:
    """What somebody of the role is given by the list."""
    staff_client(role)
    request = RequestFactory().get("/", query)
    request.user = User.objects.get(username="anna")
    content = b"".join(admin.export_view(request))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_list_is_downloaded_as_it_is_filtered_and_searched() -> None:
    wanted, other = make_order(), make_order()
    elsewhere = make_order(contact=Contact("Mary Roe", "+15551234568", "11 Main Street"))
    Order.objects.filter(pk=other.pk).update(status="confirmed")

    found = download(
        OrderList(Order, site),
        MANAGER,
        format="csv",
        rows="orders",
        status__exact="pending",
        q="John",
    )

    assert [row["order"] for row in found] == [str(wanted.pk)]
    assert elsewhere.status == "pending"
    assert found[0]["full_name"] == "John Doe"


@pytest.mark.parametrize(
    ("asked", "name"), [("orders", "orders"), ("items", "items"), ("", "orders"), ("x", "orders")]
)
def test_the_file_is_called_after_its_rows(asked: str, name: str) -> None:
    address = reverse("admin:orders_order_export")

    answer = staff_client(MANAGER).get(address, {"format": "csv", "rows": asked})

    assert answer["Content-Disposition"].startswith(f'attachment; filename="{name}-20')


@pytest.mark.parametrize("role", [SUPPORT, WAREHOUSE])
@pytest.mark.parametrize(("admin", "model"), [(OrderList, Order), (CustomerList, Customer)])
def test_who_may_not_export_is_refused(role: str, admin: Any, model: Any) -> None:
    make_order()

    with pytest.raises(PermissionDenied):
        download(admin(model, site), role, format="csv")


def test_customers_are_downloaded_by_a_manager() -> None:
    order = make_order()

    found = download(CustomerList(Customer, site), MANAGER, format="csv")

    assert [row["customer_id"] for row in found] == [str(order.customer_id)]


@pytest.mark.parametrize(
    ("model", "query", "words"),
    [
        ("orders_order", "created_at_from=31.31.2026", "“31.31.2026” is not a day"),
        ("orders_order", "items__variant__product__id__exact=x", "“x” is no choice for"),
        ("orders_order", "created_at__gte=soon", "Nothing was exported"),
        ("shop_customer", "seen=carted.soon.later", "“carted.soon.later” is no choice for"),
        ("shop_customer", "tag=x", "“x” is no choice for"),
    ],
)
def test_what_the_filters_do_not_understand_is_not_exported(
    model: str, query: str, words: str
) -> None:
    make_order()

    answer = staff_client(MANAGER).get(f"{reverse(f'admin:{model}_export')}?{query}&format=csv")

    assert (answer.status_code, answer.streaming) == (422, False)
    assert words in answer.content.decode()
