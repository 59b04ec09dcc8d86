"""The owner's rules for orders: the least sum, the most pieces, a closed store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from catalog.models import ProductVariant
from orders.lines import Line
from orders.models import CartItem, Order
from orders.services.replace_cart import replace_cart
from orders.services.update_cart import add_to_cart, change_quantity
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings
from tests.api.clients import API_KEY, trusted
from tests.factories import fill_cart, make_customer, make_order, make_shirt, make_variant

pytestmark = pytest.mark.django_db


def rule(**changes: Any) -> None:
    store = StoreSettings.current()
    for name, value in changes.items():
        setattr(store, name, value)
    store.save()


def nothing_happened(variant: ProductVariant, stock: int) -> bool:
    variant.refresh_from_db()
    return not Order.objects.exists() and variant.stock_quantity == stock


def test_an_order_below_the_least_is_refused_with_what_is_missing() -> None:
    rule(least_order=Decimal(1000))
    cup = make_variant("300.00", stock=10)

    with pytest.raises(StoreError) as refused:
        make_order(wanted={cup: 3})

    assert refused.value.code == ErrorCode.ORDER_TOO_SMALL
    assert refused.value.context["missing"] == Decimal(100)
    assert nothing_happened(cup, 10)
    assert make_order(wanted={cup: 4}).total_amount == Decimal(1200)


def test_all_variants_of_a_product_count_together() -> None:
    rule(most_pieces=3)
    shirt = make_shirt()
    red, large = shirt["TS-R-M"], shirt["TS-R-L"]

    with pytest.raises(StoreError) as refused:
        make_order(wanted={red: 2, large: 2})

    assert refused.value.code == ErrorCode.TOO_MANY_PIECES
    assert refused.value.context["most"] == 3
    assert refused.value.context["problems"] == [{"product_id": red.product_id, "requested": 4}]
    assert nothing_happened(red, 5)
    make_order(wanted={red: 2, large: 1, make_variant(): 3})


def test_the_cart_takes_no_more_either() -> None:
    rule(most_pieces=3)
    shirt, customer = make_shirt(), make_customer()
    red, large = shirt["TS-R-M"], shirt["TS-R-L"]
    fill_cart(customer, {red: 2, large: 1})
    line = CartItem.objects.get(variant=red)

    with pytest.raises(StoreError) as added:
        add_to_cart(customer=customer, variant=large)
    with pytest.raises(StoreError) as raised:
        change_quantity(customer=customer, item_id=line.pk, by=1)
    with pytest.raises(StoreError) as replaced:
        replace_cart(customer=customer, lines=[Line(red.pk, 2), Line(large.pk, 2)])

    for refused in (added, raised, replaced):
        assert refused.value.code == ErrorCode.TOO_MANY_PIECES
    assert added.value.context["in_cart"] == 3
    held = CartItem.objects.values_list("variant__sku", "quantity")
    assert sorted(held) == [("TS-R-L", 1), ("TS-R-M", 2)]
    change_quantity(customer=customer, item_id=line.pk, by=-1)


def test_a_closed_store_takes_no_order_and_carts_fill_on() -> None:
    rule(is_closed=True, closed_text="До встречи")
    cup, customer = make_variant(stock=10), make_customer()

    add_to_cart(customer=customer, variant=cup)
    with pytest.raises(StoreError) as refused:
        make_order(customer, {cup: 1})

    assert refused.value.code == ErrorCode.STORE_CLOSED
    assert refused.value.context["texts"]["ru"] == "До встречи"
    assert nothing_happened(cup, 10)


def test_it_opens_by_itself_on_the_day_that_was_set() -> None:
    rule(is_closed=True, closed_until=date(2026, 12, 1))
    cup = make_variant(stock=10)

    with time_machine.travel("2026-11-30T20:59:59Z"), pytest.raises(StoreError):
        make_order(wanted={cup: 1})
    with time_machine.travel("2026-11-30T21:00:01Z"):  # midnight in Moscow
        make_order(wanted={cup: 1})


@pytest.mark.parametrize(
    ("changes", "code", "detail"),
    [
        ({"least_order": Decimal(100)}, "order_too_small", ("missing", "80.00")),
        ({"most_pieces": 1}, "too_many_pieces", ("most", 1)),
        (
            {"is_closed": True, "closed_until": date(2100, 12, 1)},
            "store_closed",
            ("opens_on", "2100-12-01"),
        ),
    ],
)
def test_the_api_says_so_with_a_code(
    changes: dict[str, Any], code: str, detail: tuple[str, object], settings: Any
) -> None:
    settings.BOT_API_KEYS = [API_KEY]
    rule(**changes)
    cup = make_variant("10.00", stock=10)

    answer = trusted().post(
        "orders",
        {
            "user_id": 77,
            "user_details": {"full_name": "John Doe", "phone_number": "+15551234567"},
            "shipping_address": "10 Main Street, Springfield",
            "items": [{"variant_id": cup.pk, "quantity": 2}],
        },
    )

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == code
    assert error["details"][detail[0]] == detail[1]
    assert nothing_happened(cup, 10)


def test_without_rules_nothing_is_refused(client: Client) -> None:
    cup = make_variant("0.01", stock=1000)

    assert make_order(wanted={cup: 1000}).total_amount == Decimal(10)
