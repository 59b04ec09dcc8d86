"""A client of the API orders: the contract's example, refusals, repeats."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.models import Order
from shop.models import Consent, Customer, IdempotencyKey, LegalDocument
from shop.tasks import forget_old_keys
from tests.api.clients import OTHER_KEY, anybody, customer, details_of, error_of, staff, trusted
from tests.factories import make_customer, make_product, new_variant

pytestmark = pytest.mark.django_db

CONTACT = {
    "user_details": {"full_name": "John Doe", "phone_number": "+15551234567"},
    "shipping_address": "10 Main Street, Springfield",
}


@pytest.fixture
def shirt():
    """The contract's T-shirt: its variants by colour."""
    product = make_product(
        "Classic T-Shirt",
        options={"Color": ["Red", "Blue"], "Size": ["M"]},
        variants=[
            new_variant("19.99", 50, sku="TS-R-M", Color="Red", Size="M"),
            new_variant("21.99", 10, sku="TS-B-M", Color="Blue", Size="M"),
        ],
    )
    return {variant.sku: variant for variant in product.variants.all()}


def order_of(*lines, **fields):
    items = [{"variant_id": variant.pk, "quantity": quantity} for variant, quantity in lines]
    return {**CONTACT, "items": items, **fields}


def stocks(shirt):
    for variant in shirt.values():
        variant.refresh_from_db()
    return [variant.stock_quantity for variant in shirt.values()]


def test_the_contract_s_example_field_by_field(shirt):
    red, blue = shirt.values()
    body = order_of((red, 2), (blue, 1), user_id=123456789, comment="Ring twice")
    answer = trusted().post("orders", body)
    assert answer.status_code == 201
    order = Order.objects.get()
    placed = answer.json()
    assert placed == {
        "id": order.pk,
        "status": "pending",
        "payment_status": "unpaid",
        "total_amount": "61.97",
        "discount_amount": "0.00",
        "unclaimed_amount": "0.00",
        "currency": "RUB",
        "full_name": "John Doe",
        "phone_number": "+15551234567",
        "shipping_address": "10 Main Street, Springfield",
        "comment": "Ring twice",
        "created_at": placed["created_at"],
        "updated_at": placed["updated_at"],
        "items": [
            {
                "product_name": "Classic T-Shirt (Red, M)",
                "variant_id": red.pk,
                "sku": "TS-R-M",
                "quantity": 2,
                "price_at_purchase": "19.99",
                "discount": "0.00",
            },
            {
                "product_name": "Classic T-Shirt (Blue, M)",
                "variant_id": blue.pk,
                "sku": "TS-B-M",
                "quantity": 1,
                "price_at_purchase": "21.99",
                "discount": "0.00",
            },
        ],
        "payment": {
            "method": "on_delivery",
            "state": "on_delivery",
            "how": "later",
            "url": None,
            "owed": "61.97",
        },
    }
    assert placed["created_at"].endswith("Z")
    assert (order.customer_id, order.source) == (123456789, "api")
    assert stocks(shirt) == [48, 9]


def test_staff_see_what_was_ordered(shirt):
    red, blue = shirt.values()
    pk = customer(77).post("orders", order_of((red, 2), (blue, 1))).json()["id"]
    shown = staff().get(f"admin/orders/{pk}").json()
    assert (shown["id"], shown["user_id"], shown["status"]) == (pk, 77, "pending")
    assert (shown["total_amount"], shown["currency"]) == ("61.97", "RUB")
    assert shown["customer_contact"] == "John Doe, +15551234567"
    assert shown["shipping_address"] == "10 Main Street, Springfield"
    assert shown["items"] == [
        {
            "variant_id": red.pk,
            "sku": "TS-R-M",
            "product_name": "Classic T-Shirt",
            "variant_name": "Red, M",
            "quantity": 2,
            "price_at_purchase": "19.99",
            "discount": "0.00",
        },
        {
            "variant_id": blue.pk,
            "sku": "TS-B-M",
            "product_name": "Classic T-Shirt",
            "variant_name": "Blue, M",
            "quantity": 1,
            "price_at_purchase": "21.99",
            "discount": "0.00",
        },
    ]
    assert [event["new_status"] for event in shown["events"]] == ["pending"]


