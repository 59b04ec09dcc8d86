"""copyMessage and forwardMessage."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.methods.common import caption_content, message_named, send
from botapp.emulator.engine.text import caption

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine, Request

_CONTENT = ("text", "entities", "photo", "document", "location", "contact", "invoice")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media", "has_media_spoiler")


def copy_message(engine: Engine, request: Request) -> JSON:
    """The content again, without a link to the original; media may get a new caption."""
    params = request.params
    chat = engine.writable_chat(params["chat_id"])
    source = engine.chat(params["from_chat_id"])
    message = message_named(engine, source, params["message_id"], "message to copy")
    content = {key: message.body[key] for key in _CONTENT if key in message.body}
    if not content or "invoice" in content or message.body.get("has_protected_content"):
        raise bad_request("message can't be copied")
    if "photo" in content or "document" in content:
        if "caption" in params:
            content |= caption_content(*caption(params), params)
        else:
            content |= {key: message.body[key] for key in _CAPTION if key in message.body}
    return {"message_id": send(engine, request, content, chat=chat).id}


def forward_message(engine: Engine, request: Request) -> JSON:
    """The message again, with its origin."""
    params = request.params
    chat = engine.writable_chat(params["chat_id"])
    source = engine.chat(params["from_chat_id"])
    message = message_named(engine, source, params["message_id"], "message to forward")
    names = _CONTENT + _CAPTION
    content = {key: message.body[key] for key in names if key in message.body}
    if not content or message.body.get("has_protected_content"):
        raise bad_request("message can't be forwarded")
    content["forward_origin"] = {
        "type": "user",
        "date": message.body["date"],
        "sender_user": message.body["from"],
    }
    return send(engine, request, content, chat=chat, invoice=message.invoice).body


METHODS: dict[str, Callable[..., Any]] = {
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
}
