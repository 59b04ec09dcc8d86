"""What customers and staff are told of orders, once and in order."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from botapp.emulator.engine import Person
from integrations.telegram.request import NotSentError
from orders.models import Order
from orders.services.change_status import change_status
from orders.state import OrderStatus
from shop import outbox
from shop.models import Customer, Delivery, StoreSettings
from shop.outbox import relay
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages, go_to_confirmation, start
from tests.factories import make_order, make_shirt

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]


def told(person: Person) -> list[str]:
    """The first line of each message that the bot left."""
    return [message.text.splitlines()[0] for message in bot_messages(person)]


def order_of(chat: Chat, person: Person) -> Order:
    """An order placed elsewhere, by somebody whom the bot knows."""
    start(chat, person)
    return make_order(Customer.objects.get(pk=person.id))


def staff_delivery() -> Delivery:
    return Delivery.objects.get(subscriber="staff_messages")


def test_the_moves_of_an_order_are_told_but_not_every_one(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    chat.deliver()
    before = len(bot_messages(anna))

    for status in ("confirmed", "processing", "shipped", "delivered"):
        change_status(order=order, to=status, actor="test")
        chat.deliver()

    title = f"Order #{order.pk}"
    assert told(anna)[before:] == [f"👍 {title}", f"🚚 {title}", f"✅ {title}"]
    assert "Your order has been shipped." in bot_messages(anna)[before + 1].text
    chat.press(anna, "My Orders")
    assert "✅ Delivered" in anna.screen.text
    assert told(anna)[before - 1 : before + 2] == [f"👍 {title}", f"🚚 {title}", f"✅ {title}"]


def test_a_cancelled_order_is_told_in_the_customers_language(chat: Chat) -> None:
    ivan = chat.person("Иван", "ru")
    order = order_of(chat, ivan)
    change_status(order=order, to=OrderStatus.CANCELLED, actor="test")
    chat.deliver()
    assert told(ivan)[-1] == f"✖️ Заказ №{order.pk}"


def test_an_order_from_elsewhere_is_told_by_a_message_of_its_own(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    screen = anna.screen

    chat.deliver()

    assert bot_messages(anna)[0] == screen
    assert f"Your order #{order.pk} has been placed successfully!" in anna.screen.text
    assert not anna.screen.edited
    assert len(bot_messages(anna)) == 2


def test_moves_are_told_in_the_order_in_which_they_happened(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    for status in ("confirmed", "processing", "shipped"):
        change_status(order=order, to=status, actor="test")

    chat.deliver()

    title = f"Order #{order.pk}"
    assert told(anna)[1:] == [
        f"🎉 Your order #{order.pk} has been placed successfully!",
        f"👍 {title}",
        f"🚚 {title}",
    ]


def test_a_worker_that_dies_repeats_nothing_that_arrived(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch may take twenty seconds; what arrived is noted before it is over."""
    for name in ("Anna", "Boris"):
        order_of(chat, chat.person(name))

    def die(*_arguments: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(relay, "_settle", die)
        with pytest.raises(SystemExit):
            outbox.deliver_to("staff_messages")
    with time_machine.travel(timezone.now() + 2 * outbox.LEASE):
        chat.deliver()

    assert len(chat.staff.messages) == 2


def test_a_message_that_must_wait_keeps_those_after_it_waiting(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    chat.deliver()
    before = told(anna)
    for status in ("confirmed", "processing", "shipped"):
        change_status(order=order, to=status, actor="test")
    chat.engine.trouble.outage("before", times=1, method="sendMessage")

    chat.deliver()
    assert told(anna) == before
    with time_machine.travel(timezone.now() + timedelta(seconds=60)):
        chat.deliver()

    assert told(anna)[len(before) :] == [f"👍 Order #{order.pk}", f"🚚 Order #{order.pk}"]


def test_a_wrong_staff_chat_is_named_and_its_messages_are_sent_again_once_mended(
    chat: Chat, admin_client: Client
) -> None:
    StoreSettings.objects.update(staff_chat_id=-100999)
    cache.clear()
    order = order_of(chat, chat.person())
    chat.deliver()
    parked = staff_delivery()
    assert (parked.status, parked.attempts) == (Delivery.Status.PARKED, 1)
    assert parked.last_error == "there is no staff chat -100999: see Settings"

    settings_now = StoreSettings.current()
    settings_now.staff_chat_id = chat.staff.chat.id
    settings_now.save()
    again = {"action": "send_again", "_selected_action": [parked.pk]}
    admin_client.post(reverse("admin:shop_delivery_changelist"), again)
    chat.deliver()

    assert staff_delivery().status == Delivery.Status.DONE
    assert f"#{order.pk}" in chat.staff.screen.text


@pytest.mark.parametrize("cut", [True, False])
def test_a_message_that_arrived_without_an_answer_is_sent_once_more_at_most(
    chat: Chat, cut: bool
) -> None:
    """Telegram takes every message for a while, and answers none."""
    order_of(chat, chat.person())
    chat.engine.trouble.outage("after", cut=cut)
    with time_machine.travel(timezone.now()) as clock:
        for _second in range(60):
            chat.deliver()
            clock.shift(1)
        assert len(bot_messages(chat.staff)) == 1
        chat.engine.trouble.clear()
        clock.shift(120)
        chat.deliver()
    assert len(bot_messages(chat.staff)) == 2
    assert staff_delivery().status == Delivery.Status.DONE


def test_messages_that_telegram_takes_and_never_answers_do_not_pile_up(chat: Chat) -> None:
    order_of(chat, chat.person())
    chat.engine.trouble.outage("after", method="sendMessage")
    with time_machine.travel(timezone.now()) as clock:
        for _second in range(600):
            chat.deliver()
            clock.shift(1)
    assert len(bot_messages(chat.staff)) == 2


def test_a_telegram_that_cannot_be_reached_is_tried_again_soon(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_of(chat, chat.person())

    async def refused(*_args: object, **_kwargs: object) -> None:
        raise NotSentError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr("tests.fakes.telegram.EngineRequest.do_request", refused)
        chat.deliver()
    assert staff_delivery().due_at < timezone.now() + timedelta(seconds=4)
    with time_machine.travel(timezone.now() + timedelta(seconds=4)):
        chat.deliver()
    assert len(bot_messages(chat.staff)) == 1


def test_the_staff_get_one_message_per_order(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    anna.user.username = "anna_s"
    go_to_confirmation(chat, anna)
    chat.press(anna, "Add a comment")
    chat.say(anna, "Ring twice")
    chat.press(anna, "Confirm Order")
    order = Order.objects.get()
    change_status(order=order, to="confirmed", actor="test")
    chat.deliver()

    message, *others = bot_messages(chat.staff)

    assert others == []
    lines = message.text.splitlines()
    assert lines[0].endswith(f"#{order.pk}")
    assert "👤 John Doe · @anna_s" in lines
    assert "📱 +15551234567" in lines
    assert "📍 10 Main Street, Springfield" in lines
    assert "💬 Ring twice" in lines
    assert "• Футболка (Красный, M) × 1 — 19,99\xa0₽" in lines
    assert lines[-1] == "Итого: 19,99\xa0₽"
    [link] = [entity["url"] for entity in message.body["entities"] if "url" in entity]
    assert link == f"http://127.0.0.1:8000/admin/orders/order/{order.pk}/change/"


def test_without_a_staff_chat_nobody_is_told(chat: Chat, settings: object) -> None:
    store = StoreSettings.objects.get()
    store.staff_chat_id = None
    store.save()
    settings.TELEGRAM_STAFF_CHAT_ID = None  # type: ignore[attr-defined]
    order_of(chat, chat.person())
    chat.deliver()
    assert bot_messages(chat.staff) == []
    assert staff_delivery().status == Delivery.Status.DONE


def test_a_staff_chat_that_must_wait_is_told_later(chat: Chat) -> None:
    anna = chat.person()
    order = order_of(chat, anna)
    chat.engine.trouble.too_many_requests(40, times=2, method="sendMessage")
    chat.deliver()
    assert staff_delivery().status == Delivery.Status.PENDING
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        chat.deliver()
        assert bot_messages(chat.staff) == []

    with time_machine.travel(timezone.now() + timedelta(seconds=45)):
        chat.deliver()

    assert f"#{order.pk}" in chat.staff.screen.text
    assert len(bot_messages(chat.staff)) == 1
    assert f"#{order.pk}" in anna.screen.text


@pytest.mark.parametrize("how", ["put out", "unknown"])
def test_a_staff_chat_that_is_gone_is_parked(chat: Chat, how: str) -> None:
    if how == "put out":
        chat.staff.chat.blocked = True
    else:
        del chat.engine.state.chats[chat.staff.chat.id]
    anna = chat.person()
    order = order_of(chat, anna)
    chat.deliver()
    assert staff_delivery().status == Delivery.Status.PARKED
    assert staff_delivery().last_error
    assert f"#{order.pk}" in anna.screen.text


def test_a_customer_without_a_chat_keeps_nobody_waiting(chat: Chat) -> None:
    order = make_order()
    chat.deliver()
    own = Delivery.objects.get(subscriber="customer_messages")
    assert own.status == Delivery.Status.PARKED
    assert f"#{order.pk}" in chat.staff.screen.text
