"""Updates on their way: webhook, retries, order, getUpdates, draining."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from botapp.emulator.engine import Engine, Person, customer
from botapp.emulator.engine.delivery import Headers
from tests.botapp.emulator.conftest import Call

HOOK = "https://shop.example/telegram/webhook"


class Bot:
    """Takes posts; answers with the statuses it was given, then 200."""

    def __init__(self, *statuses: int, answer: bytes = b"") -> None:
        self.statuses = list(statuses)
        self.answer = answer
        self.got: list[dict[str, Any]] = []
        self.headers: list[Headers] = []
        self.running = 0
        self.most = 0

    async def post(self, url: str, headers: Headers, body: bytes) -> tuple[int, bytes]:
        assert url == HOOK
        return await self.receive(headers, body)

    async def receive(self, headers: Headers, body: bytes) -> tuple[int, bytes]:
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0)
        self.running -= 1
        self.got.append(json.loads(body))
        self.headers.append(headers)
        return (self.statuses.pop(0) if self.statuses else 200), self.answer

    @property
    def texts(self) -> list[str]:
        return [one["message"]["text"] for one in self.got]


async def settled(engine: Engine) -> None:
    async with asyncio.timeout(5):
        while not engine.updates.idle:
            await asyncio.sleep(0.001)


async def test_posted_with_the_secret_in_order(engine: Engine, anna: Person, ok: Call) -> None:
    bot = Bot()
    await ok("setWebhook", url=HOOK, secret_token="s3cret")
    engine.updates.start(bot.post)
    for number in range(5):
        anna.send(str(number))
    await settled(engine)
    assert bot.texts == ["0", "1", "2", "3", "4"]
    assert {one["x-telegram-bot-api-secret-token"] for one in bot.headers} == {"s3cret"}
    assert bot.most == 1
    numbers = [one["update_id"] for one in bot.got]
    assert numbers == sorted(set(numbers))
    await engine.updates.stop()


async def test_several_chats_at_once_up_to_the_limit(
    engine: Engine, anna: Person, ok: Call
) -> None:
    bot = Bot()
    await ok("setWebhook", url=HOOK, max_connections=3)
    engine.updates.start(bot.post)
    for number in range(8):
        customer(engine, f"C{number}").start()
    await settled(engine)
    assert bot.most == 3
    assert len(bot.got) == 8
    await engine.updates.stop()


async def test_repeated_until_taken_with_growing_pauses(
    engine: Engine, anna: Person, ok: Call, clock: Any
) -> None:
    bot = Bot(500, 503, 302)
    await ok("setWebhook", url=HOOK)
    engine.updates.start(bot.post)
    anna.send("a")
    anna.send("b")
    await settled(engine)
    assert bot.texts == ["a", "a", "a", "a", "b"]
    assert clock.slept == [0.5, 1.0, 2.0]
    info = await ok("getWebhookInfo")
    assert info["pending_update_count"] == 0
    assert info["last_error_message"] == "Wrong response from the webhook: 302"
    assert [one.attempt for one in engine.journal.sent] == [1, 2, 3, 4, 1]
    await engine.updates.stop()


async def test_a_connection_that_fails_is_a_failure(engine: Engine, anna: Person, ok: Call) -> None:
    tries = 0

    async def post(url: str, headers: Headers, body: bytes) -> tuple[int, bytes]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ConnectionError("refused")
        return 200, b""

    await ok("setWebhook", url=HOOK)
    engine.updates.start(post)
    anna.send("a")
    await settled(engine)
    assert tries == 2
    await engine.updates.stop()


async def test_an_answer_that_is_a_call_is_carried_out(engine: Engine, anna: Person) -> None:
    call = {"method": "sendMessage", "chat_id": anna.id, "text": "from the answer"}
    bot = Bot(answer=json.dumps(call).encode())
    anna.send("a")
    await engine.updates.drain(bot.receive)
    assert anna.screen.text == "from the answer"


async def test_get_updates(engine: Engine, anna: Person, ok: Call) -> None:
    anna.send("a")
    anna.send("b")
    first, second = await ok("getUpdates")
    assert await ok("getUpdates", offset=second["update_id"]) == [second]
    assert await ok("getUpdates", offset=second["update_id"] + 1) == []
    assert first["message"]["text"] == "a"
    poll = asyncio.create_task(ok("getUpdates", timeout=5))
    await asyncio.sleep(0)
    anna.send("c")
    (third,) = await poll
    assert third["message"]["text"] == "c"


async def test_get_updates_while_a_webhook_is_set(ok: Call, refused: Call) -> None:
    await ok("setWebhook", url=HOOK)
    said = await refused("getUpdates", code=409)
    assert said.startswith("Conflict: can't use getUpdates method while webhook is active")
    await ok("deleteWebhook")
    assert await ok("getUpdates") == []


async def test_a_query_that_the_bot_did_not_ask_for_is_told(
    engine: Engine, anna: Person, ok: Call
) -> None:
    await ok("setWebhook", url=HOOK, allowed_updates=["message"])
    events: list[dict[str, Any]] = []
    engine.journal.listeners.append(events.append)
    anna.ask_inline("tea")
    anna.send("hello")
    told = [one["update"] for one in events if one["type"] == "unwanted"]
    assert told == ["inline_query"]


async def test_allowed_updates(engine: Engine, anna: Person, ok: Call) -> None:
    await ok("setWebhook", url=HOOK, allowed_updates=["callback_query"])
    anna.send("a")
    assert engine.updates.idle
    await ok("setWebhook", url=HOOK, allowed_updates=[])
    anna.send("b")
    assert (await ok("getWebhookInfo"))["pending_update_count"] == 1
    await ok("setWebhook", url=HOOK, drop_pending_updates=True)
    assert engine.updates.idle


async def test_draining_follows_what_it_starts(engine: Engine, anna: Person) -> None:
    async def receive(headers: Headers, body: bytes) -> tuple[int, bytes]:
        if json.loads(body)["message"]["text"] == "a":
            anna.send("b")
        return 200, b""

    anna.send("a")
    done = await engine.updates.drain(receive)
    assert [one.update["message"]["text"] for one in done] == ["a", "b"]
    assert engine.updates.idle


async def test_draining_tells_of_a_refusal_and_keeps_the_update(
    engine: Engine, anna: Person
) -> None:
    anna.send("a")
    with pytest.raises(AssertionError, match="answered 500"):
        await engine.updates.drain(Bot(500).receive)
    assert not engine.updates.idle
    done = await engine.updates.drain(Bot(500, 500).receive, attempts=3)
    assert [one.status for one in done] == [500, 500, 200]
    assert engine.updates.idle