def test_a_customer_orders_for_themselves_whoever_the_body_names(shirt):
    other = make_customer()
    answer = customer(77).post("orders", order_of((shirt["TS-R-M"], 1), user_id=other.pk))
    assert answer.status_code == 201
    assert Order.objects.get().customer_id == 77
    assert Order.objects.get().source == "miniapp"


def test_an_order_says_that_the_documents_were_agreed_to(shirt):
    LegalDocument.objects.all().delete()
    LegalDocument.objects.create(kind="policy", version=1, text="Политика")
    customer(77).post("orders", order_of((shirt["TS-R-M"], 1)))
    trusted().post("orders", order_of((shirt["TS-R-M"], 1), user_id=78))
    given = Consent.objects.order_by("customer_id").values_list("customer_id", "source")
    assert list(given) == [(77, "miniapp"), (78, "api")]


def test_a_refused_order_leaves_no_trace(shirt):
    answer = trusted().post("orders", order_of((shirt["TS-B-M"], 11), user_id=78))
    assert error_of(answer) == (400, "out_of_stock")
    assert details_of(answer)["problems"] == [
        {"variant_id": shirt["TS-B-M"].pk, "requested": 11, "available": 10}
    ]
    assert not Order.objects.exists()
    assert not Customer.objects.exists()
    assert not Consent.objects.exists()
    assert stocks(shirt) == [50, 10]


def test_a_product_taken_off_sale_and_one_that_never_was(shirt):
    red = shirt["TS-R-M"]
    red.product.is_active = False
    red.product.save()
    answer = customer(77).post("orders", order_of((red, 1)))
    assert error_of(answer) == (400, "product_inactive")
    unknown = {**order_of(), "items": [{"variant_id": 987654, "quantity": 1}]}
    answer = customer(77).post("orders", unknown)
    assert error_of(answer) == (400, "product_inactive")
    assert details_of(answer)["problems"] == [{"variant_id": 987654}]


def test_a_total_that_is_no_longer_so_is_shown(shirt):
    body = order_of((shirt["TS-R-M"], 2), expected_total="39.98")
    assert customer(77).post("orders", body).status_code == 201
    shirt["TS-R-M"].price = Decimal("20.00")
    shirt["TS-R-M"].save()
    answer = customer(77).post("orders", body)
    assert error_of(answer) == (400, "price_changed")
    assert details_of(answer) == {"expected": "39.98", "total": "40.00"}
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"items": []}, "items"),
        ({"items": [{"variant_id": 1, "quantity": 1}] * 101}, "items"),
        ({"items": [{"variant_id": 1, "quantity": 0}]}, "items.0.quantity"),
        ({"items": [{"variant_id": 1, "quantity": 1001}]}, "items.0.quantity"),
        ({"items": [{"variant_id": 1, "quantity": "2"}]}, "items.0.quantity"),
        ({"items": [{"variant_id": 1, "quantity": 1.5}]}, "items.0.quantity"),
        ({"items": [{"variant_id": 1, "quantity": True}]}, "items.0.quantity"),
        ({"items": [{"variant_id": 2**63, "quantity": 1}]}, "items.0.variant_id"),
        ({"items": [{"variant_id": 10**400, "quantity": 1}]}, "items.0.variant_id"),
        ({"items": [{"quantity": 1}]}, "items.0.variant_id"),
        ({"items": "all"}, "items"),
        ({"items": None}, "items"),
        ({"user_details": None}, "user_details"),
        ({"user_details": {"full_name": "X", "phone_number": "+15551234567"}}, "user_details.full_name"),
        ({"user_details": {"full_name": "John", "phone_number": "12"}}, "user_details.phone_number"),
        ({"user_details": {"full_name": "John"}}, "user_details.phone_number"),
        ({"shipping_address": "x"}, "shipping_address"),
        ({"shipping_address": "x" * 501}, "shipping_address"),
        ({"comment": "x" * 1001}, "comment"),
        ({"comment": 5}, "comment"),
        ({"expected_total": "NaN"}, "expected_total"),
        ({"expected_total": 61.97}, "expected_total"),
        ({"expected_total": "1e5"}, "expected_total"),
        ({"user_id": 0}, "user_id"),
        ({"user_id": 2**63}, "user_id"),
    ],
)  # fmt: skip
def test_what_is_malformed_is_named(change, field):
    answer = trusted().post("orders", {**CONTACT, "user_id": 5, "items": [], **change})
    assert error_of(answer) == (422, "invalid")
    assert field in details_of(answer)
    assert not Customer.objects.exists()


