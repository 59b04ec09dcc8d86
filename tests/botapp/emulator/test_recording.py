"""A recording played back finds what has changed in the bot, and nothing else."""

from __future__ import annotations

import json
from typing import Any

from botapp.emulator.engine import Engine, customer, view
from botapp.emulator.engine.acts import perform
from botapp.emulator.engine.delivery import Headers
from botapp.emulator.engine.recording import Recorder, play
from tests.botapp.emulator.conftest import Clock, button, inline
from tests.botapp.emulator.test_payments import STARS
from tests.botapp.emulator.test_profile_and_inline import article


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
        elif "callback_query" in update:
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


async def test_what_points_at_a_message_finds_its_place_again(engine: Engine) -> None:
    anna = customer(engine, "Anna")
    anna.send("before the recording")
    shop = Shop(engine)
    await shop.settle()
    recorder = Recorder(engine)
    recorder.begin()
    who = {"user": anna.id, "chat": anna.id}
    for act in (
        {"do": "text", "text": "hi"},
        {"do": "edit", "message_id": 3, "text": "hello"},
        {"do": "text", "text": "two", "reply_to": 4},
        {"do": "delete", "message_id": 4},
        {"do": "edit", "message_id": 1, "text": "of before"},
    ):
        perform(engine, who | act)
        recorder.note(who | act)
        await shop.settle()
    recording = json.loads(json.dumps(recorder.save()))
    assert [act["do"] for act in recording["acts"]] == ["text", "edit", "text", "delete"]

    assert await play(engine, recording, shop.settle) == []

    again = engine.state.chats[max(engine.state.users)].messages
    texts = [message.body["text"] for message in again.values() if not message.from_bot]
    assert texts == ["hello", "two"]
    (second,) = [one.body for one in again.values() if one.body["text"] == "two"]
    assert second["reply_to_message"]["text"] == "Hello"
    assert len([one for one in again.values() if one.from_bot]) == 1


async def test_a_payment_is_played_back(engine: Engine) -> None:
    anna = customer(engine, "Anna")
    recorder = Recorder(engine)
    recorder.begin()
    bot = Seller(engine)
    who = {"user": anna.id, "chat": anna.id}
    for act in ({"do": "start"}, {"do": "pay", "message_id": 2}):
        perform(engine, who | act)
        recorder.note(who | act)
        await bot.settle()
    recording = json.loads(json.dumps(recorder.save()))

    assert await play(engine, recording, bot.settle) == []

    assert len(engine.state.transactions) == 2


class Numbered(Shop):
    """Sells what is asked for in a message of its own, with a number on the button."""

    async def receive(self, headers: Headers, body: bytes) -> tuple[int, bytes]:
        update = json.loads(body)
        chat = (update.get("message") or update["callback_query"]["message"])["chat"]["id"]
        wish: dict[str, Any] = {"chat_id": chat}
        if "message" in update:
            self.orders += 1
            wish["text"] = update["message"]["text"]
            wish["reply_markup"] = inline([button(f"Open #{self.orders}", wish["text"])])
        else:
            wish["text"] = f"Opened {update['callback_query']['data']}"
        await self.engine.call("sendMessage", wish)
        return 200, b""


async def test_a_button_is_known_by_its_message_though_its_number_goes_on(engine: Engine) -> None:
    anna = customer(engine, "Anna")
    recorder = Recorder(engine)
    recorder.begin()
    bot = Numbered(engine)
    who = {"user": anna.id, "chat": anna.id}
    for act in (
        {"do": "text", "text": "shirt"},
        {"do": "text", "text": "lamp"},
        {"do": "press", "label": "Open #1", "message_id": 2, "data": "shirt"},
    ):
        perform(engine, who | act)
        recorder.note(who | act)
        await bot.settle()
    recording = json.loads(json.dumps(recorder.save()))

    assert await play(engine, recording, bot.settle) == []

    assert bot.orders == 4
    assert view(list(engine.state.chats[max(engine.state.users)].messages.values())[-1]).text == (
        "Opened shirt"
    )


class Answering(Shop):
    """Answers inline queries, and sells by a link."""

    async def receive(self, headers: Headers, body: bytes) -> tuple[int, bytes]:
        update = json.loads(body)
        if "inline_query" in update:
            wish: dict[str, Any] = {"inline_query_id": update["inline_query"]["id"]}
            await self.engine.call("answerInlineQuery", wish | {"results": [article("7")]})
        elif "pre_checkout_query" in update:
            wish = {"pre_checkout_query_id": update["pre_checkout_query"]["id"], "ok": True}
            await self.engine.call("answerPreCheckoutQuery", wish)
        elif "via_bot" in update.get("message", {}):
            self.orders += 1
            await self.engine.call("createInvoiceLink", STARS | {"payload": f"order-{self.orders}"})
        return 200, b""


async def test_what_was_chosen_inline_and_paid_by_link_is_chosen_and_paid_anew(
    engine: Engine,
) -> None:
    anna = customer(engine, "Anna")
    recorder = Recorder(engine)
    recorder.begin()
    bot = Answering(engine)
    who = {"user": anna.id, "chat": anna.id}
    act = {"do": "inline", "text": "shirt"}
    query = perform(engine, who | act)
    recorder.note(who | act)
    await bot.settle()
    for name in ("choose", "pay"):
        slug = list(engine.state.invoices)[-1] if name == "pay" else ""
        told = {"slug": slug} if slug else {"query_id": query["query_id"], "result_id": "7"}
        perform(engine, who | {"do": name, **told})
        recorder.note(who | {"do": name, **told})
        await bot.settle()
    recording = json.loads(json.dumps(recorder.save()))

    assert await play(engine, recording, bot.settle) == []

    sources = [row["source"] for row in engine.state.transactions]
    assert [one["invoice_payload"] for one in sources] == ["order-1", "order-2"]
    assert sources[1]["user"]["id"] == max(engine.state.users)


class Seller(Shop):
    """Sends an invoice to whoever comes, and takes the money."""

    async def receive(self, headers: Headers, body: bytes) -> tuple[int, bytes]:
        update = json.loads(body)
        if "pre_checkout_query" in update:
            number = update["pre_checkout_query"]["id"]
            await self.engine.call(
                "answerPreCheckoutQuery", {"pre_checkout_query_id": number, "ok": True}
            )
        elif "text" in update["message"]:
            chat = update["message"]["chat"]["id"]
            await self.engine.call("sendInvoice", {"chat_id": chat, **STARS})
        return 200, b""
