"""A recording played back finds what has changed in the bot, and nothing else."""

from __future__ import annotations

import json
from typing import Any

from botapp.emulator.engine import Engine, customer
from botapp.emulator.engine.acts import perform
from botapp.emulator.engine.delivery import Headers
from botapp.emulator.engine.recording import Recorder, play
from tests.botapp.emulator.conftest import Clock, button, inline


class Shop:
    """Greets, and sells on a press; order numbers go on."""

    def __init__(self, engine: Engine, done: str = "Order #{} placed") -> None:
        self.engine, self.done, self.orders = engine, done, 0

    async def receive(self, headers: Headers, body: bytes) -> tuple[int, bytes]:
        update = json.loads(body)
        if "message" in update:
            chat = update["message"]["chat"]["id"]
            wish: dict[str, Any] = {"chat_id": chat, "text": "Hello"}
            wish["reply_markup"] = inline([button("Buy", "buy")])
            await self.engine.call("sendMessage", wish)
        else:
            self.orders += 1
            message = update["callback_query"]["message"]
            wish = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
            wish["text"] = self.done.format(self.orders)
            await self.engine.call("editMessageText", wish)
        return 200, b""

    async def settle(self) -> None:
        await self.engine.updates.drain(self.receive)


async def recorded(engine: Engine) -> dict[str, Any]:
    shop = Shop(engine)
    anna = customer(engine, "Anna", language="ru")
    recorder = Recorder(engine)
    recorder.begin()
    who = {"user": anna.id, "chat": anna.id}
    for act in ({"do": "start"}, {"do": "press", "label": "Buy", "message_id": 2, "data": "buy"}):
        perform(engine, {**who, **act})
        recorder.note({**who, **act})
        await shop.settle()
    saved: dict[str, Any] = json.loads(json.dumps(recorder.save()))
    return saved


async def test_the_same_bot_passes(engine: Engine, clock: Clock) -> None:
    recording = await recorded(engine)
    assert [act["do"] for act in recording["acts"]] == ["start", "press"]
    shop = Shop(engine)
    shop.orders = 99
    assert await play(engine, recording, shop.settle) == []
    newest = max(engine.state.users)
    assert engine.state.users[newest].language_code == "ru"
    assert engine.state.chats[newest].messages


async def test_another_bot_does_not(engine: Engine) -> None:
    recording = await recorded(engine)
    differences = await play(engine, recording, Shop(engine, done="Sorry").settle)
    assert len(differences) == 1
    assert "Sorry" in differences[0]


async def test_a_missing_button_is_told(engine: Engine) -> None:
    recording = await recorded(engine)

    async def silent() -> None:
        engine.updates.forget()

    differences = await play(engine, recording, silent)
    assert "there is no button 'Buy'" in differences[0]
    assert len(differences) == 2
