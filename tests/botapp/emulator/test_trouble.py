"""Trouble on purpose."""

from __future__ import annotations

from typing import Any

from botapp.emulator.engine import Engine, Limits, Person
from tests.botapp.emulator.conftest import Call, Clock
from tests.botapp.emulator.test_updates import Bot


async def send(engine: Engine, person: Person, text: str = "a") -> Any:
    return await engine.call("sendMessage", {"chat_id": person.chat.id, "text": text})


async def test_429_has_no_effect_and_says_how_long(engine: Engine, anna: Person) -> None:
    engine.trouble.too_many_requests(7, times=2, method="sendMessage")
    await engine.call("getMe")
    answers = [await send(engine, anna) for _ in range(3)]
    assert [one.status for one in answers] == [429, 429, 200]
    assert answers[0].body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert len(anna.messages) == 2


async def test_429_of_one_chat_also_when_the_bot_sends_a_form(
    engine: Engine, anna: Person, staff: Person
) -> None:
    engine.trouble.too_many_requests(7, times=None, chat_id=anna.id)
    form = {"chat_id": str(anna.id), "text": "a"}
    assert (await engine.call("sendMessage", form, from_form=True)).status == 429
    assert (await send(engine, anna)).status == 429
    form["chat_id"] = str(staff.chat.id)
    assert (await engine.call("sendMessage", form, from_form=True)).status == 200


async def test_an_outage_before_and_after_taking_effect(engine: Engine, anna: Person) -> None:
    engine.trouble.outage("before", times=1)
    assert (await send(engine, anna, "lost")).status == 502
    engine.trouble.outage("after", times=1, cut=True)
    answer = await send(engine, anna, "kept")
    assert (answer.status, answer.cut) == (502, True)
    assert [one.text for one in anna.messages] == ["/start", "kept"]


async def test_latency_and_errors_of_ones_choice(
    engine: Engine, anna: Person, clock: Clock
) -> None:
    engine.trouble.latency(0.3)
    assert (await send(engine, anna)).status == 200
    assert clock.slept == [0.3]
    engine.trouble.clear()
    engine.trouble.error(400, "Bad Request: message to edit not found", method="sendMessage")
    assert (await send(engine, anna)).body["description"].endswith("message to edit not found")
    assert (await send(engine, anna)).status == 200
    assert clock.slept == [0.3]


async def test_duplicates_and_disorder(engine: Engine, anna: Person) -> None:
    bot = Bot()
    engine.trouble.duplicates(2)
    engine.trouble.out_of_order = True
    anna.send("a")
    anna.send("b")
    await engine.updates.drain(bot.receive)
    assert bot.texts == ["b", "b", "a", "a"]
    assert len({one["update_id"] for one in bot.got}) == 2


async def test_telegrams_own_limits(
    engine: Engine, anna: Person, staff: Person, clock: Clock
) -> None:
    engine.trouble.limits = Limits(clock)
    answers = [await send(engine, anna) for _ in range(6)]
    assert [one.status for one in answers] == [200] * 5 + [429]
    clock.at += answers[-1].body["parameters"]["retry_after"]
    assert (await send(engine, anna)).status == 200
    for _ in range(20):
        assert (await send(engine, staff)).status == 200
        clock.at += 0.5
    answer = await send(engine, staff)
    assert answer.status == 429
    assert answer.body["parameters"]["retry_after"] == 50


async def test_calls_without_a_message_are_not_counted(
    engine: Engine, anna: Person, ok: Call, clock: Clock
) -> None:
    engine.trouble.limits = Limits(clock)
    for _ in range(40):
        await ok("getChat", chat_id=anna.id)
