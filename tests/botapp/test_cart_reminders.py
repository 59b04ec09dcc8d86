"""A cart left behind: one gentle reminder, by day, to those who agreed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from botapp.emulator.engine import Person
from catalog.models import ProductVariant
from orders import abandoned_carts
from orders.models import Cart
from orders.services.update_cart import add_to_cart, clear_cart
from shop.models import Customer, Delivery, Event, ReminderConsent
from shop.privacy import export_customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages, go_to_confirmation, labels, start
from tests.factories import make_customer, make_order, make_shirt

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]
NOON = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def agree(customer_id: int) -> None:
    Customer.objects.filter(pk=customer_id).update(wants_reminders=True)


def leave_cart(chat: Chat, *, agreed: bool = True) -> Person:
    """Anna puts a shirt into her cart and goes away."""
    anna = chat.person()
    start(chat, anna)
    customer = Customer.objects.get(pk=anna.id)
    if agreed:
        agree(anna.id)
    add_to_cart(customer=customer, variant=make_shirt()["TS-R-M"], quantity=2)
    return anna


def remind(chat: Chat) -> int:
    count = abandoned_carts.remind(seconds=20)
    chat.deliver()
    return count


def test_after_a_day_the_cart_is_shown_with_its_buttons(chat: Chat, clock) -> None:
    anna = leave_cart(chat)
    clock.shift(timedelta(hours=23, minutes=59))
    assert remind(chat) == 0
    clock.shift(timedelta(minutes=2))

    assert remind(chat) == 1

    assert "You have left something in your cart:" in anna.screen.text
    assert "Classic T-Shirt (Red, M)" in anna.screen.text
    assert labels(anna) == ["✅ Checkout", "🛒 My Cart", "🔕 Do not remind me"]
    chat.press(anna, "Checkout")
    assert "You have left something" not in anna.screen.text


def test_once_for_what_lies_in_it_and_again_only_for_something_else(chat: Chat, clock) -> None:
    anna = leave_cart(chat)
    clock.shift(timedelta(hours=25))
    assert remind(chat) == 1
    clock.shift(timedelta(hours=25))
    assert remind(chat) == 0
    Cart.objects.filter(pk=anna.id).update(updated_at=NOON + timedelta(hours=50))
    clock.shift(timedelta(hours=25))
    assert remind(chat) == 0  # opened and closed again, with the same in it
    customer = Customer.objects.get(pk=anna.id)
    add_to_cart(customer=customer, variant=ProductVariant.objects.get(sku="TS-R-L"))
    clock.shift(timedelta(hours=25))
    assert remind(chat) == 1


def test_who_did_not_agree_is_left_alone(chat: Chat, clock) -> None:
    anna = leave_cart(chat, agreed=False)
    before = len(bot_messages(anna))
    clock.shift(timedelta(hours=25))
    assert remind(chat) == 0
    assert len(bot_messages(anna)) == before


def test_who_ordered_meanwhile_is_not_reminded(chat: Chat, clock) -> None:
    anna = leave_cart(chat)
    clock.shift(timedelta(hours=2))
    make_order(Customer.objects.get(pk=anna.id))  # from elsewhere: the cart stays as it is
    clock.shift(timedelta(hours=23))
    assert remind(chat) == 0


@pytest.mark.parametrize("meanwhile", ["emptied", "switched off", "ordered more"])
def test_what_changed_before_it_was_sent_is_respected(chat: Chat, clock, meanwhile: str) -> None:
    anna = leave_cart(chat)
    customer = Customer.objects.get(pk=anna.id)
    clock.shift(timedelta(hours=25))
    assert abandoned_carts.remind(seconds=20) == 1
    match meanwhile:
        case "emptied":
            clear_cart(customer=customer)
        case "switched off":
            Customer.objects.update(wants_reminders=False)
        case _:
            add_to_cart(customer=customer, variant=ProductVariant.objects.get(sku="TS-R-L"))
    before = len(bot_messages(anna))
    chat.deliver()
    assert len(bot_messages(anna)) == before
    assert Delivery.objects.get(subscriber="cart_reminders").status == Delivery.Status.DONE


def test_by_night_nobody_is_written_to_and_in_the_morning_they_are(chat: Chat, clock) -> None:
    clock.move_to(NOON + timedelta(hours=11))  # 23:00
    anna = leave_cart(chat)
    clock.shift(timedelta(hours=24, minutes=5))
    assert remind(chat) == 0
    clock.move_to(NOON + timedelta(hours=45, minutes=59))  # 9:59
    assert remind(chat) == 0
    clock.shift(timedelta(minutes=2))
    assert remind(chat) == 1
    assert "You have left something" in anna.screen.text


def test_one_that_was_late_waits_for_the_morning(chat: Chat, clock) -> None:
    anna = leave_cart(chat)
    before = len(bot_messages(anna))
    clock.move_to(NOON + timedelta(hours=33, minutes=59))  # 21:59 of the next day
    abandoned_carts.remind(seconds=20)
    clock.shift(timedelta(minutes=2))
    chat.deliver()
    assert len(bot_messages(anna)) == before
    waiting = Delivery.objects.get(subscriber="cart_reminders")
    assert waiting.due_at == NOON + timedelta(hours=46)
    clock.move_to(NOON + timedelta(hours=46, seconds=1))
    chat.deliver()
    assert len(bot_messages(anna)) == before + 1


def test_the_switch_is_in_the_help_and_each_turn_is_logged(chat: Chat) -> None:
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Help")
    assert "With “Reminders” you agree that we remind you" in anna.screen.text
    assert "🔕 Reminders: off" in labels(anna)

    chat.press(anna, "Reminders: off")

    assert anna.toasts[-1] == "Reminders are on."
    assert "🔔 Reminders: on" in labels(anna)
    assert Customer.objects.get(pk=anna.id).wants_reminders is True
    chat.press(anna, "Reminders: on")
    assert Customer.objects.get(pk=anna.id).wants_reminders is False
    log = ReminderConsent.objects.order_by("pk").values_list("given", "language", "source")
    assert list(log) == [(True, "en", "bot"), (False, "en", "bot")]
    assert len(export_customer(anna.id)["consents_to_reminders"]) == 2


def test_the_way_out_stands_under_the_reminder_itself(chat: Chat, clock) -> None:
    anna = leave_cart(chat)
    clock.shift(timedelta(hours=25))
    remind(chat)
    chat.press(anna, "Do not remind me")
    assert Customer.objects.get(pk=anna.id).wants_reminders is False
    assert anna.toasts[-1] == "We will not remind you any more."


def test_a_customer_goes_on_from_the_reminder_to_an_order(chat: Chat) -> None:
    """The reminder's buttons are those of the cart: what follows is the usual way."""
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    assert abandoned_carts.remind(seconds=20) == 0
    assert not Event.objects.filter(name="cart_abandoned").exists()


def test_carts_are_gone_through_once_however_many_there_are(clock) -> None:
    shirt = make_shirt()["TS-R-M"]
    for number in range(12):
        customer = make_customer()
        add_to_cart(customer=customer, variant=shirt)
        if number % 4 == 0:
            agree(customer.pk)
    clock.shift(timedelta(hours=25))
    assert abandoned_carts.remind(seconds=20) == 3
    with CaptureQueriesContext(connection) as queries:
        assert abandoned_carts.remind(seconds=20) == 0
    assert len(queries) == 2
