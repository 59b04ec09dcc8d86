"""What workers send keeps under Telegram's limits; what customers press never waits."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync

from integrations.telegram import pace
from orders.services.change_status import change_status
from shop import outbox, throttle
from shop.models import Customer, Delivery
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages, start
from tests.factories import make_order

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long a sender waited; a nap passes at once, and the window with it."""
    found: list[float] = []

    async def nap(seconds: float) -> None:
        found.append(seconds)
        throttle.forget_all()

    monkeypatch.setattr(pace.asyncio, "sleep", nap)
    return found


def turn(chat_id: int, patience: float = 0.0) -> float:
    return async_to_sync(pace.wait_for_turn)(chat_id, patience=patience)


def test_a_group_takes_twenty_a_minute() -> None:
    assert [turn(-100) for _ in range(20)] == [0.0] * 20
    assert 55 <= turn(-100) <= 60
    assert turn(-200) == 0


def test_a_chat_takes_a_short_burst_and_then_one_a_second() -> None:
    assert [turn(100) for _ in range(5)] == [0.0] * 5
    assert 1 <= turn(100) <= 5
    assert turn(200) == 0


def test_all_chats_together_take_less_than_thirty_a_second(naps: list[float]) -> None:
    assert [turn(number) for number in range(1, 26)] == [0.0] * 25
    assert turn(26) == 1.0
    assert turn(26, patience=5) == 0  # once the second is over
    assert naps == [1.0]


def test_who_must_wait_for_all_has_not_used_up_their_own_turn() -> None:
    for number in range(1, 26):
        turn(number)
    for _ in range(10):
        assert turn(99) == 1.0
    throttle.forget_all()
    assert [turn(99) for _ in range(5)] == [0.0] * 5


@pytest.mark.redis
def test_the_processes_count_together(settings: Any, redis_url: str) -> None:
    settings.REDIS_URL = redis_url
    assert [turn(-100) for _ in range(10)] == [0.0] * 10
    throttle.forget_all()  # as another process, which knows nothing of the first
    assert [turn(-100) for _ in range(10)] == [0.0] * 10
    assert turn(-100) > 0


@pytest.mark.django_db
def test_what_finds_no_room_waits_in_the_outbox_and_presses_go_on(
    chat: Chat, settings: Any, naps: list[float]
) -> None:
    settings.LIMITS = {**settings.LIMITS, "telegram_chat": (1, 60)}
    anna = chat.person()
    start(chat, anna)
    order = make_order(Customer.objects.get(pk=anna.id))
    change_status(order=order, to="confirmed", actor="test")
    outbox.deliver_due()
    outbox.deliver_due()
    waiting = Delivery.objects.get(
        event__name="order_status_changed", subscriber="customer_messages"
    )
    assert waiting.status == Delivery.Status.PENDING
    assert waiting.last_error == "Telegram's limits leave no room"
    assert naps == []

    for _ in range(5):
        chat.press(anna, "Help", "Main Menu")

    assert naps == []
    assert anna.screen.id == bot_messages(anna)[-1].id
    throttle.forget_all()
    Delivery.objects.filter(pk=waiting.pk).update(due_at=waiting.event.created_at)
    chat.deliver()
    waiting.refresh_from_db()
    assert waiting.status == Delivery.Status.DONE
