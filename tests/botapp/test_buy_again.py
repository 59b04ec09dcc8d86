"""The second order is quicker; comments come and go."""

from __future__ import annotations

import pytest

from orders.models import Order
from shop.models import Customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import ANSWERS, bot_messages, go_to_confirmation, go_to_name, labels
from tests.factories import make_shirt

pytestmark = pytest.mark.django_db


def test_saved_answers_are_offered_as_buttons(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    chat.press(anna, "Confirm Order")

    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt", "Red", "L", "Add to Cart", "My Cart")
    chat.press(anna, "Checkout")  # agreed before: straight to the first question
    assert "What is your full name?" in anna.screen.text
    chat.press(anna, "✅ John Doe")
    assert anna.keyboard == [["📱 Share my number"], ["+15551234567", "⬅️ Back", "✖️ Cancel"]]
    chat.press(anna, "+15551234567")
    assert anna.keyboard == []
    chat.press(anna, "✅ 10 Main Street, Springfield", "Confirm Order")

    first, second = Order.objects.order_by("pk")
    assert second.contact == first.contact == "John Doe, +15551234567"
    assert second.shipping_address == first.shipping_address == ANSWERS[2]
    assert [item.sku for item in second.items.all()] == ["TS-R-L"]
    placed = [message.id for message in bot_messages(anna) if "successfully" in message.text]
    assert len(placed) == 2


def test_the_phone_is_shared_by_telegrams_contact_button(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)
    chat.say(anna, "John Doe")
    assert anna.keyboard == [["📱 Share my number"], ["⬅️ Back", "✖️ Cancel"]]

    chat.press(anna, "Share my number")

    assert anna.keyboard == []
    assert "Where shall we deliver?" in anna.screen.text
    chat.say(anna, ANSWERS[2])
    assert anna.user.phone in anna.screen.text
    chat.press(anna, "Confirm Order")
    assert Order.objects.get().phone_number == anna.user.phone
    assert Customer.objects.get().phone_number == anna.user.phone


def test_a_comment_is_added_changed_and_dropped(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    assert "💬 Add a comment" in labels(anna)

    chat.press(anna, "Add a comment")
    chat.say(anna, "Ring <twice>\nplease")
    assert "💬 Ring <twice>\nplease" in anna.screen.text
    chat.press(anna, "Change the comment")
    chat.say(anna, "Call before")
    assert "💬 Call before" in anna.screen.text
    assert "Ring" not in anna.screen.text
    chat.press(anna, "Change the comment", "No comment")
    assert "Call before" not in anna.screen.text
    assert "💬 Add a comment" in labels(anna)
    chat.press(anna, "Add a comment")
    chat.say(anna, "Third floor")
    chat.press(anna, "Confirm Order")

    assert Order.objects.get().comment == "Third floor"
    assert "💬 Third floor" in chat.staff.screen.text


def test_a_sticker_is_no_comment(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    chat.press(anna, "Add a comment")
    chat.say(anna, "Third floor")
    chat.press(anna, "Change the comment")

    anna.send_location()
    chat.settle()

    assert "⚠️ Please answer in words." in anna.screen.text
    chat.press(anna, "Back")
    assert "💬 Third floor" in anna.screen.text


def test_details_are_changed_from_the_confirmation(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)

    chat.press(anna, "Change my details")
    assert labels(anna) == [
        "👤 John Doe", "📱 +15551234567", "📍 10 Main Street, Springfield",
        "⬅️ Back", "🏠 Main Menu",
    ]  # fmt: skip
    chat.press(anna, "📱 +15551234567")
    chat.say(anna, "+7 900 123-45-67")
    assert "Check your order, please" in anna.screen.text
    chat.press(anna, "Change my details", "👤 John Doe")
    assert "Step" not in anna.screen.text
    chat.say(anna, "7")
    assert "⚠️ Please write your name in letters" in anna.screen.text
    chat.press(anna, "Back", "👤 John Doe")
    chat.say(anna, "Jane Doe")
    chat.press(anna, "Confirm Order")

    assert Order.objects.get().contact == "Jane Doe, +79001234567"


def test_the_way_back_from_a_phone_asked_by_itself_is_the_confirmation(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    chat.press(anna, "Change my details", "📱 +15551234567", "⬅️ Back")
    assert "Check your order, please" in anna.screen.text
    assert anna.keyboard == []
    chat.press(anna, "Back")  # through the questions, as ever
    assert "Where shall we deliver?" in anna.screen.text
    chat.press(anna, "Back")
    chat.say(anna, "+79001234567")
    assert "Where shall we deliver?" in anna.screen.text
