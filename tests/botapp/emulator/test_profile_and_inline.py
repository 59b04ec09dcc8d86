"""Commands, menu button, descriptions; inline mode; Mini Apps and their init data."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import parse_qsl

from botapp.emulator.engine import Engine, Person, init_data
from botapp.emulator.engine.methods.profile import commands_for
from tests.botapp.emulator.conftest import TOKEN, Call, button, inline


def command(name: str, description: str = "x") -> dict[str, str]:
    return {"command": name, "description": description}


async def test_commands_by_scope_and_language(engine: Engine, anna: Person, ok: Call) -> None:
    await ok("setMyCommands", commands=[command("start")])
    await ok("setMyCommands", commands=[command("cart")], language_code="ru")
    chat = {"type": "chat", "chat_id": anna.id}
    await ok("setMyCommands", commands=[command("admin")], scope=chat)
    assert await ok("getMyCommands") == [command("start")]
    assert await ok("getMyCommands", language_code="ru") == [command("cart")]
    assert await ok("getMyCommands", language_code="de") == []
    profile = engine.state.profile
    assert commands_for(profile, 1, True, "ru") == [command("cart")]
    assert commands_for(profile, 1, True, "de") == [command("start")]
    assert commands_for(profile, anna.id, True, "ru") == [command("admin")]
    await ok("deleteMyCommands", scope=chat)
    assert commands_for(profile, anna.id, True, "en") == [command("start")]


async def test_menu_button(anna: Person, staff: Person, ok: Call, refused: Call) -> None:
    app = {"type": "web_app", "text": "Shop", "web_app": {"url": "https://a.b/"}}
    assert await ok("getChatMenuButton") == {"type": "commands"}
    await ok("setChatMenuButton", menu_button=app)
    assert await ok("getChatMenuButton", chat_id=anna.id) == app
    await ok("setChatMenuButton", chat_id=anna.id, menu_button={"type": "commands"})
    assert await ok("getChatMenuButton", chat_id=anna.id) == {"type": "commands"}
    said = await refused("setChatMenuButton", chat_id=staff.chat.id, menu_button=app)
    assert said == "Bad Request: chat is not private"


async def test_texts_of_the_bot(ok: Call) -> None:
    await ok("setMyDescription", description="We sell", language_code="en")
    await ok("setMyShortDescription", short_description="Shop")
    assert await ok("getMyDescription", language_code="en") == {"description": "We sell"}
    assert await ok("getMyDescription") == {"description": ""}
    assert await ok("getMyShortDescription") == {"short_description": "Shop"}
    assert await ok("getMyName") == {"name": "Demo Store"}
    await ok("setMyName", name="Shop")
    assert await ok("getMyName", language_code="ru") == {"name": "Shop"}


def article(number: str) -> dict[str, Any]:
    return {
        "type": "article",
        "id": number,
        "title": "Shirt",
        "input_message_content": {"message_text": "<b>Shirt</b>", "parse_mode": "HTML"},
        "reply_markup": inline([button("Open", "p1")]),
    }


async def test_inline_mode(engine: Engine, anna: Person, ok: Call, refused: Call) -> None:
    query = anna.ask_inline("shirt")
    update: dict[str, Any] = list(engine.state.pending.values())[-1]["update"]
    assert update["inline_query"]["query"] == "shirt"
    wish = {"inline_query_id": query.id}
    said = await refused("answerInlineQuery", **wish, results=[article("1")] * 2)
    assert said == "Bad Request: RESULT_ID_DUPLICATE"
    bad = article("1") | {"input_message_content": {"message_text": "<b>x", "parse_mode": "HTML"}}
    said = await refused("answerInlineQuery", **wish, results=[bad])
    assert said.startswith("Bad Request: can't parse entities")
    await ok("answerInlineQuery", **wish, results=[article("1")])

    sent = anna.choose_inline(query, "1")
    assert sent.body["via_bot"]["id"] == 42
    assert sent.body["text"] == "Shirt"
    chosen = list(engine.state.pending.values())[-1]["update"]["chosen_inline_result"]
    assert chosen["inline_message_id"] == sent.inline_id
    anna.press("Open")
    pressed = list(engine.state.pending.values())[-1]["update"]["callback_query"]
    assert pressed["inline_message_id"] == sent.inline_id
    assert "message" not in pressed
    edit = {"inline_message_id": sent.inline_id, "text": "Gone"}
    assert await ok("editMessageText", **edit) is True
    assert anna.messages[-1].text == "Gone"


def check(data: str, token: str) -> bool:
    """The documented check, written here anew."""
    fields = dict(parse_qsl(data, keep_blank_values=True, strict_parsing=True))
    given = fields.pop("hash")
    lines = "\n".join(f"{key}={fields[key]}" for key in sorted(fields))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(given, hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest())


async def test_init_data_is_signed(engine: Engine, anna: Person, ok: Call) -> None:
    query = anna.open_web_app()
    data = init_data(anna.user, TOKEN, engine.now(), query_id=query.id, start_param="a b&c")
    assert check(data, TOKEN)
    assert not check(data, "43:OTHER")
    assert not check(data.replace("Anna", "Boris"), TOKEN)
    fields = dict(parse_qsl(data))
    assert json.loads(fields["user"])["id"] == anna.id
    assert fields["query_id"] == query.id
    assert fields["start_param"] == "a b&c"
    answer = await ok("answerWebAppQuery", web_app_query_id=query.id, result=article("1"))
    assert answer["inline_message_id"]
    assert anna.messages[-1].text == "Shirt"


async def test_data_sent_by_a_mini_app(engine: Engine, anna: Person) -> None:
    anna.send_web_app_data("Choose", '{"size": 42}')
    update = list(engine.state.pending.values())[-1]["update"]
    assert update["message"]["web_app_data"] == {"data": '{"size": 42}', "button_text": "Choose"}
