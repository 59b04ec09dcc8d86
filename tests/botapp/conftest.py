"""A whole chat in one test: people in the emulator's engine on one side, the bot on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from botapp import application, bridge, webhook
from botapp.emulator.engine import Engine, Person, calls, customer, staff_chat
from botapp.emulator.engine.journal import Call
from shop import outbox
from shop.models import StoreSettings
from tests.fakes.telegram import EngineRequest

T = TypeVar("T")


async def hop_to_the_test(work: Callable[[], T]) -> T:
    """Run the database's half in the test's own thread, connection and transaction."""
    return await sync_to_async(work, thread_sensitive=True)()


class Chat:
    """The engine with the store's bot behind it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.staff = staff_chat(engine)

    def person(self, name: str = "Anna", language: str = "en", **facts: Any) -> Person:
        return customer(self.engine, name, language=language, **facts)

    def settle(self, **options: Any) -> None:
        """Hand over every update, and then what the outbox has for Telegram."""
        self.updates(**options)
        self.deliver()

    def updates(self, **options: Any) -> None:
        """Hand over every update that waits; see `Engine.updates.drain` for the options."""
        async_to_sync(self.engine.updates.drain)(webhook.receive, **options)

    def deliver(self) -> None:
        """What a worker would do."""
        while outbox.deliver_due():
            pass

    def press(self, person: Person, *labels: str) -> None:
        """Press one button after another, each on the newest screen."""
        for label in labels:
            person.press(label)
            self.settle()

    def say(self, person: Person, *texts: str) -> None:
        for text in texts:
            person.send(text)
            self.settle()

    def calls(self, *methods: str) -> list[Call]:
        return calls(self.engine, *methods)


@pytest.fixture
def chat(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    """The bot in the test's own transaction, talking to an engine in memory."""
    monkeypatch.setattr(bridge, "hop", hop_to_the_test)
    # It would close the connection of the test's own transaction.
    monkeypatch.setattr(bridge, "close_old_connections", lambda: None)
    engine = Engine(token=settings.TELEGRAM_BOT_TOKEN)
    engine.largest_sums.clear()  # goods cost next to nothing in tests
    engine.state.webhook.secret = settings.TELEGRAM_WEBHOOK_SECRET
    request = EngineRequest(engine)
    monkeypatch.setattr("integrations.telegram.bot.AiohttpRequest", lambda **_options: request)
    found = Chat(engine)
    StoreSettings.objects.update_or_create(
        pk=1, defaults={**StoreSettings.first_values(), "staff_chat_id": found.staff.chat.id}
    )
    async_to_sync(application.begin)(request)
    yield found
    async_to_sync(application.stop)()
