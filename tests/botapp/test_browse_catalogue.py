"""Looking through the shelves: two levels, pages, options, quantities."""

from __future__ import annotations

import pytest

from catalog.services.adjust_stock import adjust_stock
from orders.models import CartItem
from tests.botapp.conftest import Chat
from tests.botapp.ways import labels, start
from tests.factories import make_category, make_product, make_shirt, make_variant, new_variant

pytestmark = pytest.mark.django_db

FOOT = ["⬅️ Back", "🏠 Main Menu"]


def test_two_levels_of_categories(chat: Chat) -> None:
    clothing = make_category("Clothing")
    shirts = make_category("Shirts", parent=clothing)
    make_category("Empty", parent=clothing)
    make_product("T-Shirt", category=shirts)
    make_product("Gift card", category=clothing)
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, "Catalog")
    assert labels(anna) == ["Clothing", "🏠 Main Menu"]
    chat.press(anna, "Clothing")
    assert labels(anna) == ["Shirts", "Gift card", *FOOT]
    chat.press(anna, "Shirts")
    assert "Clothing › Shirts" in anna.screen.text
    assert labels(anna) == ["T-Shirt", *FOOT]
    chat.press(anna, "T-Shirt", "Back")
    assert labels(anna) == ["T-Shirt", *FOOT]
    chat.press(anna, "Back", "Back")
    assert labels(anna) == ["Clothing", "🏠 Main Menu"]


def test_a_long_shelf_has_pages(chat: Chat) -> None:
    shelf = make_category()
    for number in range(1, 34):
        make_product(f"Product {number:02}", category=shelf, sort_order=number)
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, "Catalog", "Clothing")
    first = [f"Product {number:02}" for number in range(1, 9)]
    assert labels(anna) == [*first, "Page 1/5", "›", "»", *FOOT]
    chat.press(anna, "›")
    assert labels(anna)[0] == "Product 09"
    assert labels(anna)[8:13] == ["«", "‹", "Page 2/5", "›", "»"]
    chat.press(anna, "»")
    assert labels(anna) == ["Product 33", "«", "‹", "Page 5/5", *FOOT]
    chat.press(anna, "Product 33", "Back")
    assert "Page 5/5" in labels(anna)
    chat.press(anna, "‹")
    assert "Page 4/5" in labels(anna)
    chat.press(anna, "«")
    assert labels(anna)[:8] == first


def test_the_pages_label_says_nothing(chat: Chat) -> None:
    shelf = make_category()
    for number in range(9):
        make_product(f"Product {number}", category=shelf)
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog", "Clothing")
    before = anna.screen

    chat.press(anna, "Page 1/2")

    assert anna.screen == before
    assert anna.toasts == []
    assert chat.calls("answerCallbackQuery")[-1].ok


def test_options_are_chosen_one_at_a_time(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt")
    assert "₽19.99 – ₽21.99" in anna.screen.text
    assert "Choose: Цвет" in anna.screen.text
    assert labels(anna) == ["Red", "Blue ✕", *FOOT]
    chat.press(anna, "Red")
    assert "Цвет: Red" in anna.screen.text
    assert "Choose: Размер" in anna.screen.text
    assert labels(anna) == ["M", "L", *FOOT]
    chat.press(anna, "L")
    assert "Размер: L" in anna.screen.text
    assert "The last 3 pieces" in anna.screen.text
    assert labels(anna) == ["−", "1", "+", "🛒 Add to Cart", "🛒 My Cart", *FOOT]
    chat.press(anna, "Back")
    assert "Choose: Размер" in anna.screen.text
    chat.press(anna, "Back")
    assert "Choose: Цвет" in anna.screen.text


def test_what_cannot_be_had_says_why(chat: Chat) -> None:
    variants = make_shirt()
    adjust_stock(variant=variants["TS-B-M"], quantity=1, reason="correction")
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt", "Blue")
    assert labels(anna)[:2] == ["M", "L ✕"]
    screen = anna.screen

    chat.press(anna, "L ✕")
    assert anna.toasts == ["There is no such combination."]
    assert anna.screen == screen
    adjust_stock(variant=variants["TS-R-L"], quantity=-3, reason="correction")
    chat.press(anna, "Back", "Red", "L ✕")

    assert anna.toasts[1:] == ["Sold out in this combination."]
    assert not CartItem.objects.exists()


def test_a_product_without_options_is_a_variant_at_once(chat: Chat) -> None:
    make_variant("10.00", stock=2)
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt")

    assert "₽10" in anna.screen.text
    assert labels(anna) == ["−", "1", "+", "🛒 Add to Cart", "🛒 My Cart", *FOOT]


def test_one_value_is_no_choice(chat: Chat) -> None:
    make_product(
        options={"Colour": ["Red"], "Size": ["M", "L"]},
        variants=[
            new_variant(Colour="Red", Size="M"),
            new_variant(Colour="Red", Size="L"),
        ],
    )
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt")
    assert labels(anna) == ["M", "L", *FOOT]
    chat.press(anna, "L")
    assert "Colour: Red\nSize: L" in anna.screen.text
    chat.press(anna, "Back")
    assert labels(anna) == ["M", "L", *FOOT]


def test_the_quantity_stays_between_one_and_what_there_is(chat: Chat) -> None:
    variant = make_variant("10.00", stock=3)
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt", "−")
    assert anna.toasts == ["One piece is the least."]
    assert labels(anna)[1] == "1"

    chat.press(anna, "+", "+")
    assert labels(anna)[1] == "3"
    assert "Together: ₽30" in anna.screen.text
    chat.press(anna, "+")
    assert anna.toasts == ["One piece is the least.", "Only 3 pieces are left."]
    assert labels(anna)[1] == "3"
    chat.press(anna, "−", "Add to Cart")

    assert anna.toasts[-1] == "✅ Added: 2. In the cart now: 2."
    assert [(item.variant_id, item.quantity) for item in CartItem.objects.all()] == [
        (variant.pk, 2)
    ]
    assert labels(anna)[1] == "1"


def test_more_than_there_is_does_not_go_into_the_cart(chat: Chat) -> None:
    make_variant("10.00", stock=2)
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt", "+", "Add to Cart", "Add to Cart")

    assert anna.toasts[-1] == "Only 2 pieces are left. You have 2 in the cart."
    assert chat.calls("answerCallbackQuery")[-1].params["show_alert"] is True
    assert CartItem.objects.get().quantity == 2


def test_a_product_sold_out_can_be_looked_at_but_not_bought(chat: Chat) -> None:
    make_variant("10.00", stock=0)
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, "Catalog", "Clothing")
    assert "sold out" in anna.screen.text
    chat.press(anna, "Classic T-Shirt")

    assert "Sold out" in anna.screen.text
    assert labels(anna) == ["🛒 My Cart", *FOOT]


def test_an_empty_store_is_no_dead_end(chat: Chat) -> None:
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog")
    assert "There is nothing here yet." in anna.screen.text
    assert labels(anna) == ["🏠 Main Menu"]
