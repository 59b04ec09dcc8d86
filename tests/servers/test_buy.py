"""The whole way through two web processes and a worker, each update to the other than the last."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orders.models import Order
from tests.factories import make_category, make_product, new_variant
from tests.servers.store import Store
from tests.servers.telegram import Telegram, until

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

TO_THE_CART = ("Catalog", "Shirts", "Linen Shirt", "Red", "M", "+", "Add to Cart", "My Cart")
ANSWERS = ("John Doe", "+15551234567", "10 Main Street, Springfield")
SHIP = """
from orders.models import Order
from orders.services.change_status import change_status
order = Order.objects.get(pk={pk})
change_status(order=order, to="confirmed", actor="staff")
"""


def make_linen_shirt() -> None:
    make_product(
        "Linen Shirt",
        category=make_category("Shirts"),
        options={"Color": ["Red", "Blue"], "Size": ["M", "L"]},
        variants=[
            new_variant("19.99", 5, Color="Red", Size="M"),
            new_variant("19.99", 5, Color="Blue", Size="L"),
        ],
    )


async def test_a_purchase_hops_between_processes_and_everybody_is_told_once(
    store: Store, telegram: Telegram
) -> None:
    await store.ask(make_linen_shirt)
    store.forget_catalogue()
    anna = telegram.person()
    with store.worker():
        anna.start()
        await telegram.settle()
        await telegram.press(anna, *TO_THE_CART, "Checkout", "I Agree")
        await telegram.say(anna, *ANSWERS)
        assert "Linen Shirt (Red, M)" in anna.screen.text
        await telegram.press(anna, "Confirm Order")

        order = await store.ask(lambda: Order.objects.get(customer=anna.id))
        assert order.total_amount == Decimal("39.98")
        placed = f"Your order #{order.pk} has been placed successfully!"
        assert placed in anna.screen.text
        await until(lambda: told(telegram.staff, f"#{order.pk}") == 1, 5)

        store.manage("shell", "-v0", "-c", SHIP.format(pk=order.pk))
        await until(lambda: "Your order is confirmed" in anna.screen.text, 5)
        await telegram.press(anna, "My Orders")
        assert f"#{order.pk}" in anna.screen.text
    assert told(anna, placed) == 1
    assert told(telegram.staff, f"#{order.pk}") == 1
    assert all(call.ok for call in telegram.engine.journal.calls)


def told(person, words: str) -> int:
    """How many of the bot's messages in the chat say so."""
    return sum(message.from_bot and words in message.text for message in person.messages)
