"""A button on an old message gets a polite word and a fresh screen."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from botapp.actions import (
    AddToCart,
    AskStep,
    ChangeItem,
    DropComment,
    ExplainUnavailable,
    KeepAnswer,
    OpenCategory,
    OpenConfirmation,
    OpenOrder,
    OpenProduct,
    OpenVariant,
    OrderPlaced,
    ReadMore,
    RemoveItem,
    SetLanguage,
)
from botapp.callbacks import Callback
from botapp.emulator.engine import make_unreachable
from catalog.models import Category, Product, ProductVariant
from orders.models import CartItem
from shop.models import Customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages, go_to_cart, labels, start
from tests.factories import make_customer, make_order, make_shirt

pytestmark = pytest.mark.django_db

OUT_OF_DATE = "This button is out of date. Here is a fresh screen."
GONE = "This is no longer on sale. Here is what we have."
HUGE = (1 << 63) - 1


@pytest.mark.parametrize(
    "data",
    ["", "x", "0m", "2m", "1", "1?", "1m:1", "1c:1", "1c:a:b:c", "1c:-:1", "1c:é:0", "1p:1:0:..",
     "1c:1_0:0", "1c: 1:0", "1c:zzzzzzzzzzzzzzzzzzzz:0", "+", "+1c", "🙂" * 16, "null", "{}"],
)  # fmt: skip
def test_unknown_data_is_answered_with_the_menu(chat: Chat, data: str) -> None:
    anna = chat.person()
    start(chat, anna)
    chat.say(anna, "/cart")

    anna.press_data(anna.screen.id, data)
    chat.settle()

    assert anna.toasts == [OUT_OF_DATE]
    assert labels(anna)[0] == "🛍 Catalog"
    assert len(bot_messages(anna)) == 1


@pytest.mark.parametrize("gone", ["deleted", "unpublished"])
@pytest.mark.parametrize(
    "kind", [OpenProduct, OpenVariant, AddToCart, ReadMore, ExplainUnavailable]
)
def test_a_product_that_is_gone(chat: Chat, kind: type[Callback], gone: str) -> None:
    shirt = make_shirt()["TS-R-M"]
    callback = {
        OpenProduct: OpenProduct(shirt.product_id),
        OpenVariant: OpenVariant(shirt.product_id, 0, shirt.pk),
        AddToCart: AddToCart(shirt.product_id, 0, shirt.pk, 1),
        ReadMore: ReadMore(shirt.product_id, 0, 0),
        ExplainUnavailable: ExplainUnavailable(shirt.product_id, (), 1),
    }[kind]
    anna = chat.person()
    start(chat, anna)
    if gone == "deleted":
        ProductVariant.objects.all().delete()
        Product.objects.all().delete()
    else:
        Product.objects.update(is_active=False)

    anna.press_data(anna.screen.id, callback.pack())
    chat.settle()

    assert anna.toasts == [GONE]
    assert anna.screen.text.startswith("🛍 Catalog")
    assert not CartItem.objects.exists()


def test_a_variant_that_is_gone(chat: Chat) -> None:
    shirt = make_shirt()["TS-R-M"]
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt", "Red", "M")
    ProductVariant.objects.filter(pk=shirt.pk).update(is_active=False)

    chat.press(anna, "Add to Cart")

    assert anna.toasts == [GONE]
    assert not CartItem.objects.exists()


def test_a_category_that_is_gone(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog")
    Category.objects.update(is_active=False)
    cache.clear()

    chat.press(anna, "Clothing")

    assert anna.toasts == [OUT_OF_DATE]
    assert "There is nothing here yet." in anna.screen.text


@pytest.mark.parametrize("kind", ["+", "−", "🗑"])
def test_a_cart_line_that_is_gone(chat: Chat, kind: str) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    CartItem.objects.all().delete()
    chat.press(anna, kind)
    assert "Your cart is empty." in anna.screen.text
    assert anna.toasts[-1] == "This is no longer in your cart."


def test_a_line_of_somebody_elses_cart_is_left_alone(chat: Chat) -> None:
    make_shirt()
    anna, boris = chat.person("Anna"), chat.person("Boris")
    go_to_cart(chat, anna)
    start(chat, boris)
    item = CartItem.objects.get()

    for callback in (ChangeItem(item.pk, 1, 0), ChangeItem(item.pk, -1, 0), RemoveItem(item.pk, 0)):
        boris.press_data(boris.screen.id, callback.pack())
        chat.settle()

    assert "Your cart is empty." in boris.screen.text
    item.refresh_from_db()
    assert item.quantity == 1


@pytest.mark.parametrize("kind", [OpenOrder, OrderPlaced])
def test_an_order_of_somebody_else_is_as_good_as_none(chat: Chat, kind: type[Callback]) -> None:
    order = make_order(make_customer())
    anna = chat.person()
    start(chat, anna)

    anna.press_data(anna.screen.id, kind(order.pk).pack())  # type: ignore[call-arg]
    chat.settle()

    assert "You have no orders yet." in anna.screen.text
    assert "10 Main Street" not in anna.screen.text


@pytest.mark.parametrize(
    "callback",
    [
        OpenCategory(HUGE, HUGE), OpenProduct(HUGE, HUGE, (HUGE,)), SetLanguage(HUGE),
        SetLanguage(-1), AskStep(HUGE), AskStep(-1), KeepAnswer(HUGE), KeepAnswer(-1),
        ChangeItem(HUGE, 10**6, HUGE), RemoveItem(-HUGE, -1), OpenOrder(HUGE),
        OpenVariant(1, -1, 1, 10**9), OpenVariant(1, 0, 1, -(10**9)), AddToCart(1, 0, 1, 10**9),
        AddToCart(1, 0, 1, -5), AddToCart(1, 0, 1, 0), DropComment(), OpenConfirmation(),
    ],
)  # fmt: skip
def test_numbers_that_no_button_of_ours_has_do_no_harm(chat: Chat, callback: Callback) -> None:
    make_shirt()
    anna = chat.person()
    start(chat, anna)
    for kind in ("m", "first"):
        shirt = ProductVariant.objects.get(sku="TS-R-M")
        data = callback.pack()
        if kind == "first" and isinstance(callback, (OpenVariant, AddToCart)):
            data = type(callback)(
                shirt.product_id, callback.page, shirt.pk, callback.quantity
            ).pack()
        anna.press_data(anna.screen.id, data)
        chat.settle()
    assert anna.screen.buttons or anna.keyboard
    assert not CartItem.objects.exists()


def test_a_message_that_cannot_be_edited_any_more_is_replaced(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    old = anna.screen.id
    make_unreachable(anna, old)

    chat.press(anna, "+")

    assert anna.screen.id != old
    assert "2 × ₽19.99" in anna.screen.text
    assert chat.calls("editMessageText")[-1].params["text"] != anna.screen.text
    assert chat.calls("sendMessage")[-1].result["text"] == anna.screen.text


def test_a_message_that_was_deleted_is_replaced(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    anna.press("+")
    anna.delete(anna.screen.id)
    chat.settle()
    assert "2 × ₽19.99" in anna.screen.text
    assert len(bot_messages(anna)) == 1


def test_an_older_screen_pressed_becomes_the_only_one(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    start(chat, anna)
    old = anna.screen
    chat.engine.trouble.error(400, "Bad Request: message can't be deleted", method="deleteMessage")
    chat.say(anna, "/cart")
    assert [message.id for message in bot_messages(anna)] == [old.id, anna.screen.id]

    anna.press("Help", message_id=old.id)
    chat.settle()

    assert [message.id for message in bot_messages(anna)] == [old.id]
    assert "How to order" in anna.screen.text


def test_orders_of_a_customer_erased_from_the_chat_begin_anew(chat: Chat) -> None:
    anna = chat.person()
    start(chat, anna)
    Customer.objects.get().session.delete()
    chat.press(anna, "Help")
    assert "How to order" in anna.screen.text
