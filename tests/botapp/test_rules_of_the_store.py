"""What the owner set shows in the chat: Help, the least order, most pieces, holiday mode, hours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from botapp.emulator.engine import Person
from orders.models import CartItem, Order
from shop.models import Customer, CustomerMessage, Delivery, LegalDocument, StoreSettings
from shop.services.message_customer import message_customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages, go_to_cart, go_to_confirmation, labels, start
from tests.factories import make_shirt

SUNDAY = "2026-03-08T12:00:00+03:00"
OFFICE = {str(day): ["09:00", "18:00"] for day in range(5)}


def rule(**changes: Any) -> None:
    store = StoreSettings.objects.get()
    for name, value in changes.items():
        setattr(store, name, value)
    store.save()


@pytest.fixture
def anna(chat: Chat) -> Person:
    make_shirt()
    return chat.person()


def test_help_tells_what_the_owner_wants_known(chat: Chat, anna: Person) -> None:
    rule(
        rules="Возим по средам",
        translations={"en": {"rules": "We deliver on Wednesdays <3"}},
        hours=OFFICE,
        least_order=Decimal(1000),
        support_contact="@helper",
        news_channel="@store_news",
    )
    start(chat, anna)

    chat.press(anna, "Help")

    text = anna.screen.text
    for shown in (
        "We deliver on Wednesdays <3", "Mon–Fri: 09:00–18:00", "Sat–Sun: day off",
        "Orders from ₽1,000.", "@helper", "Public offer", "Returns and refunds",
    ):  # fmt: skip
        assert shown in text, shown
    assert any("Our news" in label for label in labels(anna))
    assert any("Write to us" in label for label in labels(anna))


def test_help_of_a_store_that_set_nothing(chat: Chat, anna: Person) -> None:
    start(chat, anna)

    chat.press(anna, "Help")

    for absent in ("Working hours", "Good to know", "Orders from"):
        assert absent not in anna.screen.text
    assert labels(anna) == ["🔒 Privacy", "🔕 Reminders: off", "🏠 Main Menu"]


def test_checkout_says_how_much_is_missing(chat: Chat, anna: Person) -> None:
    rule(least_order=Decimal(50))
    go_to_cart(chat, anna)

    chat.press(anna, "Checkout")

    assert "We take orders from ₽50. Yours needs ₽30.01 more." in anna.screen.text
    assert "My Cart" in anna.screen.text
    chat.press(anna, "+", "+", "Checkout", "I Agree")
    assert "full name" in anna.screen.text


def test_a_rule_that_came_after_checkout_began_holds(chat: Chat, anna: Person) -> None:
    go_to_confirmation(chat, anna)
    rule(least_order=Decimal(50))

    chat.press(anna, "Confirm Order")

    assert "Yours needs ₽30.01 more." in anna.screen.text
    assert not Order.objects.exists()
    assert CartItem.objects.get().quantity == 1


def test_no_more_pieces_than_may_be(chat: Chat, anna: Person) -> None:
    rule(most_pieces=1)
    go_to_cart(chat, anna)

    chat.press(anna, "+")

    assert CartItem.objects.get().quantity == 1
    said = [call for call in chat.calls("answerCallbackQuery") if call.params.get("text")]
    assert said[-1].params["text"] == (
        "At most 1 piece of one product can be ordered at once. You have 1 in the cart."
    )


def test_a_closed_store_is_looked_at_and_not_ordered_from(chat: Chat, anna: Person) -> None:
    rule(
        is_closed=True, closed_until=date(2100, 12, 1), closed_text="Отпуск",
        translations={"en": {"closed_text": "We are at sea"}},
    )  # fmt: skip
    start(chat, anna)
    assert "We are at sea" in anna.screen.text
    assert "Orders are open again from" in anna.screen.text
    go_to_cart(chat, anna)

    chat.press(anna, "Checkout")

    assert "We are at sea" in anna.screen.text
    assert CartItem.objects.get().quantity == 1
    rule(is_closed=False)
    chat.press(anna, "Checkout")
    assert "We are at sea" not in anna.screen.text
    chat.press(anna, "I Agree")


def test_outside_the_hours_an_order_is_taken_with_a_word(chat: Chat, anna: Person) -> None:
    rule(hours=OFFICE)
    with time_machine.travel(SUNDAY, tick=False):
        go_to_confirmation(chat, anna)
        assert "We will get to your order tomorrow at 09:00." in anna.screen.text

        chat.press(anna, "Confirm Order")

    assert Order.objects.count() == 1


def test_a_document_that_asks_for_consent_is_named_where_it_is_asked(
    chat: Chat, anna: Person
) -> None:
    go_to_cart(chat, anna)
    chat.press(anna, "Checkout")
    assert "Public offer" not in anna.screen.text

    LegalDocument.objects.create(kind="offer", version=2, text="x")
    chat.press(anna, "I Agree")

    assert "Public offer" in anna.screen.text
    chat.press(anna, "I Agree")
    kinds = Customer.objects.get().consents.values_list("document__kind", flat=True)
    assert sorted(kinds) == ["offer", "policy", "terms"]


def test_what_the_staff_write_arrives_once(chat: Chat, anna: Person) -> None:
    start(chat, anna)
    customer = Customer.objects.get()

    message_customer(customer=customer, text="Your <umbrella>", actor="staff:x")
    chat.deliver()
    chat.deliver()

    arrived = [view.text for view in bot_messages(anna) if "Your <umbrella>" in view.text]
    assert len(arrived) == 1
    assert "writes" in arrived[0]
    assert Delivery.objects.get(subscriber="direct_messages").status == "done"


def test_a_message_to_somebody_who_blocked_the_bot_is_seen_to_fail(
    chat: Chat, anna: Person
) -> None:
    start(chat, anna)
    customer = Customer.objects.get()
    anna.block()

    message_customer(customer=customer, text="Hello?", actor="staff:x")
    chat.deliver()

    delivery = Delivery.objects.get(subscriber="direct_messages")
    assert delivery.status == "parked"
    assert "blocked" in delivery.last_error
    assert CustomerMessage.objects.get().text == "Hello?"
