"""`set_webhook` tells Telegram where updates go and how the bot introduces itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.management import call_command

from botapp.emulator.engine import Engine, calls, customer
from shop.models import StoreSettings
from tests.botapp.emulator.conftest import TOKEN, button, inline
from tests.botapp.emulator.shop_bot import serving
from tests.botapp.emulator.test_payments import STARS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def telegram(settings: Any) -> Iterator[Engine]:
    with serving() as (address, engine):
        settings.TELEGRAM_BOT_TOKEN = TOKEN
        settings.TELEGRAM_WEBHOOK_SECRET = "a-secret"
        settings.TELEGRAM_API_URL = f"{address}/emulator/api"
        settings.PUBLIC_URL = "https://store.example.com"
        yield engine


def texts(engine: Engine) -> dict[str, str]:
    return engine.state.profile.texts


def test_the_bot_introduces_itself_in_each_language(telegram: Engine) -> None:
    call_command("set_webhook", verbosity=0)

    assert telegram.state.webhook.url == "https://store.example.com/telegram/webhook"
    assert telegram.state.webhook.secret == "a-secret"
    name = StoreSettings.current().name
    short = f"{name}: catalog, cart and orders, right in the chat"
    assert texts(telegram)["short_description/"] == short
    assert texts(telegram)["description/"].startswith(f"Welcome to {name}!\n")
    assert texts(telegram)["description/"].endswith("Press Start to begin.")
    commands = telegram.state.profile.commands
    assert {one["command"]: one["description"] for one in commands["default/"]}["cart"]
    assert commands["default/ru"] != commands["default/"]
    assert calls(telegram, ok=False) == []


def test_the_second_time_changes_no_description(telegram: Engine) -> None:
    call_command("set_webhook", verbosity=0)
    before = dict(texts(telegram))
    telegram.journal.clear()

    call_command("set_webhook", verbosity=0)

    assert calls(telegram, "setMyDescription", "setMyShortDescription") == []
    assert texts(telegram) == before


def test_the_welcome_text_of_the_store_is_used_while_telegram_has_room(telegram: Engine) -> None:
    store = StoreSettings.current()
    store.welcome = "Handmade lamps."
    store.save()

    call_command("set_webhook", verbosity=0)
    assert texts(telegram)["description/"] == f"{store.name}\n\nHandmade lamps."

    store.welcome = "Lamps. " * 100
    store.save()
    call_command("set_webhook", verbosity=0)
    assert texts(telegram)["description/"].startswith(f"Welcome to {store.name}!")


def test_telegram_is_asked_for_every_update_that_the_bot_answers(telegram: Engine) -> None:
    call_command("set_webhook", verbosity=0)
    engine = Engine(TOKEN)  # the same rule, with nobody delivering
    engine.state.webhook.allowed_updates = telegram.state.webhook.allowed_updates
    anna = customer(engine, "Anna")
    anna.start()
    call_bot(engine, "sendMessage", chat_id=anna.id, text="Hello", reply_markup=inline([button()]))
    anna.press("Buy")
    call_bot(engine, "sendInvoice", chat_id=anna.id, **STARS)
    anna.pay()
    anna.block()

    waiting = [row["update"] for row in engine.state.pending.values()]
    kinds = [next(kind for kind in update if kind != "update_id") for update in waiting]
    assert kinds == ["message", "callback_query", "pre_checkout_query", "my_chat_member"]


def call_bot(engine: Engine, method: str, **values: Any) -> None:
    assert async_to_sync(engine.call)(method, values).status == 200
