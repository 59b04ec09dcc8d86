"""An order by the API with a promo code."""

import pytest

from orders.models import Order, PromoCode
from tests.api.clients import customer, details_of, error_of, staff, trusted
from tests.factories import make_variant
from tests.orders.codes import make_code

pytestmark = pytest.mark.django_db


def order_of(variant, quantity=1, **fields):
    return {
        "user_details": {"full_name": "John Doe", "phone_number": "+15551234567"},
        "shipping_address": "10 Main Street, Springfield",
        "items": [{"variant_id": variant.pk, "quantity": quantity}],
        **fields,
    }


@pytest.fixture
def mug():
    return make_variant("19.99")


def test_the_discount_is_answered_line_by_line(mug):
    make_code()
    body = order_of(mug, 3, promo_code=" summer ", expected_total="53.97")
    answer = customer(77).post("orders", body)
    assert answer.status_code == 201
    placed = answer.json()
    assert (placed["total_amount"], placed["discount_amount"]) == ("53.97", "6.00")
    [item] = placed["items"]
    assert (item["price_at_purchase"], item["discount"]) == ("19.99", "6.00")
    shown = staff().get(f"admin/orders/{placed['id']}").json()
    assert (shown["discount_amount"], shown["items"][0]["discount"]) == ("6.00", "6.00")


def test_the_expected_total_is_the_one_after_the_discount(mug):
    make_code()
    answer = customer(77).post("orders", order_of(mug, promo_code="SUMMER", expected_total="19.99"))
    assert error_of(answer) == (400, "price_changed")
    assert details_of(answer) == {"expected": "19.99", "total": "17.99"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"is_active": False}, "promo_code_unknown"),
        ({"total_limit": 0}, "promo_code_used_up"),
        ({"customer_limit": 0}, "promo_code_used_by_you"),
        ({"minimum_sum": 20}, "promo_code_minimum_sum"),
    ],
)
def test_a_code_that_does_not_hold_is_an_error_of_its_own(mug, facts, code):
    make_code(**facts)
    answer = trusted().post("orders", order_of(mug, user_id=5, promo_code="Summer"))
    assert error_of(answer) == (400, code)
    if code == "promo_code_minimum_sum":
        assert details_of(answer)["missing"] == "0.01"
    assert not Order.objects.exists()


@pytest.mark.parametrize("code", ["", "   "])
def test_an_empty_code_is_none(mug, code):
    assert customer(77).post("orders", order_of(mug, promo_code=code)).status_code == 201


@pytest.mark.parametrize("code", [5, None, ["SUMMER"], "x" * 41])
def test_what_is_no_code_is_malformed(mug, code):
    answer = customer(77).post("orders", order_of(mug, promo_code=code))
    assert error_of(answer) == (422, "invalid")
    assert list(details_of(answer)) == ["promo_code"]


def test_the_same_request_again_uses_the_code_once(mug):
    make_code(customer_limit=1)
    body = order_of(mug, promo_code="SUMMER")
    first, second = (customer(77).post("orders", body, **{"idempotency-key": "k"}) for _ in "ab")
    assert first.json() == second.json()
    assert (first.status_code, PromoCode.objects.get().used) == (201, 1)
