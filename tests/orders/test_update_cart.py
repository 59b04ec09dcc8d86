from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from catalog.models import Product, ProductVariant
from catalog.services.adjust_stock import adjust_stock
from orders.models import Cart, CartItem
from orders.services import update_cart
from orders.services.update_cart import (
    add_to_cart,
    change_quantity,
    clear_cart,
    remove_item,
    view_cart,
)
from shop.errors import ErrorCode, StoreError
from tests.factories import fill_cart, make_customer, make_shirt, make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    return make_customer()


def content(customer):
    """SKU → quantity, in the order of the cart."""
    items = CartItem.objects.filter(cart__customer=customer).order_by("pk")
    return dict(items.values_list("variant__sku", "quantity"))


def version(customer):
    return view_cart(customer=customer).version


def item(customer, variant):
    return CartItem.objects.get(cart__customer=customer, variant=variant)


def refused(code, customer, act, **context):
    """`act` is refused with the code and context, and the cart holds what it held."""
    before = content(customer)
    with pytest.raises(StoreError) as caught:
        act()
    assert caught.value.code == code
    assert caught.value.context == context
    assert content(customer) == before


# --- Adding


def test_adding_makes_the_cart_and_adding_again_counts_up(customer):
    variant = make_variant("10.00", 10, sku="A")
    assert add_to_cart(customer=customer, variant=variant) == 1
    assert add_to_cart(customer=customer, variant=variant, quantity=4) == 5
    assert content(customer) == {"A": 5}
    assert item(customer, variant).price == Decimal("10.00")


def test_each_customer_has_a_cart_of_their_own(customer):
    other = make_customer()
    add_to_cart(customer=other, variant=make_variant(sku="A"))
    add_to_cart(customer=customer, variant=make_variant(sku="B"))
    assert (content(other), content(customer)) == ({"A": 1}, {"B": 1})


@pytest.mark.parametrize("quantity", [0, -1])
def test_less_than_one_cannot_be_added(customer, quantity):
    variant = make_variant()
    refused(
        ErrorCode.INVALID_QUANTITY,
        customer,
        lambda: add_to_cart(customer=customer, variant=variant, quantity=quantity),
        quantity=quantity,
    )


def test_no_more_than_there_is_can_be_added(customer):
    variant = make_variant(stock=3)
    add_to_cart(customer=customer, variant=variant, quantity=2)
    refused(
        ErrorCode.OUT_OF_STOCK,
        customer,
        lambda: add_to_cart(customer=customer, variant=variant, quantity=2),
        variant_id=variant.pk,
        available=3,
        in_cart=2,
    )
    assert add_to_cart(customer=customer, variant=variant) == 3


def test_no_more_of_one_thing_than_the_limit_can_be_added(customer):
    variant = make_variant(stock=5000)
    add_to_cart(customer=customer, variant=variant, quantity=999)
    refused(
        ErrorCode.INVALID_QUANTITY,
        customer,
        lambda: add_to_cart(customer=customer, variant=variant, quantity=2),
        most=1000,
    )
    assert add_to_cart(customer=customer, variant=variant) == 1000


@pytest.mark.parametrize("model", [Product, ProductVariant])
def test_what_is_not_on_sale_cannot_be_added(customer, model):
    pk = make_variant().pk
    model.objects.update(is_active=False)
    variant = ProductVariant.objects.select_related("product").get(pk=pk)
    refused(
        ErrorCode.PRODUCT_INACTIVE,
        customer,
        lambda: add_to_cart(customer=customer, variant=variant),
        variant_id=pk,
    )


def test_a_cart_has_so_many_lines_and_no_more(customer, monkeypatch):
    monkeypatch.setattr(update_cart, "MAX_LINES", 2)
    first, second, third = (make_variant() for _ in range(3))
    fill_cart(customer, {first: 1, second: 1})
    refused(
        ErrorCode.TOO_MANY_LINES,
        customer,
        lambda: add_to_cart(customer=customer, variant=third),
        most=2,
    )
    assert add_to_cart(customer=customer, variant=second) == 2  # no line more


# --- Changing


def test_plus_and_minus_are_relative(customer):
    variant = make_variant(stock=10, sku="A")
    fill_cart(customer, {variant: 2})
    line = item(customer, variant)
    for _ in range(3):
        view = change_quantity(customer=customer, item_id=line.pk, by=1)
    assert view.lines[0].item.quantity == 5
    change_quantity(customer=customer, item_id=line.pk, by=-4)
    assert content(customer) == {"A": 1}


@pytest.mark.parametrize("by", [-2, -7])
def test_a_line_that_falls_to_zero_goes(customer, by):
    variant, other = make_variant(), make_variant(sku="B")
    fill_cart(customer, {variant: 2, other: 1})
    view = change_quantity(customer=customer, item_id=item(customer, variant).pk, by=by)
    assert [line.item.variant_id for line in view.lines] == [other.pk]
    assert content(customer) == {"B": 1}


def test_plus_beyond_the_stock_is_refused_and_minus_is_not(customer):
    variant = make_variant(stock=5)
    fill_cart(customer, {variant: 5})
    line = item(customer, variant)
    adjust_stock(variant=variant, quantity=-3, reason="sold")
    refused(
        ErrorCode.OUT_OF_STOCK,
        customer,
        lambda: change_quantity(customer=customer, item_id=line.pk, by=1),
        variant_id=variant.pk,
        available=2,
        in_cart=5,
    )
    change_quantity(customer=customer, item_id=line.pk, by=-1)
    assert list(content(customer).values()) == [4]


