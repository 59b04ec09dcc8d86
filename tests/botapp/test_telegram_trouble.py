"""Telegram refuses, is slow, or is gone: nothing is lost, nothing happens twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Literal

import pytest
import time_machine
from django.utils import timezone

from botapp.models import Session
from orders.models import CartItem, Order
from orders.services.change_status import change_status
from shop.models import Customer, Delivery
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages, go_to_cart, go_to_confirmation, start
from tests.factories import make_shirt

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the bot slept, without sleeping."""
    slept: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await real(0)

    monkeypatch.setattr("asyncio.sleep", sleep)
    return slept


def test_a_short_429_is_waited_out(chat: Chat, naps: list[float]) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    chat.engine.trouble.too_many_requests(2, times=2, method="editMessageText")

    chat.press(anna, "+")

    assert naps == [2.0, 2.0]
    assert "2 × ₽19.99" in anna.screen.text
    assert chat.engine.journal.sent[-1].status == 200


def test_a_long_429_is_obeyed_by_every_try_until_it_is_over(chat: Chat, naps: list[float]) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    chat.engine.trouble.too_many_requests(30, times=None, method="editMessageText")

    anna.press("+")
    chat.updates(accept_failures=True)
    assert chat.engine.journal.sent[-1].status == 503
    assert naps == []
    assert CartItem.objects.get().quantity == 2

    calls = len(chat.calls())
    chat.updates(attempts=5, accept_failures=True)
    anna.press("+")
    chat.updates(accept_failures=True)
    with time_machine.travel(timezone.now() + timedelta(seconds=29)):
        chat.updates(accept_failures=True)
    assert len(chat.calls()) == calls
    assert [sent.status for sent in chat.engine.journal.sent][-8:] == [503] * 8
    boris = chat.person("Boris")
    boris.start()
    chat.updates(accept_failures=True)
    assert "Welcome!" in boris.screen.text

    chat.engine.trouble.clear()
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        chat.updates()
    assert "3 × ₽19.99" in anna.screen.text
    assert CartItem.objects.get().quantity == 3


