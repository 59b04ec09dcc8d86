"""Many customers confirm at once: nothing is sold twice and nobody waits for ever."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import IntegrityError, OperationalError

from catalog.models import ProductVariant, StockMovement
from orders.models import Order
from orders.services import place_order as module
from orders.services.place_cart_order import place_cart_order
from shop.errors import ErrorCode, StoreError
from tests.factories import JOHN, fill_cart, make_customer, make_variant
from tests.fakes.subscriber import listen
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    listen(monkeypatch)


def buyer(*wanted):
    """A customer with the cart, as the job of confirming it."""
    customer = make_customer()
    cart = fill_cart(customer, dict.fromkeys(wanted, 1))
    return lambda: place_cart_order(
        customer=customer, cart_version=cart.version, contact=JOHN, comment="", source="test"
    )


def stocks_left():
    """The stock after each sale, as the ledger has it."""
    sales = StockMovement.objects.filter(reason="order_placed").order_by("pk")
    return list(sales.values_list("stock_after", flat=True))


def test_sixty_buyers_of_twenty_five_pieces_make_twenty_five_orders():
    variant = make_variant(stock=25)
    results = together([buyer(variant) for _ in range(60)])
    kinds = Counter(r.code if isinstance(r, StoreError) else type(r) for r in results)
    assert kinds == {Order: 25, ErrorCode.OUT_OF_STOCK: 35}
    assert Order.objects.count() == 25
    variant.refresh_from_db()
    assert variant.stock_quantity == 0
    assert stocks_left() == list(range(24, -1, -1))
    call_command("check_stock")


def test_without_the_lock_buyers_all_see_the_last_pieces(monkeypatch):
    """The control: the database still refuses to oversell, but with a failure for a customer."""
    variant = make_variant(stock=3)
    everybody_has_looked = meeting(5)

    def look_without_locking(variant_ids):
        found = ProductVariant.objects.with_on_shelf().in_bulk(list(variant_ids))
        everybody_has_looked()
        return found

    jobs = [buyer(variant) for _ in range(5)]
    monkeypatch.setattr(module, "lock_variants", look_without_locking)
    results = together(jobs)
    assert Counter(type(result) for result in results) == {Order: 3, IntegrityError: 2}
    assert stocks_left() == [2, 2, 2]  # and the ledger tells untruths


def test_carts_in_opposite_orders_never_block_each_other():
    first, second = make_variant(stock=100), make_variant(stock=100)
    jobs = [buyer(*pair) for _ in range(30) for pair in ((first, second), (second, first))]
    results = together(jobs)
    assert {type(result) for result in results} == {Order}
    stocks = ProductVariant.objects.order_by("pk").values_list("stock_quantity", flat=True)
    assert list(stocks) == [40, 40]
    call_command("check_stock")


def test_without_an_order_of_locks_carts_in_opposite_orders_die(monkeypatch):
    """The control: each takes the locks in the order of its cart."""
    first, second = make_variant(stock=100), make_variant(stock=100)
    both_have_one = meeting(2)

    def lock_in_cart_order(variant_ids):
        one, other = variant_ids
        rows = ProductVariant.objects.with_on_shelf().select_for_update(of=("self",))
        locked = {one: rows.get(pk=one)}
        both_have_one()
        return locked | {other: rows.get(pk=other)}

    jobs = [buyer(first, second), buyer(second, first)]
    monkeypatch.setattr(module, "lock_variants", lock_in_cart_order)
    results = together(jobs)
    assert Counter(type(result) for result in results) == {Order: 1, OperationalError: 1}
    assert "deadlock" in str(next(r for r in results if isinstance(r, OperationalError)))
