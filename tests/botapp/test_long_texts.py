"""Telegram's lengths are kept, and what a shop owner writes is shown as it is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botapp.emulator.engine import Person
from botapp.screen import fit, pages, shorten, size
from catalog.models import Product
from orders.models import Order, OrderItem
from orders.services.update_cart import add_to_cart
from shop.models import Customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import ANSWERS, add_picture, labels, start
from tests.factories import make_category, make_product, new_variant

pytestmark = pytest.mark.django_db

ODD = '<b>&"'
LONGEST = "👩🚀 Space " * 22 + "🚀🚀"  # 200 characters
MOST = 4096


def every_text_fits(chat: Chat) -> None:
    """No call was refused, and each text is within Telegram's limits, in UTF-16 units."""
    assert [call.description for call in chat.calls() if not call.ok] == []
    for call in chat.calls("sendMessage", "editMessageText"):
        assert 0 < size(call.result["text"]) <= MOST
    for call in chat.calls("sendPhoto", "editMessageMedia"):
        assert 0 < size(call.result["caption"]) <= 1024


def order_everything(chat: Chat, person: Person, *answers: str) -> None:
    chat.say(person, "/cart")
    chat.press(person, "Checkout", "I Agree")
    chat.say(person, *(answers or ANSWERS))


@pytest.mark.parametrize("with_picture", [True, False])
@pytest.mark.parametrize("mark", ["", "🙂 ", "<b>&"])
def test_a_long_description_is_cut_at_a_word_and_can_be_read_on(
    chat: Chat, with_picture: bool, mark: str
) -> None:
    described = " ".join(f"{mark}word{number}" for number in range(4000))[:20_000].rsplit(" ", 1)[0]
    product = make_product()
    Product.objects.filter(pk=product.pk).update(description=described)
    if with_picture:
        add_picture(product)
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt")
    shown = anna.screen.text.split("\n\n")[1]
    assert shown.endswith("…")
    assert described.startswith(shown[:-1] + " ")
    assert len(shown) > 200
    assert "In stock" in anna.screen.text

    chat.press(anna, "Read more")
    count = int(re.search(r"Page 1/(\d+)", " ".join(labels(anna))).group(1))  # type: ignore[union-attr]
    read = [anna.screen.text.partition("\n\n")[2]]
    for _page in range(count - 1):
        chat.press(anna, "›")
        read.append(anna.screen.text.partition("\n\n")[2])
    assert " ".join(read) == described
    chat.press(anna, "Back")
    assert "Add to Cart" in " ".join(labels(anna))
    every_text_fits(chat)


def test_a_short_description_needs_no_reading_on(chat: Chat) -> None:
    product = make_product()
    Product.objects.filter(pk=product.pk).update(description="Soft & <warm>")
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt")
    assert "Soft & <warm>" in anna.screen.text
    assert not anna.screen.has_button("Read more")


def test_an_odd_name_is_shown_as_such_everywhere(chat: Chat) -> None:
    make_product(
        ODD,
        category=make_category(ODD),
        options={ODD: [ODD, "&amp;"]},
        variants=[new_variant(**{ODD: ODD}), new_variant(**{ODD: "&amp;"})],
    )
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, "Catalog")
    assert labels(anna)[0] == ODD
    chat.press(anna, ODD)
    assert anna.screen.text.startswith(f"🛍 {ODD}\n")
    assert f"• {ODD} — " in anna.screen.text
    chat.press(anna, ODD)
    assert anna.screen.text.startswith(ODD + "\n")
    assert f"Choose: {ODD}" in anna.screen.text
    assert labels(anna)[:2] == [ODD, "&amp;"]
    chat.press(anna, ODD)
    assert f"{ODD}: {ODD}" in anna.screen.text
    chat.press(anna, "Add to Cart", "My Cart")
    title = f"{ODD} ({ODD})"
    assert f"1. {title}" in anna.screen.text
    chat.press(anna, "Checkout", "I Agree")
    chat.say(anna, f"Anna {ODD}", ANSWERS[1], f"Main Street {ODD}")
    assert f"1. {title}" in anna.screen.text
    assert f"👤 Anna {ODD}" in anna.screen.text
    assert f"📍 Main Street {ODD}" in anna.screen.text
    chat.press(anna, "Confirm Order")
    for screen in (anna.screen, chat.staff.screen):
        assert f"• {title} × 1 — " in screen.text
        assert f"📍 Main Street {ODD}" in screen.text
    chat.press(anna, "My Orders")
    assert f"• {title} × 1 — " in anna.screen.text


def test_the_longest_names_and_a_hundred_lines_fit(chat: Chat) -> None:
    assert len(LONGEST) == 200
    anna = chat.person()
    start(chat, anna)
    customer = Customer.objects.get()
    shelf = make_category("🗂" * 100)
    for number in range(100):
        product = make_product(
            LONGEST,
            category=shelf,
            options={"Colour": ["🟥" * 50, "Blue"]},
            variants=[new_variant("9999999.99", 2000, Colour="🟥" * 50)],
        )
        if number == 0:
            Product.objects.filter(pk=product.pk).update(description="🙂 " * 9_000)
            add_picture(product)
        for variant in product.variants.select_related("product"):
            add_to_cart(customer=customer, variant=variant, quantity=1000)

    chat.press(anna, "Catalog", "🗂", LONGEST[:20], "🟥")
    order_everything(chat, anna, "Ж" * 200, ANSWERS[1], "🏠a" * 250)
    chat.press(anna, "Add a comment")
    chat.say(anna, "💬" * 1000)
    assert "… and 9" in anna.screen.text
    assert "Total:" in anna.screen.text
    chat.press(anna, "Confirm Order")

    order = Order.objects.get()
    assert OrderItem.objects.filter(order=order).count() == 100
    assert f"Your order #{order.pk} has been placed successfully!" in anna.screen.text
    assert "more lines" in anna.screen.text
    assert f"#{order.pk}" in chat.staff.screen.text
    assert "💬" * 1000 in chat.staff.screen.text
    chat.press(anna, "My Orders")
    assert "💬" * 1000 in anna.screen.text
    chat.press(anna, "Back", "Main Menu")
    every_text_fits(chat)


TEXTS = st.text(alphabet=st.sampled_from("ab 🙂\n&<é"), max_size=300)


@given(TEXTS, st.integers(1, 60))
def test_a_shortened_text_has_room_and_is_a_beginning(text: str, room: int) -> None:
    short = shorten(text, room)
    assert size(short) <= room
    assert short == text or text.startswith(short[:-1])


@given(TEXTS, st.integers(2, 60))
def test_pages_lose_nothing_but_blanks(text: str, room: int) -> None:
    pieces = pages(text, room)
    assert all(size(piece) <= room for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_what_does_not_fit_is_drawn_with_fewer_lines() -> None:
    assert fit(lambda count: "x" * 1000 * count, 10) == "x" * 4000
    assert fit(lambda count: "x" * 1000 * count, 3) == "x" * 3000
    assert fit(lambda count: "&lt;" * 1000 * count, 4) == "&lt;" * 4000