def test_notifications_leave_a_chat_alone_that_the_bot_was_told_to(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    chat.press(anna, "Confirm Order")
    chat.engine.trouble.too_many_requests(40, method="sendMessage")
    anna.send("/cart")
    chat.updates(accept_failures=True)
    assert chat.engine.journal.sent[-1].status == 503
    change_status(order=Order.objects.get(), to="confirmed", actor="test")
    calls = len(chat.calls())

    chat.deliver()

    assert len(chat.calls()) == calls
    waits = Delivery.objects.get(status=Delivery.Status.PENDING)
    assert 35 < (waits.due_at - timezone.now()).total_seconds() <= 40
    with time_machine.travel(timezone.now() + timedelta(seconds=41)):
        chat.deliver()
    assert not Delivery.objects.exclude(status=Delivery.Status.DONE).exists()


def test_a_429_to_a_call_about_no_chat_holds_for_the_whole_bot(chat: Chat) -> None:
    anna, boris = chat.person("Anna"), chat.person("Boris")
    chat.engine.trouble.too_many_requests(30, times=None, method="getMe")
    for person in (anna, boris, anna):
        person.start()
        chat.updates(accept_failures=True)
    assert len(chat.calls()) == 1
    chat.engine.trouble.clear()
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        chat.updates()
    assert "Welcome!" in boris.screen.text


@pytest.mark.parametrize("cut", [True, False])
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_outage_during_an_edit_is_mended_by_the_next_try(
    chat: Chat, when: Literal["before", "after"], cut: bool
) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    chat.engine.trouble.outage(when, cut=cut)

    anna.press("+")
    chat.updates(attempts=3, accept_failures=True)
    # An edit that took effect is "not modified" at the second try.
    tries = [503, 503, 503] if when == "before" else [503, 200]
    assert [sent.status for sent in chat.engine.journal.sent][-len(tries) :] == tries
    chat.engine.trouble.clear()
    chat.updates()

    assert CartItem.objects.get().quantity == 2
    assert "2 × ₽19.99" in anna.screen.text
    assert len(bot_messages(anna)) == 1
    assert Session.objects.get().is_shown


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_outage_while_ordering_places_one_order_and_says_so_once(
    chat: Chat, when: Literal["before", "after"]
) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    chat.engine.trouble.outage(when, cut=True)
    anna.press("Confirm Order")
    chat.updates(attempts=2, accept_failures=True)
    chat.engine.trouble.clear()

    chat.settle()
    with time_machine.travel(timezone.now() + timedelta(seconds=60)):
        chat.deliver()

    assert Order.objects.count() == 1
    proofs = [message for message in bot_messages(anna) if "successfully" in message.text]
    assert len(proofs) == 1
    assert len(bot_messages(chat.staff)) == 1
    assert not Delivery.objects.exclude(status=Delivery.Status.DONE).exists()


def test_a_screen_that_is_the_same_already_is_as_good_as_shown(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog")

    anna.press_data(anna.screen.id, "1c:0:0")
    chat.settle()

    assert "message is not modified" in chat.calls("editMessageText")[-1].description
    assert len(bot_messages(anna)) == 1
    assert Session.objects.get().is_shown


def test_a_message_that_is_gone_is_sent_anew(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    start(chat, anna)
    chat.engine.trouble.error(
        400, "Bad Request: message to edit not found", method="editMessageText"
    )
    chat.press(anna, "Catalog")
    assert "What are you looking for?" in anna.screen.text
    assert len(bot_messages(anna)) == 1


def test_who_blocked_the_bot_is_marked_and_not_written_to(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    chat.press(anna, "Confirm Order")
    anna.chat.blocked = True  # and no my_chat_member came
    anna.press("Catalog")
    chat.settle()
    assert chat.engine.journal.sent[-1].status == 200
    assert Customer.objects.get().blocked_at is not None
    calls = len(chat.calls())

    change_status(order=Order.objects.get(), to="confirmed", actor="test")
    chat.deliver()

    assert len(chat.calls()) == calls
    assert not Delivery.objects.exclude(status=Delivery.Status.DONE).exists()


def test_who_comes_back_by_a_message_is_forgiven(chat: Chat) -> None:
    anna = chat.person()
    start(chat, anna)
    Customer.objects.update(blocked_at=timezone.now())
    chat.say(anna, "/help")
    assert Customer.objects.get().blocked_at is None
    assert "How to order" in anna.screen.text


def test_blocking_and_unblocking_is_noted(chat: Chat) -> None:
    anna = chat.person()
    start(chat, anna)
    anna.block()
    chat.settle()
    assert Customer.objects.get().blocked_at is not None
    anna.unblock()
    chat.settle()
    assert Customer.objects.get().blocked_at is None


def test_a_block_found_by_a_notification_is_noted(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    chat.press(anna, "Confirm Order")
    anna.chat.blocked = True
    change_status(order=Order.objects.get(), to="confirmed", actor="test")
    chat.deliver()
    assert Customer.objects.get().blocked_at is not None
    assert not Delivery.objects.exclude(status=Delivery.Status.DONE).exists()


def test_a_press_answered_too_late_still_has_its_screen(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    start(chat, anna)
    chat.engine.callback_ttl = -1.0

    chat.press(anna, "Catalog")

    assert "query is too old" in chat.calls("answerCallbackQuery")[-1].description
    assert "What are you looking for?" in anna.screen.text


def test_a_bot_that_cannot_start_yet_asks_for_the_update_again(chat: Chat) -> None:
    anna = chat.person()
    chat.engine.trouble.outage("before", times=1, method="getMe")
    anna.start()
    chat.settle(accept_failures=True)
    assert chat.engine.journal.sent[-1].status == 503
    chat.settle()
    assert "Welcome!" in anna.screen.text
