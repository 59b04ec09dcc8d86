"""Staff look through orders and customers, and move orders on: each role as far as it goes."""

import datetime

import pytest
from django.db.models import F

from orders.models import Order
from orders.services.change_status import change_status
from tests.api.clients import customer, details_of, error_of, staff
from tests.factories import make_customer, make_order, make_product, make_variant, new_variant

pytestmark = pytest.mark.django_db


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [order["id"] for order in answer.json()["items"]]


@pytest.fixture
def orders():
    """Three orders: the first confirmed, the second paid, the third large."""
    first = make_order(make_customer(77))
    second = make_order(make_customer(78))
    third = make_order(make_customer(79), {make_variant("500.00"): 2})
    change_status(order=first, to="confirmed", actor="test")
    Order.objects.filter(pk=second.pk).update(payment_status="paid")
    return first.pk, second.pk, third.pk


def test_orders_the_newest_first_and_filtered(orders):
    first, second, third = orders
    api = staff()

    def found(**query):
        return ids(api.get("admin/orders", query))

    assert found() == [third, second, first]
    assert found(status="confirmed") == [first]
    assert found(payment_status="paid") == [second]
    assert found(customer_id="79") == [third]
    assert found(search=f"#{second}") == [second]
    assert found(search="+15551234567") == [third, second, first]
    assert found(search="no such thing") == []
    assert found(ordering="total_amount")[-1] == third
    assert found(ordering="created_at") == [first, second, third]
    assert found(size="1", page="2") == [second]


def test_orders_by_their_day(orders):
    first, second, third = orders
    moments = [datetime.datetime(2026, 11, day, 12, tzinfo=datetime.UTC) for day in (1, 2, 3)]
    for pk, moment in zip(orders, moments, strict=True):
        Order.objects.filter(pk=pk).update(created_at=moment)
    api = staff()
    after = {"created_after": "2026-11-02T12:00:00Z"}
    assert ids(api.get("admin/orders", after)) == [third, second]
    before = {"created_before": "2026-11-02T12:00:00+00:00"}
    assert ids(api.get("admin/orders", before)) == [first]
    assert ids(api.get("admin/orders", {"created_after": "2026-11-03"})) == [third]
    shown = api.get(f"admin/orders/{first}").json()
    assert shown["created_at"] == "2026-11-01T12:00:00Z"


@pytest.mark.parametrize(
    "query",
    [
        {"status": "lost"}, {"payment_status": "x"}, {"created_after": "yesterday"},
        {"created_before": "2026-13-01T00:00:00Z"}, {"customer_id": "x"}, {"ordering": "secret"},
        {"search": "\0"}, {"size": "1000"},
    ],
)  # fmt: skip
def test_what_is_malformed_is_named(query):
    answer = staff().get("admin/orders", query)
    assert error_of(answer) == (422, "invalid")
    assert list(details_of(answer)) == list(query)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_time_break_nothing(moment):
    assert staff().get("admin/orders", {"created_after": moment}).status_code in (200, 422)


def test_an_order_goes_its_way_with_a_timeline():
    order = make_order()
    api = staff("Manager")
    path = f"admin/orders/{order.pk}"
    for status in ("confirmed", "processing", "shipped", "delivered"):
        answer = api.patch(path, {"status": status})
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    events = answer.json()["events"]
    assert [event["new_status"] for event in events] == [
        "pending", "confirmed", "processing", "shipped", "delivered",
    ]  # fmt: skip
    assert events[-1]["actor"] == "staff:anna"
    assert answer.json()["allowed_statuses"] == []


def test_an_order_that_came_back_unpaid_goes_nowhere():
    order = make_order()
    Order.objects.update(status="shipped", unclaimed_amount=F("total_amount"))
    path = f"admin/orders/{order.pk}"
    api = staff("Manager")
    assert api.get(path).json()["allowed_statuses"] == []
    answer = api.patch(path, {"status": "delivered"})
    assert error_of(answer) == (400, "transition_not_allowed")
    assert (details_of(answer)["allowed"], details_of(answer)["came_back"]) == ([], True)
    order.refresh_from_db()
    assert order.status == "shipped"


def test_a_wrong_step_is_refused_with_the_right_ones():
    order = make_order()
    answer = staff().patch(f"admin/orders/{order.pk}", {"status": "shipped"})
    assert error_of(answer) == (400, "transition_not_allowed")
    assert details_of(answer) == {
        "status": "pending",
        "to": "shipped",
        "allowed": ["confirmed", "processing", "cancelled"],
    }
    order.refresh_from_db()
    assert order.status == "pending"


