"""What a screen costs: queries and calls of the Bot API, the same however large the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from botapp.emulator.engine import Person
from catalog.models import Category, Product, ProductVariant
from catalog.services.adjust_stock import adjust_stock
from orders.services.update_cart import add_to_cart
from shop.models import Customer, LegalDocument, StoreSettings
from tests.botapp.conftest import Chat
from tests.botapp.ways import ANSWERS, add_picture, go_to_confirmation
from tests.factories import make_category, make_order, make_shirt, make_variant
from tests.orders.codes import make_code

pytestmark = pytest.mark.django_db(transaction=True)

MOST_QUERIES = 8
MOST_CALLS = 2
_FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")

# Who does what, and what it costs: queries, calls of the Bot API.
COSTS = [
    ("the first word of somebody new", 8, 2),
    ("the first piece in the cart", 8, 2),
    ("Main Menu", 4, 2),
    ("Catalog", 4, 2),
    ("Shelf", 5, 2),
    ("›", 5, 2),
    ("Clothing", 5, 2),
    ("Classic T-Shirt", 5, 2),
    ("a page, nothing cached", 8, 2),
    ("Classic T-Shirt, nothing cached", 8, 2),
    ("Red", 5, 2),
    ("M", 5, 2),
    ("the quantity", 5, 2),
    ("Add to Cart", 8, 2),
    ("My Cart, 20 lines, over a photo", 6, 3),
    ("one more of a line", 8, 2),
    ("one less of a line", 8, 2),
    ("Checkout", 7, 2),
    ("I Agree", 7, 2),
    ("the name", 4, 2),
    ("the phone, its keyboard taken away", 5, 4),
    ("the address", 7, 2),
    ("Confirm Order, 20 lines", 25, 2),
    ("My Orders", 6, 2),
    ("an order", 7, 2),
    ("Help", 4, 2),
    ("words to search for", 5, 2),
]
# An order is more than a screen: a dozen tables are written, each by one statement.
WRITES_AN_ORDER = {"Confirm Order, 20 lines"}
# Telegram cannot edit a photo into a text, nor take its keyboard away by an edit.
NOT_BY_AN_EDIT = {"My Cart, 20 lines, over a photo", "the phone, its keyboard taken away"}


class Meter:
    """Counts what each act of a customer costs."""

    def __init__(self, chat: Chat, person: Person) -> None:
        self.chat, self.person = chat, person
        self.costs: list[tuple[str, int, int]] = []

    def act(self, name: str, do: Callable[[], object]) -> None:
        before = len(self.chat.calls())
        with CaptureQueriesContext(connection) as captured:
            do()
            self.chat.updates()
        queries = [query for query in captured if not query["sql"].startswith(_FRAME)]
        self.costs.append((name, len(queries), len(self.chat.calls()) - before))

    def press(self, label: str, name: str = "") -> None:
        self.act(name or label, lambda: self.person.press(label))

    def say(self, text: str, name: str = "") -> None:
        self.act(name or text, lambda: self.person.send(text))


def fill_shelf(shelf: Category, count: int) -> None:
    Product.objects.bulk_create(
        Product(category=shelf, name=f"Product {number:04}", sort_order=number)
        for number in range(count)
    )
    ProductVariant.objects.bulk_create(
        ProductVariant(product=product, sku=f"S-{product.pk}", price=10, stock_quantity=5)
        for product in Product.objects.filter(category=shelf)
    )


@pytest.mark.parametrize("products", [20, 1000])
def test_every_screen_is_cheap(chat: Chat, products: int) -> None:
    for kind in LegalDocument.Kind.values:  # a test before may have emptied the tables
        LegalDocument.objects.get_or_create(kind=kind, version=1)
    shirt = make_shirt()["TS-R-M"]
    adjust_stock(variant=shirt, quantity=20, reason="delivery")
    add_picture(shirt.product)
    fill_shelf(make_category("Shelf", sort_order=1), products)
    anna = chat.person()
    meter = Meter(chat, anna)
    meter.act("the first word of somebody new", anna.start)
    customer = Customer.objects.get()
    for number in range(10):
        order = make_order(customer, {shirt: 1} if not number else None)
    chat.deliver()
    chat.say(anna, "/catalog")
    chat.press(anna, "Shelf", "Back", "Clothing", "Classic T-Shirt", "Red", "M", "+")
    meter.press("Add to Cart", "the first piece in the cart")
    chat.press(anna, "Main Menu")
    for variant in ProductVariant.objects.filter(sku__startswith="S-").select_related("product")[
        :19
    ]:
        add_to_cart(customer=customer, variant=variant)

    chat.press(anna, "Help")
    meter.press("Main Menu")
    meter.press("Catalog")
    meter.press("Shelf")
    meter.press("›")
    chat.press(anna, "«", "Back")
    meter.press("Clothing")
    meter.press("Classic T-Shirt")
    chat.press(anna, "Back", "Back", "Shelf")
    cache.clear()
    meter.press("›", "a page, nothing cached")
    chat.press(anna, "«", "Back", "Clothing")
    cache.clear()
    meter.press("Classic T-Shirt", "Classic T-Shirt, nothing cached")
    meter.press("Red")
    meter.press("M")
    meter.press("+", "the quantity")
    meter.press("Add to Cart")
    meter.press("My Cart", "My Cart, 20 lines, over a photo")
    meter.press("+", "one more of a line")
    meter.press("−", "one less of a line")
    meter.press("Checkout")
    meter.press("I Agree")
    meter.say(ANSWERS[0], "the name")
    meter.say(ANSWERS[1], "the phone, its keyboard taken away")
    meter.say(ANSWERS[2], "the address")
    meter.press("Confirm Order", "Confirm Order, 20 lines")
    chat.deliver()
    chat.say(anna, "/start")
    meter.press("My Orders")
    meter.press(f"#{order.pk} ", "an order")
    chat.press(anna, "Main Menu")
    meter.press("Help")
    meter.say("shirt", "words to search for")

    assert [call.description for call in chat.calls() if not call.ok] == []
    assert meter.costs == COSTS


def test_no_screen_costs_more_than_was_promised() -> None:
    for name, queries, calls in COSTS:
        assert queries <= MOST_QUERIES or name in WRITES_AN_ORDER, name
        assert calls <= MOST_CALLS or name in NOT_BY_AN_EDIT, name


def test_codes_and_friends_are_cheap(chat: Chat) -> None:
    """The dearest of them: a code for a category, for the first order, once per customer."""
    for kind in LegalDocument.Kind.values:
        LegalDocument.objects.get_or_create(kind=kind, version=1)
    shirt = make_shirt()["TS-R-M"]
    store = StoreSettings.current()
    store.referral_percent = Decimal(5)
    store.save()
    make_code("SUMMER", category=shirt.product.category, first_order_only=True, customer_limit=1)
    mug = make_variant()
    make_code("GIFT", None, kind="gift", gift=mug, stackable=True)
    anna = chat.person()
    go_to_confirmation(chat, anna)
    meter = Meter(chat, anna)
    meter.press("Promo code", "the question for a code")
    meter.say("summer", "the code")
    meter.press("✕ Remove", "the code taken away")
    chat.press(anna, "Promo code")
    meter.say("gift", "the gift")
    chat.press(anna, "Cancel")
    chat.press(anna, "Friends", "Main Menu")
    meter.press("Friends")
    for name, queries, calls in meter.costs:
        assert queries <= MOST_QUERIES, (name, queries)
        assert calls <= MOST_CALLS, (name, calls)
