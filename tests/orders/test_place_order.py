from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import Product, ProductVariant, StockMovement
from catalog.services.adjust_stock import adjust_stock
from orders import lines as module
from orders.lines import Line
from orders.models import CartItem, Order, OrderEvent, OrderItem
from orders.services.place_cart_order import place_cart_order
from orders.services.place_order import place_order
from orders.services.update_cart import add_to_cart, clear_cart, view_cart
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.models import Delivery, Event, StoreSettings
from tests.factories import JOHN, fill_cart, make_customer, make_shirt, make_variant
from tests.fakes.subscriber import Listener, listen

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    return make_customer(language="en")


@pytest.fixture
def listener(monkeypatch):
    told = Listener("order_placed")
    listen(monkeypatch, told, Listener("something_else", name="deaf"))
    return told


def confirm(customer, version=None, **other):
    """Confirm the cart as it is shown now, or the version that was shown."""
    shown = view_cart(customer=customer).version if version is None else version
    return place_cart_order(
        customer=customer,
        cart_version=shown,
        contact=JOHN,
        comment="Ring twice",
        source="bot",
        **other,
    )


def order_lines(customer, *lines, **other):
    return place_order(
        customer=customer, lines=lines, contact=JOHN, comment="", source="api", **other
    )


def everything():
    """What an order changes, to be compared before and after a refusal."""
    models = (Order, OrderItem, OrderEvent, StockMovement, Event, Delivery, CartItem)
    return [list(model.objects.order_by("pk").values()) for model in models] + [
        list(ProductVariant.objects.order_by("pk").values_list("pk", "stock_quantity", "price"))
    ]


def refused(code, act):
    """The context of the refusal `code`, after which nothing has changed."""
    before = everything()
    with pytest.raises(StoreError) as caught:
        act()
    assert caught.value.code == code
    assert everything() == before
    return caught.value.context


# --- What an order is


def test_confirming_a_cart_makes_an_order_of_it(customer, listener):
    StoreSettings.objects.update_or_create(pk=1, defaults={"name": "S", "currency": "USD"})
    shirts = make_shirt()
    mug = make_variant("21.99", 4, sku="MUG")
    fill_cart(customer, {shirts["TS-R-M"]: 2, mug: 1})
    order = confirm(customer)
    order.refresh_from_db()
    assert (order.status, order.payment_status) == ("pending", "unpaid")
    assert (order.total_amount, order.currency) == (Decimal("61.97"), "USD")
    assert (order.customer, order.language, order.source) == (customer, "en", "bot")
    assert (order.full_name, order.phone_number) == ("John Doe", "+15551234567")
    assert order.shipping_address == "10 Main Street, Springfield"
    assert (order.comment, order.contact) == ("Ring twice", "John Doe, +15551234567")
    lines = order.items.values_list("sku", "quantity", "price_at_purchase")
    assert list(lines) == [("TS-R-M", 2, Decimal("19.99")), ("MUG", 1, Decimal("21.99"))]
    assert [line.line_total for line in order.items.all()] == [Decimal("39.98"), Decimal("21.99")]


def test_an_order_keeps_the_words_it_was_placed_in(customer, listener):
    fill_cart(customer, {make_shirt()["TS-R-M"]: 1})
    line = confirm(customer).items.get()
    Product.objects.update(name="Renamed", translations={})
    line.refresh_from_db()
    assert (line.product_name, line.variant_name) == ("Футболка", "Красный, M")
    assert line.title("ru") == "Футболка (Красный, M)"
    assert line.title("en") == "Classic T-Shirt (Red, M)"


def test_a_russian_customer_s_order_needs_one_language(listener):
    customer = make_customer(language="ru")
    fill_cart(customer, {make_shirt()["TS-R-M"]: 1})
    order = confirm(customer)
    assert (order.language, order.items.get().translations) == ("ru", {})


