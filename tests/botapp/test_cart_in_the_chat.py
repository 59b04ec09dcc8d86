"""The cart: its buttons, and what happened to the goods meanwhile."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.models import Product, ProductVariant
from catalog.services.adjust_stock import adjust_stock
from orders.models import CartItem
from orders.services.update_cart import add_to_cart
from shop.models import Customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages, go_to_cart, go_to_confirmation, labels, start
from tests.factories import make_shirt, make_variant

pytestmark = pytest.mark.django_db


def reprice(price: str, sku: str = "TS-R-M") -> None:
    ProductVariant.objects.filter(sku=sku).update(price=Decimal(price))


def test_plus_minus_and_remove(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    assert labels(anna) == [
        "−", "№1 × 1", "+", "🗑", "✅ Checkout", "🗑 Clear Cart", "🛍 Catalog", "🏠 Main Menu",
    ]  # fmt: skip

    chat.press(anna, "+", "+")
    assert "3 × ₽19.99 = ₽59.97" in anna.screen.text
    chat.press(anna, "−")
    assert CartItem.objects.get().quantity == 2
    chat.press(anna, "🗑")

    assert "Your cart is empty." in anna.screen.text
    assert labels(anna) == ["🛍 Catalog", "🏠 Main Menu"]
    assert not CartItem.objects.exists()
    assert len(bot_messages(anna)) == 1


def test_three_quick_taps_on_plus_are_three(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)

    for _tap in range(3):
        anna.press("+")
    chat.settle()

    assert CartItem.objects.get().quantity == 4
    assert "№1 × 4" in labels(anna)


def test_the_last_minus_takes_the_line_away(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    chat.press(anna, "−")
    assert "Your cart is empty." in anna.screen.text
    assert not CartItem.objects.exists()


def test_plus_stops_at_the_stock(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)

    chat.press(anna, "+", "+", "+", "+", "+")

    assert anna.toasts[-1] == "Only 5 pieces are left. You have 5 in the cart."
    assert CartItem.objects.get().quantity == 5


def test_the_cart_is_cleared(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    chat.press(anna, "Clear Cart")
    assert "Your cart is empty." in anna.screen.text
    assert not CartItem.objects.exists()


def test_a_long_cart_has_pages(chat: Chat) -> None:
    anna = chat.person()
    start(chat, anna)
    customer = Customer.objects.get()
    for _number in range(8):
        add_to_cart(customer=customer, variant=make_variant())

    chat.say(anna, "/cart")
    assert "6. Classic T-Shirt" in anna.screen.text
    assert "7. Classic T-Shirt" not in anna.screen.text
    assert "Total: ₽80" in anna.screen.text
    chat.press(anna, "›")
    assert [label for label in labels(anna) if "№" in label] == ["№7 × 1", "№8 × 1"]
    anna.press("🗑")
    chat.settle()
    assert [label for label in labels(anna) if "№" in label] == ["№7 × 1"]
    chat.press(anna, "🗑")
    assert "Page 1/1" not in labels(anna)
    assert "№6 × 1" in labels(anna)


def test_a_changed_price_is_shown_old_and_new_once(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    chat.press(anna, "Main Menu")
    reprice("25.00")

    chat.press(anna, "My Cart")
    assert "Price: ₽19.99 → ₽25" in anna.screen.text
    assert "1 × ₽25 = ₽25" in anna.screen.text
    chat.press(anna, "Main Menu", "My Cart")
    assert "→" not in anna.screen.text
    assert "1 × ₽25 = ₽25" in anna.screen.text


def test_a_changed_price_on_another_page_is_shown_too(chat: Chat) -> None:
    anna = chat.person()
    start(chat, anna)
    customer = Customer.objects.get()
    for number in range(20):
        add_to_cart(customer=customer, variant=make_variant(sku=f"NO-{number}"))
    chat.say(anna, "/cart")
    reprice("25.00", sku="NO-19")

    chat.press(anna, "+")

    assert "20. Classic T-Shirt\n   1 × ₽25 = ₽25\n   ❗️ Price: ₽10 → ₽25" in anna.screen.text
    assert "№20 × 1" not in labels(anna)


def test_a_price_that_changed_before_checkout_is_shown_at_its_end(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    reprice("25.00")

    chat.press(anna, "Checkout", "I Agree")
    chat.say(anna, "John Doe", "+15551234567", "10 Main Street, Springfield")

    assert "Price: ₽19.99 → ₽25" in anna.screen.text
    assert "Total: ₽25" in anna.screen.text
    chat.press(anna, "Confirm Order")
    assert "successfully" in anna.screen.text


@pytest.mark.parametrize(("left", "words"), [(1, "Only 1 left"), (0, "Sold out")])
def test_stock_that_went_away_is_shown_and_keeps_from_checkout(
    chat: Chat, left: int, words: str
) -> None:
    shirt = make_shirt()["TS-R-M"]
    anna = chat.person()
    go_to_cart(chat, anna)
    chat.press(anna, "+")
    adjust_stock(variant=shirt, quantity=left - 5, reason="correction")

    chat.press(anna, "Checkout")

    assert "⚠️ Some of it is no longer in stock." in anna.screen.text
    assert words in anna.screen.text
    assert "My Cart" in anna.screen.text


def test_a_product_taken_off_sale_keeps_from_checkout(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    Product.objects.update(is_active=False)

    chat.press(anna, "+")
    assert anna.toasts[-1] == "This is no longer on sale."
    assert "No longer on sale" in anna.screen.text
    assert "Sold out" not in anna.screen.text
    assert not anna.screen.has_button("Checkout")
    chat.press(anna, "№1")
    assert anna.toasts[-1] == "This is no longer on sale. Here is what we have."


def test_what_cannot_be_had_is_not_in_the_total(chat: Chat) -> None:
    shirt = make_shirt()["TS-R-M"]
    anna = chat.person()
    go_to_cart(chat, anna)
    add_to_cart(customer=Customer.objects.get(), variant=make_variant())
    adjust_stock(variant=shirt, quantity=-5, reason="correction")

    chat.say(anna, "/cart")

    assert "Sold out" in anna.screen.text
    assert "Total: ₽10" in anna.screen.text
    assert "Total: ₽29.99" not in anna.screen.text
    chat.press(anna, "Checkout")  # what can be had may still be wanted: it says what is in the way
    assert "⚠️ Some of it is no longer in stock." in anna.screen.text


def test_an_empty_cart_cannot_be_ordered(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    CartItem.objects.all().delete()
    chat.press(anna, "Checkout")
    assert "Your cart is empty." in anna.screen.text
    assert "⚠️" not in anna.screen.text


def test_a_cart_emptied_before_the_last_answer_is_told(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    CartItem.objects.all().delete()
    chat.press(anna, "Add a comment")
    chat.say(anna, "Third floor")
    assert "Your cart is empty." in anna.screen.text
    assert "⚠️" not in anna.screen.text
