"""One cart, many hands at once: it becomes one order, and no tap is lost."""

from collections import Counter

import pytest
from django.db import IntegrityError

from catalog.models import ProductVariant
from orders.models import Cart, CartItem, Order
from orders.services import place_cart_order, place_order, update_cart
from orders.services.update_cart import add_to_cart, change_quantity
from tests.factories import JOHN, fill_cart, make_customer, make_variant
from tests.fakes.subscriber import listen
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS = 10


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    listen(monkeypatch)


def confirming():
    """The job of confirming one cart of two pieces out of fifty."""
    customer = make_customer()
    cart = fill_cart(customer, {make_variant(stock=50): 2})
    return lambda: place_cart_order.place_cart_order(
        customer=customer, cart_version=cart.version, contact=JOHN, comment="", source="test"
    )


def test_a_cart_confirmed_by_many_hands_becomes_one_order():
    results = together([confirming()] * HANDS)
    order = Order.objects.get()
    assert results == [order] * HANDS
    assert ProductVariant.objects.get().stock_quantity == 48
    assert order.items.get().quantity == 2


def test_without_the_lock_of_the_cart_hands_get_failures(monkeypatch):
    """The control: all find the cart unordered; only the database's constraint holds."""
    everybody_has_looked = meeting(HANDS)
    job = confirming()

    def look_without_locking(customer):
        cart = Cart.objects.get(customer=customer)
        everybody_has_looked()
        return cart

    monkeypatch.setattr(place_cart_order, "lock_cart", look_without_locking)
    # Everybody has read the lines, too, before anybody takes the variants.
    everybody_has_read = meeting(HANDS)
    lock_variants = place_order.lock_variants

    def lock_when_everybody_has_read(variant_ids):
        everybody_has_read()
        return lock_variants(variant_ids)

    monkeypatch.setattr(place_order, "lock_variants", lock_when_everybody_has_read)
    results = together([job] * HANDS)
    assert Counter(type(r) for r in results) == {Order: 1, IntegrityError: HANDS - 1}
    assert "order_once_per_cart" in str(next(r for r in results if isinstance(r, IntegrityError)))


def test_taps_on_plus_are_all_counted():
    customer, variant = make_customer(), make_variant(stock=50)
    cart = fill_cart(customer, {variant: 1})
    item = CartItem.objects.get()
    together([lambda: change_quantity(customer=customer, item_id=item.pk, by=1)] * HANDS)
    item.refresh_from_db()
    assert item.quantity == 1 + HANDS
    assert Cart.objects.get().version == cart.version + HANDS


def test_without_the_lock_of_the_cart_taps_are_lost(monkeypatch):
    """The control: all read the same quantity."""
    customer, variant = make_customer(), make_variant(stock=50)
    fill_cart(customer, {variant: 1})
    item = CartItem.objects.get()
    everybody_has_looked = meeting(HANDS)
    read = update_cart._items

    def read_together(customer):
        items = read(customer)
        everybody_has_looked()
        return items

    monkeypatch.setattr(update_cart, "_begin_change", lambda customer: None)
    monkeypatch.setattr(update_cart, "_items", read_together)
    together([lambda: change_quantity(customer=customer, item_id=item.pk, by=1)] * HANDS)
    item.refresh_from_db()
    assert item.quantity == 2


def test_a_cart_that_many_hands_begin_at_once_is_one():
    customer, variant = make_customer(), make_variant(stock=50)
    results = together([lambda: add_to_cart(customer=customer, variant=variant)] * HANDS)
    assert sorted(results) == list(range(1, HANDS + 1))
    assert CartItem.objects.get().quantity == HANDS
    assert Cart.objects.get().version == HANDS


def test_without_the_lock_of_the_cart_its_lines_collide(monkeypatch):
    """The control: all see an empty cart and add its first line."""
    customer, variant = make_customer(), make_variant(stock=50)
    Cart.objects.create(customer=customer)
    everybody_has_looked = meeting(HANDS)
    check = update_cart._check_available

    def check_together(*args, **kwargs):
        everybody_has_looked()
        check(*args, **kwargs)

    monkeypatch.setattr(update_cart, "_begin_change", lambda customer: None)
    monkeypatch.setattr(update_cart, "_check_available", check_together)
    results = together([lambda: add_to_cart(customer=customer, variant=variant)] * HANDS)
    assert Counter(type(r) for r in results) == {int: 1, IntegrityError: HANDS - 1}