def test_names_too_long_for_a_line_are_cut(customer, listener, monkeypatch):
    variant = make_variant()
    monkeypatch.setattr(
        module, "variant_names", lambda ids, codes: {variant.pk: dict.fromkeys(codes, "x" * 300)}
    )
    order = order_lines(customer, Line(variant.pk, 1))
    assert order.items.get().variant_name == "x" * 200


def test_the_stock_is_taken_by_the_ledger(customer, listener):
    first, second = make_variant(stock=5), make_variant(stock=1)
    fill_cart(customer, {second: 1, first: 3})
    order = confirm(customer)
    moved = StockMovement.objects.filter(reason="order_placed").order_by("variant")
    fields = ("variant", "quantity", "stock_after", "actor", "reference")
    assert list(moved.values_list(*fields)) == [
        (first.pk, -3, 2, "customer", f"order:{order.pk}"),
        (second.pk, -1, 0, "customer", f"order:{order.pk}"),
    ]
    stocks = ProductVariant.objects.order_by("pk").values_list("stock_quantity", flat=True)
    assert list(stocks) == [2, 0]


def test_the_timeline_begins_with_the_order(customer, listener):
    fill_cart(customer, {make_variant(): 1})
    order = confirm(customer)
    event = order.events.get()
    assert (event.kind, event.old_status, event.new_status, event.actor) == (
        "placed",
        "",
        "pending",
        "customer",
    )


def test_the_cart_is_empty_afterwards(customer, listener):
    cart = fill_cart(customer, {make_variant(): 1})
    order = confirm(customer)
    view = view_cart(customer=customer)
    assert (view.lines, view.version) == ([], cart.version + 1)
    assert (order.cart_id, order.cart_version) == (cart.pk, cart.version)


def test_an_order_costs_few_queries_however_many_lines_it_has(
    customer, listener, django_assert_max_num_queries
):
    StoreSettings.current()
    cart = fill_cart(customer, {make_variant(): 1 for _ in range(10)})
    with django_assert_max_num_queries(18):
        confirm(customer, cart.version)


# --- Telling others


def test_subscribers_are_told_through_the_outbox(customer, listener):
    fill_cart(customer, {make_variant(): 1})
    order = confirm(customer, reply_to={"chat_id": 5, "message_id": 6})
    event = Event.objects.get()
    payload = {"order_id": order.pk, "reply_to": {"chat_id": 5, "message_id": 6}}
    assert (event.name, event.customer_id, event.payload) == ("order_placed", customer.pk, payload)
    assert list(Delivery.objects.values_list("subscriber", "status")) == [("listener", "pending")]
    outbox.deliver_due()
    assert listener.told == [("order_placed", payload)]


