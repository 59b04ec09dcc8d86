"""The status page's buttons for Telegram: who the bot is, where updates go, a word to the staff."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from botapp.parts import StaffChat, TelegramBot
from catalog.services.adjust_stock import adjust_stock
from shop.integrations import IntegrationError
from shop.models import Customer, IntegrationState, StoreSettings
from shop.services.message_customer import message_customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import start
from tests.factories import make_customer, make_variant


def test_the_bot_says_who_it_is_and_where_updates_go(chat: Chat, settings: Any) -> None:
    chat.engine.state.webhook.url = ""
    with override("en"):
        assert "no webhook is set" in TelegramBot().test()

    chat.engine.state.webhook.url = f"{settings.PUBLIC_URL}/telegram/webhook"
    with override("en"):
        words = TelegramBot().test()
    assert words.startswith("@")
    assert "the webhook is set" in words

    chat.engine.state.webhook.url = "https://elsewhere.example/hook"
    with pytest.raises(IntegrationError, match="elsewhere"):
        TelegramBot().test()


def test_the_staff_chat_gets_a_message(chat: Chat) -> None:
    with override("ru"):
        StaffChat().test()

    [call] = chat.calls("sendMessage")
    assert call.params["chat_id"] in (chat.staff.chat.id, str(chat.staff.chat.id))
    assert "Проверочное сообщение" in call.params["text"]


def test_without_a_staff_chat_it_is_off(chat: Chat, settings: Any) -> None:
    settings.TELEGRAM_STAFF_CHAT_ID = None
    StoreSettings.objects.update(staff_chat_id=None)
    StoreSettings.objects.get().save()

    assert not StaffChat().is_on()
    with pytest.raises(IntegrationError):
        StaffChat().test()
    assert chat.calls("sendMessage") == []


def test_a_refusal_of_telegram_is_told(chat: Chat) -> None:
    store = StoreSettings.objects.get()
    store.staff_chat_id = -1009999
    store.save()

    with pytest.raises(IntegrationError, match=r"(?i)chat not found"):
        StaffChat().test()


def test_messages_that_leave_are_heard_of(chat: Chat) -> None:
    anna = chat.person()
    start(chat, anna)

    message_customer(customer=make_customer(1), text="x", actor="staff:x")  # nobody Telegram knows
    chat.deliver()
    message_customer(customer=Customer.objects.get(pk=anna.user.id), text="Hi", actor="staff:x")
    chat.deliver()

    state = IntegrationState.objects.get(pk="telegram")
    assert state.succeeded_at is not None
    assert state.failed_at is None


def test_what_arrives_in_the_staff_chat_is_heard_of_and_a_closed_door_too(chat: Chat) -> None:
    adjust_stock(variant=make_variant(stock=4, sku="A"), quantity=-1, reason="sold")
    chat.deliver()
    assert IntegrationState.objects.get(pk="staff-chat").succeeded_at is not None

    chat.staff.chat.blocked = True
    adjust_stock(variant=make_variant(stock=4, sku="B"), quantity=-1, reason="sold")
    chat.deliver()
    assert IntegrationState.objects.get(pk="staff-chat").is_failing
