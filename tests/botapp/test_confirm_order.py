"""The last tap: one order whatever happens, and none behind the customer's back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from botapp.actions import ConfirmOrder
from botapp.dispatch import redraw
from catalog.models import Category, Product, ProductVariant
from catalog.services.adjust_stock import adjust_stock
from orders.models import CartItem, Order
from orders.services.update_cart import add_to_cart
from shop.models import Consent, Customer, LegalDocument
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages, go_to_cart, go_to_confirmation, labels
from tests.factories import make_shirt, make_variant

pytestmark = pytest.mark.django_db


def test_three_taps_place_one_order(chat: Chat) -> None:
    shirt = make_shirt()["TS-R-M"]
    anna = chat.person()
    go_to_confirmation(chat, anna)

    for _tap in range(3):
        anna.press("Confirm Order")
    chat.settle()

    order = Order.objects.get()
    shirt.refresh_from_db()
    assert shirt.stock_quantity == 4
    placed = [message for message in bot_messages(anna) if "successfully" in message.text]
    assert len(placed) == 1
    assert placed[0].edited
    assert anna.toasts[-2:] == ["This order has been placed already."] * 2
    assert len(bot_messages(chat.staff)) == 1
    assert labels(anna) == ["📦 My Orders", "🛍 Catalog", "🏠 Main Menu"]
    assert f"#{order.pk}" in placed[0].text


def test_the_proof_of_the_order_stays_in_the_chat(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    chat.press(anna, "Confirm Order")
    proof = anna.screen

    chat.press(anna, "Catalog", "Main Menu", "My Orders")

    assert proof in bot_messages(anna)
    assert "My Orders" in anna.screen.text
    assert len([message for message in bot_messages(anna) if message.buttons]) == 2


def test_a_changed_price_places_nothing_and_is_shown(chat: Chat) -> None:
    shirt = make_shirt()["TS-R-M"]
    anna = chat.person()
    go_to_confirmation(chat, anna)
    ProductVariant.objects.filter(pk=shirt.pk).update(price=Decimal("25.00"))

    chat.press(anna, "Confirm Order")

    assert not Order.objects.exists()
    assert "⚠️ The price has changed. Check the new total, please." in anna.screen.text
    assert "Price: ₽19.99 → ₽25" in anna.screen.text
    assert "Total: ₽25" in anna.screen.text
    assert bot_messages(chat.staff) == []
    chat.press(anna, "Confirm Order")
    assert Order.objects.get().total_amount == Decimal("25.00")


def test_a_changed_price_of_the_last_line_is_shown_among_many(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    customer = Customer.objects.get()
    for number in range(30):
        add_to_cart(customer=customer, variant=make_variant(sku=f"NO-{number}"))
    chat.press(anna, "Checkout", "I Agree")
    chat.say(anna, "John Doe", "+15551234567", "10 Main Street, Springfield")
    ProductVariant.objects.filter(sku="NO-29").update(price=Decimal("25.00"))

    chat.press(anna, "Confirm Order")

    assert "31. Classic T-Shirt\n   1 × ₽25 = ₽25\n   ❗️ Price: ₽10 → ₽25" in anna.screen.text
    assert not Order.objects.exists()


def test_a_shelf_hidden_meanwhile_places_nothing_and_is_shown(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    Category.objects.update(is_active=False)

    chat.press(anna, "Confirm Order")

    assert not Order.objects.exists()
    assert "⚠️ This is no longer on sale." in anna.screen.text
    assert "❗️ No longer on sale" in anna.screen.text


@pytest.mark.parametrize("left", [0, 1])
def test_stock_that_went_away_places_nothing_and_is_shown(chat: Chat, left: int) -> None:
    shirt = make_shirt()["TS-R-M"]
    anna = chat.person()
    go_to_cart(chat, anna)
    chat.press(anna, "+", "Checkout", "I Agree")
    chat.say(anna, "John Doe", "+15551234567", "10 Main Street, Springfield")
    adjust_stock(variant=shirt, quantity=left - 5, reason="correction")

    chat.press(anna, "Confirm Order")

    assert not Order.objects.exists()
    assert "⚠️ Some of it is no longer in stock." in anna.screen.text
    assert ("Only 1 left" if left else "Sold out") in anna.screen.text
    shirt.refresh_from_db()
    assert shirt.stock_quantity == left
    assert CartItem.objects.get().quantity == 2


def test_two_quick_taps_that_find_it_sold_out_keep_the_kind_words(chat: Chat) -> None:
    shirt = make_shirt()["TS-R-M"]
    anna = chat.person()
    go_to_confirmation(chat, anna)
    adjust_stock(variant=shirt, quantity=-5, reason="correction")
    words = "⚠️ Some of it is no longer in stock. Look at your cart, please."

    anna.press("Confirm Order")
    anna.press("Confirm Order")
    chat.settle()
    assert words in anna.screen.text
    # A tap that came too late has the newest screen drawn once more, from its route alone.
    reply = redraw(anna.id)
    assert reply is not None
    assert reply.screen is not None
    assert words in reply.screen.text

    chat.press(anna, "+")
    assert words not in anna.screen.text


def test_stock_that_changed_but_suffices_is_nobodys_business(chat: Chat) -> None:
    shirt = make_shirt()["TS-R-M"]
    anna = chat.person()
    go_to_confirmation(chat, anna)
    adjust_stock(variant=shirt, quantity=-4, reason="correction")
    chat.press(anna, "Confirm Order")
    assert "successfully" in anna.screen.text


def test_a_product_taken_off_sale_places_nothing(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    Product.objects.update(is_active=False)
    chat.press(anna, "Confirm Order")
    assert not Order.objects.exists()
    assert "⚠️ This is no longer on sale." in anna.screen.text
    assert "My Cart" in anna.screen.text


def test_a_cart_changed_elsewhere_is_shown_again_before_it_is_ordered(chat: Chat) -> None:
    shirts = make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    add_to_cart(customer=Customer.objects.get(), variant=shirts["TS-R-L"])

    chat.press(anna, "Confirm Order")

    assert not Order.objects.exists()
    assert "⚠️ Your cart has changed. Check it once more, please." in anna.screen.text
    assert "2. Classic T-Shirt (Red, L)" in anna.screen.text
    chat.press(anna, "Confirm Order")
    assert Order.objects.get().items.count() == 2


def test_new_terms_are_agreed_to_before_the_order(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    old = LegalDocument.objects.filter(kind="terms").latest("version")
    old.pk, old.version = None, old.version + 1
    old.save()

    chat.press(anna, "Confirm Order")

    assert not Order.objects.exists()
    assert "I Agree" in " ".join(labels(anna))
    chat.press(anna, "I Agree", "✅ John Doe", "+15551234567", "✅ 10 Main", "Confirm Order")
    assert Order.objects.count() == 1
    assert Consent.objects.count() == 3


def test_an_old_confirm_button_does_not_spoil_the_checkout_under_way(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    version = Customer.objects.get().cart.version
    chat.press(anna, "Confirm Order")
    proof = anna.screen
    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt", "Red", "L", "Add to Cart", "My Cart")
    chat.press(anna, "Checkout")
    chat.say(anna, "Anna Smith")

    anna.press_data(proof.id, ConfirmOrder(version).pack())
    chat.settle()
    assert anna.toasts[-1] == "This order has been placed already."
    assert Order.objects.count() == 1
    assert Customer.objects.get().full_name == "John Doe"
    chat.say(anna, "/cart")
    chat.press(anna, "Checkout")
    assert "✅ Anna Smith" in labels(anna)


def test_a_confirm_button_of_no_order_shows_the_cart(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    anna.press_data(anna.screen.id, ConfirmOrder(1).pack())
    chat.settle()
    assert anna.toasts[-1] == "This button is out of date. Here is a fresh screen."
    assert "My Cart" in anna.screen.text
    assert not Order.objects.exists()