def test_a_leased_delivery_is_left_to_the_caller_until_the_lease_ends(
    customer, listener, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    fill_cart(customer, {make_variant(): 1})
    order = confirm(customer, leased=["listener"])
    assert outbox.deliver_due() == 0
    assert outbox.seconds_until_due() == 30
    time_machine.shift(timedelta(seconds=30))
    assert outbox.deliver_due() == 1
    assert listener.told == [("order_placed", {"order_id": order.pk, "reply_to": {}})]


def test_a_leased_delivery_that_the_caller_made_is_not_made_again(customer, listener, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    fill_cart(customer, {make_variant(): 1})
    order = confirm(customer, leased=["listener"])
    outbox.mark_done(
        "order_placed",
        customer_id=customer.pk,
        subscriber="listener",
        payload={"order_id": order.pk},
    )
    time_machine.shift(timedelta(hours=1))
    assert outbox.deliver_due() == 0
    assert listener.told == []


# --- Refusals


@pytest.mark.parametrize("new", ["12.00", "9.00"])
def test_a_price_that_changed_places_nothing(customer, listener, new):
    variant, other = make_variant("10.00"), make_variant("1.00")
    cart = fill_cart(customer, {variant: 1, other: 1})
    ProductVariant.objects.filter(pk=variant.pk).update(price=Decimal(new))
    context = refused(ErrorCode.PRICE_CHANGED, lambda: confirm(customer, cart.version))
    change = {"variant_id": variant.pk, "old": Decimal("10.00"), "new": Decimal(new)}
    assert context == {"changes": [change]}


def test_after_the_new_price_was_shown_the_order_goes_at_it(customer, listener):
    cart = fill_cart(customer, {make_variant("10.00"): 2})
    ProductVariant.objects.update(price=Decimal("12.00"))
    shown = view_cart(customer=customer)
    refused(ErrorCode.CART_CHANGED, lambda: confirm(customer, cart.version))
    assert confirm(customer, shown.version).total_amount == Decimal("24.00")


def test_stock_that_no_longer_suffices_places_nothing(customer, listener):
    enough, short, gone = make_variant(stock=5), make_variant(stock=5), make_variant(stock=1)
    fill_cart(customer, {enough: 5, short: 5, gone: 1})
    adjust_stock(variant=short, quantity=-2, reason="sold")
    adjust_stock(variant=gone, quantity=-1, reason="sold")
    context = refused(ErrorCode.OUT_OF_STOCK, lambda: confirm(customer))
    assert context == {
        "problems": [
            {"variant_id": short.pk, "requested": 5, "available": 3},
            {"variant_id": gone.pk, "requested": 1, "available": 0},
        ]
    }


def test_stock_that_changed_and_suffices_is_nobody_s_business(customer, listener):
    variant = make_variant(stock=10)
    fill_cart(customer, {variant: 2})
    adjust_stock(variant=variant, quantity=-8, reason="sold")
    assert confirm(customer).items.get().quantity == 2


@pytest.mark.parametrize("model", [Product, ProductVariant])
def test_what_went_off_sale_places_nothing(customer, listener, model):
    variant, other = make_variant(), make_variant()
    fill_cart(customer, {variant: 1, other: 1})
    pk = variant.product_id if model is Product else variant.pk
    model.objects.filter(pk=pk).update(is_active=False)
    context = refused(ErrorCode.PRODUCT_INACTIVE, lambda: confirm(customer))
    assert context == {"problems": [{"variant_id": variant.pk}]}


def test_a_variant_that_never_was_places_nothing(customer, listener):
    lines = Line(make_variant().pk, 1), Line(10**9, 1)
    context = refused(ErrorCode.PRODUCT_INACTIVE, lambda: order_lines(customer, *lines))
    assert context == {"problems": [{"variant_id": 10**9}]}


def test_a_cart_that_changed_after_it_was_shown_places_nothing(customer, listener):
    variant = make_variant()
    cart = fill_cart(customer, {variant: 1})
    add_to_cart(customer=customer, variant=variant)
    refused(ErrorCode.CART_CHANGED, lambda: confirm(customer, cart.version))
    refused(ErrorCode.CART_CHANGED, lambda: confirm(customer, cart.version + 2))


def test_an_empty_cart_places_nothing(customer, listener):
    refused(ErrorCode.CART_EMPTY, lambda: confirm(customer))
    fill_cart(customer, {make_variant(): 1})
    clear_cart(customer=customer)
    refused(ErrorCode.CART_EMPTY, lambda: confirm(customer))
    refused(ErrorCode.CART_EMPTY, lambda: order_lines(customer))


@pytest.mark.parametrize("quantity", [0, -1, 1001])
def test_impossible_quantities_place_nothing(customer, listener, quantity):
    variant = make_variant(stock=5000)
    line = Line(variant.pk, quantity)
    context = refused(ErrorCode.INVALID_QUANTITY, lambda: order_lines(customer, line))
    assert context == {"variant_id": variant.pk}


def test_too_many_lines_place_nothing(customer, listener):
    line = Line(make_variant(stock=1000).pk, 1)
    context = refused(ErrorCode.TOO_MANY_LINES, lambda: order_lines(customer, *[line] * 101))
    assert context == {"most": 100}
    assert order_lines(customer, *[line] * 100).items.count() == 100


# --- Once


def test_confirming_the_same_cart_twice_gives_the_same_order(customer, listener):
    cart = fill_cart(customer, {make_variant(stock=10): 2})
    first = confirm(customer, cart.version)
    before = everything()
    assert confirm(customer, cart.version) == first
    assert everything() == before


def test_confirming_an_old_cart_while_a_new_one_is_filled_gives_the_old_order(customer, listener):
    variant = make_variant(stock=10)
    cart = fill_cart(customer, {variant: 2})
    first = confirm(customer, cart.version)
    newer = fill_cart(customer, {variant: 1})
    assert confirm(customer, cart.version) == first
    assert CartItem.objects.get().quantity == 1
    assert confirm(customer, newer.version) != first
    assert Order.objects.count() == 2


def test_two_customers_with_the_same_version_get_an_order_each(customer, listener):
    other = make_customer()
    carts = [fill_cart(who, {make_variant(): 1}) for who in (customer, other)]
    assert carts[0].version == carts[1].version
    orders = [confirm(who, carts[0].version) for who in (customer, other)]
    assert [order.customer for order in orders] == [customer, other]


def test_the_database_refuses_a_second_order_of_a_cart_version(customer, listener):
    fill_cart(customer, {make_variant(): 1})
    order = confirm(customer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.create(
            customer=customer,
            total_amount=1,
            cart_id=order.cart_id,
            cart_version=order.cart_version,
        )
    assert Order.objects.count() == 1


# --- Without a cart


def test_lines_keep_their_order_and_the_cart_is_left_alone(customer, listener):
    first, second = make_variant("1.50"), make_variant("2.25")
    cart = fill_cart(customer, {first: 1})
    order = order_lines(customer, Line(second.pk, 2), Line(first.pk, 1))
    assert list(order.items.values_list("variant", flat=True)) == [second.pk, first.pk]
    assert (order.total_amount, order.source) == (Decimal("6.00"), "api")
    assert (order.cart, order.cart_version) == (None, None)
    cart.refresh_from_db()
    assert cart.items.count() == 1


def test_the_same_variant_on_two_lines_is_counted_together(customer, listener):
    variant = make_variant("3.00", 5)
    lines = Line(variant.pk, 3), Line(variant.pk, 3)
    context = refused(ErrorCode.OUT_OF_STOCK, lambda: order_lines(customer, *lines))
    assert context["problems"] == [{"variant_id": variant.pk, "requested": 6, "available": 5}]
    order = order_lines(customer, Line(variant.pk, 3), Line(variant.pk, 2))
    assert list(order.items.values_list("quantity", flat=True)) == [3, 2]
    assert order.total_amount == Decimal("15.00")
    movement = StockMovement.objects.get(reason="order_placed")
    assert (movement.quantity, movement.stock_after) == (-5, 0)


def test_the_total_that_the_client_expects_must_be_the_one_of_now(customer, listener):
    line = Line(make_variant("20.00").pk, 2)
    context = refused(
        ErrorCode.PRICE_CHANGED,
        lambda: order_lines(customer, line, expected_total=Decimal("39.99")),
    )
    assert context == {"expected": Decimal("39.99"), "total": Decimal("40.00")}
    order = order_lines(customer, line, expected_total=Decimal("40"))
    assert order.total_amount == Decimal("40.00")


def test_the_total_is_in_whole_units_of_the_currency(customer, listener):
    StoreSettings.objects.update_or_create(pk=1, defaults={"name": "S", "currency": "JPY"})
    order = order_lines(customer, Line(make_variant("10.50").pk, 1))
    assert (order.total_amount, order.currency) == (Decimal(11), "JPY")
