"""getChat, getChatMember, getFile, pinning."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.methods.common import message_named, refuse_business

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine, Request

_MAX_DOWNLOAD = 20 * 1024 * 1024
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def get_chat(engine: Engine, request: Request) -> JSON:
    """ChatFullInfo."""
    chat = engine.chat(request.params["chat_id"])
    body = engine.chat_json(chat) | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, chat.private),
    }
    if chat.pinned and (pinned := chat.messages.get(chat.pinned[-1])):
        body["pinned_message"] = pinned.body
    return body


def get_chat_member(engine: Engine, request: Request) -> JSON:
    """What a person is in the chat."""
    chat = engine.chat(request.params["chat_id"])
    user_id = request.params["user_id"]
    if user_id <= 0:
        raise bad_request("Invalid user_id specified")
    if user_id == engine.state.bot["id"]:
        return {"status": "kicked" if chat.blocked else "member", "user": engine.state.bot}
    user = engine.state.users.get(user_id)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if chat.private and user_id == chat.id:
        return {"status": "member", "user": user.as_json()}
    if user_id not in chat.members:
        return {"status": "left", "user": user.as_json()}
    if chat.members[0] == user_id:
        return {"status": "creator", "user": user.as_json(), "is_anonymous": False}
    return {"status": "member", "user": user.as_json()}


def get_file(engine: Engine, request: Request) -> JSON:
    """A path from which the file can be downloaded."""
    file = engine.state.files.get(request.params["file_id"])
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > _MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }


def pin_chat_message(engine: Engine, request: Request) -> bool:
    """Shows the message on top of the chat."""
    refuse_business(request.params)
    chat = engine.writable_chat(request.params["chat_id"])
    message = message_named(engine, chat, request.params["message_id"], "message to pin")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    engine.state.touched.add(chat.id)
    engine.journal.emit("chat", chat_id=chat.id)
    return True


def unpin_chat_message(engine: Engine, request: Request) -> bool:
    """Takes one, or the newest, from the top."""
    refuse_business(request.params)
    chat = engine.writable_chat(request.params["chat_id"])
    number = request.params.get("message_id")
    if number is not None:
        message_named(engine, chat, number, "message to unpin")
    if number in chat.pinned:
        chat.pinned.remove(number)
    elif number is None and chat.pinned:
        chat.pinned.pop()
    engine.state.touched.add(chat.id)
    engine.journal.emit("chat", chat_id=chat.id)
    return True


METHODS: dict[str, Callable[..., Any]] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getFile": get_file,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
}
