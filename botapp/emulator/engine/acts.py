"""Acts of people as plain JSON: what the page sends and what a recording holds."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from botapp.emulator.engine.checks import Upload
from botapp.emulator.engine.core import Engine
from botapp.emulator.engine.errors import JSON, ActionError
from botapp.emulator.engine.initdata import init_data
from botapp.emulator.engine.people import Person
from botapp.emulator.engine.state import Message, Query


def perform(engine: Engine, act: JSON) -> JSON:
    """Does ``{"do": …, "user": id, "chat": id, …}``; raises ActionError."""
    user = engine.state.users.get(act.get("user", 0))
    chat = engine.state.chats.get(act.get("chat", 0))
    do = _ACTS.get(act.get("do", ""))
    if user is None or chat is None or do is None or user.id not in chat.members:
        raise ActionError("nobody can do this here")
    try:
        result = do(Person(engine, user, chat), act)
    except (KeyError, TypeError, ValueError) as error:
        raise ActionError(f"{act['do']}: {error!r}") from error
    if isinstance(result, Message):
        return {"message_id": result.id}
    if isinstance(result, Query):
        return {"query_id": result.id}
    return result if isinstance(result, dict) else {}


def _press(person: Person, act: JSON) -> Query | Message | JSON:
    if "data" in act and "message_id" in act:
        return person.press_data(act["message_id"], act["data"])
    pressed = person.press(act["label"], message_id=act.get("message_id"))
    return {"url": pressed} if isinstance(pressed, str) else pressed


def _key(person: Person, act: JSON) -> Message | JSON:
    pressed = person.press_key(act["label"])
    return {"url": pressed} if isinstance(pressed, str) else pressed


def _file(person: Person, act: JSON) -> Message:
    try:
        body = base64.b64decode(act["base64"], validate=True)
    except binascii.Error as error:
        raise ActionError("the file is not base64") from error
    upload = Upload(act["name"], body, act.get("mime", "application/octet-stream"))
    photo = bool(act.get("photo"))
    return person.send_file(upload, caption=act.get("caption", ""), photo=photo)


def _pay(person: Person, act: JSON) -> Query:
    return person.pay(
        message_id=act.get("message_id"),
        slug=act.get("slug", ""),
        declined=bool(act.get("declined")),
        order_info=act.get("order_info"),
        shipping_option=act.get("shipping_option", ""),
        tip=act.get("tip", 0),
    )


def _shipping(person: Person, act: JSON) -> Query:
    return person.ask_shipping(
        message_id=act.get("message_id"),
        slug=act.get("slug", ""),
        order_info=act.get("order_info"),
    )


def _choose(person: Person, act: JSON) -> Message:
    """Without a ``query_id``, of the results that came last."""
    asked = [
        query
        for query in person.engine.state.queries.values()
        if query.kind == "inline" and query.user_id == person.id
        if act.get("query_id") in {None, query.id}
    ]
    if not asked:
        raise ActionError("there is no such inline query")
    return person.choose_inline(asked[-1], act["result_id"])


def _web_app(person: Person, act: JSON) -> JSON:
    query_id = "" if act.get("from_key") else person.open_web_app().id
    engine = person.engine
    start = act.get("start_param", "")
    data = init_data(person.user, engine.token, engine.now(), query_id=query_id, start_param=start)
    return {"init_data": data, "query_id": query_id}


_ACTS: dict[str, Callable[[Person, JSON], object]] = {
    "start": lambda person, act: person.start(act.get("payload", "")),
    "text": lambda person, act: person.send(act["text"], reply_to=act.get("reply_to")),
    "contact": lambda person, act: person.send_contact(act.get("phone", "")),
    "location": lambda person, act: person.send_location(
        act.get("latitude", 55.7558), act.get("longitude", 37.6173)
    ),
    "file": _file,
    "edit": lambda person, act: person.edit(act["message_id"], act["text"]),
    "delete": lambda person, act: person.delete(act["message_id"]),
    "press": _press,
    "key": _key,
    "shipping": _shipping,
    "pay": _pay,
    "inline": lambda person, act: person.ask_inline(act["text"], act.get("offset", "")),
    "choose": _choose,
    "web_app": _web_app,
    "web_app_data": lambda person, act: person.send_web_app_data(act["label"], act["data"]),
    "block": lambda person, act: person.block(),
    "unblock": lambda person, act: person.unblock(),
}
