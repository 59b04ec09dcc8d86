"""What the staff write to a customer from the order page, and what they are told of edits."""

from __future__ import annotations

import pytest
from django.db.models import F

from botapp.emulator.engine import Person
from orders.lines import Line
from orders.models import Order
from orders.services.cancel_lines import Cancelled, cancel_lines
from orders.services.change_status import change_status
from orders.services.edit_lines import LineChange, edit_lines
from orders.services.message_customer import message_customer
from orders.services.note_order import note_order
from orders.services.ship_order import set_tracking, ship_order
from shop.models import Customer, Delivery
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages, start
from tests.factories import make_order, make_shirt, make_variant

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]


def order_of(chat: Chat, person: Person, wanted: dict | None = None) -> Order:
    """An order of somebody whom the bot knows, told already."""
    start(chat, person)
    order = make_order(Customer.objects.get(pk=person.id), wanted)
    chat.deliver()
    return order


def delivery() -> Delivery:
    return Delivery.objects.get(event__name="order_message")


def test_a_message_arrives_as_it_was_written(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    message_customer(order=order, text="Is <b>Tuesday</b> fine?\nWe & co. wait", actor="staff:x")

    chat.deliver()

    assert anna.screen.text == (
        f"✉️ About your order #{order.pk}\n\nIs <b>Tuesday</b> fine?\nWe & co. wait"
    )
    assert delivery().status == Delivery.Status.DONE
    chat.press(anna, "My Orders")
    assert f"Order #{order.pk}" in anna.screen.text


def test_the_longest_message_arrives_whole(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    message_customer(order=order, text="😀" * 2000, actor="staff:x")
    chat.deliver()
    assert anna.screen.text.endswith("😀" * 2000)


@pytest.mark.parametrize("known", [True, False])
def test_a_message_to_somebody_who_blocked_the_bot_has_failed(chat: Chat, known: bool) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    before = len(bot_messages(anna))
    anna.chat.blocked = True
    if known:
        change_status(order=order, to="confirmed", actor="x")
        chat.deliver()
        assert Customer.objects.get(pk=anna.id).blocked_at is not None
    message_customer(order=order, text="Hello", actor="staff:x")

    chat.deliver()

    assert delivery().status == Delivery.Status.PARKED
    assert delivery().last_error == "the customer has blocked the bot"
    assert len(bot_messages(anna)) == before


def test_a_note_reaches_nobody(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    before = len(bot_messages(anna))
    note_order(order=order, text="Regular customer", actor="staff:x")
    chat.deliver()
    assert len(bot_messages(anna)) == before
    chat.press(anna, "My Orders")
    assert "Regular" not in anna.screen.text


def test_the_tracking_number_is_told_and_stands_on_the_card(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    chat.deliver()
    before = len(bot_messages(anna))
    ship_order(order=order, carrier="CDEK", tracking_number="10<22>", actor="staff:x")

    chat.deliver()

    assert len(bot_messages(anna)) == before + 1  # of the steps before it nothing is said
    assert anna.screen.text.startswith(f"🚚 Order #{order.pk}")
    assert "🔎 Tracking number: 10<22> · CDEK" in anna.screen.text
    chat.press(anna, "My Orders")
    assert "🔎 Tracking number: 10<22> · CDEK" in anna.screen.text


def test_shipped_without_a_number_says_nothing_of_one(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    change_status(order=order, to="processing", actor="x")
    change_status(order=order, to="shipped", actor="x")
    chat.deliver()
    assert anna.screen.text == (
        f"🚚 Order #{order.pk}\n\nYour order has been shipped. It is on its way to you."
    )


def test_an_edit_is_told_line_by_line_in_the_customers_language(chat: Chat) -> None:
    shirts = make_shirt()
    anna = chat.person()
    order = order_of(chat, anna, {shirts["TS-R-M"]: 1, make_variant("10.00"): 2})
    red, mug = order.items.order_by("pk")

    edit_lines(
        order=order,
        changes=[LineChange(red.pk, 1, 2, red.price_at_purchase - 5), LineChange(mug.pk, 2, 0)],
        added=[Line(shirts["TS-R-L"].pk, 1)],
        actor="staff:x",
        tell=True,
    )
    chat.deliver()

    assert anna.screen.text.splitlines() == [
        f"✏️ Your order #{order.pk} has been changed",
        "",
        "• Classic T-Shirt (Red, M): 1 → 2 pcs",
        "• Classic T-Shirt (Red, M): ₽19.99 → ₽14.99",
        "• Classic T-Shirt: taken out",
        "• Classic T-Shirt (Red, L): added, 1 pcs",
        "",
        "Total: ₽49.97",
    ]


def test_a_quiet_cancellation_stays_quiet(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna, {make_variant(): 3})
    before = len(bot_messages(anna))
    lines = [Cancelled(order.items.get().pk, 3, 1)]
    cancel_lines(order=order, lines=lines, actor="staff:x")
    chat.deliver()
    assert len(bot_messages(anna)) == before
    assert Delivery.objects.get(event__name="order_edited").status == Delivery.Status.DONE


def test_a_number_that_comes_after_the_order_left_is_told_once(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    ship_order(order=order, actor="staff:x")
    for _again in range(2):
        set_tracking(order=order, carrier="СДЭК", tracking_number="AB1", actor="staff:x")
    chat.deliver()

    _left, number = bot_messages(anna)[-2:]
    assert number.text == f"🚚 Order #{order.pk}\n\n🔎 Tracking number: AB1 · СДЭК"

    Order.objects.update(unclaimed_amount=F("total_amount"))
    set_tracking(order=order, carrier="СДЭК", tracking_number="AB2", actor="staff:x")
    chat.deliver()
    assert bot_messages(anna)[-1].text == number.text  # it came back: that is no news
