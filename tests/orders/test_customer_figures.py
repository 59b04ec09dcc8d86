"""What each customer ordered stands in their row, whatever becomes of the orders."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.cache import cache

from catalog.models import Category
from orders.customer_figures import recount, recount_all
from orders.lines import Line
from orders.models import BoughtCategory, Order
from orders.services.cancel_lines import Cancelled, cancel_lines
from orders.services.change_status import change_status
from orders.services.edit_lines import LineChange, edit_lines
from orders.tasks import recount_customers
from shop.models import Customer, StoreSettings
from tests.factories import make_category, make_customer, make_order, make_product, new_variant

pytestmark = pytest.mark.django_db


def figures(customer: Customer) -> tuple[int, Decimal, bool]:
    customer.refresh_from_db()
    return customer.orders_count, customer.spent, customer.last_order_at is not None


def bought(customer: Customer) -> set[str]:
    return set(customer.bought_categories.values_list("category__name", flat=True))


def variant_of(category: str, price: str = "10.00"):
    product = make_product(category=make_category(category), variants=[new_variant(price, 50)])
    return product.variants.get()


def test_orders_add_up_and_cancelled_ones_do_not() -> None:
    customer, shoe, book = make_customer(), variant_of("Shoes", "100.00"), variant_of("Books")
    assert figures(customer) == (0, Decimal(0), False)

    first = make_order(customer, {shoe: 2})
    second = make_order(customer, {book: 3})

    assert figures(customer) == (2, Decimal(230), True)
    assert customer.first_order_at == first.created_at
    assert customer.last_order_at == second.created_at
    assert bought(customer) == {"Shoes", "Books"}

    change_status(order=second, to="cancelled", actor="x")

    assert figures(customer) == (1, Decimal(200), True)
    assert customer.last_order_at == first.created_at
    assert bought(customer) == {"Shoes"}

    change_status(order=first, to="cancelled", actor="x")

    assert figures(customer) == (0, Decimal(0), False)
    assert bought(customer) == set()


def test_what_was_bought_twice_is_still_bought_after_one_is_cancelled() -> None:
    customer, shoe = make_customer(), variant_of("Shoes")
    make_order(customer, {shoe: 1})

    change_status(order=make_order(customer, {shoe: 1}), to="cancelled", actor="x")

    assert bought(customer) == {"Shoes"}


def test_edited_lines_and_cancelled_pieces_count() -> None:
    customer, shoe, book = make_customer(), variant_of("Shoes", "100.00"), variant_of("Books")
    order = make_order(customer, {shoe: 3})
    item = order.items.get()

    cancel_lines(order=order, lines=[Cancelled(item.pk, seen=3, pieces=1)], actor="x")
    assert figures(customer) == (1, Decimal(200), True)

    edit_lines(
        order=order,
        changes=[LineChange(item.pk, seen=2, quantity=0)],
        added=[Line(book.pk, 4)],
        actor="x",
    )
    assert figures(customer) == (1, Decimal(40), True)
    assert bought(customer) == {"Books"}


def test_a_stale_order_takes_off_what_it_comes_to_now() -> None:
    customer, shoe = make_customer(), variant_of("Shoes", "100.00")
    stale = make_order(customer, {shoe: 3})
    order = Order.objects.get(pk=stale.pk)
    cancel_lines(order=order, lines=[Cancelled(order.items.get().pk, seen=3, pieces=1)], actor="x")

    change_status(order=stale, to="cancelled", actor="x")

    assert figures(customer) == (0, Decimal(0), False)


def test_only_the_stores_own_currency_adds_up() -> None:
    customer, shoe = make_customer(), variant_of("Shoes", "100.00")
    make_order(customer, {shoe: 1})
    store = StoreSettings.current()
    store.currency = "USD"
    store.save()

    in_dollars = make_order(customer, {shoe: 2})
    assert figures(customer) == (2, Decimal(300), True)

    recount_customers()  # notices that the currency is another
    assert figures(customer) == (2, Decimal(200), True)
    assert customer.first_order_at == in_dollars.created_at


def test_counting_anew_mends_everything_a_few_customers_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("orders.customer_figures.AT_ONCE", 2)
    shoe = variant_of("Shoes", "100.00")
    people = [make_customer() for _ in range(5)]
    for person in people:
        make_order(person, {shoe: 1})
    Customer.objects.update(orders_count=9, spent=9, last_order_at=None)
    boots = make_category("Boots")
    shoe.product.category = boots
    shoe.product.save()

    assert recount() == people[1].pk
    recount_all()

    for person in people:
        assert figures(person) == (1, Decimal(100), True)
        assert bought(person) == {"Boots"}


def test_the_night_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    customer = make_customer()
    recount_customers()
    Customer.objects.filter(pk=customer.pk).update(orders_count=9)

    recount_customers()
    assert figures(customer)[0] == 9

    cache.clear()
    recount_customers()
    assert figures(customer)[0] == 0


def test_a_category_that_goes_takes_its_rows_along() -> None:
    customer, shoe = make_customer(), variant_of("Shoes")
    make_order(customer, {shoe: 1})
    shoe.product.category = make_category("Boots")
    shoe.product.save()

    Category.objects.get(name="Shoes").delete()

    assert not BoughtCategory.objects.exists()
