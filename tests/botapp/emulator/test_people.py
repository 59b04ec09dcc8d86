"""What people do becomes the updates Telegram would send."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from botapp.emulator.demo import recall_customer
from botapp.emulator.engine import (
    ActionError,
    Engine,
    Person,
    Upload,
    customer,
    make_unreachable,
)
from botapp.emulator.engine.acts import perform
from tests.botapp.emulator.conftest import Call, Clock, button, inline


def waiting(engine: Engine) -> list[dict[str, Any]]:
    return [row["update"] for row in engine.state.pending.values()]


async def test_a_command(engine: Engine, anna: Person) -> None:
    anna.start("promo")
    (update,) = waiting(engine)
    assert update["message"]["text"] == "/start promo"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert update["message"]["from"]["language_code"] == "en"
    assert json.loads(json.dumps(update)) == update


async def test_a_button(engine: Engine, anna: Person, ok: Call, refused: Call) -> None:
    await ok("sendMessage", chat_id=anna.id, text="a", reply_markup=inline([button("🛒 Buy it")]))
    anna.press("Buy")
    (update,) = waiting(engine)
    query = update["callback_query"]
    assert query["data"] == "buy"
    assert query["message"]["message_id"] == 2
    assert query["message"]["reply_markup"] == inline([button("🛒 Buy it")])
    assert await ok("answerCallbackQuery", callback_query_id=query["id"], text="Done") is True
    assert anna.toasts == ["Done"]
    said = await refused("answerCallbackQuery", callback_query_id=query["id"])
    assert said.startswith("Bad Request: query is too old")


async def test_a_query_grows_old(
    engine: Engine, anna: Person, ok: Call, refused: Call, clock: Clock
) -> None:
    await ok("sendMessage", chat_id=anna.id, text="a", reply_markup=inline([button()]))
    anna.press("Buy")
    clock.at += engine.callback_ttl + 1
    number = waiting(engine)[0]["callback_query"]["id"]
    said = await refused("answerCallbackQuery", callback_query_id=number)
    assert said.startswith("Bad Request: query is too old")
    assert anna.toasts == []


async def test_the_newest_whole_label_is_pressed(engine: Engine, anna: Person, ok: Call) -> None:
    for number in range(2):
        keys = inline([button("Cart (2)", f"long{number}")], [button("Cart", f"short{number}")])
        await ok("sendMessage", chat_id=anna.id, text=str(number), reply_markup=keys)
    anna.press("Cart")
    anna.press("Cart (2)", message_id=2)
    assert [one["callback_query"]["data"] for one in waiting(engine)] == ["short1", "long0"]
    with pytest.raises(ActionError):
        anna.press("Checkout")


async def test_a_button_on_a_message_out_of_reach(engine: Engine, anna: Person, ok: Call) -> None:
    await ok("sendMessage", chat_id=anna.id, text="a", reply_markup=inline([button()]))
    make_unreachable(anna, 2)
    anna.press("Buy")
    await ok("deleteMessage", chat_id=anna.id, message_id=2)
    anna.press_data(2, "buy")
    for update in waiting(engine):
        message = update["callback_query"]["message"]
        assert message["date"] == 0
        assert message["message_id"] == 2
        assert "text" not in message


async def test_editing_ones_own_text(engine: Engine, anna: Person) -> None:
    anna.send("helo")
    anna.edit(2, "hello")
    assert [next(key for key in one if key != "update_id") for one in waiting(engine)] == [
        "message",
        "edited_message",
    ]
    assert waiting(engine)[0]["message"]["text"] == "helo"
    assert waiting(engine)[1]["edited_message"]["text"] == "hello"


async def test_blocking_and_coming_back(engine: Engine, anna: Person) -> None:
    anna.block()
    anna.unblock()
    first, second = (one["my_chat_member"] for one in waiting(engine))
    assert first["new_chat_member"]["status"] == "kicked"
    assert first["old_chat_member"]["status"] == "member"
    assert second["new_chat_member"]["status"] == "member"
    anna.block()
    with pytest.raises(ActionError):
        anna.send("hello?")


async def test_in_a_group_the_bot_hears_commands_and_replies_only(
    engine: Engine, staff: Person, ok: Call
) -> None:
    staff.send("good morning")
    assert waiting(engine) == []
    staff.send("/orders")
    await ok("sendMessage", chat_id=staff.chat.id, text="Order #1")
    staff.send("seen", reply_to=3)
    assert [one["message"]["text"] for one in waiting(engine)] == ["/orders", "seen"]


async def test_files_and_places(engine: Engine, anna: Person) -> None:
    anna.send_file(Upload("list.txt", b"socks", "text/plain"), caption="my list")
    anna.send_location(59.93, 30.33)
    document, place = (one["message"] for one in waiting(engine))
    assert document["document"]["file_name"] == "list.txt"
    assert document["caption"] == "my list"
    assert place["location"] == {"latitude": 59.93, "longitude": 30.33}


def test_nobody_acts_in_somebody_elses_chat(engine: Engine, anna: Person) -> None:
    boris = customer(engine, "Boris")
    anna.send("/start")
    press = {"do": "press", "user": boris.id, "chat": anna.id, "message_id": 1, "data": "buy"}
    with pytest.raises(ActionError, match="nobody can do this here"):
        perform(engine, press)


async def test_an_invented_customer_comes_to_life_when_written_to(
    engine: Engine, ok: Call, refused: Call
) -> None:
    engine.recall = partial(recall_customer, engine)
    someone = 9_000_000_004
    await ok("sendMessage", chat_id=someone, text="Your order is on its way")
    await ok("sendMessage", chat_id=someone, text="Here it is")
    assert (await ok("getChat", chat_id=someone))["first_name"] == "Егор"
    person = Person(engine, engine.state.users[someone], engine.state.chats[someone])
    assert [message.text for message in person.messages] == [
        "Your order is on its way",
        "Here it is",
    ]
    assert await refused("sendMessage", chat_id=8_999_999_999, text="a") == (
        "Bad Request: chat not found"
    )