def test_plus_on_what_went_off_sale_is_refused_and_minus_is_not(customer):
    variant = make_variant()
    fill_cart(customer, {variant: 3})
    line = item(customer, variant)
    Product.objects.update(is_active=False)
    refused(
        ErrorCode.PRODUCT_INACTIVE,
        customer,
        lambda: change_quantity(customer=customer, item_id=line.pk, by=1),
        variant_id=variant.pk,
    )
    change_quantity(customer=customer, item_id=line.pk, by=-1)
    assert list(content(customer).values()) == [2]


def test_a_line_that_is_gone_is_no_error(customer):
    fill_cart(customer, {make_variant(sku="A"): 2})
    assert len(change_quantity(customer=customer, item_id=10**9, by=1).lines) == 1
    assert len(remove_item(customer=customer, item_id=10**9).lines) == 1
    assert content(customer) == {"A": 2}


def test_a_line_of_somebody_else_is_out_of_reach(customer):
    owner, variant = make_customer(), make_variant(sku="A")
    fill_cart(owner, {variant: 2})
    foreign = item(owner, variant).pk
    change_quantity(customer=customer, item_id=foreign, by=3)
    remove_item(customer=customer, item_id=foreign)
    clear_cart(customer=customer)
    assert content(owner) == {"A": 2}


def test_a_line_can_be_removed_and_the_cart_cleared(customer):
    first, second, third = make_variant(sku="A"), make_variant(sku="B"), make_variant(sku="C")
    fill_cart(customer, {first: 1, second: 2, third: 3})
    view = remove_item(customer=customer, item_id=item(customer, second).pk)
    assert [line.variant.sku for line in view.lines] == ["A", "C"]
    assert content(customer) == {"A": 1, "C": 3}
    clear_cart(customer=customer)
    assert content(customer) == {}


# --- Versions


def test_every_change_makes_a_new_version(customer):
    variant = make_variant()
    seen = [version(customer)]

    def note():
        assert version(customer) > seen[-1]
        seen.append(version(customer))

    add_to_cart(customer=customer, variant=variant)
    note()
    add_to_cart(customer=customer, variant=variant)
    note()
    assert change_quantity(
        customer=customer, item_id=item(customer, variant).pk, by=1
    ).version == version(customer)
    note()
    remove_item(customer=customer, item_id=item(customer, variant).pk)
    note()
    add_to_cart(customer=customer, variant=variant)
    note()
    clear_cart(customer=customer)
    note()


def test_looking_makes_no_new_version(customer):
    cart = fill_cart(customer, {make_variant(): 1})
    assert view_cart(customer=customer).version == view_cart(customer=customer).version
    assert Cart.objects.get(pk=cart.pk).version == cart.version


# --- Looking


def test_an_empty_cart_can_be_looked_at(customer):
    view = view_cart(customer=customer)
    assert (view.version, view.lines, view.total, view.pieces) == (0, [], Decimal(0), 0)
    assert not view.can_be_ordered


def test_a_cart_shows_names_sums_and_the_total(customer, django_assert_num_queries):
    shirts = make_shirt()
    cart = fill_cart(customer, {shirts["TS-R-M"]: 2, make_variant("21.99"): 1})
    with django_assert_num_queries(2):
        view = view_cart(customer=customer)
    assert [line.title("en") for line in view.lines] == [
        "Classic T-Shirt (Red, M)",
        "Classic T-Shirt",
    ]
    assert view.lines[0].title("ru") == "Футболка (Красный, M)"
    assert [line.total for line in view.lines] == [Decimal("39.98"), Decimal("21.99")]
    assert (view.total, view.pieces, view.version) == (Decimal("61.97"), 3, cart.version)
    assert view.can_be_ordered


def test_a_changed_price_is_marked_once_and_counts_at_once(customer):
    variant, other = make_variant("10.00"), make_variant("1.00")
    cart = fill_cart(customer, {variant: 2, other: 1})
    ProductVariant.objects.filter(pk=variant.pk).update(price=Decimal("12.50"))
    view = view_cart(customer=customer)
    assert [line.old_price for line in view.lines] == [Decimal("10.00"), None]
    assert view.total == Decimal("26.00")
    again = view_cart(customer=customer)
    assert [line.old_price for line in again.lines] == [None, None]
    assert item(customer, variant).price == Decimal("12.50")
    # What was shown at the old price can no longer be confirmed.
    assert view.version == again.version == cart.version + 1


def test_a_changed_price_is_marked_after_a_change_too(customer):
    variant = make_variant("10.00")
    fill_cart(customer, {variant: 2})
    ProductVariant.objects.update(price=Decimal("9.00"))
    view = change_quantity(customer=customer, item_id=item(customer, variant).pk, by=1)
    assert (view.lines[0].old_price, view.total) == (Decimal("10.00"), Decimal("27.00"))
    assert view.version == version(customer)


def test_a_cart_that_cannot_be_had_says_what_is_short(customer):
    enough, short, gone = make_variant(stock=5), make_variant(stock=5), make_variant(stock=5)
    fill_cart(customer, {enough: 5, short: 5, gone: 1})
    adjust_stock(variant=short, quantity=-2, reason="sold")
    ProductVariant.objects.filter(pk=gone.pk).update(is_active=False)
    view = view_cart(customer=customer)
    assert [line.available for line in view.lines] == [5, 3, 0]
    assert [line.is_short for line in view.lines] == [False, True, True]
    assert [line.on_sale for line in view.lines] == [True, True, False]
    assert not view.can_be_ordered


# --- The database


def test_a_variant_lies_in_a_cart_once_and_not_less_than_once(customer):
    variant, other = make_variant(sku="A"), make_variant()
    cart = fill_cart(customer, {variant: 1})
    for row in ({"variant": variant, "quantity": 1}, {"variant": other, "quantity": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CartItem.objects.create(cart=cart, price=1, **row)
    assert content(customer) == {"A": 1}