def test_a_trusted_client_must_name_the_customer(shirt):
    answer = trusted().post("orders", order_of((shirt["TS-R-M"], 1)))
    assert error_of(answer) == (422, "invalid")
    assert list(details_of(answer)) == ["user_id"]


def test_nobody_and_somebody_with_a_wrong_key_order_nothing(shirt):
    body = order_of((shirt["TS-R-M"], 1), user_id=5)
    for client in (anybody(), trusted("wrong"), trusted(""), staff()):
        assert error_of(client.post("orders", body)) == (401, "unauthorized")
    assert not Order.objects.exists()


def test_a_repeat_gets_the_same_answer_and_one_order(shirt):
    body = order_of((shirt["TS-R-M"], 1))
    first = customer(77).post("orders", body, **{"idempotency-key": "k1"})
    second = customer(77).post("orders", body, **{"idempotency-key": "k1"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Order.objects.count() == 1
    assert stocks(shirt) == [49, 10]


def test_a_key_with_another_body_is_in_conflict(shirt):
    customer(77).post("orders", order_of((shirt["TS-R-M"], 1)), **{"idempotency-key": "k1"})
    answer = customer(77).post(
        "orders", order_of((shirt["TS-R-M"], 2)), **{"idempotency-key": "k1"}
    )
    assert error_of(answer) == (409, "idempotency_key_reused")
    assert Order.objects.count() == 1


def test_keys_of_different_people_and_clients_are_different(shirt):
    body = order_of((shirt["TS-R-M"], 1), user_id=5)
    for client in (customer(77), customer(78), trusted(), trusted(OTHER_KEY)):
        assert client.post("orders", body, **{"idempotency-key": "k1"}).status_code == 201
    assert Order.objects.count() == 4


def test_after_a_week_a_key_is_forgotten(shirt):
    customer(77).post("orders", order_of((shirt["TS-R-M"], 1)), **{"idempotency-key": "k1"})
    forget_old_keys()
    assert IdempotencyKey.objects.count() == 1
    IdempotencyKey.objects.update(created_at=timezone.now() - datetime.timedelta(days=8))
    forget_old_keys()
    assert not IdempotencyKey.objects.exists()


def test_a_refusal_keeps_no_key(shirt):
    body = order_of((shirt["TS-B-M"], 11))
    refused = customer(77).post("orders", body, **{"idempotency-key": "k1"})
    assert error_of(refused) == (400, "out_of_stock")
    assert not IdempotencyKey.objects.exists()
    body = order_of((shirt["TS-B-M"], 10))
    assert customer(77).post("orders", body, **{"idempotency-key": "k1"}).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "with space", "é"])
def test_a_key_that_cannot_be_kept_is_malformed(shirt, key):
    answer = customer(77).post("orders", order_of((shirt["TS-R-M"], 1)), **{"idempotency-key": key})
    assert error_of(answer) == (422, "invalid")
    assert not Order.objects.exists()


def test_more_than_twenty_orders_a_minute_wait(shirt):
    body = order_of((shirt["TS-R-M"], 1))
    codes = [customer(77).post("orders", body).status_code for _ in range(21)]
    assert codes == [201] * 20 + [429]
    answer = customer(77).post("orders", body)
    assert error_of(answer) == (429, "too_many_requests")
    assert 50 <= int(answer["Retry-After"]) <= 60
    assert customer(78).post("orders", body).status_code == 201
