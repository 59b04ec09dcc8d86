"""A restart loses nothing: messages, files, numbers, what waits to be delivered."""

from __future__ import annotations

from pathlib import Path

from botapp.emulator.engine import Engine, Person, customer
from botapp.emulator.store import Store
from tests.botapp.emulator.conftest import TOKEN, Call, button, inline, photo


async def test_everything_comes_back(
    engine: Engine, anna: Person, staff: Person, ok: Call, tmp_path: Path
) -> None:
    path = tmp_path / "var" / "emulator.sqlite3"
    store = Store(engine, path)
    assert store.load() is False
    await ok("setMyCommands", commands=[{"command": "start", "description": "x"}])
    sent = await ok(
        "sendPhoto", {"photo": photo()}, chat_id=anna.id, reply_markup=inline([button()])
    )
    await ok("sendMessage", chat_id=staff.chat.id, text="order")
    await store.write()
    anna.press("Buy")
    await store.write()

    after = Engine(TOKEN)
    assert Store(after, path).load() is True
    assert after.state.head() == engine.state.head()
    for chat_id in engine.state.chats:
        assert after.state.chat_json(chat_id) == engine.state.chat_json(chat_id)
    assert after.state.bodies == engine.state.bodies

    file_id = sent["photo"][-1]["file_id"]
    again = await after.call("sendPhoto", {"chat_id": anna.id, "photo": file_id})
    assert again.body["result"]["photo"] == sent["photo"]
    assert again.body["result"]["message_id"] == 3
    assert await after.updates.get_updates(0, 100, 0, None) == [
        row["update"] for row in engine.state.pending.values()
    ]


async def test_only_what_changed_is_written_again(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "emulator.sqlite3"
    store = Store(engine, path)
    people = [customer(engine, name) for name in ("Anna", "Boris")]
    people[0].start()
    assert store._changes()[0].keys() == {f"chat:{one.id}" for one in people} | {"head"}
    people[1].start()
    assert store._changes()[0].keys() == {f"chat:{people[1].id}", "head"}


async def test_a_file_of_another_make_is_left_aside(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "emulator.sqlite3"
    store = Store(engine, path)
    store._save({"head": '{"version": 0}'}, {})
    assert store.load() is False