@pytest.mark.parametrize("body", [{"status": "lost"}, {"status": None}, {}, {"status": 5}])
def test_a_status_that_is_none_is_malformed(body):
    order = make_order()
    answer = staff().patch(f"admin/orders/{order.pk}", body)
    assert error_of(answer) == (422, "invalid")
    assert error_of(staff(name="boris").get("admin/orders/999999")) == (404, "not_found")


def test_cancelling_gives_the_stock_back():
    variant = make_product(variants=[new_variant(stock=5)]).variants.get()
    order = make_order(wanted={variant: 3})
    staff().patch(f"admin/orders/{order.pk}", {"status": "cancelled"})
    variant.refresh_from_db()
    assert variant.stock_quantity == 5


# What each role may do, and what it may not: 2 for allowed, 4 for forbidden.
LOOK = ["admin/orders", "admin/products", "admin/categories", "admin/stock", "admin/customers",
        "admin/stats"]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("", {*LOOK, "move", "ship", "add", "stock"}),
        ("Manager", {*LOOK, "move", "ship", "add", "stock"}),
        ("Support", {"admin/orders", "admin/customers"}),
        ("Warehouse", {"admin/orders", "admin/products", "admin/categories", "admin/stock", "ship",
                       "stock"}),
        ("Analyst", {"admin/orders", "admin/products", "admin/categories", "admin/stock",
                     "admin/stats"}),
    ],
)  # fmt: skip
def test_each_role_goes_as_far_as_it_may(role, may):
    api = staff(role)
    variant = make_variant()
    order = make_order(wanted={variant: 1})
    shipped = make_order()
    change_status(order=shipped, to="processing", actor="test")
    product = {"name": "P", "category_id": variant.product.category_id,
               "variants": [{"sku": "P", "price": "1.00"}]}  # fmt: skip
    stock = {"reason": "received", "items": [{"variant_id": variant.pk, "quantity": 1}]}
    did = {path: api.get(path) for path in LOOK} | {
        "move": api.patch(f"admin/orders/{order.pk}", {"status": "confirmed"}),
        "ship": api.patch(f"admin/orders/{shipped.pk}", {"status": "shipped"}),
        "add": api.post("admin/products", product),
        "stock": api.post("admin/stock", stock),
    }
    assert {name for name, answer in did.items() if answer.status_code < 300} == may
    for name in set(did) - may:
        assert error_of(did[name]) == (403, "forbidden")


def test_an_analyst_sees_figures_and_no_people():
    order = make_order(make_customer(77))
    api = staff("Analyst")
    shown = api.get(f"admin/orders/{order.pk}").json()
    for name in ("user_id", "customer_contact", "shipping_address", "comment"):
        assert shown[name] is None
    assert shown["total_amount"] == "10.00"
    assert shown["allowed_statuses"] == []
    assert ids(api.get("admin/orders", {"search": "John"})) == []
    assert error_of(api.get("admin/orders", {"customer_id": "77"})) == (403, "forbidden")


def test_customers_with_what_they_brought():
    api = staff()
    buyer = make_customer(77, name="Иван Петров")
    make_order(buyer, {make_variant("15.50"): 2})
    change_status(order=make_order(buyer), to="cancelled", actor="test")
    make_customer(78, name="Somebody Else")
    answer = api.get("admin/customers", {"search": "иван"}).json()
    [row] = answer["items"]
    assert (row["id"], row["orders_count"], row["spent_amount"]) == (77, 1, "31.00")
    assert api.get("admin/customers").json()["total"] == 2
    assert api.get("admin/customers/77").json() == row
    assert error_of(api.get("admin/customers/5")) == (404, "not_found")
    assert ids(api.get("admin/customers", {"search": "78"})) == [78]


def test_figures_of_today():
    make_order(wanted={make_variant("15.50"): 2})
    make_order(wanted={make_variant("10.00"): 1})
    change_status(order=make_order(), to="cancelled", actor="test")
    figures = staff().get("admin/stats", {"period": "today"}).json()
    assert figures["totals"]["orders"] == 2
    assert figures["totals"]["revenue"] == "41.00"
    assert figures["totals"]["average_order"] == "20.50"
    assert figures["by_status"]["cancelled"] == 1
    assert len(figures["by_day"]) == 1
    assert figures["top_products"][0]["revenue"] == "31.00"


@pytest.mark.parametrize(
    "query", [{"period": "decade"}, {"from": "x"}, {"to": "2026-02-30"}, {"from": "0001-01-01"}]
)
def test_figures_of_no_period(query):
    answer = staff().get("admin/stats", query)
    assert error_of(answer) == (422, "invalid")
    assert list(details_of(answer)) == list(query)


def test_a_customer_s_token_opens_nothing_of_the_staff_s():
    order = make_order()
    for path in (*LOOK, f"admin/orders/{order.pk}"):
        assert error_of(customer(77).get(path)) == (401, "unauthorized")
