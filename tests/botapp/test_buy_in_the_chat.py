"""The main way: from /start to an order that the staff see."""

from __future__ import annotations

from decimal import Decimal

import pytest

from botapp.emulator.engine import Person
from orders.models import Order
from shop.models import Consent, Customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages
from tests.factories import make_shirt

pytestmark = pytest.mark.django_db

TO_THE_CART = ("Catalog", "Clothing", "Classic T-Shirt", "Red", "M", "+", "Add to Cart", "My Cart")
ANSWERS = ("John Doe", "+15551234567", "10 Main Street, Springfield")


def go_to_confirmation(chat: Chat, person: Person) -> None:
    person.start()
    chat.settle()
    chat.press(person, *TO_THE_CART, "Checkout", "I Agree")
    chat.say(person, *ANSWERS)


def test_a_customer_buys_and_the_staff_are_told(chat: Chat) -> None:
    shirt = make_shirt()["TS-R-M"]
    anna = chat.person("Anna")

    go_to_confirmation(chat, anna)
    assert "Classic T-Shirt (Red, M)" in anna.screen.text
    chat.press(anna, "Confirm Order")

    order = Order.objects.get()
    assert f"Your order #{order.pk} has been placed successfully!" in anna.screen.text
    assert order.total_amount == Decimal("39.98")
    assert order.contact == "John Doe, +15551234567"
    assert order.shipping_address == "10 Main Street, Springfield"
    assert [(item.variant_id, item.quantity) for item in order.items.all()] == [(shirt.pk, 2)]
    shirt.refresh_from_db()
    assert shirt.stock_quantity == 3
    [told] = [message for message in bot_messages(chat.staff) if f"#{order.pk}" in message.text]
    assert "+15551234567" in told.text
    assert Consent.objects.filter(customer=anna.id).count() == 2
    assert Customer.objects.get(pk=anna.id).phone_number == "+15551234567"
